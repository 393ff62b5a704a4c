//! Building the segments that a search reads: step by step, each one object and one transaction, so that whoever ends in between leaves
//! nothing but an object that its note of garbage removes.

use crate::app::App;
use crate::search::MOST_SEGMENT_BYTES;
use jiff::Timestamp;
use share_cloud_aws::db::search::segment::{self, Packed};
use share_cloud_aws::db::search::{HORIZON, Indexed, List, SEGMENT_BYTES, SEGMENT_ENTRIES, SearchRecord, SegmentRef, Span};
use share_cloud_aws::failure::Failure;
use share_cloud_aws::objects::ObjectKey;
use share_cloud_domain::ids::{AccountId, VersionId};

/// How many steps are done at a time: a quarter of a million entries. What is left stays due.
const STEPS: u32 = 4;
/// Segments may hold twice as many entries as there are, and so many more, before they are built again: what changed or went stays in them.
const SPARE: u64 = 10_000;

/// Builds what is asked for, some steps of it.
///
/// # Errors
/// `unavailable` or `store_unavailable` when a store is away: it stays due.
pub async fn build(app: &App, account: &AccountId) -> Result<(), Failure> {
    for _ in 0..STEPS {
        let now = app.now();
        let record = app.db().search_record(account).await?;
        let Some(record) = record.filter(|record| record.build_at.is_some_and(|at| at <= now)) else { return Ok(()) };
        let Some(entries) = app.db().entry_count(account).await? else { return app.db().remove_search(account, now).await.map(drop) };
        if record.lost || record.entries() > 2 * entries + SPARE {
            app.db().drop_segments(&record, now).await?;
        } else {
            step(app, &record, now).await?;
        }
    }
    Ok(())
}

/// The segment that more goes into: where it stands, what it holds.
struct Open {
    keep: usize,
    entries: u64,
    bytes: Vec<u8>,
    from: Option<Timestamp>,
}

/// Packs a stretch of the index behind what is packed.
async fn step(app: &App, record: &SearchRecord, now: Timestamp) -> Result<(), Failure> {
    let Some(open) = open(app, record).await? else { return app.db().drop_segments(record, now).await.map(drop) };
    let span = Span { above: record.until, up_to: Some(now - HORIZON) };
    let room = usize::try_from(SEGMENT_ENTRIES.saturating_sub(open.entries)).unwrap_or(1).max(1);
    let (mut fresh, mut is_more) = app.db().indexed(&record.account_id, List::All, span, room, true).await?;
    let sizes = fresh.iter().map(|indexed| (indexed.spot.at, indexed.face().map_or(0, |face| face.folded.len() as u64)));
    if let Some(end) = cut(sizes, SEGMENT_BYTES) {
        fresh.truncate(end);
        is_more = true;
    }
    let Some(until) = fresh.last().map(|last| last.spot.at) else { return app.db().settle_segments(record).await.map(drop) };
    let from = open.from.unwrap_or(fresh[0].spot.at);
    fresh.sort_unstable_by(|one, other| other.spot.cmp(&one.spot));
    let entries = open.entries + u64::try_from(fresh.len()).map_err(Failure::internal)?;
    let bytes = pack(&fresh, &open.bytes)?;
    let random = VersionId::from_random(app.random());
    let note = app.db().note_segment(&record.account_id, random.clone(), now).await?;
    let size = u64::try_from(bytes.len()).map_err(Failure::internal)?;
    app.objects().put(&ObjectKey::content(&record.account_id, &random), bytes).await?;
    let segment = SegmentRef { random, entries, bytes: size, from };
    app.db().name_segment(record, (open.keep, segment, &note), until, (is_more.then_some(now), now)).await.map(drop)
}

/// The last segment if it is not full, else an empty one; none when the last one cannot be read.
async fn open(app: &App, record: &SearchRecord) -> Result<Option<Open>, Failure> {
    let last = record.segments.last().filter(|last| last.entries < SEGMENT_ENTRIES && last.bytes < SEGMENT_BYTES);
    let Some(last) = last else {
        return Ok(Some(Open { keep: record.segments.len(), entries: 0, bytes: segment::empty(), from: None }));
    };
    let bytes = app.objects().get(&ObjectKey::content(&record.account_id, &last.random), MOST_SEGMENT_BYTES).await?;
    let is_whole = |bytes: &Vec<u8>| segment::read(bytes).is_ok_and(|mut entries| entries.all(|packed| packed.is_ok()));
    let open = |bytes| Open { keep: record.segments.len() - 1, entries: last.entries, bytes, from: Some(last.from) };
    Ok(bytes.filter(is_whole).map(open))
}

/// How many of so many moments and sizes are taken where all are more than so many bytes, never a part of one moment: long names must
/// not make a segment that is too large to be read. None where all are.
fn cut<At: PartialEq>(sizes: impl Iterator<Item = (At, u64)>, most_bytes: u64) -> Option<usize> {
    let (mut bytes, mut boundary, mut before) = (0, 0, None);
    for (index, (at, size)) in sizes.enumerate() {
        bytes += size;
        if before.is_some_and(|before| before != at) {
            boundary = index;
        }
        if bytes > most_bytes && boundary > 0 {
            return Some(boundary);
        }
        before = Some(at);
    }
    None
}

/// What is new before what was packed already.
fn pack(fresh: &[Indexed], older: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut bytes = segment::empty();
    for indexed in fresh {
        if let Some(face) = indexed.face() {
            segment::push(&mut bytes, &Packed { id: indexed.spot.entry_id.to_bytes(), face });
        }
    }
    segment::append(&mut bytes, older).map_err(Failure::internal)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_cut_between_two_moments_once_it_is_too_large() {
        let sizes = |sizes: &[(u8, u64)]| cut(sizes.iter().copied(), 10);
        assert_eq!(sizes(&[(1, 5), (2, 5)]), None);
        assert_eq!(sizes(&[(1, 5), (2, 5), (3, 1)]), Some(2));
        assert_eq!(sizes(&[(1, 5), (2, 3), (2, 3), (3, 1)]), Some(1));
        // Of what changed at one moment nothing is left for later, as later begins beyond it.
        assert_eq!(sizes(&[(1, 9), (1, 9), (2, 1), (3, 1)]), Some(2));
        assert_eq!(sizes(&[(1, 9), (1, 9)]), None);
    }
}
