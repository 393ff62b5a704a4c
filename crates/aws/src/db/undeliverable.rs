//! Addresses that get no letters, as they came back, or only those that were asked for, as somebody called one unwanted.

use super::Db;
use super::keys::{self, Key};
use super::record::{Record, millis};
use super::transaction::Transaction;
use crate::failure::Failure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use share_cloud_domain::account::EmailAddress;

/// Why an address gets no letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// There is no such mailbox.
    Bounced,
    /// Its owner called a letter unwanted: they get what they ask for, and nothing that strangers bring about.
    Complained,
}

/// An address that gets no letters for a while.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UndeliverableRecord {
    /// The address.
    pub email: EmailAddress,
    /// Why.
    pub reason: Reason,
    /// Until when.
    #[serde(with = "millis")]
    pub until: Timestamp,
}

impl Record for UndeliverableRecord {
    fn key(&self) -> Key {
        keys::undeliverable(&self.email.folded())
    }

    fn drop_after(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

impl Db {
    /// Notes that an address gets no letters; what was noted before is replaced.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn set_undeliverable(&self, record: &UndeliverableRecord) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        transaction.put(record)?;
        transaction.run(self).await?.map_err(|refused| super::conflict(&refused))
    }

    /// Why the address does not get every letter now; none if it does.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn undeliverable(&self, email: &EmailAddress, now: Timestamp) -> Result<Option<Reason>, Failure> {
        let found = self.get::<UndeliverableRecord>(keys::undeliverable(&email.folded())).await?;
        Ok(found.filter(|record| record.until > now).map(|record| record.reason))
    }
}
