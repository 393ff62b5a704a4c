//! Earlier contents of files. The current one stands on the entry itself.

use super::entries::{Content, EntryRecord, MAX_RESTARTS, folder_write};
use super::expression::Write;
use super::garbage::GarbageRecord;
use super::keys::{self, Key};
use super::members::same_members;
use super::page::InOrder;
use super::record::{Record, from_item, millis, to_item};
use super::transaction::{Transaction, pause_before};
use super::{Db, Kind, conflict};
use crate::failure::Failure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use share_cloud_domain::ids::{AccountId, EntryId, VersionId};
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::tree::plan_replace;
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
    pub async fn earlier_versions(&self, file: &EntryId) -> Result<Vec<VersionRecord>, Failure> {
        let partition = keys::partition(Kind::Version, file);
        let order = InOrder { index: REPLACED_INDEX, partition, prefix: "", forward: true };
        let items = self.in_order(&order, None, usize::from(MAX_EARLIER_VERSIONS)).await?;
        items.into_iter().map(from_item).collect()
    }

    /// An earlier content of the file.
    ///
    /// # Errors
    /// `not_found` if it has none of that id.
    pub async fn earlier_version(&self, file: &EntryId, version: &VersionId) -> Result<VersionRecord, Failure> {
        let found: Option<VersionRecord> = self.get(keys::version(file, version.as_str())).await?;
        found.ok_or_else(|| Code::NotFound.into())
    }

    /// Makes an earlier content of a file below the live root its current one, and the current one an earlier: nothing is copied. One
    /// that is current already stays.
    ///
    /// # Errors
    /// `not_found` for a file or version that is not there; `folder_limit_exceeded`; `unavailable` when others kept changing the file.
    pub async fn restore_version(&self, file: &EntryRecord, version: &VersionId, now: Timestamp) -> Result<EntryRecord, Failure> {
        let mut file = file.clone();
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            if file.content.as_ref().is_some_and(|content| content.version_id == *version) {
                return Ok(file);
            }
            match self.restore_version_once(&file, version, now).await {
                Err(failure) if failure.code() == Code::Conflict => {}
                answer => return answer,
            }
            file = self.entry(&file.entry_id).await?.ok_or(Code::NotFound)?;
        }
        Err(Failure::store(Code::Unavailable, "others kept changing the same file"))
    }

    async fn restore_version_once(&self, file: &EntryRecord, version: &VersionId, now: Timestamp) -> Result<EntryRecord, Failure> {
        let (Some(old), Some(parent)) = (&file.content, &file.parent_id) else { return Err(Code::NotFound.into()) };
        let place = self.live_place(&file.account_id, parent, &[]).await?;
        let restored = match self.earlier_version(&file.entry_id, version).await {
            // It may have become the current one since the file was read.
            Err(failure) if failure.code() == Code::NotFound => return Err(self.gone_or_changed(file).await?),
            found => found?,
        };
        let changes = plan_replace(place.chain(), old.size_bytes, restored.content.size_bytes).map_err(Problem::from)?;
        let after = EntryRecord { content: Some(restored.content.clone()), modified_at: now, ..file.clone() };
        let mut transaction = Transaction::new();
        for change in &changes {
            transaction.push(folder_write(change));
        }
        let put = Write::put(after.key(), to_item(&after)?).equals("parent_id", parent.as_str()).equals("name", file.name.as_str());
        let put = put.equals("starred", file.starred).equals("version_id", old.version_id.as_str());
        transaction.push(same_members(put, file));
        let name = after.to_name().ok_or(Code::NotFound)?;
        transaction.push(Write::put(name.key(), to_item(&name)?).equals("entry_id", file.entry_id.as_str()));
        transaction.push(Write::delete(restored.key()).exists());
        let (entry_id, account_id) = (file.entry_id.clone(), file.account_id.clone());
        transaction.create(&VersionRecord { entry_id, account_id, content: old.clone(), replaced_at: now })?;
        let more = i64::try_from(old.size_bytes).unwrap_or(i64::MAX) - i64::try_from(restored.content.size_bytes).unwrap_or(i64::MAX);
        transaction.push(Write::update(keys::storage(&file.account_id)).exists().add("versions_bytes", more));
        transaction.run(self).await?.map_err(|refused| conflict(&refused))?;
        Ok(after)
    }

    /// Whether what was not found has a reason: the file holds something else by now, and all is to be read again.
    async fn gone_or_changed(&self, file: &EntryRecord) -> Result<Failure, Failure> {
        let now = self.entry(&file.entry_id).await?.and_then(|entry| entry.content);
        Ok(if now == file.content { Code::NotFound.into() } else { Code::Conflict.into() })
    }

    /// Removes an earlier content of a file for good; its room comes back, and its object is noted as garbage.
    ///
    /// # Errors
    /// `not_found` if the file has none of that id; `conflict` when it just became the current one.
    pub async fn delete_version(&self, file: &EntryRecord, version: &VersionId, now: Timestamp) -> Result<(), Failure> {
        let earlier = self.earlier_version(&file.entry_id, version).await?;
        let size = i64::try_from(earlier.content.size_bytes).map_err(Failure::internal)?;
        let mut transaction = Transaction::new();
        transaction.push(Write::delete(earlier.key()).exists());
        transaction.put(&GarbageRecord::version(&earlier, now))?;
        let room = Write::update(keys::storage(&file.account_id)).exists();
        transaction.push(room.add("used_bytes", -size).add("free_bytes", size).add("versions_bytes", -size));
        transaction.run(self).await?.map_err(|refused| conflict(&refused))
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
