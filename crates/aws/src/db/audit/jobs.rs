//! That a purging container and its job name each other, so that whatever waits to be taken apart is.

use super::breach::{Breach, Fault, Subject};
use super::facts::Facts;
use super::findings::Findings;
use share_cloud_domain::name::EntryKind;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    for folder in &facts.folders {
        let Some(id) = folder.job else { continue };
        if !facts.jobs.iter().any(|job| (job.id, job.account, job.copies_bytes) == (id, folder.account, None)) {
            let (entry_id, account_id) = (folder.id.entry(), folder.account.account());
            let subject = Subject::Entry { kind: EntryKind::Folder, entry_id, account_id };
            findings.suspect(Breach::new(subject, Fault::NoJob));
        }
    }
    for account in facts.accounts.iter().filter(|account| account.closing_job.is_some()) {
        if facts.folder(account.purging).and_then(|folder| folder.job) != account.closing_job {
            findings.suspect(Breach::new(Subject::Account(account.id.account()), Fault::Lacks("job that takes it down")));
        }
    }
    for job in facts.jobs.iter().filter(|job| job.copies_bytes.is_none()) {
        let purging = facts.account(job.account).and_then(|account| facts.folder(account.purging));
        if purging.and_then(|folder| folder.job) != Some(job.id) {
            let subject = Subject::Job { job_id: job.id.job(), account_id: job.account.account() };
            findings.suspect(Breach::new(subject, Fault::IdleJob));
        }
    }
}
