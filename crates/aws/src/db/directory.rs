//! All accounts in the order of their usernames, whatever shard of their index they stand in, each with its room.

use super::accounts::{AccountRecord, StorageRecord};
use super::keys::{self, Key};
use super::record::from_item;
use super::table::{ACCOUNTS_INDEX, ACCOUNTS_KEY, ACCOUNTS_SHARD};
use super::{Db, Item, Kind, due};
use crate::failure::Failure;
use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::try_join_all;
use share_cloud_domain::account::UsernameSpan;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::problem::Code;
use std::collections::HashMap;

/// An account with its room.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The account.
    pub account: AccountRecord,
    /// Its room.
    pub storage: StorageRecord,
}

impl Db {
    /// A page of the accounts whose usernames begin so, in their order, and the username after which the next page begins. Each account
    /// is read strongly; one that was made this moment may be missing, for the index that names them lags.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn accounts(&self, prefix: &str, after: Option<&str>, limit: u16) -> Result<(Vec<Listed>, Option<String>), Failure> {
        let (span, limit) = (UsernameSpan::new(prefix, after), usize::from(limit));
        // Any shard may hold the whole page, so each is asked for one; what is beyond it tells that there is another.
        let shards = (0..due::SHARDS).map(|shard| self.accounts_of_shard(shard, &span, limit + 1));
        let mut named: Vec<(String, Key)> = try_join_all(shards).await?.into_iter().flatten().collect();
        named.sort();
        let more = named.len() > limit;
        named.truncate(limit);
        let next = if more { named.last().map(|(username, _)| username.clone()) } else { None };
        let keys = named.into_iter().map(|(_, key)| key).collect();
        Ok((self.with_rooms(keys).await?, next))
    }

    /// An account with its room, if it is there.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn listed(&self, id: &AccountId) -> Result<Option<Listed>, Failure> {
        Ok(self.with_rooms(vec![keys::account(id)]).await?.pop())
    }

    /// At most `wanted` usernames of one shard and the keys of their accounts.
    async fn accounts_of_shard(&self, shard: u32, span: &UsernameSpan, wanted: usize) -> Result<Vec<(String, Key)>, Failure> {
        let (mut found, mut start) = (Vec::new(), None::<Item>);
        loop {
            let text = |text: &str| AttributeValue::S(text.to_owned());
            let page = self
                .client()
                .query()
                .table_name(self.table())
                .index_name(ACCOUNTS_INDEX)
                .key_condition_expression("#shard = :shard AND #key BETWEEN :from AND :to")
                .expression_attribute_names("#shard", ACCOUNTS_SHARD)
                .expression_attribute_names("#key", ACCOUNTS_KEY)
                .expression_attribute_values(":shard", AttributeValue::S(shard.to_string()))
                .expression_attribute_values(":from", text(&span.from))
                .expression_attribute_values(":to", text(&span.to))
                .limit(i32::try_from(wanted - found.len()).unwrap_or(i32::MAX))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(|error| Failure::of_sdk(Code::Unavailable, error))?;
            let named = |item: &Item| Some((item.get(ACCOUNTS_KEY)?.as_s().ok()?.clone(), Key::of(item)?));
            found.extend(page.items.unwrap_or_default().iter().filter_map(named));
            start = page.last_evaluated_key;
            if start.is_none() || found.len() >= wanted {
                return Ok(found);
            }
        }
    }

    /// The accounts of these keys with their rooms, in the order of their usernames; those that are gone are left out.
    async fn with_rooms(&self, keys: Vec<Key>) -> Result<Vec<Listed>, Failure> {
        let room_of = |key: &Key| {
            key.pk.split_once('#').map(|(_, id)| Key { pk: keys::partition(Kind::Storage, id), sk: Kind::Storage.prefix().to_owned() })
        };
        let rooms: Vec<Key> = keys.iter().filter_map(room_of).collect();
        let (mut accounts, mut storages) = (Vec::new(), HashMap::new());
        for item in self.get_many(keys.into_iter().chain(rooms).collect()).await? {
            if Key::of(&item).is_some_and(|key| key.sk == Kind::Storage.prefix()) {
                let storage: StorageRecord = from_item(item)?;
                storages.insert(storage.account_id.clone(), storage);
            } else {
                accounts.push(from_item::<AccountRecord>(item)?);
            }
        }
        accounts.sort_by(|one, other| one.username.cmp(&other.username));
        let listed = |account: AccountRecord| Some(Listed { storage: storages.remove(&account.account_id)?, account });
        Ok(accounts.into_iter().filter_map(listed).collect())
    }
}
