//! Pages of a partition in the order of a local index.

use super::keys::{Key, PK, SK};
use super::{Db, Item, Query};
use crate::failure::Failure;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Serialize};

/// Where a page ended: the keys of its last item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    #[serde(rename = "n")]
    sort_key: String,
    /// The sort key in the local index.
    #[serde(rename = "i")]
    pub(crate) index_key: String,
}

impl Position {
    fn of(item: &Item, index: &str) -> Option<Self> {
        let index_key = item.get(index)?.as_s().ok()?.clone();
        Some(Self { sort_key: Key::of(item)?.sk, index_key })
    }

    fn start_key(self, partition: &str, index: &str) -> Item {
        let keys = [(PK, partition.to_owned()), (SK, self.sort_key), (index, self.index_key)];
        keys.into_iter().map(|(name, value)| (name.to_owned(), AttributeValue::S(value))).collect()
    }
}

/// Which items of a partition, in which order.
pub(crate) struct InOrder<'a> {
    /// The local index; its sort key has the same name.
    pub(crate) index: &'static str,
    pub(crate) partition: String,
    /// How the index's key begins.
    pub(crate) prefix: &'a str,
    pub(crate) forward: bool,
}

impl Db {
    /// Up to `wanted` items from after a position.
    pub(crate) async fn in_order(&self, order: &InOrder<'_>, after: Option<Position>, wanted: usize) -> Result<Vec<Item>, Failure> {
        let index = order.index;
        let mut start = after.map(|after| after.start_key(&order.partition, index));
        let mut items = Vec::new();
        loop {
            let query = Query {
                index: Some(index),
                partition: order.partition.clone(),
                sort_key: index,
                prefix: order.prefix,
                start,
                limit: i32::try_from(wanted - items.len()).unwrap_or(i32::MAX),
                forward: order.forward,
            };
            let (page, rest) = self.query(query).await?;
            items.extend(page);
            if rest.is_none() || items.len() >= wanted {
                return Ok(items);
            }
            start = rest;
        }
    }
}

/// Cuts what was read beyond a page's limit, which tells that there is another page; where that one begins.
pub(crate) fn cut(items: &mut Vec<Item>, limit: usize, index: &str) -> Option<Position> {
    let more = items.len() > limit;
    items.truncate(limit);
    if more { items.last().and_then(|item| Position::of(item, index)) } else { None }
}
