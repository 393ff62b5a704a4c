//! Earlier contents of files. The current one stands on the entry itself.

use super::entries::Content;
use super::keys::{self, Key};
use super::record::{Record, millis};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use share_cloud_domain::ids::{AccountId, EntryId};

/// An earlier content of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VersionRecord {
    /// The file.
    pub entry_id: EntryId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What was stored.
    #[serde(flatten)]
    pub content: Content,
    /// When another content took its place.
    #[serde(with = "millis")]
    pub replaced_at: Timestamp,
}

impl Record for VersionRecord {
    fn key(&self) -> Key {
        keys::version(&self.entry_id, self.content.version_id.as_str())
    }
}
