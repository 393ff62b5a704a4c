//! One table, in the words of the product. docs/DATA-MODEL.md lists its keys and transactions.

pub mod accounts;
pub mod activity;
pub mod admins;
pub mod audit;
pub mod closing;
pub mod devices;
pub mod directory;
mod due;
pub mod entries;
mod expression;
pub mod garbage;
pub mod invitations;
pub mod jobs;
mod keys;
pub mod limits;
pub mod mails;
pub mod members;
pub mod notices;
mod page;
pub mod passwords;
pub mod profile;
mod record;
pub mod search;
pub mod sessions;
pub mod shares;
mod table;
mod transaction;
pub mod undeliverable;
pub mod uploads;
pub mod versions;

pub use due::{Due, INDEX as DUE_INDEX};
pub use keys::Kind;
pub use page::Position;
pub use table::ACCOUNTS_INDEX;
pub use transaction::MAX_ACTIONS;

use crate::failure::Failure;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use expression::Write;
use keys::Key;
use record::{Record, from_item};
use share_cloud_domain::problem::Code;
use std::collections::HashMap;
use transaction::{Refused, Transaction};

pub(crate) type Item = HashMap<String, AttributeValue>;

/// DynamoDB's limit of keys in one BatchGetItem.
const BATCH_GET: usize = 100;

/// The table. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    client: aws_sdk_dynamodb::Client,
    table: String,
}

impl Db {
    /// The table of that name behind the client.
    #[must_use]
    pub fn new(client: aws_sdk_dynamodb::Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }

    /// Opens a connection to the table before the first request needs it. Whatever the answer is, the connection stands, so no permission
    /// is needed and no failure told.
    pub async fn connect(&self) {
        if let Err(error) = self.client.describe_endpoints().send().await {
            tracing::debug!(%error, "the first connection");
        }
    }

    pub(crate) fn client(&self) -> &aws_sdk_dynamodb::Client {
        &self.client
    }

    pub(crate) fn table(&self) -> &str {
        &self.table
    }

    /// One strongly consistent read.
    async fn get<R: Record>(&self, key: Key) -> Result<Option<R>, Failure> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key.to_item())).consistent_read(true);
        let answer = request.send().await.map_err(|error| Failure::of_sdk(Code::Unavailable, error))?;
        answer.item.map(from_item).transpose()
    }

    /// Strongly consistent reads of any number of items, each once; those that are missing are left out, the order is the store's.
    async fn get_many(&self, mut keys: Vec<Key>) -> Result<Vec<Item>, Failure> {
        keys.sort();
        keys.dedup();
        let mut found = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(BATCH_GET) {
            let mut open: Vec<Item> = chunk.iter().map(Key::to_item).collect();
            let mut tries = 0;
            while !open.is_empty() {
                if tries > 0 {
                    transaction::pause(tries).await?;
                }
                tries += 1;
                let wanted = KeysAndAttributes::builder().set_keys(Some(open)).consistent_read(true).build();
                let request = self.client.batch_get_item().request_items(&self.table, wanted.map_err(Failure::internal)?);
                let answer = request.send().await.map_err(|error| Failure::of_sdk(Code::Unavailable, error))?;
                found.extend(answer.responses.unwrap_or_default().remove(&self.table).unwrap_or_default());
                open = answer.unprocessed_keys.unwrap_or_default().remove(&self.table).map(|rest| rest.keys).unwrap_or_default();
            }
        }
        Ok(found)
    }

    /// One conditional write. `Ok(Err(_))` when its condition failed.
    async fn write(&self, write: Write) -> transaction::Outcome {
        let mut transaction = Transaction::new();
        transaction.push(write);
        transaction.run(self).await
    }

    /// The first items of a partition by their sort keys, or the first from after a place, and where the next ones begin.
    async fn some_of(
        &self,
        kind: Kind,
        id: impl std::fmt::Display,
        limit: i32,
        start: Option<Item>,
    ) -> Result<(Vec<Item>, Option<Item>), Failure> {
        let partition = keys::partition(kind, id);
        self.query(Query { index: None, partition, sort_key: keys::SK, prefix: "", start, limit, forward: true }).await
    }

    /// One partition's items whose sort keys begin with `prefix`, from after `after`, at most `limit`, strongly consistent.
    async fn query(&self, query: Query<'_>) -> Result<(Vec<Item>, Option<Item>), Failure> {
        let Query { index, partition, sort_key, prefix, start, limit, forward } = query;
        let after = start.as_ref().and_then(|start| start.get(sort_key)?.as_s().ok());
        let stretch = after.and_then(|after| page::rest_of(prefix, after, forward));
        let mut request = self
            .client
            .query()
            .table_name(&self.table)
            .set_index_name(index.map(str::to_owned))
            .consistent_read(true)
            .scan_index_forward(forward)
            .limit(limit)
            .set_exclusive_start_key(start)
            .expression_attribute_names("#pk", keys::PK)
            .expression_attribute_values(":pk", AttributeValue::S(partition));
        if !prefix.is_empty() {
            request = request.expression_attribute_names("#sk", sort_key);
        }
        request = match stretch {
            _ if prefix.is_empty() => request.key_condition_expression("#pk = :pk"),
            None => request
                .key_condition_expression("#pk = :pk AND begins_with(#sk, :prefix)")
                .expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned())),
            Some([first, last]) => request
                .key_condition_expression("#pk = :pk AND #sk BETWEEN :first AND :last")
                .expression_attribute_values(":first", AttributeValue::S(first))
                .expression_attribute_values(":last", AttributeValue::S(last)),
        };
        let page = request.send().await.map_err(|error| Failure::of_sdk(Code::Unavailable, error))?;
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
    }
}

/// A strongly consistent query of one partition by its sort key or a local index's.
struct Query<'a> {
    index: Option<&'a str>,
    partition: String,
    sort_key: &'a str,
    prefix: &'a str,
    start: Option<Item>,
    limit: i32,
    forward: bool,
}

/// A condition failed that should hold whatever others do: somebody changed the same things, so the caller may try again.
fn conflict(refused: &Refused) -> Failure {
    Failure { problem: Code::Conflict.into(), cause: Some(format!("{refused:?}").into()) }
}
