//! Objects to be removed. Each is checked again against what names it before anything is deleted.

use super::Db;
use super::accounts::AccountRecord;
use super::entries::{Content, EntryRecord};
use super::expression::Write;
use super::keys::{self, Key};
use super::record::{Record, millis};
use super::uploads::UploadRecord;
use super::versions::VersionRecord;
use crate::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use share_cloud_domain::ids::{AccountId, EntryId, GarbageId, VersionId};
use share_cloud_domain::upload::UploadState;

/// How long after its upload was closed an object may still arrive: a PUT is signed for 15 minutes and may take its time.
pub const LATE_PUT: SignedDuration = SignedDuration::from_hours(24);

/// What is to be removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Unwanted {
    /// The marker of an account, unless the account exists.
    Marker,
    /// The bytes of an upload that was closed.
    Upload {
        /// Who started it.
        scope: String,
        /// The part of its id that keys it.
        scope_key: String,
        /// The object.
        random: VersionId,
    },
    /// The bytes of a version that was removed.
    Version {
        /// The file it belonged to.
        entry_id: EntryId,
        /// The object.
        random: VersionId,
    },
    /// A segment of an account's search, unless the account's item names it.
    Segment {
        /// The object.
        random: VersionId,
    },
}

/// An object to be removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GarbageRecord {
    /// The item's id.
    pub garbage_id: GarbageId,
    /// Under whose folder of the bucket the object is.
    pub account_id: AccountId,
    /// What is to be removed.
    #[serde(flatten)]
    pub unwanted: Unwanted,
    /// When the next look is due.
    #[serde(with = "millis")]
    pub look_at: Timestamp,
    /// Until when looks go on: the object may arrive late.
    #[serde(with = "millis")]
    pub until: Timestamp,
}

impl Record for GarbageRecord {
    fn key(&self) -> Key {
        keys::garbage(&self.garbage_id)
    }

    fn due_at(&self) -> Option<Timestamp> {
        Some(self.look_at)
    }
}

impl GarbageRecord {
    /// The marker of an account that is about to be made: looked at a day later.
    #[must_use]
    pub fn marker(garbage_id: GarbageId, account_id: AccountId, now: Timestamp) -> Self {
        let later = now + LATE_PUT;
        Self { garbage_id, account_id, unwanted: Unwanted::Marker, look_at: later, until: later }
    }

    /// The marker of an account that is being removed: looked at once it is gone.
    #[must_use]
    pub fn old_marker(garbage_id: GarbageId, account_id: AccountId, now: Timestamp) -> Self {
        Self { garbage_id, account_id, unwanted: Unwanted::Marker, look_at: now, until: now }
    }

    /// The bytes of an upload that is being closed: removed at once, and again a day later for what arrives late.
    #[must_use]
    pub fn upload(upload: &UploadRecord, now: Timestamp) -> Self {
        // The note's id is the upload's own: whoever closes it, there is one note.
        let garbage_id = GarbageId::from_random(upload.random.to_bytes());
        let unwanted = Unwanted::Upload { scope: upload.scope.clone(), scope_key: upload.scope_key.clone(), random: upload.random.clone() };
        Self { garbage_id, account_id: upload.account_id.clone(), unwanted, look_at: now, until: now + LATE_PUT }
    }

    /// The bytes of a version that is being removed: at once, and again a day later, as a PUT that was signed for them may still come.
    #[must_use]
    pub fn version(version: &VersionRecord, now: Timestamp) -> Self {
        Self::removed(&version.account_id, &version.entry_id, &version.content, now)
    }

    /// The same for the current content of a file that is being removed.
    #[must_use]
    pub fn content(file: &EntryRecord, content: &Content, now: Timestamp) -> Self {
        Self::removed(&file.account_id, &file.entry_id, content, now)
    }

    fn removed(account_id: &AccountId, entry_id: &EntryId, content: &Content, now: Timestamp) -> Self {
        let random = content.version_id.clone();
        let garbage_id = GarbageId::from_random(random.to_bytes());
        let unwanted = Unwanted::Version { entry_id: entry_id.clone(), random };
        Self { garbage_id, account_id: account_id.clone(), unwanted, look_at: now, until: now + LATE_PUT }
    }
}

impl Db {
    /// The note of an object to be removed.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn garbage(&self, id: &GarbageId) -> Result<Option<GarbageRecord>, Failure> {
        self.get(keys::garbage(id)).await
    }

    /// Whether nothing names the object any more, read strongly.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn is_unwanted(&self, garbage: &GarbageRecord) -> Result<bool, Failure> {
        match &garbage.unwanted {
            Unwanted::Marker => Ok(self.get::<AccountRecord>(keys::account(&garbage.account_id)).await?.is_none()),
            Unwanted::Upload { scope, scope_key, random, .. } => {
                let upload = self.get::<UploadRecord>(keys::upload(scope, scope_key)).await?;
                let names_it = |upload: &UploadRecord| {
                    upload.random == *random && !matches!(upload.state, UploadState::Cancelled | UploadState::Expired)
                };
                Ok(!upload.as_ref().is_some_and(names_it))
            }
            Unwanted::Version { entry_id, random } => {
                let entry = self.get::<EntryRecord>(keys::entry(entry_id)).await?;
                let current = entry.and_then(|entry| entry.content).is_some_and(|content| content.version_id == *random);
                let kept = self.get::<VersionRecord>(keys::version(entry_id, random.as_str())).await?.is_some();
                Ok(!current && !kept)
            }
            Unwanted::Segment { random } => {
                let search = self.search_record(&garbage.account_id).await?;
                Ok(!search.is_some_and(|search| search.segments.iter().any(|segment| segment.random == *random)))
            }
        }
    }

    /// Removes the note, or sets its next look.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn settle_garbage(&self, garbage: &GarbageRecord, next_look: Option<Timestamp>) -> Result<(), Failure> {
        let write = match next_look {
            Some(at) => Write::update(garbage.key()).set("look_at", at).set(super::due::AT, at).exists(),
            None => Write::delete(garbage.key()),
        };
        self.write(write).await.map(drop)
    }
}
