//! Files and folders: two items each, one by id with everything, one by folder and name with what a listing shows.

mod add;
mod chain;
mod limit;
mod list;
mod names;
mod purge;
mod relocate;
mod trash;

pub(crate) use add::{MAX_RESTARTS, folder_write, push_folder};
pub use chain::Place;
pub use list::{Direction, ListQuery, Listing, SortBy};
pub use purge::PURGED_TOGETHER;
pub(crate) use purge::{Taker, push_errand};
pub use relocate::Relocation;
pub use trash::Restoration;

use super::Db;
use super::accounts::AccountRecord;
use super::keys::{self, Key};
use super::record::{Record, from_item, millis, millis_optional};
use crate::failure::Failure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use share_cloud_domain::ids::{AccountId, EntryId, JobId, VersionId};
use share_cloud_domain::name::{EntryKind, EntryName, FoldedName};
use share_cloud_domain::tree::{Container, Folder};
use share_cloud_domain::{order, trash as in_trash};

/// The checksum of a content that was stored in several parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartedChecksum {
    /// `base64(sha256(the parts' sha256))-N`, as S3 computes it.
    pub composite: String,
    /// The size of every part but the last, in bytes.
    pub part_size_bytes: u64,
}

/// A stored content of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The version; also the last part of its object's key.
    pub version_id: VersionId,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Its type as the client named it, cleaned.
    pub content_type: String,
    /// SHA-256 in base64, for contents of one part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// For contents of several parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksum: Option<PartedChecksum>,
    /// When it was stored.
    #[serde(with = "millis")]
    pub stored_at: Timestamp,
}

/// What only folders have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderTotals {
    /// The sizes of all current versions below.
    pub total_bytes: u64,
    /// The number of files below.
    pub file_count: u64,
}

/// A file or folder by its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryRecord {
    /// The entry.
    pub entry_id: EntryId,
    /// Whose it is.
    pub account_id: AccountId,
    /// File or folder.
    pub kind: EntryKind,
    /// The folder it is in; none for containers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<EntryId>,
    /// Which container it is, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<Container>,
    /// Its name, NFC; empty for containers.
    pub name: String,
    /// The sort key of its name item.
    pub name_key: String,
    /// When it was made.
    #[serde(with = "millis")]
    pub created_at: Timestamp,
    /// When its content or name changed.
    #[serde(with = "millis")]
    pub modified_at: Timestamp,
    /// Whether its owner marked it.
    pub starred: bool,
    /// A file's current content.
    #[serde(flatten)]
    pub content: Option<Content>,
    /// For folders: the sizes of all current versions below.
    #[serde(default)]
    pub total_bytes: u64,
    /// For folders: the number of files below.
    #[serde(default)]
    pub file_count: u64,
    /// For folders: the number of direct children.
    #[serde(default)]
    pub child_count: u64,
    /// For folders: an upper bound of how many folders nest below.
    #[serde(default)]
    pub height_bound: u32,
    /// For folders: being removed for good; nothing can be added.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dying: bool,
    /// A folder's own limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_bytes: Option<u64>,
    /// limit − total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_room_bytes: Option<i64>,
    /// For what lies directly in the trash: since when.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub trashed_at: Option<Timestamp>,
    /// For what lies directly in the trash: the folder that it was in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_parent_id: Option<EntryId>,
    /// For the purging container: the open job that takes apart what is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<JobId>,
    /// How many members it has of its own, those who have no account yet among them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub member_count: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Record for EntryRecord {
    fn key(&self) -> Key {
        keys::entry(&self.entry_id)
    }

    fn due_at(&self) -> Option<Timestamp> {
        self.trashed_at.map(in_trash::expires_at)
    }

    fn index_keys(&self) -> Vec<(&'static str, String)> {
        super::search::index_keys(self)
    }
}

impl EntryRecord {
    /// A new folder.
    #[must_use]
    pub fn folder(entry_id: EntryId, account_id: AccountId, parent_id: EntryId, name: &EntryName, now: Timestamp) -> Self {
        Self {
            entry_id,
            account_id,
            kind: EntryKind::Folder,
            parent_id: Some(parent_id),
            container: None,
            name: name.as_str().to_owned(),
            name_key: name.folded().key(),
            created_at: now,
            modified_at: now,
            starred: false,
            content: None,
            total_bytes: 0,
            file_count: 0,
            child_count: 0,
            height_bound: 0,
            dying: false,
            limit_bytes: None,
            limit_room_bytes: None,
            trashed_at: None,
            old_parent_id: None,
            job_id: None,
            member_count: 0,
        }
    }

    /// A new file with its first content.
    #[must_use]
    pub fn file(entry_id: EntryId, account_id: AccountId, parent_id: EntryId, name: &EntryName, content: Content, now: Timestamp) -> Self {
        let folder = Self::folder(entry_id, account_id, parent_id, name, now);
        Self { kind: EntryKind::File, content: Some(content), ..folder }
    }

    fn container(container: Container, entry_id: &EntryId, account: &AccountRecord) -> Self {
        Self {
            entry_id: entry_id.clone(),
            account_id: account.account_id.clone(),
            kind: EntryKind::Folder,
            parent_id: None,
            container: Some(container),
            name: String::new(),
            name_key: String::new(),
            created_at: account.created_at,
            modified_at: account.created_at,
            starred: false,
            content: None,
            total_bytes: 0,
            file_count: 0,
            child_count: 0,
            height_bound: 0,
            dying: false,
            limit_bytes: None,
            limit_room_bytes: None,
            trashed_at: None,
            old_parent_id: None,
            job_id: None,
            member_count: 0,
        }
    }

    /// The folder as the rules of the tree see it.
    pub(crate) fn to_folder(&self) -> Folder {
        Folder {
            id: self.entry_id.clone(),
            parent_id: self.parent_id.clone(),
            container: self.container,
            name: self.name.clone(),
            total_bytes: self.total_bytes,
            file_count: self.file_count,
            child_count: self.child_count,
            height_bound: self.height_bound,
            dying: self.dying,
            limit_bytes: self.limit_bytes,
            limit_room_bytes: self.limit_room_bytes,
        }
    }

    /// The item by folder and name that goes with it; none for containers.
    pub(crate) fn to_name(&self) -> Option<NameRecord> {
        Some(NameRecord {
            parent_id: self.parent_id.clone()?,
            name_key: self.name_key.clone(),
            entry_id: self.entry_id.clone(),
            account_id: self.account_id.clone(),
            kind: self.kind,
            name: self.name.clone(),
            created_at: self.created_at,
            modified_at: self.modified_at,
            starred: self.starred,
            content: self.content.clone(),
        })
    }

    /// The size of a file's current content; 0 for folders.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        self.content.as_ref().map_or(0, |content| content.size_bytes)
    }
}

/// The three containers of a new account.
pub(crate) fn containers(account: &AccountRecord) -> [EntryRecord; 3] {
    [
        EntryRecord::container(Container::Root, &account.root_id, account),
        EntryRecord::container(Container::Trash, &account.trash_id, account),
        EntryRecord::container(Container::Purging, &account.purging_id, account),
    ]
}

/// A file or folder by its folder and name: uniqueness, and what a listing shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct NameRecord {
    pub(crate) parent_id: EntryId,
    pub(crate) name_key: String,
    pub(crate) entry_id: EntryId,
    pub(crate) account_id: AccountId,
    pub(crate) kind: EntryKind,
    pub(crate) name: String,
    #[serde(with = "millis")]
    pub(crate) created_at: Timestamp,
    #[serde(with = "millis")]
    pub(crate) modified_at: Timestamp,
    pub(crate) starred: bool,
    #[serde(flatten)]
    pub(crate) content: Option<Content>,
}

impl Record for NameRecord {
    fn key(&self) -> Key {
        keys::name(&self.parent_id, &self.name_key)
    }

    fn index_keys(&self) -> Vec<(&'static str, String)> {
        let Ok(name) = EntryName::parse(&self.name) else { return Vec::new() };
        let folded: FoldedName = name.folded();
        let size_bytes = self.content.as_ref().map_or(0, |content| content.size_bytes);
        vec![
            (SortBy::Name.index(), order::by_name(self.kind, &name)),
            (SortBy::Modified.index(), order::by_modified(self.kind, self.modified_at, &folded)),
            (SortBy::Size.index(), order::by_size(self.kind, size_bytes, &folded)),
        ]
    }
}

impl NameRecord {
    /// The entry as a listing shows it; a folder's totals are on its other item.
    pub(crate) fn into_entry(self) -> EntryRecord {
        EntryRecord {
            entry_id: self.entry_id,
            account_id: self.account_id,
            kind: self.kind,
            parent_id: Some(self.parent_id),
            container: None,
            name: self.name,
            name_key: self.name_key,
            created_at: self.created_at,
            modified_at: self.modified_at,
            starred: self.starred,
            content: self.content,
            total_bytes: 0,
            file_count: 0,
            child_count: 0,
            height_bound: 0,
            dying: false,
            limit_bytes: None,
            limit_room_bytes: None,
            trashed_at: None,
            old_parent_id: None,
            job_id: None,
            member_count: 0,
        }
    }
}

impl Db {
    /// The entry, if there is one, whoever it belongs to and wherever it is.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn entry(&self, id: &EntryId) -> Result<Option<EntryRecord>, Failure> {
        self.get(keys::entry(id)).await
    }

    /// The entries of these ids that exist, in no order.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn entries(&self, ids: &[EntryId]) -> Result<Vec<EntryRecord>, Failure> {
        let keys = ids.iter().map(keys::entry).collect();
        self.get_many(keys).await?.into_iter().map(from_item).collect()
    }
}
