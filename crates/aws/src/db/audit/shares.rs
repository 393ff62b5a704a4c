//! That shares and the accounts' lists of them say the same, and that drops count what is on its way through them.

use super::breach::{Breach, Fault, Subject};
use super::facts::Facts;
use super::findings::Findings;
use super::id::Id;
use std::collections::HashMap;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    check_drops(facts, findings);
    for share in facts.shares.iter().filter(|share| !share.is_revoked && !facts.listed.contains(&(share.id, share.account))) {
        let subject = Subject::Share { share_id: share.id.share(), account_id: share.account.account() };
        findings.suspect(Breach::new(subject, Fault::NotListed));
    }
    for (id, account) in &facts.listed {
        let found = facts.shares.binary_search_by_key(id, |share| share.id).ok().map(|at| &facts.shares[at]);
        if found.is_none_or(|share| share.is_revoked || share.account != *account) {
            let subject = Subject::Share { share_id: id.share(), account_id: account.account() };
            findings.suspect(Breach::new(subject, Fault::ListedInVain));
        }
    }
}

/// What drops say is on its way, against the open uploads that name them.
fn check_drops(facts: &Facts, findings: &mut Findings) {
    let mut tallies: HashMap<Id, (i128, i128)> = HashMap::new();
    for (share, upload) in facts.uploads.iter().filter_map(|upload| Some((upload.share?, upload))) {
        let tally = tallies.entry(share).or_default();
        tally.0 += 1;
        tally.1 += i128::from(upload.size_bytes);
    }
    for (share, open) in facts.shares.iter().filter_map(|share| Some((share, share.open?))) {
        let (files, bytes) = tallies.get(&share.id).copied().unwrap_or_default();
        for (name, held, counted) in [("open_files", open.0, files), ("open_bytes", open.1, bytes)] {
            let held = i128::from(held);
            if held != counted {
                let subject = Subject::Share { share_id: share.id.share(), account_id: share.account.account() };
                findings.suspect(Breach::new(subject, Fault::Sum { name, held, counted }));
            }
        }
    }
}
