//! Stretches of the two indexes, each whole: of what changed within one millisecond, all or nothing.

use super::super::keys::{self, Key};
use super::super::{Db, Item, Kind};
use super::{CHANGED_AT, RECENT_INDEX, RECENT_OF, STARRED_INDEX, STARRED_OF, Spot};
use crate::failure::Failure;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use share_cloud_domain::ids::{AccountId, EntryId};
use share_cloud_domain::instant::from_ms;
use share_cloud_domain::name::{EntryKind, EntryName};
use share_cloud_domain::problem::Code;
use share_cloud_domain::search::{Face, FileClass};

/// Which of an account's entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// All files and folders.
    All,
    /// What is starred.
    Starred,
}

/// An entry as an index holds it. It may lag: whoever shows it reads the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indexed {
    /// Its place in the order.
    pub spot: Spot,
    /// What is known of it; nothing in the index of what is starred.
    pub known: Option<Known>,
}

/// What the index of all entries holds of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    folded: String,
    class: FileClass,
    size_bytes: u64,
}

#[derive(Deserialize)]
struct Projected {
    kind: EntryKind,
    name: EntryName,
    #[serde(default)]
    size_bytes: u64,
    content_type: Option<String>,
}

impl Indexed {
    fn of(mut item: Item) -> Option<Self> {
        let key = Key::of(&item)?;
        let id = key.pk.strip_prefix(Kind::Entry.prefix())?.strip_prefix('#')?;
        let at = item.get(CHANGED_AT)?.as_n().ok()?.parse().ok()?;
        let spot = Spot { at: from_ms(at), entry_id: EntryId::parse(id).ok()? };
        item.retain(|name, _| super::PROJECTED.contains(&name.as_str()));
        let known = serde_dynamo::from_item(item).ok().map(|projected: Projected| Known {
            class: FileClass::of(projected.kind, projected.name.as_str(), projected.content_type.as_deref()),
            folded: projected.name.folded().as_str().to_owned(),
            size_bytes: projected.size_bytes,
        });
        Some(Self { spot, known })
    }

    /// What decides whether it is found, if that is known.
    #[must_use]
    pub fn face(&self) -> Option<Face<'_>> {
        let known = self.known.as_ref()?;
        let Known { folded, class, size_bytes } = known;
        Some(Face { folded, class: *class, size_bytes: *size_bytes, modified_at: self.spot.at })
    }
}

/// A stretch of time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Span {
    /// Later than this.
    pub above: Option<Timestamp>,
    /// Not later than this.
    pub up_to: Option<Timestamp>,
}

impl Span {
    fn bounds(self) -> (Timestamp, Timestamp) {
        let one = SignedDuration::from_millis(1);
        (self.above.map_or(Timestamp::UNIX_EPOCH, |above| above.saturating_add(one).unwrap_or(above)), self.up_to.unwrap_or(Timestamp::MAX))
    }
}

impl Db {
    /// About `wanted` entries of a stretch and whether there are more; in the order of time, or the newest first. What changed within one
    /// millisecond is never cut, so the next stretch begins beyond the last one.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn indexed(
        &self,
        account: &AccountId,
        list: List,
        span: Span,
        wanted: usize,
        is_forward: bool,
    ) -> Result<(Vec<Indexed>, bool), Failure> {
        let (from, to) = span.bounds();
        let (mut found, mut start) = (Vec::<Indexed>::new(), None::<Item>);
        if from > to {
            return Ok((found, false));
        }
        loop {
            let moment = |at: Timestamp| AttributeValue::N(at.as_millisecond().to_string());
            let (index, of) = match list {
                List::All => (RECENT_INDEX, RECENT_OF),
                List::Starred => (STARRED_INDEX, STARRED_OF),
            };
            let page = self
                .client()
                .query()
                .table_name(self.table())
                .index_name(index)
                .key_condition_expression("#of = :of AND #at BETWEEN :from AND :to")
                .expression_attribute_names("#of", of)
                .expression_attribute_names("#at", CHANGED_AT)
                .expression_attribute_values(":of", AttributeValue::S(account.to_string()))
                .expression_attribute_values(":from", moment(from))
                .expression_attribute_values(":to", moment(to))
                .scan_index_forward(is_forward)
                .limit(i32::try_from(wanted.saturating_sub(found.len()).max(MIN_PAGE)).unwrap_or(i32::MAX))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(|error| Failure::of_sdk(Code::Unavailable, error))?;
            found.extend(page.items.unwrap_or_default().into_iter().filter_map(Indexed::of));
            start = page.last_evaluated_key.filter(|key| !key.is_empty());
            if start.is_none() {
                return Ok((found, false));
            }
            if found.len() >= wanted && drop_last_moment(&mut found) {
                return Ok((found, true));
            }
        }
    }

    /// Asks for more segments, or for all of them again where an object is `lost`, unless that is asked already.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn ask_for_segments(&self, account: &AccountId, lost: bool, now: Timestamp) -> Result<(), Failure> {
        use super::super::{due, expression::Write};
        let key = keys::search(account);
        let shard = due::shard_of(&key);
        let write = Write::update(key).set("account_id", account.as_str()).set("build_at", now);
        let write = write.set(due::SHARD, shard).set(due::AT, now);
        let write = if lost { write.set("lost", true).lacks("lost") } else { write.lacks("build_at") };
        // Whoever was quicker asked for the same.
        self.write(write).await.map(drop)
    }
}

/// The fewest entries that are read at a time: the rest of a moment is seldom more.
const MIN_PAGE: usize = 32;

/// Leaves out what changed in the same millisecond as the last one, of which there may be more; whether anything is left.
fn drop_last_moment(found: &mut Vec<Indexed>) -> bool {
    let Some(last) = found.last().map(|last| last.spot.at) else { return false };
    let Some(at) = found.iter().rposition(|indexed| indexed.spot.at != last) else { return false };
    found.truncate(at + 1);
    true
}
