//! Building segments: a note of garbage first, then the object, then one transaction that names it and drops the note. So an object that
//! nothing names is removed a day later, wherever whoever built it ended.

use super::super::Db;
use super::super::accounts::StorageRecord;
use super::super::expression::Write;
use super::super::garbage::GarbageRecord;
use super::super::keys;
use super::super::record::{Record, to_item};
use super::super::transaction::Transaction;
use super::{SearchRecord, SegmentRef};
use crate::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use share_cloud_domain::ids::{AccountId, GarbageId, VersionId};
use share_cloud_domain::problem::Code;

/// How old a change is before it is packed: no write that was begun before is on its way any more, and the index has it.
pub const HORIZON: SignedDuration = SignedDuration::from_mins(2);
/// With so many entries a segment is full, but for what changed in the same millisecond.
pub const SEGMENT_ENTRIES: u64 = 65_536;
/// With so many bytes too: names may be long.
pub const SEGMENT_BYTES: u64 = 8 * 1_024 * 1_024;

/// How long a segment that another took the place of can still be read by whoever has begun.
const LINGERS: SignedDuration = SignedDuration::from_hours(1);
/// How many segments one transaction drops.
const DROPPED_TOGETHER: usize = 90;

/// The note of an object that may not be named yet.
#[derive(Debug)]
pub struct SegmentNote(GarbageRecord);

impl SegmentNote {
    /// The object's name.
    #[must_use]
    pub fn random(&self) -> VersionId {
        // The note's id is the object's, as with every other kind of garbage.
        VersionId::from_random(self.0.garbage_id.to_bytes())
    }
}

impl Db {
    /// Notes an object as garbage before it is stored.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn note_segment(&self, account: &AccountId, random: VersionId, now: Timestamp) -> Result<SegmentNote, Failure> {
        let note = GarbageRecord::segment(account, random, now + super::super::garbage::LATE_PUT);
        self.write(Write::put(note.key(), to_item(&note)?)).await?.map_err(|_| Failure::from(Code::Conflict))?;
        Ok(SegmentNote(note))
    }

    /// Names a segment that was stored, in place of those from `keep` on. False if somebody else was quicker.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn name_segment(
        &self,
        record: &SearchRecord,
        (keep, segment, note): (usize, SegmentRef, &SegmentNote),
        until: Timestamp,
        (build_at, now): (Option<Timestamp>, Timestamp),
    ) -> Result<bool, Failure> {
        let mut next = SearchRecord { until: Some(until), build_at, ..record.clone() };
        let replaced = next.segments.split_off(keep.min(next.segments.len()));
        next.segments.push(segment);
        let mut transaction = changed(record, next)?;
        transaction.push(Write::delete(note.0.key()).exists());
        push_garbage(&mut transaction, &record.account_id, &replaced, now)?;
        Ok(transaction.run(self).await?.is_ok())
    }

    /// Notes that nothing more is to be built for now. False if somebody else was quicker.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn settle_segments(&self, record: &SearchRecord) -> Result<bool, Failure> {
        let settled = SearchRecord { build_at: None, ..record.clone() };
        Ok(changed(record, settled)?.run(self).await?.is_ok())
    }

    /// Drops segments, the newest first, as many as one transaction takes, so that they are built again. False if somebody else was quicker.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn drop_segments(&self, record: &SearchRecord, now: Timestamp) -> Result<bool, Failure> {
        let mut next = SearchRecord { build_at: Some(now), ..record.clone() };
        let dropped = next.segments.split_off(next.segments.len().saturating_sub(DROPPED_TOGETHER));
        // Until the last of them is gone, none of them is to be read.
        next.lost = !next.segments.is_empty();
        next.until = None;
        let mut transaction = changed(record, next)?;
        push_garbage(&mut transaction, &record.account_id, &dropped, now)?;
        Ok(transaction.run(self).await?.is_ok())
    }

    /// Removes what an account has of search: its segments become garbage, then its item goes. The indexes follow the entries by themselves.
    /// To be called for an account that is closed; calling it again changes nothing. Whether there was anything.
    ///
    /// # Errors
    /// `unavailable` when the store is away, or somebody kept building: call it again.
    pub async fn remove_search(&self, account: &AccountId, now: Timestamp) -> Result<bool, Failure> {
        for turn in 0..MAX_REMOVALS {
            let Some(record) = self.search_record(account).await? else { return Ok(turn > 0) };
            if !record.segments.is_empty() {
                self.drop_segments(&record, now).await?;
                continue;
            }
            let gone = Write::delete(record.key()).equals_or_lacks("generation", record.generation);
            if self.write(gone).await?.is_ok() {
                return Ok(true);
            }
        }
        Err(Failure::store(Code::Unavailable, "segments kept being built"))
    }

    /// How many entries the account has, trash and purging included; none when it is gone.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn entry_count(&self, account: &AccountId) -> Result<Option<u64>, Failure> {
        let storage = self.get::<StorageRecord>(keys::storage(account)).await?;
        Ok(storage.map(|storage| u64::try_from(storage.entry_count).unwrap_or_default()))
    }
}

/// How often removing starts over: a hundred segments a time, and whoever builds meanwhile.
const MAX_REMOVALS: usize = 100;

/// The write of the account's item, only where it is as it was read.
fn changed(record: &SearchRecord, next: SearchRecord) -> Result<Transaction, Failure> {
    let next = SearchRecord { generation: Some(record.generation.unwrap_or_default() + 1), ..next };
    let mut transaction = Transaction::new();
    let put = Write::put(next.key(), to_item(&next)?).exists().equals_or_lacks("generation", record.generation);
    // Somebody may have found an object missing meanwhile.
    transaction.push(put.equals_or_lacks("lost", record.lost.then_some(true)));
    Ok(transaction)
}

fn push_garbage(transaction: &mut Transaction, account: &AccountId, segments: &[SegmentRef], now: Timestamp) -> Result<(), Failure> {
    for segment in segments {
        transaction.put(&GarbageRecord::segment(account, segment.random.clone(), now + LINGERS))?;
    }
    Ok(())
}

impl GarbageRecord {
    /// An object of a search: removed then, unless a segment has its name.
    fn segment(account: &AccountId, random: VersionId, look_at: Timestamp) -> Self {
        let garbage_id = GarbageId::from_random(random.to_bytes());
        let unwanted = super::super::garbage::Unwanted::Segment { random };
        Self { garbage_id, account_id: account.clone(), unwanted, look_at, until: look_at }
    }
}
