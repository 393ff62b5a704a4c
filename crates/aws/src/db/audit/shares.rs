//! That shares and the accounts' lists of them say the same.

use super::breach::{Breach, Fault, Subject};
use super::facts::Facts;
use super::findings::Findings;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
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
