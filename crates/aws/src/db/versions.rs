//! Earlier contents of files. The current one stands on the entry itself.

use super::entries::Content;
use super::keys::{self, Key};
use super::page::InOrder;
use super::record::{Record, from_item, millis};
use super::{Db, Kind};
use crate::failure::Failure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use share_cloud_domain::ids::{AccountId, EntryId};
use share_cloud_domain::upload::MAX_EARLIER_VERSIONS;

/// The local index that holds a file's earlier contents by when they were replaced.
const REPLACED_INDEX: &str = "lsi1";

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

    fn index_keys(&self) -> Vec<(&'static str, String)> {
        vec![(REPLACED_INDEX, format!("{:020}#{}", self.replaced_at.as_millisecond(), self.content.version_id))]
    }
}

impl Db {
    /// The file's earlier contents, the oldest first.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub(crate) async fn earlier_versions(&self, file: &EntryId) -> Result<Vec<VersionRecord>, Failure> {
        let partition = keys::partition(Kind::Version, file);
        let order = InOrder { index: REPLACED_INDEX, partition, prefix: "", forward: true };
        let items = self.in_order(&order, None, usize::from(MAX_EARLIER_VERSIONS)).await?;
        items.into_iter().map(from_item).collect()
    }

    /// The file's oldest earlier content, if it has as many as a file may have: with one more, this one goes.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub(crate) async fn superfluous_version(&self, file: &EntryId) -> Result<Option<VersionRecord>, Failure> {
        let versions = self.earlier_versions(file).await?;
        let is_full = versions.len() >= usize::from(MAX_EARLIER_VERSIONS);
        Ok(versions.into_iter().next().filter(|_| is_full))
    }
}
