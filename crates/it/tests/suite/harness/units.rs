//! What DynamoDB counts for a call, in its units: of what was asked and answered, and of what the items were before and after. The rules
//! are AWS's (Developer Guide: "DynamoDB item sizes and formats", "DynamoDB read and write operations", "Amazon DynamoDB transactions",
//! "Using Global Secondary Indexes", "Local Secondary Indexes"), and `docs/UNITS.md` says them in words.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// An item as the wire has it: its attributes by name, each with its type.
pub(crate) type Item = Map<String, Value>;

/// Bytes of one read unit.
const READ_BLOCK: usize = 4_096;
/// Bytes of one write unit.
const WRITE_BLOCK: usize = 1_024;

/// The bytes of an item: names and values.
pub(crate) fn item_bytes(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value_bytes(value)).sum()
}

fn value_bytes(value: &Value) -> usize {
    let (kind, value) = value.as_object().and_then(|typed| typed.iter().next()).unwrap();
    let text = || value.as_str().unwrap();
    let each = |bytes: fn(&Value) -> usize| value.as_array().unwrap().iter().map(bytes).sum::<usize>();
    match kind.as_str() {
        "S" => text().len(),
        "N" => number_bytes(text()),
        "B" => STANDARD.decode(text()).unwrap().len(),
        "BOOL" | "NULL" => 1,
        "SS" => each(|text| text.as_str().unwrap().len()),
        // A list or map has three bytes of its own, and one for each value in it.
        "L" => 3 + each(|value| 1 + value_bytes(value)),
        "M" => 3 + value.as_object().unwrap().iter().map(|(name, value)| 1 + name.len() + value_bytes(value)).sum::<usize>(),
        other => panic!("no item of ours has a {other}"),
    }
}

/// A byte, one for each two digits that count, and one for a minus. Our numbers are whole.
fn number_bytes(number: &str) -> usize {
    let digits = number.trim_start_matches('-');
    assert!(digits.bytes().all(|digit| digit.is_ascii_digit()), "{number} is no whole number");
    let counting = digits.trim_matches('0').len();
    1 + counting.div_ceil(2) + usize::from(number.starts_with('-') && counting > 0)
}

fn blocks(bytes: usize, block: usize) -> usize {
    bytes.div_ceil(block).max(1)
}

/// Half units of reading that many bytes at once: a strongly consistent unit has two.
pub(crate) fn read_halves(bytes: usize, is_consistent: bool) -> usize {
    blocks(bytes, READ_BLOCK) * if is_consistent { 2 } else { 1 }
}

/// A table's keys and indexes, as they were declared.
#[derive(Debug)]
pub(crate) struct Schema {
    key: Vec<String>,
    indexes: Vec<Index>,
}

#[derive(Debug)]
struct Index {
    key: Vec<String>,
    /// What of an item stands in the index beside the keys; none for all of it.
    projected: Option<Vec<String>>,
}

impl Schema {
    /// What a CreateTable declares.
    pub(crate) fn of(declared: &Value) -> Self {
        let lists = ["LocalSecondaryIndexes", "GlobalSecondaryIndexes"].map(|name| declared[name].as_array().cloned().unwrap_or_default());
        let indexes = lists.concat().iter().map(|index| Index { key: names(&index["KeySchema"]), projected: projected(index) }).collect();
        Self { key: names(&declared["KeySchema"]), indexes }
    }

    /// Units of one action of a transaction by which an item became another one, came, went, or was only checked: the larger of both,
    /// twice, and what its indexes take. Those are written once, in a transaction too.
    pub(crate) fn write_units(&self, before: Option<&Item>, after: Option<&Item>) -> usize {
        let larger = [before, after].into_iter().flatten().map(item_bytes).max().unwrap_or_default();
        2 * blocks(larger, WRITE_BLOCK) + self.indexes.iter().map(|index| index.write_units(&self.key, before, after)).sum::<usize>()
    }
}

fn names(keys: &Value) -> Vec<String> {
    keys.as_array().unwrap().iter().map(|key| key["AttributeName"].as_str().unwrap().to_owned()).collect()
}

fn projected(index: &Value) -> Option<Vec<String>> {
    let projection = &index["Projection"];
    let listed = projection["NonKeyAttributes"].as_array().cloned().unwrap_or_default();
    (projection["ProjectionType"] != "ALL").then(|| listed.iter().map(|name| name.as_str().unwrap().to_owned()).collect())
}

impl Index {
    /// What of an item stands in the index; none where it lacks one of the index's keys.
    fn entry(&self, key_of_table: &[String], item: &Item) -> Option<Item> {
        if !self.key.iter().all(|name| item.contains_key(name)) {
            return None;
        }
        let Some(more) = &self.projected else { return Some(item.clone()) };
        let stands = |name: &String| self.key.contains(name) || key_of_table.contains(name) || more.contains(name);
        Some(item.iter().filter(|(name, _)| stands(name)).map(|(name, value)| (name.clone(), value.clone())).collect())
    }

    fn write_units(&self, key_of_table: &[String], before: Option<&Item>, after: Option<&Item>) -> usize {
        let [before, after] = [before, after].map(|item| item.and_then(|item| self.entry(key_of_table, item)));
        let units = |entry: &Item| blocks(item_bytes(entry), WRITE_BLOCK);
        match (&before, &after) {
            (None, None) => 0,
            (Some(one), None) | (None, Some(one)) => units(one),
            (Some(before), Some(after)) if before == after => 0,
            // An entry whose key changes is removed and written anew.
            (Some(before), Some(after)) if self.key.iter().any(|name| before[name] != after[name]) => units(before) + units(after),
            (Some(before), Some(after)) => units(before).max(units(after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn item(attributes: &Value) -> Item {
        attributes.as_object().unwrap().clone()
    }

    fn table() -> Schema {
        let key = |hash: &str, range: &str| json!([{ "AttributeName": hash }, { "AttributeName": range }]);
        Schema::of(&json!({
            "KeySchema": key("pk", "sk"),
            "LocalSecondaryIndexes": [{ "KeySchema": key("pk", "lsi1"), "Projection": { "ProjectionType": "ALL" } }],
            "GlobalSecondaryIndexes": [
                { "KeySchema": key("due_shard", "due_at"), "Projection": { "ProjectionType": "KEYS_ONLY" } },
                { "KeySchema": key("recent_of", "modified_at"),
                  "Projection": { "ProjectionType": "INCLUDE", "NonKeyAttributes": ["name"] } },
            ],
        }))
    }

    fn with(more: &Value) -> Item {
        let mut all = item(&json!({ "pk": { "S": "A" }, "sk": { "S": "B" } }));
        all.extend(item(more));
        all
    }

    #[test]
    fn an_item_has_the_bytes_of_its_names_and_values() {
        for (value, bytes) in [
            (json!({ "S": "한글" }), 6),
            (json!({ "S": "" }), 0),
            (json!({ "BOOL": true }), 1),
            (json!({ "NULL": true }), 1),
            (json!({ "B": STANDARD.encode([0; 5]) }), 5),
            (json!({ "SS": ["ab", "c"] }), 3),
            (json!({ "L": [] }), 3),
            (json!({ "L": [{ "S": "ab" }, { "BOOL": true }] }), 3 + 3 + 2),
            (json!({ "M": { "abc": { "S": "de" } } }), 3 + 1 + 3 + 2),
        ] {
            assert_eq!(item_bytes(&item(&json!({ "name": value }))), 4 + bytes, "{value}");
        }
    }

    #[test]
    fn a_number_has_a_byte_for_two_digits_that_count_and_one_more() {
        for (number, bytes) in
            [("0", 1), ("7", 2), ("42", 2), ("100", 2), ("123", 3), ("10203", 4), ("4102449123457", 8), ("-42", 3), ("1000000", 2)]
        {
            assert_eq!(number_bytes(number), bytes, "{number}");
        }
    }

    #[test]
    fn reading_counts_begun_blocks_of_4_kib_by_half_where_it_may_be_old() {
        for (bytes, units) in [(0, 1), (1, 1), (4_096, 1), (4_097, 2), (40_960, 10)] {
            assert_eq!((read_halves(bytes, true), read_halves(bytes, false)), (2 * units, units), "{bytes}");
        }
    }

    #[test]
    fn a_write_of_a_transaction_counts_the_larger_of_both_twice() {
        let (small, large) = (with(&json!({})), with(&json!({ "text": { "S": "x".repeat(1_024) } })));
        let units = |before, after| table().write_units(before, after);
        assert_eq!(units(None, Some(&small)), 2);
        assert_eq!(units(Some(&small), Some(&large)), 4);
        assert_eq!(units(Some(&large), Some(&small)), 4);
        assert_eq!(units(Some(&large), None), 4);
        assert_eq!(units(Some(&large), Some(&large)), 4, "a check");
        assert_eq!(units(None, None), 2, "a check of what is not there");
    }

    #[test]
    fn an_index_counts_each_entry_that_is_written_or_removed_once() {
        let plain = with(&json!({}));
        let due = |at: &str, more: Value| {
            let mut due = with(&json!({ "due_shard": { "S": "1" }, "due_at": { "N": at } }));
            due.extend(item(&more));
            due
        };
        let units = |before: Option<&Item>, after: Option<&Item>| table().write_units(before, after) - 2;
        assert_eq!(units(None, Some(&plain)), 0, "not in any index");
        assert_eq!(units(None, Some(&due("1", json!({})))), 1);
        assert_eq!(units(Some(&due("1", json!({}))), None), 1);
        assert_eq!(units(Some(&due("1", json!({}))), Some(&plain)), 1);
        assert_eq!(units(Some(&due("1", json!({}))), Some(&due("2", json!({})))), 2, "another key");
        assert_eq!(units(Some(&due("1", json!({}))), Some(&due("1", json!({ "lease": { "N": "1" } })))), 0, "not projected");
    }

    #[test]
    fn an_index_counts_what_it_projects() {
        let large = json!({ "S": "x".repeat(1_500) });
        let recent = |more: Value| {
            let mut recent = with(&json!({ "recent_of": { "S": "a" }, "modified_at": { "N": "1" } }));
            recent.extend(item(&more));
            recent
        };
        let indexed = |item: &Item| table().write_units(None, Some(item)) - 4;
        assert_eq!(indexed(&recent(json!({ "name": large }))), 2);
        assert_eq!(indexed(&recent(json!({ "other": large }))), 1);
        assert_eq!(indexed(&with(&json!({ "lsi1": { "S": "a" }, "other": large }))), 2, "everything");
        let (one, two) = (recent(json!({ "name": { "S": "a" } })), recent(json!({ "name": { "S": "b" } })));
        assert_eq!(table().write_units(Some(&one), Some(&two)), 3, "the entry stays where it is");
    }
}
