//! How often shares were opened. The count is an item of its own, which nothing else conditions or waits for: a link that half the
//! country opens at once is revoked, downloaded and listed as quickly as any other, and what cannot be counted then is left out.

use super::super::expression::Write;
use super::super::keys::{self, Key};
use super::super::record::{Record, TTL, from_item, millis};
use super::super::transaction::Transaction;
use super::{Db, ShareRecord};
use crate::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use share_cloud_domain::ids::ShareId;
use std::collections::HashMap;

/// How long the count stays when nobody opens the link: two years. It outlives a revoked share and a closed account, and
/// says nothing but a number: not whose the share was.
const OPENS_LIFE: SignedDuration = SignedDuration::from_hours(730 * 24);

/// How often a share was opened.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OpensRecord {
    /// The share.
    pub(crate) share_id: ShareId,
    /// How often.
    pub(crate) opens: u64,
    /// When last.
    #[serde(with = "millis")]
    pub(crate) opened_at: Timestamp,
}

impl Record for OpensRecord {
    fn key(&self) -> Key {
        keys::opens(&self.share_id)
    }

    fn drop_after(&self) -> Option<Timestamp> {
        Some(self.opened_at + OPENS_LIFE)
    }
}

impl Db {
    /// Counts that a share was opened, unless too many others do so at this moment.
    ///
    /// # Errors
    /// `unavailable` when it could not be counted; the caller opens the share all the same.
    pub async fn count_open(&self, share: &ShareRecord, now: Timestamp) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        let update = Write::update(keys::opens(&share.share_id))
            .set("share_id", share.share_id.as_str())
            .set("opened_at", now)
            .set(TTL, (now + OPENS_LIFE).as_second())
            .add("opens", 1);
        transaction.push(update);
        transaction.run_once(self).await.map(drop)
    }

    /// How often each of these shares was opened; those that never were are left out.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn opens_of(&self, shares: &[ShareRecord]) -> Result<HashMap<ShareId, u64>, Failure> {
        let found = self.get_many(shares.iter().map(|share| keys::opens(&share.share_id)).collect()).await?;
        let counted = found.into_iter().map(from_item::<OpensRecord>);
        counted.map(|counted| counted.map(|counted| (counted.share_id, counted.opens))).collect()
    }
}
