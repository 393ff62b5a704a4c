//! What a job that copies keeps, and its steps in the table. Its room is reserved when it begins. A file's copy is an upload of the job's own
//! whose bytes the store copies: it draws its room from the job's reservation, and becomes a file as every other upload does.

use super::super::accounts::StorageRecord;
use super::super::entries::{EntryRecord, PartedChecksum, Place, push_folder};
use super::super::expression::{Value, Write};
use super::super::garbage::GarbageRecord;
use super::super::record::from_old;
use super::super::transaction::Transaction;
use super::super::uploads::UploadRecord;
use super::super::{Db, keys};
use super::{JobRecord, JobState, Step};
use crate::failure::Failure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use share_cloud_domain::copy::MAX_COPIES;
use share_cloud_domain::copy::{MAX_COPY_PROBLEMS, draw};
use share_cloud_domain::ids::{AccountId, EntryId, VersionId};
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::tree::plan_add;
use share_cloud_domain::upload::{MAX_OPEN_UPLOADS, OnConflict, UploadState};

/// What is copied, and how far that is. Only who has the job's lease changes it, all of it at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CopyWork {
    /// Who asked: what they do not reach is not copied, and they are told how far it is.
    pub asked_by: AccountId,
    /// The folder of the job's account that the copies go into.
    pub parent_id: EntryId,
    /// The name of the one copy; none to keep the sources' names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What happens when a name is taken there.
    pub on_conflict: OnConflict,
    /// What was asked for.
    pub sources: Vec<EntryId>,
    /// How many of them were begun.
    pub begun: u32,
    /// What became of them.
    pub made: Vec<MadeCopy>,
    /// The folders that are being copied, the outermost first.
    pub folders: Vec<CopyFolder>,
    /// The files that are being copied: each an open upload, or one that was settled a moment ago.
    pub open: Vec<OpenCopy>,
    /// The room that is reserved for what is not begun yet.
    pub reserved_bytes: u64,
    /// What could not be copied, at most [`MAX_COPY_PROBLEMS`].
    pub problems: Vec<CopyProblem>,
}

/// The copy of something that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeCopy {
    /// Its place among the sources.
    pub at: u32,
    /// The copy.
    pub entry_id: EntryId,
}

/// A folder and its copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyFolder {
    /// The folder.
    pub source_id: EntryId,
    /// Its name, for whoever is told of a problem.
    pub name: String,
    /// Its copy.
    pub copy_id: EntryId,
    /// The name key of its last child that was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A file that is being copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCopy {
    /// Keys the upload that it is.
    pub scope_key: String,
    /// Whose the file is.
    pub account_id: AccountId,
    /// The file.
    pub source_id: EntryId,
    /// Its name.
    pub name: String,
    /// The content that is copied.
    pub version_id: VersionId,
    /// The checksum that a content of several parts has, and its copy must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum: Option<PartedChecksum>,
    /// Its place among the sources, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u32>,
}

/// Something that could not be copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyProblem {
    /// The entry, as it was asked for.
    pub entry_id: String,
    /// Its name, as far as it is known.
    pub name: String,
    /// The problem's code.
    pub code: String,
    /// Its place among the sources, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u32>,
}

impl CopyProblem {
    /// The problem that it stands for.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Code::parse(&self.code).unwrap_or(Code::Internal).into()
    }
}

impl CopyWork {
    /// Notes what could not be copied, unless that were too many.
    pub fn note(&mut self, entry_id: impl Into<String>, name: impl Into<String>, code: Code, at: Option<u32>) {
        if self.problems.len() < MAX_COPY_PROBLEMS {
            self.problems.push(CopyProblem { entry_id: entry_id.into(), name: name.into(), code: code.as_str().to_owned(), at });
        }
    }

    /// Notes that a child of the innermost folder is begun.
    pub fn passed(&mut self, child: &EntryRecord) {
        if let Some(folder) = self.folders.last_mut() {
            folder.after = Some(child.name_key.clone());
        }
    }

    /// Whether an entry is the copy itself: a folder that is copied into itself must not be copied without end.
    #[must_use]
    pub fn has_made(&self, entry: &EntryId) -> bool {
        self.made.iter().any(|made| made.entry_id == *entry)
    }
}

/// What came of beginning some files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// They are begun, or all is to be looked at again.
    Stepped(Step),
    /// There is no room for what they need beyond the reservation.
    NoRoom,
}

impl JobRecord {
    /// Its part of a transaction in which the copying goes on: `settled` files more are done.
    fn copying(&mut self, work: CopyWork, settled: u64, now: Timestamp) -> Result<Write, Failure> {
        self.done = self.done.saturating_add(settled);
        // More files may be found than were there when it began.
        self.total = self.total.max(self.done);
        let value = serde_dynamo::to_attribute_value(&work).map_err(Failure::internal)?;
        self.copy = Some(work);
        let (done, total) = (self.done, self.total);
        Ok(self.fenced(now).set("copy", Value(value)).set("done", done).set("total", total))
    }
}

/// When whoever has too many copies running may look again.
const COPIES_WAIT_S: u64 = 30;

fn signed(bytes: u64) -> Result<i64, Failure> {
    i64::try_from(bytes).map_err(Failure::internal)
}

impl Db {
    /// Reserves the room of all that is to be copied and begins the job; it counts as an open upload for as long as it runs.
    ///
    /// # Errors
    /// `quota_exceeded` when the room is not free: then nothing is copied. `too_many_uploads`; `too_many_requests` while as many copies run
    /// as an account may have.
    pub async fn begin_copy(&self, job: &JobRecord) -> Result<(), Failure> {
        let size = signed(job.copy.as_ref().map_or(0, |work| work.reserved_bytes))?;
        let mut transaction = Transaction::new();
        let room = Write::update(keys::storage(&job.account_id)).add("free_bytes", -size).add("reserved_bytes", size);
        let room = room.add("open_uploads", 1).at_least("free_bytes", size).at_most("open_uploads", MAX_OPEN_UPLOADS - 1);
        let room = room.add("copy_count", 1).lacks_or_at_most("copy_count", MAX_COPIES - 1);
        let room = transaction.push(room);
        transaction.create(job)?;
        let Err(refused) = transaction.run(self).await? else { return Ok(()) };
        let Some(old) = refused.at(room) else { return Err(Failure::internal(format!("a job that is there: {refused:?}"))) };
        let storage = from_old::<StorageRecord>(old)?.ok_or(Code::NotFound)?;
        if storage.free_bytes < size {
            return Err(Code::QuotaExceeded.into());
        }
        if storage.copy_count >= MAX_COPIES {
            return Err(Problem::from(Code::TooManyRequests).retry_after(COPIES_WAIT_S).into());
        }
        Err(Code::TooManyUploads.into())
    }

    /// Writes how far a copy is, and nothing else.
    ///
    /// # Errors
    /// `unavailable` when the store is away: the step can be done again. So it is with all steps below.
    pub async fn advance_copy(&self, job: &mut JobRecord, work: CopyWork, settled: u64, now: Timestamp) -> Result<Step, Failure> {
        let mut transaction = Transaction::new();
        transaction.push(job.copying(work, settled, now)?);
        self.take_step(transaction, job).await
    }

    /// Begins the copies of some files: uploads whose room leaves the job's reservation, and where that is not enough what is free.
    ///
    /// # Errors
    /// As [`Db::advance_copy`]; `too_many_uploads` while too many are open.
    pub async fn start_copies(
        &self,
        job: &mut JobRecord,
        mut work: CopyWork,
        uploads: &[UploadRecord],
        now: Timestamp,
    ) -> Result<Started, Failure> {
        let (held, free) = draw(work.reserved_bytes, uploads.iter().map(|upload| upload.size_bytes).sum());
        work.reserved_bytes -= held;
        let (free, count) = (signed(free)?, i64::try_from(uploads.len()).map_err(Failure::internal)?);
        let mut transaction = Transaction::new();
        let room = Write::update(keys::storage(&job.account_id)).add("open_uploads", count);
        let mut room = room.at_most("open_uploads", MAX_OPEN_UPLOADS - count);
        if free > 0 {
            room = room.add("free_bytes", -free).add("reserved_bytes", free).at_least("free_bytes", free);
        }
        let room = transaction.push(room);
        transaction.push(job.copying(work, 0, now)?);
        for upload in uploads {
            transaction.create(upload)?;
        }
        let Err(refused) = transaction.run(self).await? else { return Ok(Started::Stepped(Step::Done)) };
        let step = self.lost_or(job, Step::Again).await?;
        let Some(old) = refused.at(room).filter(|_| step == Step::Again) else { return Ok(Started::Stepped(step)) };
        let storage = from_old::<StorageRecord>(old)?.ok_or(Code::NotFound)?;
        if free > 0 && storage.free_bytes < free { Ok(Started::NoRoom) } else { Err(Code::TooManyUploads.into()) }
    }

    /// Makes the copy of a folder, still empty, in the place that was read.
    ///
    /// # Errors
    /// As [`Db::advance_copy`]. The folder's own problem is `name_taken`, `too_deep`, `folder_full`, `too_many_entries` or `not_found`.
    pub async fn copy_folder(
        &self,
        job: &mut JobRecord,
        work: CopyWork,
        place: &Place,
        folder: &EntryRecord,
        now: Timestamp,
    ) -> Result<Result<Step, Problem>, Failure> {
        let changes = match plan_add(place.chain(), 0, 0, 1, true) {
            Ok(changes) => changes,
            Err(error) => return Ok(Err(error.into())),
        };
        let mut transaction = Transaction::new();
        let steps = push_folder(&mut transaction, &changes, folder)?;
        transaction.push(job.copying(work, 0, now)?);
        let Err(refused) = transaction.run(self).await? else { return Ok(Ok(Step::Done)) };
        let step = self.lost_or(job, Step::Again).await?;
        Ok(match steps.problem(&refused) {
            Some(code) if step == Step::Again => Err(code.into()),
            _ => Ok(step),
        })
    }

    /// Gives up the copy of a file: its room is free again, and what is stored of it is garbage. Without room where the account is gone.
    ///
    /// # Errors
    /// As [`Db::advance_copy`].
    pub async fn drop_copy(
        &self,
        job: &mut JobRecord,
        work: CopyWork,
        upload: &UploadRecord,
        has_room: bool,
        now: Timestamp,
    ) -> Result<Step, Failure> {
        let size = signed(upload.size_bytes)?;
        let mut transaction = Transaction::new();
        transaction.push(job.copying(work, 1, now)?);
        transaction.push(upload.close(UploadState::Cancelled, now));
        if has_room {
            let room = Write::update(keys::storage(&upload.account_id)).exists().add("open_uploads", -1);
            transaction.push(room.add("free_bytes", size).add("reserved_bytes", -size));
        }
        transaction.put(&GarbageRecord::upload(upload, now))?;
        self.take_step(transaction, job).await
    }

    /// Ends a copy: what is left of its reservation is free again. Without room where the account is gone.
    ///
    /// # Errors
    /// As [`Db::advance_copy`].
    pub async fn end_copy(&self, job: &mut JobRecord, has_room: bool, now: Timestamp) -> Result<Step, Failure> {
        let Some(work) = job.copy.clone() else { return Err(Failure::internal("a job that copies nothing")) };
        let size = signed(work.reserved_bytes)?;
        let value = serde_dynamo::to_attribute_value(CopyWork { reserved_bytes: 0, ..work }).map_err(Failure::internal)?;
        let mut transaction = Transaction::new();
        transaction.push(job.closed(now).set("copy", Value(value)).set("total", job.done));
        if has_room {
            let room = Write::update(keys::storage(&job.account_id)).exists().add("open_uploads", -1).add("copy_count", -1);
            transaction.push(room.add("free_bytes", size).add("reserved_bytes", -size));
        }
        match self.take_step(transaction, job).await? {
            Step::Done => {
                job.state = JobState::Done;
                Ok(Step::Last)
            }
            other => Ok(other),
        }
    }
}
