//! Taking apart what lies in purging, one transaction a step: files with all their versions go in batches, then the folders that held
//! them, from below. What a step reads is checked by its own conditions, so that it may be the last step of whoever does it.

use super::super::accounts::AccountRecord;
use super::super::entries::{Content, EntryRecord, PURGED_TOGETHER, Taker};
use super::super::expression::Write;
use super::super::garbage::GarbageRecord;
use super::super::members::no_members;
use super::super::record::Record as _;
use super::super::transaction::{MAX_ACTIONS, Transaction};
use super::super::versions::VersionRecord;
use super::super::{Db, keys};
use super::JobRecord;
use crate::failure::Failure;
use futures::future::try_join_all;
use jiff::Timestamp;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::name::EntryKind;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::tree::{plan_removal, removable_files};

/// How many children of a folder a step looks at: as many files as one transaction takes at most.
const LOOK: i32 = 32;

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Something was done, and there is more.
    Done,
    /// Something changed between reading and writing: look again.
    Again,
    /// The job is done.
    Last,
    /// Somebody else has the job now.
    Lost,
}

/// A file that goes, with its earlier versions.
struct Leaving {
    file: EntryRecord,
    content: Content,
    versions: Vec<VersionRecord>,
}

impl Db {
    /// Does the next step of a job whose lease is ours.
    ///
    /// # Errors
    /// `unavailable` when the store is away: the step can be done again.
    pub async fn step_job(&self, account: &AccountRecord, job: &mut JobRecord, now: Timestamp) -> Result<Step, Failure> {
        if let Some(until) = job.empties_until {
            return self.empty_step(account, job, until, now).await;
        }
        let folder = job.cursor.clone().unwrap_or_else(|| account.purging_id.clone());
        let (children, _) = self.children(&folder, None, LOOK).await?;
        let is_file = |child: &&EntryRecord| child.kind == EntryKind::File;
        let files: Vec<EntryRecord> = children.iter().filter(is_file).cloned().collect();
        match children.first() {
            _ if !files.is_empty() => match self.with_members(&files).await? {
                Some(file) => self.remove_members(job, &file, now).await,
                None => self.remove_files(account, job, &folder, files, now).await,
            },
            Some(child) => self.descend(job, &folder, &child.entry_id, now).await,
            None if folder == account.purging_id && job.closes => self.removal_step(account, job, now).await,
            None if folder == account.purging_id => self.finish(account, job, now).await,
            None => self.remove_folder(account, job, &folder, now).await,
        }
    }

    /// Takes what is still in the trash out of it.
    async fn empty_step(&self, account: &AccountRecord, job: &mut JobRecord, until: Timestamp, now: Timestamp) -> Result<Step, Failure> {
        let entries = self.trashed_until(account, until, PURGED_TOGETHER).await?;
        if entries.is_empty() {
            let mut transaction = Transaction::new();
            transaction.push(job.fenced(now).equals("empties_until", until).remove("empties_until"));
            job.empties_until = None;
            return self.take_step(transaction, job).await;
        }
        match self.purge_once(account, &entries, Taker::Leased(job), now).await {
            Ok(_) => Ok(Step::Done),
            Err(failure) if failure.code() == Code::Conflict => self.lost_or(job, Step::Again).await,
            // While too much waits to be taken apart, that comes first.
            Err(failure) if failure.code() == Code::FolderFull => {
                job.empties_until = None;
                Ok(Step::Again)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Removes as many of the files as one transaction takes: entries, names and versions go, their objects are noted as garbage, and
    /// their room comes back.
    async fn remove_files(
        &self,
        account: &AccountRecord,
        job: &mut JobRecord,
        folder: &EntryId,
        files: Vec<EntryRecord>,
        now: Timestamp,
    ) -> Result<Step, Failure> {
        let mut leaving = try_join_all(files.into_iter().map(|file| self.leaving(file))).await?;
        leaving.truncate(removable_files(leaving.iter().map(|one| one.versions.len()), MAX_ACTIONS));
        let count = i64::try_from(leaving.len()).map_err(Failure::internal)?;
        let current: i64 = leaving.iter().map(|one| signed(one.content.size_bytes)).sum();
        let earlier: i64 = leaving.iter().flat_map(|one| &one.versions).map(|version| signed(version.content.size_bytes)).sum();
        let mut transaction = Transaction::new();
        transaction.push(job.fenced(now).add("done", count));
        let room = Write::update(keys::storage(&account.account_id)).exists();
        let room = room.add("used_bytes", -(current + earlier)).add("free_bytes", current + earlier);
        transaction.push(room.add("versions_bytes", -earlier).add("entry_count", -count));
        transaction.push(Write::update(keys::entry(folder)).exists().add("child_count", -count));
        for one in &leaving {
            push_file(&mut transaction, folder, one, now)?;
        }
        self.take_step(transaction, job).await
    }

    async fn leaving(&self, file: EntryRecord) -> Result<Leaving, Failure> {
        let content = file.content.clone().ok_or_else(|| Failure::internal("a file without content"))?;
        let versions = self.earlier_versions(&file.entry_id).await?;
        Ok(Leaving { file, content, versions })
    }

    /// One of the files that has members still.
    async fn with_members(&self, files: &[EntryRecord]) -> Result<Option<EntryRecord>, Failure> {
        let ids: Vec<EntryId> = files.iter().map(|file| file.entry_id.clone()).collect();
        Ok(self.entries(&ids).await?.into_iter().find(|entry| entry.member_count > 0))
    }

    /// Takes an entry that goes away from its members.
    async fn remove_members(&self, job: &mut JobRecord, entry: &EntryRecord, now: Timestamp) -> Result<Step, Failure> {
        let mut transaction = Transaction::new();
        self.push_members_removal(&mut transaction, job, entry, now).await?;
        self.take_step(transaction, job).await
    }

    /// Goes on in a folder. From now on nothing is written in it any more.
    async fn descend(&self, job: &mut JobRecord, parent: &EntryId, folder: &EntryId, now: Timestamp) -> Result<Step, Failure> {
        let mut transaction = Transaction::new();
        transaction.push(job.fenced(now).set("cursor", folder.as_str()));
        transaction.push(Write::update(keys::entry(folder)).equals("parent_id", parent.as_str()).set("dying", true));
        job.cursor = Some(folder.clone());
        self.take_step(transaction, job).await
    }

    /// Removes an empty folder and goes on in the one above.
    async fn remove_folder(&self, account: &AccountRecord, job: &mut JobRecord, folder: &EntryId, now: Timestamp) -> Result<Step, Failure> {
        let mut transaction = Transaction::new();
        let Some(entry) = self.entry(folder).await? else {
            transaction.push(job.fenced(now).remove("cursor"));
            job.cursor = None;
            return self.take_step(transaction, job).await;
        };
        if entry.member_count > 0 {
            return self.remove_members(job, &entry, now).await;
        }
        let removal = plan_removal(&entry.to_folder()).map_err(Problem::from)?;
        let parent = removal.expect_parent;
        job.cursor = Some(parent.clone()).filter(|parent| *parent != account.purging_id);
        let above = job.cursor.clone();
        transaction.push(job.fenced(now).set_or_remove("cursor", above.as_ref().map(EntryId::as_str)));
        let gone = Write::delete(entry.key()).equals("parent_id", parent.as_str()).equals("dying", true);
        transaction.push(no_members(gone.equals("child_count", 0_i64)));
        let name = Write::delete(keys::name(&parent, &entry.name_key));
        transaction.push(name.equals("entry_id", entry.entry_id.as_str()));
        transaction.push(Write::update(keys::entry(&parent)).exists().add("child_count", -1));
        transaction.push(Write::update(keys::storage(&account.account_id)).exists().add("entry_count", -1));
        self.take_step(transaction, job).await
    }

    /// Ends the job, unless more was purged a moment ago.
    async fn finish(&self, account: &AccountRecord, job: &mut JobRecord, now: Timestamp) -> Result<Step, Failure> {
        let mut transaction = Transaction::new();
        transaction.push(job.closed(now));
        let purging = Write::update(keys::entry(&account.purging_id)).equals("child_count", 0_i64);
        transaction.push(purging.equals("job_id", job.job_id.as_str()).remove("job_id"));
        match self.take_step(transaction, job).await? {
            Step::Done => Ok(Step::Last),
            other => Ok(other),
        }
    }

    /// Carries a step out. When a condition fails, the job is read again, for somebody may have it or have given it more.
    pub(super) async fn take_step(&self, transaction: Transaction, job: &mut JobRecord) -> Result<Step, Failure> {
        match transaction.run(self).await? {
            Ok(()) => Ok(Step::Done),
            Err(refused) => {
                tracing::debug!(?refused, "a step of a job starts over");
                self.lost_or(job, Step::Again).await
            }
        }
    }

    /// A step that wrote what it did elsewhere: only whether the lease is still ours is asked.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn keep_job(&self, job: &mut JobRecord, now: Timestamp) -> Result<Step, Failure> {
        let mut transaction = Transaction::new();
        transaction.push(job.fenced(now));
        self.take_step(transaction, job).await
    }

    pub(super) async fn lost_or(&self, job: &mut JobRecord, step: Step) -> Result<Step, Failure> {
        let ours = |now: &JobRecord| now.lease == job.lease && now.due_at().is_some();
        let Some(now) = self.job(&job.job_id).await?.filter(ours) else { return Ok(Step::Lost) };
        *job = now;
        Ok(step)
    }
}

fn push_file(transaction: &mut Transaction, folder: &EntryId, leaving: &Leaving, now: Timestamp) -> Result<(), Failure> {
    let Leaving { file, content, versions } = leaving;
    let entry = Write::delete(keys::entry(&file.entry_id)).equals("parent_id", folder.as_str());
    transaction.push(no_members(entry.equals("version_id", content.version_id.as_str())));
    transaction.push(Write::delete(keys::name(folder, &file.name_key)).equals("entry_id", file.entry_id.as_str()));
    transaction.put(&GarbageRecord::content(file, content, now))?;
    for version in versions {
        transaction.push(Write::delete(version.key()).exists());
        transaction.put(&GarbageRecord::version(version, now))?;
    }
    Ok(())
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
