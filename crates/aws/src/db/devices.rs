//! The devices that an account was signed in on, by what they are known again.

use super::keys::{self, Key};
use super::record::{Record, from_item, millis};
use super::{Db, Kind};
use crate::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use share_cloud_domain::device::DEVICE_LIFE_S;
use share_cloud_domain::ids::AccountId;

/// A device of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRecord {
    /// Whose.
    pub account_id: AccountId,
    /// By what it is known again.
    pub mark: String,
    /// When it was last signed in.
    #[serde(with = "millis")]
    pub seen_at: Timestamp,
}

impl Record for DeviceRecord {
    fn key(&self) -> Key {
        keys::device(&self.account_id, &self.mark)
    }

    fn drop_after(&self) -> Option<Timestamp> {
        Some(self.seen_at + SignedDuration::from_secs(DEVICE_LIFE_S))
    }
}

impl Db {
    /// A page of the account's devices by their marks, and the mark after which the next one begins. What is over is left out.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn devices(
        &self,
        account: &AccountId,
        now: Timestamp,
        after: Option<&str>,
        limit: u16,
    ) -> Result<(Vec<DeviceRecord>, Option<String>), Failure> {
        let start = after.map(|mark| keys::device(account, mark).to_item());
        let (items, rest) = self.some_of(Kind::Device, account, i32::from(limit), start).await?;
        let mut devices: Vec<DeviceRecord> = items.into_iter().map(from_item).collect::<Result<_, _>>()?;
        let next = devices.last().filter(|_| rest.is_some()).map(|device| device.mark.clone());
        devices.retain(|device| device.drop_after().is_none_or(|end| end > now));
        Ok((devices, next))
    }

    /// Whether the account was signed in on such a device, not too long ago.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn knows_device(&self, account: &AccountId, mark: &str, now: Timestamp) -> Result<bool, Failure> {
        let found: Option<DeviceRecord> = self.get(keys::device(account, mark)).await?;
        Ok(found.and_then(|device| device.drop_after()).is_some_and(|end| end > now))
    }
}
