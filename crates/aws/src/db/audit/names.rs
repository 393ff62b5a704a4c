//! That each entry has exactly its one item by folder and name, and that both say the same.

use super::breach::{Breach, Fault, Subject};
use super::facts::{Facts, Name, Shown};
use super::findings::Findings;
use super::id::Id;
use share_cloud_domain::name::EntryKind;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    for file in &facts.files {
        check_entry(facts, EntryKind::File, file.id, file.account, file.shown, findings);
    }
    for folder in &facts.folders {
        if let Some(shown) = folder.shown {
            check_entry(facts, EntryKind::Folder, folder.id, folder.account, shown, findings);
        }
    }
    for name in facts.names.iter().filter(|name| place_of(facts, name.entry) != Some(name.place())) {
        findings.suspect(Breach::new(subject(name), Fault::Stray));
    }
}

fn subject(name: &Name) -> Subject {
    Subject::Name { folder_id: name.folder.entry(), name_key: name.key.to_string(), entry_id: name.entry.entry() }
}

/// Folder and name key of an entry.
fn place_of(facts: &Facts, entry: Id) -> Option<u64> {
    let file = facts.file(entry).map(|file| file.shown.place);
    file.or_else(|| facts.folder(entry).and_then(|folder| folder.shown).map(|shown| shown.place))
}

fn check_entry(facts: &Facts, kind: EntryKind, id: Id, account: Id, shown: Shown, findings: &mut Findings) {
    // A table has one item of a key, so at most one is in its place.
    let fault = match facts.names_of(id).iter().find(|name| name.place() == shown.place) {
        None => Fault::NoName,
        Some(name) if name.face != shown.face => Fault::NameDiffers,
        Some(_) => return,
    };
    let subject = Subject::Entry { kind, entry_id: id.entry(), account_id: account.account() };
    findings.suspect(Breach::new(subject, fault));
}
