//! An account's room: whoever used more or less of it looks whether its owner is to be told, and work tells, once for each mark.

use super::super::accounts::{AccountRecord, StorageRecord};
use super::super::expression::Write;
use super::super::mails::MailRecord;
use super::super::record::Record as _;
use super::super::transaction::Transaction;
use super::super::{Db, due, keys};
use super::NoticeRecord;
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::notice::Fullness;

/// Makes the room due for a look.
pub(in super::super) fn look(write: Write, account: &AccountId, now: Timestamp) -> Write {
    write.set("looks_at", now).set(due::SHARD, due::shard_of(&keys::storage(account))).set(due::AT, now)
}

impl StorageRecord {
    /// What its owner was told of.
    #[must_use]
    pub const fn told(&self) -> Fullness {
        Fullness::of_percent(self.told_percent)
    }

    /// How full it is.
    #[must_use]
    pub fn fullness(&self) -> Fullness {
        Fullness::now(self.used_bytes, self.quota_bytes, self.told())
    }
}

impl Db {
    /// Looks at a room after more or less of it is used: one read, and a write only where a mark was passed.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn look_at_room(&self, account: &AccountId, now: Timestamp) -> Result<(), Failure> {
        let found = self.storage(account).await?;
        let passed = found.filter(|storage| storage.looks_at.is_none() && storage.fullness() != storage.told());
        if passed.is_none() {
            return Ok(());
        }
        let update = look(Write::update(keys::storage(account)), account, now).exists().lacks("looks_at");
        self.write(update).await.map(drop)
    }

    /// The same for whoever must not fail for it: the next look finds what this one missed.
    pub async fn glance_at_room(&self, account: &AccountId, now: Timestamp) {
        if let Err(failure) = self.look_at_room(account, now).await {
            tracing::warn!(cause = ?failure.cause, "a room was not looked at");
        }
    }

    /// The account's room, as it is counted.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn storage(&self, account: &AccountId) -> Result<Option<StorageRecord>, Failure> {
        self.get(keys::storage(account)).await
    }

    /// Notes what the owner of a room was told of, with the notice and the letter that tell it. False where the room changed since it was
    /// read: then nothing was written.
    ///
    /// # Errors
    /// `unavailable` when the store is away: it stays due.
    pub async fn tell_of_room(
        &self,
        storage: &StorageRecord,
        owner: Option<&AccountRecord>,
        notice: Option<&NoticeRecord>,
        mail: Option<&MailRecord>,
    ) -> Result<bool, Failure> {
        let percent = |fullness: Fullness| Some(u32::from(fullness.percent())).filter(|percent| *percent > 0);
        let mut transaction = Transaction::new();
        let update = Write::update(storage.key())
            .equals_or_lacks("looks_at", storage.looks_at)
            .equals_or_lacks("told_percent", percent(storage.told()))
            .equals("used_bytes", storage.used_bytes)
            .equals("quota_bytes", storage.quota_bytes)
            .set_or_remove("told_percent", percent(storage.fullness()))
            .remove("looks_at")
            .remove(due::SHARD)
            .remove(due::AT);
        transaction.push(update);
        if let Some(owner) = owner {
            transaction.push(Write::check(owner.key()).exists().lacks("closing_job_id"));
        }
        if let Some(notice) = notice {
            transaction.put(notice)?;
        }
        if let Some(mail) = mail {
            transaction.create(mail)?;
        }
        Ok(transaction.run(self).await?.is_ok())
    }
}
