//! The table itself, for the homes that make their own.

use super::record::TTL;
use super::{Db, due, keys, search};
use crate::failure::Failure;
use aws_sdk_dynamodb::operation::describe_table::DescribeTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, LocalSecondaryIndex, Projection, ProjectionType,
    ScalarAttributeType, TimeToLiveSpecification, TimeToLiveStatus,
};
use share_cloud_domain::problem::Code;

/// The sparse index by which accounts are listed, and its keys.
pub const ACCOUNTS_INDEX: &str = "accounts";
pub(crate) const ACCOUNTS_SHARD: &str = "accounts_shard";
pub(crate) const ACCOUNTS_KEY: &str = "accounts_key";

/// The local string indexes; they can be declared at creation only. An index and its sort key have the same name.
pub(crate) const LOCAL_INDEXES: [&str; 5] = ["lsi1", "lsi2", "lsi3", "lsi4", "lsi5"];

type Built<T> = Result<T, aws_sdk_dynamodb::error::BuildError>;

fn key(name: &str, kind: KeyType) -> Built<KeySchemaElement> {
    KeySchemaElement::builder().attribute_name(name).key_type(kind).build()
}

fn attribute(name: &str, kind: ScalarAttributeType) -> Built<AttributeDefinition> {
    AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build()
}

fn keys_only() -> Projection {
    Projection::builder().projection_type(ProjectionType::KeysOnly).build()
}

fn global(name: &str, hash: &str, range: &str) -> Built<GlobalSecondaryIndex> {
    let index = GlobalSecondaryIndex::builder().index_name(name).projection(keys_only());
    index.key_schema(key(hash, KeyType::Hash)?).key_schema(key(range, KeyType::Range)?).build()
}

fn local(name: &str) -> Built<LocalSecondaryIndex> {
    let all = Projection::builder().projection_type(ProjectionType::All).build();
    let index = LocalSecondaryIndex::builder().index_name(name).projection(all);
    index.key_schema(key(keys::PK, KeyType::Hash)?).key_schema(key(name, KeyType::Range)?).build()
}

/// The indexes of an account's entries by when they changed; only the first holds more than keys.
fn of_entries() -> Built<[GlobalSecondaryIndex; 2]> {
    let known = Projection::builder()
        .projection_type(ProjectionType::Include)
        .set_non_key_attributes(Some(search::PROJECTED.map(str::to_owned).into()));
    let index = |name: &str, hash: &str, projection: Projection| {
        let index = GlobalSecondaryIndex::builder().index_name(name).projection(projection);
        index.key_schema(key(hash, KeyType::Hash)?).key_schema(key(search::CHANGED_AT, KeyType::Range)?).build()
    };
    Ok([index(search::RECENT_INDEX, search::RECENT_OF, known.build())?, index(search::STARRED_INDEX, search::STARRED_OF, keys_only())?])
}

impl Db {
    /// Makes the table with its indexes unless it is there.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn create_table(&self) -> Result<(), Failure> {
        use ScalarAttributeType::{N, S};
        let described = self.client.describe_table().table_name(&self.table).send().await;
        match described {
            Ok(_) => return self.enable_ttl().await,
            Err(error) if error.as_service_error().is_some_and(DescribeTableError::is_resource_not_found_exception) => {}
            Err(error) => return Err(Failure::of_sdk(Code::Unavailable, error)),
        }
        let text = [keys::PK, keys::SK, due::SHARD, ACCOUNTS_SHARD, ACCOUNTS_KEY, search::RECENT_OF, search::STARRED_OF];
        let numbers = [due::AT, search::CHANGED_AT].map(|name| attribute(name, N));
        let attributes = text.into_iter().chain(LOCAL_INDEXES).map(|name| attribute(name, S)).chain(numbers);
        let build = || -> Built<_> {
            let [recent, starred] = of_entries()?;
            Ok(self
                .client
                .create_table()
                .table_name(&self.table)
                .billing_mode(BillingMode::PayPerRequest)
                .set_attribute_definitions(Some(attributes.collect::<Built<Vec<_>>>()?))
                .key_schema(key(keys::PK, KeyType::Hash)?)
                .key_schema(key(keys::SK, KeyType::Range)?)
                .set_local_secondary_indexes(Some(LOCAL_INDEXES.into_iter().map(local).collect::<Built<Vec<_>>>()?))
                .global_secondary_indexes(global(due::INDEX, due::SHARD, due::AT)?)
                .global_secondary_indexes(global(ACCOUNTS_INDEX, ACCOUNTS_SHARD, ACCOUNTS_KEY)?)
                .global_secondary_indexes(recent)
                .global_secondary_indexes(starred))
        };
        let request = build().map_err(Failure::internal)?;
        request.send().await.map_err(|error| Failure::of_sdk(Code::Unavailable, error))?;
        self.enable_ttl().await
    }

    /// Lets the store drop items whose time is over, unless it does already: asking twice is an error.
    async fn enable_ttl(&self) -> Result<(), Failure> {
        let described = self.client.describe_time_to_live().table_name(&self.table).send().await;
        let described = described.map_err(|error| Failure::of_sdk(Code::Unavailable, error))?;
        if described.time_to_live_description.and_then(|ttl| ttl.time_to_live_status) == Some(TimeToLiveStatus::Enabled) {
            return Ok(());
        }
        let ttl = TimeToLiveSpecification::builder().enabled(true).attribute_name(TTL).build().map_err(Failure::internal)?;
        let request = self.client.update_time_to_live().table_name(&self.table).time_to_live_specification(ttl);
        request.send().await.map(drop).map_err(|error| Failure::of_sdk(Code::Unavailable, error))
    }
}
