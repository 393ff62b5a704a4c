//! Whether an instance has an admin, how it gets its first, and what admins change of accounts.

use super::accounts::AccountRecord;
use super::activity::ActivityRecord;
use super::directory::Listed;
use super::entries::MAX_RESTARTS;
use super::expression::Write;
use super::keys::{self, Key};
use super::notices::look;
use super::record::{Record, from_item};
use super::table::{ACCOUNTS_INDEX, ACCOUNTS_SHARD};
use super::transaction::{Transaction, pause_before};
use super::{Db, due};
use crate::failure::Failure;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use share_cloud_domain::account::{AccountStatus, Role};
use share_cloud_domain::activity::Deed;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::room::{Quota, Room};

/// How many accounts are read at once.
const PAGE: i32 = 100;

/// The instance's first admin, chosen once.
#[derive(Serialize, Deserialize)]
pub(super) struct FirstAdminRecord {
    pub(super) account_id: AccountId,
}

pub(super) const FIRST_ADMIN: &str = "first-admin";

impl Record for FirstAdminRecord {
    fn key(&self) -> Key {
        keys::instance(FIRST_ADMIN)
    }
}

/// What an admin changes of an account; what is absent stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AccountChange {
    /// What it may hold.
    pub quota: Option<Quota>,
    /// Whether it is open. Closing is not an admin's to set.
    pub status: Option<AccountStatus>,
    /// What it may do beside its own.
    pub role: Option<Role>,
}

impl AccountChange {
    /// What of it is not so already.
    fn that_is_new(self, listed: &Listed) -> Self {
        Self {
            quota: self.quota.filter(|quota| quota.bytes() != listed.storage.quota_bytes),
            status: self.status.filter(|status| *status != listed.account.status),
            role: self.role.filter(|role| *role != listed.account.role),
        }
    }

    /// What the account remembers of it.
    fn deeds(self) -> impl Iterator<Item = Deed> {
        let standing = self.status.map(|status| if status == AccountStatus::Suspended { Deed::Suspended } else { Deed::Restored });
        let role = self.role.map(|role| if role == Role::Admin { Deed::MadeAdmin } else { Deed::MadeUser });
        [self.quota.map(|_| Deed::QuotaChanged), standing, role].into_iter().flatten()
    }

    /// Whether an admin would be none any more.
    fn ends_admin(self) -> bool {
        self.role == Some(Role::User) || self.status == Some(AccountStatus::Suspended)
    }
}

impl Db {
    /// Whether some account is an admin and not closed. Reads every account until one is, each strongly; the index that names them may lag.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn has_admin(&self) -> Result<bool, Failure> {
        let is_admin = |account: &AccountRecord| account.role == Role::Admin && account.status != AccountStatus::Closing;
        Ok(self.find_account(is_admin).await?.is_some())
    }

    /// Another account that is an admin and can act as one.
    pub(super) async fn another_admin(&self, than: &AccountId) -> Result<Option<AccountId>, Failure> {
        let is_wanted = |account: &AccountRecord| acts_as_admin(account) && account.email_verified && account.account_id != *than;
        Ok(self.find_account(is_wanted).await?.map(|account| account.account_id))
    }

    /// The first account that is wanted, in no order, reading until there is one.
    async fn find_account(&self, is_wanted: impl Fn(&AccountRecord) -> bool) -> Result<Option<AccountRecord>, Failure> {
        for shard in 0..due::SHARDS {
            let mut start = None;
            loop {
                let page = self
                    .client()
                    .query()
                    .table_name(self.table())
                    .index_name(ACCOUNTS_INDEX)
                    .key_condition_expression("#shard = :shard")
                    .expression_attribute_names("#shard", ACCOUNTS_SHARD)
                    .expression_attribute_values(":shard", AttributeValue::S(shard.to_string()))
                    .limit(PAGE)
                    .set_exclusive_start_key(start)
                    .send()
                    .await
                    .map_err(|error| Failure::of_sdk(Code::Unavailable, error))?;
                let keys = page.items.unwrap_or_default().iter().filter_map(Key::of).collect();
                let accounts: Vec<AccountRecord> = self.get_many(keys).await?.into_iter().map(from_item).collect::<Result<_, _>>()?;
                if let Some(found) = accounts.into_iter().find(&is_wanted) {
                    return Ok(Some(found));
                }
                start = page.last_evaluated_key;
                if start.is_none() {
                    break;
                }
            }
        }
        Ok(None)
    }

    /// Makes a confirmed account the admin and notes that the first is chosen, so that no later sign-up becomes one by being first.
    ///
    /// # Errors
    /// `not_found` when the account is gone, or its address is not confirmed.
    pub async fn make_first_admin(&self, id: &AccountId) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        transaction.push(Write::update(keys::account(id)).set("role", Role::Admin.as_str()).equals("email_verified", true));
        transaction.put(&FirstAdminRecord { account_id: id.clone() })?;
        transaction.run(self).await?.map_err(|_| Code::NotFound.into())
    }

    /// Changes an account's quota, standing or role, all of it or nothing. `by` is the admin who does; none for the owner of the machine.
    /// Quota and free change by the same, if the quota is still the one that was read: less than is held takes nothing away, nothing new
    /// fits. Standing and role change if they are still those that were read, and if whoever changes them is still an admin then. Where an
    /// admin steps down, another one must still be there then: so two admins who end each other, or who step down at once, do not leave none.
    ///
    /// # Errors
    /// `not_found` when the account is gone; `forbidden` for the last admin, and for who is none any more; `conflict` for an account that is
    /// closing, or when others kept changing it.
    pub async fn change_account(
        &self,
        by: Option<&AccountId>,
        id: &AccountId,
        change: &AccountChange,
        now: Timestamp,
    ) -> Result<Listed, Failure> {
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            let listed = self.listed(id).await?.ok_or(Code::NotFound)?;
            let change = change.that_is_new(&listed);
            if change == AccountChange::default() {
                return Ok(listed);
            }
            let is_leaving = listed.account.closing_job_id.is_some();
            if is_leaving || (change.status.is_some() && listed.account.status == AccountStatus::Closing) {
                return Err(Code::Conflict.into());
            }
            let witness = match by {
                Some(by) => self.witness(by, &listed.account, change).await?,
                None => None,
            };
            if let Some(changed) = self.try_change(listed, change, witness.as_ref(), now).await? {
                return Ok(changed);
            }
            if let Some(by) = by
                && !self.listed(by).await?.is_some_and(|listed| acts_as_admin(&listed.account))
            {
                return Err(Code::Forbidden.into());
            }
        }
        Err(Code::Conflict.into())
    }

    /// The admin who must still be one when a change is written, beside the account that is changed.
    async fn witness(&self, by: &AccountId, account: &AccountRecord, change: AccountChange) -> Result<Option<AccountId>, Failure> {
        if *by != account.account_id {
            return Ok(Some(by.clone()));
        }
        if !acts_as_admin(account) {
            return Err(Code::Forbidden.into());
        }
        if !change.ends_admin() {
            // An account that is written itself is conditioned there.
            let is_written = change.status.is_some() || change.role.is_some();
            return Ok((!is_written).then(|| by.clone()));
        }
        let another = self.another_admin(by).await?;
        let only = || Problem::new(Code::Forbidden, "You are the only admin: make somebody else one first.");
        another.map(Some).ok_or_else(|| only().into())
    }

    /// Writes a change if nothing of what it rests on has changed; the account as it is then.
    async fn try_change(
        &self,
        listed: Listed,
        change: AccountChange,
        witness: Option<&AccountId>,
        now: Timestamp,
    ) -> Result<Option<Listed>, Failure> {
        let Listed { mut account, mut storage } = listed;
        let mut transaction = Transaction::new();
        if change.status.is_some() || change.role.is_some() {
            let update = Write::update(account.key()).equals("status", account.status.as_str()).equals("role", account.role.as_str());
            account.status = change.status.unwrap_or(account.status);
            account.role = change.role.unwrap_or(account.role);
            transaction.push(update.set("status", account.status.as_str()).set("role", account.role.as_str()));
        }
        if let Some(quota) = change.quota {
            let (old_bytes, quota_bytes) = (storage.quota_bytes, quota.bytes());
            let room = Room { quota_bytes: old_bytes, free_bytes: storage.free_bytes, ..Room::default() };
            let delta_bytes = room.set_quota(old_bytes, quota_bytes).map_err(Problem::from)?.free_bytes - storage.free_bytes;
            let update = Write::update(storage.key()).set("quota_bytes", quota_bytes).add("free_bytes", delta_bytes);
            // Another quota is fuller or emptier with the same files in it.
            transaction.push(look(update.equals("quota_bytes", old_bytes), &account.account_id, now));
            (storage.quota_bytes, storage.free_bytes) = (quota_bytes, storage.free_bytes + delta_bytes);
        }
        for deed in change.deeds() {
            transaction.put(&ActivityRecord::of(&account.account_id, deed, now, &account.account_id))?;
        }
        if let Some(witness) = witness {
            transaction.push(still_admin(witness));
        }
        Ok(transaction.run(self).await?.is_ok().then_some(Listed { account, storage }))
    }
}

fn acts_as_admin(account: &AccountRecord) -> bool {
    account.role == Role::Admin && account.status == AccountStatus::Active
}

/// That somebody is an admin who can act as one.
pub(super) fn still_admin(id: &AccountId) -> Write {
    Write::check(keys::account(id)).equals("role", Role::Admin.as_str()).equals("status", AccountStatus::Active.as_str())
}
