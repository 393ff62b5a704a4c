//! A file or folder as its people see it.

use super::time;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::entries::{EntryRecord, PartedChecksum};
use share_cloud_domain::name::EntryKind;

/// A file or folder.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Entry")]
pub struct EntryView {
    /// The entry.
    pub id: String,
    /// `file` or `folder`.
    #[schemars(extend("enum" = ["file", "folder"]))]
    pub kind: &'static str,
    /// Its name, NFC; empty for the root.
    pub name: String,
    /// The folder it is in; null for the root, and for what is shared where the reader sees no more.
    pub parent_id: Option<String>,
    /// A file's size; 0 for folders.
    pub size_bytes: u64,
    /// A file's type as it was named when it was sent.
    pub content_type: Option<String>,
    /// SHA-256 in base64 of a file of one part.
    pub sha256: Option<String>,
    /// The checksum of a file of several parts.
    pub checksum: Option<ChecksumView>,
    /// The version that is current.
    pub version_id: Option<String>,
    /// When it was made.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// When its content or name changed.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub modified_at: Timestamp,
    /// Whether its owner marked it.
    pub starred: bool,
    /// For folders: the sizes of all current versions below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_bytes: Option<u64>,
    /// For folders: the number of files below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_count: Option<u64>,
    /// For folders with a limit of their own: the limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_bytes: Option<u64>,
    /// What is left of it; negative where the limit was set below what was in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_room_bytes: Option<i64>,
}

/// The checksum of a file of several parts.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Checksum")]
pub struct ChecksumView {
    /// `base64(sha256(the parts' sha256))-N`.
    pub composite: String,
    /// The size of every part but the last.
    pub part_size_bytes: u64,
}

impl From<PartedChecksum> for ChecksumView {
    fn from(checksum: PartedChecksum) -> Self {
        Self { composite: checksum.composite, part_size_bytes: checksum.part_size_bytes }
    }
}

impl From<EntryRecord> for EntryView {
    fn from(entry: EntryRecord) -> Self {
        let is_folder = entry.kind == EntryKind::Folder;
        let size_bytes = entry.size_bytes();
        let content = entry.content;
        let of_content = content.map(|content| (content.content_type, content.sha256, content.checksum, content.version_id));
        let (content_type, sha256, checksum, version_id) = match of_content {
            Some((content_type, sha256, checksum, version)) => (Some(content_type), sha256, checksum, Some(version.to_string())),
            None => (None, None, None, None),
        };
        Self {
            id: entry.entry_id.to_string(),
            kind: entry.kind.as_str(),
            name: entry.name,
            parent_id: entry.parent_id.map(|id| id.to_string()),
            size_bytes,
            content_type,
            sha256,
            checksum: checksum.map(ChecksumView::from),
            version_id,
            created_at: entry.created_at,
            modified_at: entry.modified_at,
            starred: entry.starred,
            total_bytes: is_folder.then_some(entry.total_bytes),
            file_count: is_folder.then_some(entry.file_count),
            limit_bytes: entry.limit_bytes,
            limit_room_bytes: entry.limit_room_bytes,
        }
    }
}

impl EntryView {
    /// The same for readers who are not its owner: its mark and its limit are the owner's.
    #[must_use]
    pub fn without_owner(self) -> Self {
        Self { starred: false, limit_bytes: None, limit_room_bytes: None, ..self }
    }

    /// The same where the reader sees nothing above.
    #[must_use]
    pub fn without_parent(self) -> Self {
        Self { parent_id: None, ..self }
    }
}

/// One step of the way to an entry.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "PathStep")]
pub struct PathStep {
    /// The folder, or at last the entry itself.
    pub id: String,
    /// Its name; empty for the root.
    pub name: String,
    /// Whether people were given it itself: who moves something out of it takes it away from them. Only there when it is so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_members: bool,
}

impl From<&EntryRecord> for PathStep {
    fn from(entry: &EntryRecord) -> Self {
        Self { id: entry.entry_id.to_string(), name: entry.name.clone(), has_members: entry.member_count > 0 }
    }
}

/// An entry with the way to it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "EntryWithPath")]
pub struct EntryWithPath {
    /// The entry.
    #[serde(flatten)]
    pub entry: EntryView,
    /// The way from the top that the reader sees, the entry last.
    pub path: Vec<PathStep>,
    /// What the reader may do with it: `owner`, `editor` or `viewer`.
    #[schemars(extend("enum" = ["owner", "editor", "viewer"]))]
    pub role: &'static str,
    /// Whose it is; null for one's own.
    pub owner_name: Option<String>,
}

/// A page of entries.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "EntryList")]
pub struct EntryList {
    /// The entries.
    pub items: Vec<EntryView>,
    /// What to ask the next page with; null on the last one.
    pub next_cursor: Option<String>,
}
