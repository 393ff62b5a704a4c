//! Out of the trash for good: entries go where they are taken apart, and the job that does it is begun or given more.

use super::super::accounts::AccountRecord;
use super::super::expression::Write;
use super::super::jobs::{JobRecord, JobState};
use super::super::keys;
use super::super::transaction::{MAX_ACTIONS, Transaction, pause_before};
use super::super::{Db, conflict};
use super::add::{MAX_RESTARTS, folder_write};
use super::relocate::{as_moved, push_entry};
use super::{EntryRecord, Place};
use crate::failure::Failure;
use futures::future::try_join_all;
use jiff::Timestamp;
use share_cloud_domain::ids::{EntryId, JobId};
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::tree::{FolderChange, plan_purge};

/// How many entries leave the trash in one transaction: both containers and the job, and an entry and its two names for each.
pub const PURGED_TOGETHER: usize = (MAX_ACTIONS - 3) / 3;

/// Which job takes apart what is purged.
pub(crate) enum Taker<'a> {
    /// The account's running one, or one of this id if none is.
    Any(JobId),
    /// This one, if its lease is still ours.
    Leased(&'a mut JobRecord),
}

/// Has the job that the purging container names do something besides, or a fresh one that does it; its id.
pub(crate) fn push_errand(
    transaction: &mut Transaction,
    purging: &EntryRecord,
    fresh: JobRecord,
    ask: impl FnOnce(Write) -> Write,
) -> Result<JobId, Failure> {
    let write = Write::update(keys::entry(&purging.entry_id)).exists();
    match &purging.job_id {
        Some(known) => {
            transaction.push(write.equals("job_id", known.as_str()).set("job_id", known.as_str()));
            transaction.push(ask(Write::update(keys::job(known)).equals("state", JobState::Running.as_str())));
            Ok(known.clone())
        }
        None => {
            transaction.push(write.lacks("job_id").set("job_id", fresh.job_id.as_str()));
            transaction.create(&fresh)?;
            Ok(fresh.job_id)
        }
    }
}

impl Db {
    /// Moves entries that lie directly in the trash to where they are taken apart: they are gone for everyone, and counted until the
    /// job, whose id is answered, comes to them. At most [`PURGED_TOGETHER`]; those that left the trash meanwhile are left out.
    ///
    /// # Errors
    /// `not_found` when none of them is in the trash any more; `folder_full` while too much waits to be taken apart; `unavailable`
    /// when others kept changing the same folders.
    pub async fn purge(&self, account: &AccountRecord, entries: Vec<EntryRecord>, fresh: JobId, now: Timestamp) -> Result<JobId, Failure> {
        let mut entries = entries;
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            match self.purge_once(account, &entries, Taker::Any(fresh.clone()), now).await {
                Err(failure) if failure.code() == Code::Conflict => {}
                answer => return answer,
            }
            let again = try_join_all(entries.iter().map(|entry| self.entry(&entry.entry_id))).await?;
            let is_trashed = |entry: &EntryRecord| entry.parent_id.as_ref() == Some(&account.trash_id);
            entries = again.into_iter().flatten().filter(is_trashed).collect();
        }
        Err(Failure::store(Code::Unavailable, "others kept changing the same folders"))
    }

    /// One try of it.
    ///
    /// # Errors
    /// As [`Db::purge`]; `conflict` when something changed, or the lease was lost, and all is to be read again.
    pub(crate) async fn purge_once(
        &self,
        account: &AccountRecord,
        entries: &[EntryRecord],
        taker: Taker<'_>,
        now: Timestamp,
    ) -> Result<JobId, Failure> {
        if entries.is_empty() {
            return Err(Code::NotFound.into());
        }
        let (trash, purging) = (self.container(account, &account.trash_id).await?, self.container(account, &account.purging_id).await?);
        let moved = entries.iter().map(as_moved).collect::<Result<Vec<_>, _>>()?;
        let plan = plan_purge(&moved, trash.chain(), purging.chain()).map_err(Problem::from)?;
        let mut transaction = Transaction::new();
        let job_id = push_job(&mut transaction, account, &purging, taker, plan.files, now)?;
        for change in &plan.folders {
            transaction.push(container_write(change, &purging, &job_id));
        }
        for (change, entry) in plan.entries.iter().zip(entries) {
            push_entry(&mut transaction, change, entry, &entry.heaped(&account.purging_id, now))?;
        }
        match transaction.run(self).await? {
            Ok(()) => Ok(job_id),
            Err(refused) => Err(conflict(&refused)),
        }
    }

    /// Has the job empty the trash of all that was trashed up to now; its id.
    ///
    /// # Errors
    /// `unavailable` when others kept changing the same things.
    pub async fn empty_later(&self, account: &AccountRecord, fresh: JobId, now: Timestamp) -> Result<JobId, Failure> {
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            let purging = self.container(account, &account.purging_id).await?;
            let mut transaction = Transaction::new();
            let job = JobRecord::new(fresh.clone(), account.account_id.clone(), now);
            let job = JobRecord { empties_until: Some(now), ..job };
            let job_id = push_errand(&mut transaction, purging.folder(), job, |write| write.set("empties_until", now))?;
            if transaction.run(self).await?.is_ok() {
                return Ok(job_id);
            }
        }
        Err(Failure::store(Code::Unavailable, "others kept changing the same job"))
    }

    async fn container(&self, account: &AccountRecord, id: &EntryId) -> Result<Place, Failure> {
        self.place(&account.account_id, id, &[]).await
    }
}

/// Gives the job more files, or begins it.
fn push_job(
    transaction: &mut Transaction,
    account: &AccountRecord,
    purging: &Place,
    taker: Taker<'_>,
    files: u64,
    now: Timestamp,
) -> Result<JobId, Failure> {
    let more = i64::try_from(files).map_err(Failure::internal)?;
    match (taker, &purging.folder().job_id) {
        (Taker::Leased(job), _) => {
            transaction.push(job.fenced(now).add("total", more));
            Ok(job.job_id.clone())
        }
        (Taker::Any(_), Some(known)) => {
            let job = Write::update(keys::job(known)).equals("state", JobState::Running.as_str());
            transaction.push(job.add("total", more));
            Ok(known.clone())
        }
        (Taker::Any(fresh), None) => {
            let job = JobRecord::new(fresh.clone(), account.account_id.clone(), now);
            transaction.create(&JobRecord { total: files, ..job })?;
            Ok(fresh)
        }
    }
}

/// A container's change; the purging container names the job that is running, and keeps it.
fn container_write(change: &FolderChange, purging: &Place, job_id: &JobId) -> Write {
    let write = folder_write(change);
    let known = &purging.folder().job_id;
    if change.id != purging.folder().entry_id {
        return write;
    }
    match known {
        Some(known) => write.equals("job_id", known.as_str()),
        None => write.lacks("job_id").set("job_id", job_id.as_str()),
    }
}
