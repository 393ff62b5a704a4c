//! What is stored: plain structs with serde, their key, and what the indexes need of them.

use super::keys::{self, Key};
use super::{Item, due};
use crate::failure::Failure;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A stored struct. Optional fields that are absent are not stored, so that `attribute_not_exists` means absent.
pub(crate) trait Record: Serialize + DeserializeOwned {
    /// Where it is stored.
    fn key(&self) -> Key;

    /// When something must happen to it, if ever: it is in the `due` index until then.
    fn due_at(&self) -> Option<Timestamp> {
        None
    }

    /// After when DynamoDB may drop it by itself.
    fn drop_after(&self) -> Option<Timestamp> {
        None
    }

    /// The sort keys that the local indexes and the index of accounts need.
    fn index_keys(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

/// The name of the TTL attribute, in seconds.
pub(crate) const TTL: &str = "ttl";

pub(crate) fn to_item<R: Record>(record: &R) -> Result<Item, Failure> {
    let mut item: Item = serde_dynamo::to_item(record).map_err(Failure::internal)?;
    let key = record.key();
    if let Some(at) = record.due_at() {
        item.insert(due::SHARD.to_owned(), AttributeValue::S(due::shard_of(&key)));
        item.insert(due::AT.to_owned(), AttributeValue::N(at.as_millisecond().to_string()));
    }
    if let Some(at) = record.drop_after() {
        item.insert(TTL.to_owned(), AttributeValue::N(at.as_second().to_string()));
    }
    for (name, value) in record.index_keys() {
        item.insert(name.to_owned(), AttributeValue::S(value));
    }
    item.extend(key.to_item());
    Ok(item)
}

pub(crate) fn from_item<R: Record>(item: Item) -> Result<R, Failure> {
    let key = Key::of(&item);
    serde_dynamo::from_item(item).map_err(|error| Failure::internal(format!("item {key:?} is not readable: {error}")))
}

/// Reads an item that a condition's failure brought along.
pub(crate) fn from_old<R: Record>(item: Option<&Item>) -> Result<Option<R>, Failure> {
    item.filter(|item| item.contains_key(keys::PK)).cloned().map(from_item).transpose()
}

/// serde for timestamps as milliseconds, so that they compare as numbers in conditions.
pub(crate) use jiff::fmt::serde::timestamp::millisecond::optional as millis_optional;
pub(crate) use jiff::fmt::serde::timestamp::millisecond::required as millis;
