//! The contents of a file, as its people see them.

use super::entry::ChecksumView;
use super::time;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::entries::Content;

/// One content of a file.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Version")]
pub struct VersionView {
    /// The version.
    pub id: String,
    /// Its size.
    pub size_bytes: u64,
    /// Its type as it was named when it was sent.
    pub content_type: String,
    /// SHA-256 in base64 of a content of one part.
    pub sha256: Option<String>,
    /// The checksum of a content of several parts.
    pub checksum: Option<ChecksumView>,
    /// When it was stored.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// Whether it is what the file holds now.
    pub current: bool,
}

/// A file's contents.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "VersionList")]
pub struct VersionList {
    /// The current one first, then the others, what was replaced last first.
    pub items: Vec<VersionView>,
    /// Always null: a file has at most 21.
    pub next_cursor: Option<String>,
}

impl VersionView {
    /// Shows a content.
    #[must_use]
    pub fn new(content: Content, current: bool) -> Self {
        Self {
            id: content.version_id.to_string(),
            size_bytes: content.size_bytes,
            content_type: content.content_type,
            sha256: content.sha256,
            checksum: content.checksum.map(ChecksumView::from),
            created_at: content.stored_at,
            current,
        }
    }
}
