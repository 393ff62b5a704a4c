//! Whether an instance has an admin, and how it gets its first.

use super::accounts::AccountRecord;
use super::expression::Write;
use super::keys::{self, Key};
use super::record::{Record, from_item};
use super::table::{ACCOUNTS_INDEX, ACCOUNTS_SHARD};
use super::transaction::Transaction;
use super::{Db, due};
use crate::failure::Failure;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Serialize};
use share_cloud_domain::account::{AccountStatus, Role};
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::problem::Code;

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

impl Db {
    /// Whether some account is an admin and not closed. Reads every account until one is, each strongly; the index that names them may lag.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn has_admin(&self) -> Result<bool, Failure> {
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
                if accounts.iter().any(|account| account.role == Role::Admin && account.status != AccountStatus::Closing) {
                    return Ok(true);
                }
                start = page.last_evaluated_key;
                if start.is_none() {
                    break;
                }
            }
        }
        Ok(false)
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
}
