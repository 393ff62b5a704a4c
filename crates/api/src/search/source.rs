//! Where candidates come from, the newest first: what changed lately from the table's index, everything before from segments.

use super::Asked;
use crate::app::App;
use jiff::Timestamp;
use share_cloud_aws::db::search::segment::{self, Unreadable};
use share_cloud_aws::db::search::{HORIZON, SEGMENT_BYTES, SearchRecord, SegmentRef, Span, Spot};
use share_cloud_aws::failure::Failure;
use share_cloud_aws::objects::ObjectKey;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::search::Wanted;

/// How many entries are read from an index at a time: a quarter of a megabyte, 32 read units.
const PAGE: usize = 1_000;
/// How many entries of an index one request reads.
const MAX_INDEXED: usize = 4_000;
/// How many segments one request reads: half a million entries.
const MAX_SEGMENTS: usize = 8;
/// How many candidates of a segment are taken at a time.
const FROM_SEGMENT: usize = 1_000;
/// With so many that could be packed and are not, segments are asked for.
const PACK_FROM: usize = 500;
/// No segment is larger: what changed in one millisecond may make it longer than it is meant to be.
pub(crate) const MOST_BYTES: u64 = 8 * SEGMENT_BYTES;

/// The candidates of one request.
pub(super) struct Source<'a> {
    app: &'a App,
    account: &'a AccountId,
    asked: &'a Asked,
    record: Option<SearchRecord>,
    /// Everything up to here was looked at.
    before: Option<Spot>,
    /// There is nothing more in the index above the segments.
    is_packed: bool,
    is_over: bool,
    indexed: usize,
    /// Of these, how many could be packed.
    packable: usize,
    has_asked: bool,
    segments: usize,
    /// How many of the newest segments are done with.
    segments_done: usize,
}

impl<'a> Source<'a> {
    pub(super) async fn open(app: &'a App, account: &'a AccountId, asked: &'a Asked, after: Option<Spot>) -> Result<Self, Failure> {
        let record = if asked.in_segments { app.db().search_record(account).await? } else { None };
        let record = record.filter(|record| !record.lost);
        // Somebody set the clock back: what is written now would stand below the segments, and be missed.
        let is_ahead = record.as_ref().is_some_and(|record| record.until.is_some_and(|until| until > app.now()));
        if is_ahead {
            app.db().ask_for_segments(account, true, app.now()).await?;
        }
        let record = record.filter(|_| !is_ahead);
        Ok(Self {
            app,
            account,
            asked,
            record,
            before: after,
            is_packed: false,
            is_over: false,
            indexed: 0,
            packable: 0,
            has_asked: false,
            segments: 0,
            segments_done: 0,
        })
    }

    /// Everything up to here was looked at.
    pub(super) fn before(&self) -> Option<&Spot> {
        self.before.as_ref()
    }

    /// Whether this request has read as much as it may, and there may be more.
    pub(super) fn is_spent(&self) -> bool {
        !self.is_over && (self.indexed >= MAX_INDEXED || self.segments >= MAX_SEGMENTS)
    }

    /// More candidates, maybe none; nothing when there are no more.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Spot>>, Failure> {
        if self.is_over {
            return Ok(None);
        }
        let until = self.record.as_ref().and_then(|record| record.until);
        let is_below = until.is_some_and(|until| self.before.as_ref().is_some_and(|before| before.at <= until));
        if self.is_packed || is_below { self.read_segment().await.map(Some) } else { self.read_index(until).await.map(Some) }
    }

    async fn read_index(&mut self, until: Option<Timestamp>) -> Result<Vec<Spot>, Failure> {
        let span = Span { above: until, up_to: self.before.as_ref().map(|before| before.at) };
        let (mut found, is_more) = self.app.db().indexed(self.account, self.asked.list, span, PAGE, false).await?;
        self.indexed += found.len();
        let horizon = self.app.now() - HORIZON;
        self.packable += found.iter().filter(|indexed| indexed.spot.at <= horizon).count();
        if self.asked.in_segments && self.packable > PACK_FROM && !self.has_asked {
            self.has_asked = true;
            self.app.db().ask_for_segments(self.account, false, self.app.now()).await?;
        }
        found.sort_unstable_by(|one, other| other.spot.cmp(&one.spot));
        let last = found.last().map(|indexed| indexed.spot.clone());
        let wanted = &self.asked.wanted;
        found.retain(|indexed| self.is_ahead(&indexed.spot) && indexed.face().is_none_or(|face| wanted.takes(&face)));
        self.is_packed = !is_more;
        self.is_over = !is_more && until.is_none();
        if let Some(last) = last.filter(|last| self.is_ahead(last)) {
            self.before = Some(last);
        }
        Ok(found.into_iter().map(|indexed| indexed.spot).collect())
    }

    fn is_ahead(&self, spot: &Spot) -> bool {
        self.before.as_ref().is_none_or(|before| spot < before)
    }

    /// The candidates of the newest segment that is not done with, or of the rest of it.
    async fn read_segment(&mut self) -> Result<Vec<Spot>, Failure> {
        let Some(segment) = self.segment_ahead() else {
            self.is_over = true;
            return Ok(Vec::new());
        };
        self.segments += 1;
        let key = ObjectKey::content(self.account, &segment.random);
        let bytes = self.app.objects().get(&key, MOST_BYTES).await?;
        let scanned = bytes.ok_or(Unreadable).and_then(|bytes| scan(&bytes, self.before.as_ref(), &self.asked.wanted));
        let Ok((found, last)) = scanned else {
            tracing::warn!(account_id = %self.account, segment = %segment.random, "a segment is missing; all of them are built again");
            self.app.db().ask_for_segments(self.account, true, self.app.now()).await?;
            (self.record, self.is_packed) = (None, false);
            return Ok(Vec::new());
        };
        self.segments_done += usize::from(found.len() < FROM_SEGMENT);
        if last.is_some() {
            self.before = last;
        }
        Ok(found)
    }

    /// The newest segment that may hold something beyond what was looked at.
    fn segment_ahead(&mut self) -> Option<SegmentRef> {
        let segments = &self.record.as_ref()?.segments;
        loop {
            let segment = segments.iter().rev().nth(self.segments_done)?;
            if self.before.as_ref().is_none_or(|before| segment.from <= before.at) {
                return Some(segment.clone());
            }
            self.segments_done += 1;
        }
    }
}

/// The candidates of a segment from after a spot, and the last one that was looked at.
fn scan(bytes: &[u8], before: Option<&Spot>, wanted: &Wanted) -> Result<(Vec<Spot>, Option<Spot>), Unreadable> {
    let (mut found, mut last) = (Vec::new(), None);
    for packed in segment::read(bytes)? {
        let packed = packed?;
        if before.is_some_and(|before| packed.face.modified_at > before.at || packed.spot() >= *before) {
            continue;
        }
        if wanted.takes(&packed.face) {
            found.push(packed.spot());
        }
        last = Some(packed);
        if found.len() >= FROM_SEGMENT {
            break;
        }
    }
    Ok((found, last.map(|packed| packed.spot())))
}
