//! Work that outlives a request. A job is an item; whoever has its lease does its next steps, and each step writes what it did and
//! how far the job is in one transaction, on condition that the lease is still the same.

mod copy;
mod dismantle;
mod removal;

pub use copy::{CopyFolder, CopyProblem, CopyWork, MadeCopy, OpenCopy, Started};
pub use dismantle::Step;

use super::Db;
use super::expression::Write;
use super::keys::{self, Key};
use super::record::{Record, TTL, millis, millis_optional};
use crate::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use share_cloud_domain::ids::{AccountId, EntryId, JobId};

/// How long nobody else goes on with a job after somebody's last step.
pub const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How long a finished job can be asked for.
const RECEIPT_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// There is more to do.
    Running,
    /// All of it is done.
    Done,
}

impl JobState {
    /// The state as it stands in answers and items.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
        }
    }
}

/// A job: it copies, or it takes apart what lies in an account's purging container. Of the latter an account has at most one that is
/// running; what is purged meanwhile joins it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobRecord {
    /// The job.
    pub job_id: JobId,
    /// Whose.
    pub account_id: AccountId,
    /// Where it stands.
    pub state: JobState,
    /// Files that are gone.
    pub done: u64,
    /// Files that it was given.
    pub total: u64,
    /// The folder that is being emptied; none for the purging container itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<EntryId>,
    /// What is copied, where that is what it does. Every other job takes apart what lies in purging.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<CopyWork>,
    /// What was trashed up to then is to be purged first.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub empties_until: Option<Timestamp>,
    /// The account is closed: once nothing waits to be taken apart, everything else of it goes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closes: bool,
    /// The fencing token of whoever works on it.
    pub lease: u64,
    /// When somebody may go on with it.
    #[serde(with = "millis")]
    pub run_at: Timestamp,
    /// When it was begun.
    #[serde(with = "millis")]
    pub created_at: Timestamp,
    /// When all of it was done.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub closed_at: Option<Timestamp>,
}

impl Record for JobRecord {
    fn key(&self) -> Key {
        keys::job(&self.job_id)
    }

    fn due_at(&self) -> Option<Timestamp> {
        (self.state == JobState::Running).then_some(self.run_at)
    }

    fn drop_after(&self) -> Option<Timestamp> {
        self.closed_at.map(|at| at + RECEIPT_LIFE)
    }
}

impl JobRecord {
    /// A job that can be begun at once.
    #[must_use]
    pub fn new(job_id: JobId, account_id: AccountId, now: Timestamp) -> Self {
        Self {
            job_id,
            account_id,
            state: JobState::Running,
            done: 0,
            total: 0,
            cursor: None,
            copy: None,
            empties_until: None,
            closes: false,
            lease: 0,
            run_at: now,
            created_at: now,
            closed_at: None,
        }
    }

    /// Its part of a step's transaction: only for who has the lease, and never after the end. The lease is made longer before it is over.
    pub(crate) fn fenced(&mut self, now: Timestamp) -> Write {
        let write = Write::update(self.key()).equals("lease", self.lease).equals("state", JobState::Running.as_str());
        if self.run_at.duration_since(now) > LEASE / 2 {
            // An update that sets nothing is none; the state is what the condition says.
            return write.set("state", JobState::Running.as_str());
        }
        self.run_at = now + LEASE;
        write.set("run_at", self.run_at).set(super::due::AT, self.run_at)
    }

    /// Its end: what remains is the receipt.
    pub(crate) fn closed(&self, now: Timestamp) -> Write {
        Write::update(self.key())
            .equals("lease", self.lease)
            .equals("state", JobState::Running.as_str())
            .lacks("empties_until")
            .lacks("closes")
            .set("state", JobState::Done.as_str())
            .set("closed_at", now)
            .set(TTL, (now + RECEIPT_LIFE).as_second())
            .remove("cursor")
            .remove(super::due::SHARD)
            .remove(super::due::AT)
    }
}

impl Db {
    /// The job, running or done lately.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn job(&self, id: &JobId) -> Result<Option<JobRecord>, Failure> {
        self.get(keys::job(id)).await
    }

    /// Takes the lease of a job that is due. None if somebody else did, or it is done.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn lease_job(&self, id: &JobId, now: Timestamp) -> Result<Option<JobRecord>, Failure> {
        let due = |job: &JobRecord| job.state == JobState::Running && job.run_at <= now;
        let Some(job) = self.job(id).await?.filter(due) else { return Ok(None) };
        let leased = JobRecord { lease: job.lease + 1, run_at: now + LEASE, ..job };
        let update = Write::update(leased.key())
            .set("lease", leased.lease)
            .set("run_at", leased.run_at)
            .set(super::due::AT, leased.run_at)
            .equals("lease", leased.lease - 1)
            .equals("state", JobState::Running.as_str());
        Ok(self.write(update).await?.ok().map(|()| leased))
    }

    /// Gives the lease back, so that anybody goes on at once. Nothing happens if it was lost.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn release_job(&self, job: &JobRecord, now: Timestamp) -> Result<(), Failure> {
        let update = Write::update(job.key())
            .set("lease", job.lease + 1)
            .set("run_at", now)
            .set(super::due::AT, now)
            .equals("lease", job.lease)
            .equals("state", JobState::Running.as_str());
        self.write(update).await.map(drop)
    }
}
