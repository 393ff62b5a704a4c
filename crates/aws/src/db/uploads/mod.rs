//! Uploads: a reservation of room with its parts, from open to committed, cancelled or expired.

mod close;
mod commit;
mod start;

pub use commit::{Commit, Committed, Through};
pub use start::Started;

use super::expression::Write;
use super::keys::{self, Key};
use super::page::{InOrder, Position, cut};
use super::record::{Record, from_item, millis, millis_optional};
use super::{Db, Kind};
use crate::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use share_cloud_domain::ids::{AccountId, EntryId, ShareId, VersionId};
use share_cloud_domain::problem::Code;
use share_cloud_domain::upload::{OnConflict, PartPlan, UploadId, UploadState};

/// The local index that holds the open uploads of a scope.
const OPEN_INDEX: &str = "lsi1";

/// How long a terminal upload stays as the receipt that answers repeats.
const RECEIPT_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The keying part of an upload's id as its item's sort key holds it.
#[must_use]
pub fn scope_key_text(scope_key: &[u8; 16]) -> String {
    VersionId::from_random(*scope_key).to_string()
}

/// A reservation with its parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UploadRecord {
    /// Who started it: an account's or a share's id.
    pub scope: String,
    /// The part of its id that keys it within the scope, hexadecimal.
    pub scope_key: String,
    /// The part of its id that was drawn at its first start: also the version's id and the object's.
    pub random: VersionId,
    /// Whose room is reserved.
    pub account_id: AccountId,
    /// Where it stands.
    pub state: UploadState,
    /// The folder it was started for.
    pub parent_id: EntryId,
    /// The name it was started for, NFC.
    pub name: String,
    /// The reserved size.
    pub size_bytes: u64,
    /// The type as the client named it, cleaned.
    pub content_type: String,
    /// SHA-256 in base64, if the client gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// What happens when the name is taken.
    pub on_conflict: OnConflict,
    /// The store's name of the multipart upload, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multipart_id: Option<String>,
    /// When it was started.
    #[serde(with = "millis")]
    pub created_at: Timestamp,
    /// When it expires unless it is completed.
    #[serde(with = "millis")]
    pub expires_at: Timestamp,
    /// The drop that it comes through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_id: Option<ShareId>,
    /// For a drop: how many parts were stored when its time was made longer last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<u32>,
    /// What it became, once committed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry_id: Option<EntryId>,
    /// When it became terminal.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub closed_at: Option<Timestamp>,
}

impl Record for UploadRecord {
    fn key(&self) -> Key {
        keys::upload(&self.scope, &self.scope_key)
    }

    fn due_at(&self) -> Option<Timestamp> {
        (self.state == UploadState::Open).then_some(self.expires_at)
    }

    fn drop_after(&self) -> Option<Timestamp> {
        self.closed_at.map(|at| at + RECEIPT_LIFE)
    }

    /// Open uploads are listed by when they were started.
    fn index_keys(&self) -> Vec<(&'static str, String)> {
        let started = format!("{:020}#{}", self.created_at.as_millisecond(), self.scope_key);
        if self.state == UploadState::Open { vec![(OPEN_INDEX, started)] } else { Vec::new() }
    }
}

impl UploadRecord {
    /// Its id as clients know it.
    #[must_use]
    pub fn id(&self) -> UploadId {
        let scope_key = VersionId::parse(&self.scope_key).map(|key| key.to_bytes()).unwrap_or_default();
        UploadId::new(scope_key, self.random.clone())
    }

    /// Whether it can be gone on with.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == UploadState::Open && self.expires_at > now
    }

    /// How its bytes are cut.
    #[must_use]
    pub fn plan(&self) -> PartPlan {
        PartPlan::new(self.size_bytes)
    }

    /// Whether `other` asks for the same upload: repeats of a start must have the same fields.
    #[must_use]
    pub fn same_fields(&self, other: &Self) -> bool {
        let fields = |upload: &Self| {
            let text = (upload.name.clone(), upload.content_type.clone(), upload.sha256.clone());
            (upload.parent_id.clone(), text, upload.size_bytes, upload.on_conflict)
        };
        fields(self) == fields(other)
    }

    /// Its change to a terminal state, on condition that it is open.
    pub(super) fn close(&self, state: UploadState, now: Timestamp) -> Write {
        Write::update(self.key())
            .equals("state", UploadState::Open.as_str())
            .equals("random", self.random.as_str())
            .set("state", state.as_str())
            .set("closed_at", now)
            .set(super::record::TTL, (now + RECEIPT_LIFE).as_second())
            .remove(OPEN_INDEX)
            .remove(super::due::SHARD)
            .remove(super::due::AT)
    }
}

impl Db {
    /// The upload of this id that the scope started.
    ///
    /// # Errors
    /// `not_found` unless both parts of the id match.
    pub async fn upload(&self, scope: &str, id: &UploadId) -> Result<UploadRecord, Failure> {
        let found: Option<UploadRecord> = self.get(keys::upload(scope, &scope_key_text(&id.scope_key))).await?;
        found.filter(|upload| upload.random == id.random).ok_or_else(|| Code::NotFound.into())
    }

    /// The upload behind its stored keys, whatever its random part.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn upload_by_key(&self, scope: &str, scope_key: &str) -> Result<Option<UploadRecord>, Failure> {
        self.get(keys::upload(scope, scope_key)).await
    }

    /// A page of the open uploads of a scope, the oldest first, and where the next one begins.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn open_uploads(
        &self,
        scope: &str,
        after: Option<Position>,
        limit: u16,
    ) -> Result<(Vec<UploadRecord>, Option<Position>), Failure> {
        let partition = keys::partition(Kind::Upload, scope);
        let order = InOrder { index: OPEN_INDEX, partition, prefix: "", forward: true };
        let limit = usize::from(limit);
        let mut items = self.in_order(&order, after, limit + 1).await?;
        let next = cut(&mut items, limit, OPEN_INDEX);
        Ok((items.into_iter().map(from_item).collect::<Result<_, _>>()?, next))
    }

    /// Makes the time of an upload through a drop longer, because more of its parts are stored than when that was done last. Whoever is
    /// late changes nothing: the upload is as it was, or closed.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn prolong_upload(&self, upload: &UploadRecord, progress: u32, expires_at: Timestamp) -> Result<(), Failure> {
        let update = Write::update(upload.key())
            .set("progress", progress)
            .set("expires_at", expires_at)
            .set(super::due::AT, expires_at)
            .equals("state", UploadState::Open.as_str())
            .equals("random", upload.random.as_str())
            .equals_or_lacks("progress", upload.progress);
        self.write(update).await.map(drop)
    }

    /// Remembers the store's name of the multipart upload; answers the one that counts, which another request may have made.
    ///
    /// # Errors
    /// `upload_closed` when the upload is not open any more.
    pub async fn set_multipart(&self, upload: &UploadRecord, multipart_id: &str) -> Result<String, Failure> {
        let update = Write::update(upload.key())
            .set("multipart_id", multipart_id)
            .equals("state", UploadState::Open.as_str())
            .equals("random", upload.random.as_str())
            .lacks("multipart_id");
        let Err(refused) = self.write(update).await? else { return Ok(multipart_id.to_owned()) };
        let old = super::record::from_old::<UploadRecord>(refused.only_old())?;
        let old = old.filter(|old| old.state == UploadState::Open && old.random == upload.random);
        old.and_then(|old| old.multipart_id).ok_or_else(|| Code::UploadClosed.into())
    }
}
