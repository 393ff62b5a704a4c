//! Starting: room moves from free to reserved if it is there, in one transaction with the uploads that hold it.

use super::super::accounts::StorageRecord;
use super::super::entries::MAX_RESTARTS;
use super::super::expression::Write;
use super::super::garbage::GarbageRecord;
use super::super::keys;
use super::super::record::{Record, from_item, from_old, to_item};
use super::super::shares::{DropRoom, ShareRecord};
use super::super::transaction::{Transaction, pause_before};
use super::super::{Db, Item};
use super::UploadRecord;
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::drops::MAX_DROP_OPEN;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::upload::{MAX_OPEN_UPLOADS, UploadState};
use std::collections::HashMap;

/// What came of one start.
pub type Started = Result<UploadRecord, Problem>;

/// A start that is not decided yet: its place in the call, and the closed upload that it replaces.
struct Waiting {
    index: usize,
    upload: UploadRecord,
    replaces: Option<UploadRecord>,
}

impl Db {
    /// Starts uploads into one account's room; each succeeds or fails alone. One whose key stands for an open or committed upload
    /// with the same fields is that upload.
    ///
    /// # Errors
    /// `unavailable` when the store is away. Each upload's own problem is `quota_exceeded`, `too_many_uploads` or `client_key_reused`.
    pub async fn start_uploads(&self, account: &AccountId, uploads: Vec<UploadRecord>, now: Timestamp) -> Result<Vec<Started>, Failure> {
        self.start(account, None, uploads, now).await
    }

    /// Starts uploads through a drop: what it may still take is reserved of it and of its owner's room together.
    ///
    /// # Errors
    /// `unavailable` when the store is away. Each upload's own problem is as for [`Db::start_uploads`], without a word on the owner's
    /// room; `drop_full`; and what became of the drop since it was read: `share_ended`, `share_paused`, `unauthorized`.
    pub async fn start_dropped(&self, share: &ShareRecord, uploads: Vec<UploadRecord>, now: Timestamp) -> Result<Vec<Started>, Failure> {
        self.start(&share.account_id, Some(share), uploads, now).await
    }

    async fn start(
        &self,
        account: &AccountId,
        through: Option<&ShareRecord>,
        uploads: Vec<UploadRecord>,
        now: Timestamp,
    ) -> Result<Vec<Started>, Failure> {
        let mut results: Vec<Option<Started>> = uploads.iter().map(|_| None).collect();
        let mut open: Vec<(usize, UploadRecord)> = uploads.into_iter().enumerate().collect();
        let mut seen = Seen::default();
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            let waiting = self.settle_known(open, &mut results, now).await?;
            let (fitting, rest) = fit(waiting, &seen, through.is_some(), &mut results);
            if fitting.is_empty() {
                return Ok(results.into_iter().map(|result| result.unwrap_or(Err(Code::Internal.into()))).collect());
            }
            let found = self.reserve(account, through, &fitting, &mut results, now).await?;
            seen = Seen { storage: found.storage.or(seen.storage), room: found.room.or(seen.room) };
            open = fitting.into_iter().chain(rest).map(|waiting| (waiting.index, waiting.upload)).collect();
            open.retain(|(index, _)| results[*index].is_none());
        }
        Err(Failure::store(Code::Unavailable, "others kept changing the account's room"))
    }

    /// Answers the starts whose key is in use, and finds what the others replace.
    async fn settle_known(
        &self,
        open: Vec<(usize, UploadRecord)>,
        results: &mut [Option<Started>],
        now: Timestamp,
    ) -> Result<Vec<Waiting>, Failure> {
        let wanted = open.iter().map(|(_, upload)| upload.key()).collect();
        let mut found: Vec<UploadRecord> = self.get_many(wanted).await?.into_iter().map(from_item).collect::<Result<_, _>>()?;
        for upload in &mut found {
            self.expire_overdue(upload, now).await?;
        }
        let mut known: HashMap<String, UploadRecord> = found.into_iter().map(|upload| (upload.scope_key.clone(), upload)).collect();
        let mut waiting: Vec<Waiting> = Vec::new();
        for (index, upload) in open {
            let old = known.get(&upload.scope_key);
            match old {
                Some(old) if !matches!(old.state, UploadState::Cancelled | UploadState::Expired) => {
                    let same = old.same_fields(&upload);
                    results[index] = Some(if same { Ok(old.clone()) } else { Err(Code::ClientKeyReused.into()) });
                }
                // A second start with the same key in one call waits for the first, and is then settled like a repeat.
                _ if waiting.iter().any(|waiting| waiting.upload.scope_key == upload.scope_key) => {
                    waiting.push(Waiting { index, upload, replaces: None });
                }
                _ => {
                    let replaces = known.remove(&upload.scope_key);
                    waiting.push(Waiting { index, upload, replaces });
                }
            }
        }
        Ok(waiting)
    }

    /// Closes an upload whose time is over and that the sweep has not come to.
    async fn expire_overdue(&self, upload: &mut UploadRecord, now: Timestamp) -> Result<(), Failure> {
        if upload.state != UploadState::Open || upload.expires_at > now {
            return Ok(());
        }
        let garbage = GarbageRecord::upload(upload, now);
        match self.close_upload(upload, UploadState::Expired, &garbage, now).await {
            Ok(()) => upload.state = UploadState::Expired,
            // It was committed a moment ago.
            Err(failure) if failure.code() == Code::UploadClosed => upload.state = UploadState::Committed,
            Err(failure) => return Err(failure),
        }
        Ok(())
    }

    /// Tries to reserve for all; the room as it was, of the account and of the drop, when it was not enough.
    async fn reserve(
        &self,
        account: &AccountId,
        through: Option<&ShareRecord>,
        fitting: &[Waiting],
        results: &mut [Option<Started>],
        now: Timestamp,
    ) -> Result<Seen, Failure> {
        let (size, count) = (sum_bytes(fitting), i64::try_from(fitting.len()).unwrap_or(i64::MAX));
        let mut transaction = Transaction::new();
        let room = Write::update(keys::storage(account))
            .add("free_bytes", -size)
            .add("reserved_bytes", size)
            .add("open_uploads", count)
            .at_least("free_bytes", size)
            .at_most("open_uploads", MAX_OPEN_UPLOADS - count);
        let room = transaction.push(room);
        let share = through.map(|share| transaction.push(reserve_of_drop(share, size, count, now)));
        for waiting in fitting {
            let put = Write::put(waiting.upload.key(), to_item(&waiting.upload)?);
            transaction.push(match &waiting.replaces {
                Some(old) => put.absent_or_equals("random", old.random.as_str()),
                None => put.absent(),
            });
        }
        match transaction.run(self).await? {
            Ok(()) => {
                for waiting in fitting {
                    results[waiting.index] = Some(Ok(waiting.upload.clone()));
                }
                Ok(Seen::default())
            }
            Err(refused) => {
                let mut seen = Seen::default();
                if let (Some(through), Some(old)) = (through, share.and_then(|share| refused.at(share))) {
                    let old: Option<ShareRecord> = from_old(old)?;
                    if let Some(problem) = through.why_closed(old.clone(), now) {
                        fitting.iter().for_each(|waiting| results[waiting.index] = Some(Err(problem.clone())));
                    }
                    seen.room = old.and_then(|old| old.drop_room);
                }
                seen.storage = refused.at(room).map(storage_of).transpose()?;
                Ok(seen)
            }
        }
    }
}

/// What was found when there was not enough.
#[derive(Default)]
struct Seen {
    storage: Option<StorageRecord>,
    room: Option<DropRoom>,
}

/// Takes room and places of a drop, if it has them and is as open as it was.
fn reserve_of_drop(share: &ShareRecord, size_bytes: i64, count: i64, now: Timestamp) -> Write {
    share
        .while_open(now)
        .add("files_left", -count)
        .add("bytes_left", -size_bytes)
        .add("open_files", count)
        .add("open_bytes", size_bytes)
        .at_least("files_left", count)
        .at_least("bytes_left", size_bytes)
        .at_most("open_files", MAX_DROP_OPEN - count)
}

fn storage_of(old: Option<&Item>) -> Result<StorageRecord, Failure> {
    from_old(old)?.ok_or_else(|| Code::NotFound.into())
}

fn sum_bytes(waiting: &[Waiting]) -> i64 {
    waiting.iter().map(|waiting| size_of(&waiting.upload)).fold(0, i64::saturating_add)
}

fn size_of(upload: &UploadRecord) -> i64 {
    i64::try_from(upload.size_bytes).unwrap_or(i64::MAX)
}

/// Divides the starts into those that fit the room together, in their order, and those that wait for the next round; what does
/// not fit gets its problem. The room is not known in the first round: then everything is tried.
fn fit(waiting: Vec<Waiting>, seen: &Seen, is_drop: bool, results: &mut [Option<Started>]) -> (Vec<Waiting>, Vec<Waiting>) {
    let storage = seen.storage.as_ref();
    let (mut free, mut slots) = storage.map_or((i64::MAX, i64::MAX), |room| (room.free_bytes, MAX_OPEN_UPLOADS - room.open_uploads));
    let room = seen.room.as_ref();
    let (mut files_left, mut bytes_left) = room.map_or((i64::MAX, i64::MAX), |room| (room.files_left, room.bytes_left));
    slots = slots.min(room.map_or(i64::MAX, |room| MAX_DROP_OPEN - room.open_files));
    let (mut fitting, mut rest): (Vec<Waiting>, Vec<Waiting>) = (Vec::new(), Vec::new());
    for waiting in waiting {
        let size = size_of(&waiting.upload);
        if fitting.iter().any(|other| other.upload.scope_key == waiting.upload.scope_key) {
            rest.push(waiting);
        } else if files_left < 1 || bytes_left < size {
            results[waiting.index] = Some(Err(Code::DropFull.into()));
        } else if slots < 1 {
            results[waiting.index] = Some(Err(Problem::from(Code::TooManyUploads).retry_after(60)));
        } else if free < size && is_drop {
            // How much room its owner has is nobody's business.
            results[waiting.index] = Some(Err(Code::QuotaExceeded.into()));
        } else if free < size {
            let detail = format!("{size} bytes do not fit: {} bytes are free", free.max(0));
            results[waiting.index] = Some(Err(Problem::new(Code::QuotaExceeded, detail)));
        } else {
            (free, slots) = (free - size, slots - 1);
            (files_left, bytes_left) = (files_left - 1, bytes_left - size);
            fitting.push(waiting);
        }
    }
    (fitting, rest)
}
