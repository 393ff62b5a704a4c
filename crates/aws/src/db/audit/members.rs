//! That members stand on both sides, of entries that are there, and are counted.

use super::breach::{Breach, Fault, Subject};
use super::facts::{Facts, Membership};
use super::findings::Findings;
use super::id::Id;
use share_cloud_domain::name::EntryKind;
use std::collections::HashMap;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    let mut counted: HashMap<Id, u32> = HashMap::new();
    for member in &facts.members {
        let entry = member.membership.entry;
        *counted.entry(entry).or_default() += member.count;
        let owner = facts.file(entry).map(|file| file.account).or_else(|| facts.folder(entry).map(|folder| folder.account));
        if owner != Some(member.owner) {
            findings.suspect(Breach::new(subject(member.membership), Fault::NoEntry));
        }
        if !facts.given.contains(&member.membership) {
            findings.suspect(Breach::new(subject(member.membership), Fault::NotGiven));
        }
    }
    for given in &facts.given {
        if facts.members.binary_search_by_key(given, |member| member.membership).is_err() {
            findings.suspect(Breach::new(subject(*given), Fault::GivenInVain));
        }
    }
    let files = facts.files.iter().map(|file| (EntryKind::File, file.id, file.account, file.member_count));
    let folders = facts.folders.iter().map(|folder| (EntryKind::Folder, folder.id, folder.account, folder.member_count));
    for (kind, id, account, held) in files.chain(folders) {
        let counted = counted.get(&id).copied().unwrap_or_default();
        if held != counted {
            let subject = Subject::Entry { kind, entry_id: id.entry(), account_id: account.account() };
            findings.suspect(Breach::new(subject, Fault::Members { held, counted }));
        }
    }
}

fn subject(membership: Membership) -> Subject {
    Subject::Member { entry_id: membership.entry.entry(), holder: membership.holder() }
}
