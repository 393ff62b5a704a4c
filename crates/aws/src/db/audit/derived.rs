//! Attributes that are stored for the indexes and the TTL alone: each must be what the item's other fields make.

use super::super::keys::{PK, SK};
use super::super::record::{Record, TTL};
use super::super::search::{RECENT_OF, STARRED_OF};
use super::super::table::{ACCOUNTS_KEY, ACCOUNTS_SHARD, LOCAL_INDEXES};
use super::super::{Item, due};
use super::breach::Fault;
use aws_sdk_dynamodb::types::AttributeValue;

/// All of them as they are stored.
pub(super) struct Held(Vec<(&'static str, Option<String>)>);

impl Held {
    pub(super) fn of(item: &Item) -> Self {
        let names =
            [PK, SK, due::SHARD, due::AT, TTL, ACCOUNTS_SHARD, ACCOUNTS_KEY, RECENT_OF, STARRED_OF].into_iter().chain(LOCAL_INDEXES);
        Self(names.map(|name| (name, item.get(name).map(text))).collect())
    }

    /// Those that are wrong. `keeps_ttl`: it may be dropped at a time that its fields do not say.
    pub(super) fn faults<R: Record>(self, record: &R, keeps_ttl: bool) -> Vec<Fault> {
        let key = record.key();
        let due_at = record.due_at().map(|at| at.as_millisecond().to_string());
        let index_keys = record.index_keys();
        let expected = |name: &str| match name {
            PK => Some(key.pk.clone()),
            SK => Some(key.sk.clone()),
            due::SHARD => due_at.as_ref().map(|_| due::shard_of(&key)),
            due::AT => due_at.clone(),
            TTL => record.drop_after().map(|at| at.as_second().to_string()),
            _ => index_keys.iter().find(|(index, _)| *index == name).map(|(_, value)| value.clone()),
        };
        let wrong = self.0.into_iter().filter_map(|(name, held)| {
            let expected = expected(name);
            let is_right = held == expected || (keeps_ttl && name == TTL && expected.is_none());
            (!is_right).then_some(Fault::Attribute { name, held, expected })
        });
        wrong.collect()
    }
}

/// Strings as they are, whole numbers in one spelling.
fn text(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) => text.clone(),
        AttributeValue::N(number) => number.parse::<i128>().map_or_else(|_| number.clone(), |number| number.to_string()),
        _ => "neither text nor number".to_owned(),
    }
}
