//! Items as they are together at one moment.

use super::super::expression::{Value, Write};
use super::super::keys::{Key, PK, SK};
use super::super::transaction::{MAX_ACTIONS, Transaction};
use super::super::{Db, Item};
use crate::failure::Failure;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

/// Reads items, and proves by one transaction of checks that all of them are so at one moment. More than fit in a
/// transaction are read twice and must be the same both times. None when somebody changed them meanwhile.
pub(super) async fn read(db: &Db, keys: &[Key]) -> Result<Option<Vec<Item>>, Failure> {
    let items = db.get_many(keys.to_vec()).await?;
    let by_key = |items: &[Item]| -> HashMap<Key, Item> { items.iter().filter_map(|item| Some((Key::of(item)?, item.clone()))).collect() };
    let found = by_key(&items);
    if !fits(keys) {
        let again = db.get_many(keys.to_vec()).await?;
        return Ok((by_key(&again) == found).then_some(items));
    }
    let mut checks = Transaction::new();
    for key in keys {
        checks.push(unchanged(key, found.get(key)));
    }
    Ok(checks.run(db).await?.is_ok().then_some(items))
}

/// Whether one transaction holds them.
pub(super) fn fits(keys: &[Key]) -> bool {
    keys.len() <= MAX_ACTIONS
}

/// A check that an item is as it was read.
fn unchanged(key: &Key, item: Option<&Item>) -> Write {
    let check = Write::check(key.clone());
    let Some(item) = item else { return check.absent() };
    let attributes = item.iter().filter(|(name, value)| *name != PK && *name != SK && can_compare(name, value));
    attributes.fold(check.exists(), |check, (name, value)| check.equals(name, Value(value.clone())))
}

/// Names that can stand in an expression; everything that the product writes has one.
fn can_compare(name: &str, value: &AttributeValue) -> bool {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_plain && !matches!(value, AttributeValue::Null(_))
}
