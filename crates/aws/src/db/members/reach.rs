//! What a member's request reads: what they were given along the way up, and whether its owner is there.

use super::super::accounts::AccountRecord;
use super::super::keys;
use super::super::record::from_item;
use super::super::{Db, Kind};
use super::MemberRecord;
use crate::db::keys::Key;
use crate::failure::Failure;
use share_cloud_domain::ids::{AccountId, EntryId};
use share_cloud_domain::member::{Holder, MemberRole};
use std::collections::{BTreeSet, HashMap};

/// What one person was given of some entries, and the owners of these.
#[derive(Debug, Clone, Default)]
pub struct Memberships {
    roles: HashMap<EntryId, MemberRole>,
    owners: HashMap<AccountId, AccountRecord>,
}

impl Memberships {
    /// What they were given of the entry itself.
    #[must_use]
    pub fn role(&self, entry: &EntryId) -> Option<MemberRole> {
        self.roles.get(entry).copied()
    }

    /// The account, if it owns one of the entries that were asked for.
    #[must_use]
    pub fn owner(&self, account: &AccountId) -> Option<&AccountRecord> {
        self.owners.get(account)
    }
}

impl Db {
    /// What an account was given of these entries, with the accounts of their owners: one strongly consistent BatchGetItem up to 100 keys.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn memberships(
        &self,
        account: &AccountId,
        entries: &BTreeSet<EntryId>,
        owners: &BTreeSet<AccountId>,
    ) -> Result<Memberships, Failure> {
        let holder = Holder::Account(account.clone());
        let members = entries.iter().map(|entry| keys::member(entry, &holder));
        let mut found = Memberships::default();
        for item in self.get_many(members.chain(owners.iter().map(keys::account)).collect()).await? {
            let is_account = Key::of(&item).is_some_and(|key| key.sk == Kind::Account.prefix());
            if is_account {
                let owner: AccountRecord = from_item(item)?;
                found.owners.insert(owner.account_id.clone(), owner);
            } else {
                let member: MemberRecord = from_item(item)?;
                found.roles.extend(member.role().map(|role| (member.entry_id, role)));
            }
        }
        Ok(found)
    }

    /// Accounts of these ids that exist, in no order.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn accounts_of(&self, ids: &BTreeSet<AccountId>) -> Result<HashMap<AccountId, AccountRecord>, Failure> {
        let found = self.get_many(ids.iter().map(keys::account).collect()).await?;
        let accounts = found.into_iter().map(from_item::<AccountRecord>);
        accounts.map(|account| account.map(|account| (account.account_id.clone(), account))).collect()
    }
}
