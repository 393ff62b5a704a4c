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

/// The first and the last sort key of those that begin with a prefix and are left from one of them on. The start key of a query says as much,
/// but the embedded engine begins where the condition does, and passes over everything before the start key. None where nothing can be said.
pub(super) fn rest_of(prefix: &str, after: &str, forward: bool) -> Option<[String; 2]> {
    let (kept, end) = prefix.split_at_checked(prefix.len().checked_sub(1)?)?;
    if !after.starts_with(prefix) {
        return None;
    }
    if !forward {
        return Some([prefix.to_owned(), after.to_owned()]);
    }
    // No key is a prefix alone, so none of another group is the end.
    let next = end.bytes().next().filter(u8::is_ascii_digit)? + 1;
    Some([after.to_owned(), format!("{kept}{}", char::from(next))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_page_asks_for_nothing_before_where_the_last_one_ended() {
        let rest = |prefix, after, forward| rest_of(prefix, after, forward).map(|[first, last]| format!("{first}..{last}"));
        assert_eq!(rest("0", "0b", true).as_deref(), Some("0b..1"));
        assert_eq!(rest("1", "1사진", true).as_deref(), Some("1사진..2"));
        assert_eq!(rest("1", "1b", false).as_deref(), Some("1..1b"));
        for (prefix, after) in [("", "b"), ("1", "0b"), ("a", "ab")] {
            assert_eq!(rest(prefix, after, true), None, "{prefix} {after}");
        }
    }

    #[test]
    fn what_is_left_of_a_group_is_all_of_it_and_nothing_of_the_other() {
        let keys = ["0\u{1}", "0a\u{1}", "0z\u{10FFFF}\u{1}", "1\u{1}", "1a\u{1}", "1\u{10FFFF}\u{1}"];
        for (group, after) in [("0", keys[0]), ("1", keys[3])] {
            let [first, last] = rest_of(group, after, true).unwrap();
            assert!(keys.iter().all(|key| (first.as_str()..=last.as_str()).contains(key) == key.starts_with(group)), "{group}");
            let after = keys.iter().rfind(|key| key.starts_with(group)).unwrap();
            let [first, last] = rest_of(group, after, false).unwrap();
            assert!(keys.iter().all(|key| (first.as_str()..=last.as_str()).contains(key) == key.starts_with(group)), "{group}, descending");
        }
    }
}
