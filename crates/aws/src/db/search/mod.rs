//! Finding an account's entries whatever folder they are in: two sparse indexes of the table hold them by when they changed, and what
//! changed long enough ago is packed into segments, objects that a search reads instead of the table.
//!
//! Nothing of this is the truth. An entry's place in the indexes is made of its own attributes by the table itself, in the same write; a
//! segment is a copy of a stretch of the index, and whoever finds something in one reads the entry again.

mod index;
pub mod segment;
mod segments;

pub use index::{Indexed, List, Span};
pub use segments::{HORIZON, SEGMENT_BYTES, SEGMENT_ENTRIES, SegmentNote};

use super::entries::EntryRecord;
use super::keys::{self, Key};
use super::record::{Record, millis, millis_optional};
use crate::failure::Failure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use share_cloud_domain::ids::{AccountId, EntryId, VersionId};

/// The sparse index of every file and folder by account and time, with what a search must know of each.
pub const RECENT_INDEX: &str = "recent";
/// The sparse index of what is starred, by account and time.
pub const STARRED_INDEX: &str = "starred";
/// The partition keys of the two; their sort key is the entry's own [`CHANGED_AT`].
pub(crate) const RECENT_OF: &str = "recent_of";
pub(crate) const STARRED_OF: &str = "starred_of";
/// When the name or content of an entry changed; every write that changes one of them sets it.
pub(crate) const CHANGED_AT: &str = "modified_at";
/// What [`RECENT_INDEX`] holds beside keys.
pub(crate) const PROJECTED: [&str; 4] = ["kind", "name", "size_bytes", "content_type"];

/// A place in the order of everything that is found: the newest first, and among equals by their ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Spot {
    /// When it changed.
    #[serde(rename = "t", with = "millis")]
    pub at: Timestamp,
    /// The entry.
    #[serde(rename = "e")]
    pub entry_id: EntryId,
}

/// A segment as the account's item names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentRef {
    /// The last part of its object's key.
    pub random: VersionId,
    /// How many entries it holds.
    pub entries: u64,
    /// Its size.
    pub bytes: u64,
    /// The oldest moment in it.
    #[serde(with = "millis")]
    pub from: Timestamp,
}

/// Which segments an account has, and up to when they hold everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchRecord {
    /// Whose.
    pub account_id: AccountId,
    /// The oldest first.
    #[serde(default)]
    pub segments: Vec<SegmentRef>,
    /// Everything that changed up to then, and not since, is in the segments.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub until: Option<Timestamp>,
    /// Counts the writes of whoever builds segments; none before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<u64>,
    /// When more of them are to be built.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub build_at: Option<Timestamp>,
    /// An object was missing: all of them are to be built again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
}

impl Record for SearchRecord {
    fn key(&self) -> Key {
        keys::search(&self.account_id)
    }

    fn due_at(&self) -> Option<Timestamp> {
        self.build_at
    }
}

impl SearchRecord {
    /// How many entries the segments hold, those that changed since among them.
    #[must_use]
    pub fn entries(&self) -> u64 {
        self.segments.iter().map(|segment| segment.entries).sum()
    }
}

/// What the two indexes need of an entry.
pub(crate) fn index_keys(entry: &EntryRecord) -> Vec<(&'static str, String)> {
    if entry.container.is_some() {
        return Vec::new();
    }
    let account = entry.account_id.to_string();
    let mut keys = vec![(RECENT_OF, account.clone())];
    if entry.starred {
        keys.push((STARRED_OF, account));
    }
    keys
}

impl super::Db {
    /// What an account has of segments.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn search_record(&self, account: &AccountId) -> Result<Option<SearchRecord>, Failure> {
        self.get(keys::search(account)).await
    }
}
