//! Fills a folder of a home that stands still with copies of the one file in it: the product's own records with other ids, names and moments,
//! written in bulk, and for each an object that
//! shares its bytes, as a copy's does. Afterwards everything adds up as if each had been uploaded, and the audit says so.

use crate::Result;
use dynoxide::types::{AttributeValue, Item};
use dynoxide::{Database, ImportOptions};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use share_cloud_domain::name::{EntryKind, EntryName};
use share_cloud_domain::order;
use std::path::Path;

/// The embedded home's table.
const TABLE: &str = "share-cloud";
/// Entries in one write of the table.
const ENTRIES_AT_ONCE: usize = 10_000;

/// The file that is in the folder, as its two items.
#[derive(Clone)]
struct Template {
    entry: Item,
    name: Item,
}

/// What tells one copy from another.
struct Copied {
    id: String,
    version: String,
    name: EntryName,
    at: Timestamp,
}

/// Fills the folder up to so many files. Blocks, for a minute where it is a million.
///
/// # Errors
/// When the home is in use, holds something else in the folder, or the disk is full; and when the records look otherwise than this knows.
pub(crate) fn fill(data: &Path, folder: &str, count: usize) -> Result<()> {
    let database = Database::new(&data.join("table.sqlite").to_string_lossy())?;
    let template = Template::read(&database, folder)?;
    template.check()?;
    write_entries(&database, &template, count)?;
    count_them(&database, &template, count)?;
    copy_objects(&data.join("objects/index.sqlite"), &template, count)
}

fn text(item: &Item, name: &str) -> Result<String> {
    if let Some(AttributeValue::S(text)) = item.get(name) { Ok(text.clone()) } else { Err(format!("no text {name} in {item:?}").into()) }
}

fn number(item: &Item, name: &str) -> Result<i64> {
    if let Some(AttributeValue::N(number)) = item.get(name) {
        Ok(number.parse()?)
    } else {
        Err(format!("no number {name} in {item:?}").into())
    }
}

fn request<R: DeserializeOwned>(body: Value) -> Result<R> {
    Ok(serde_json::from_value(body)?)
}

impl Template {
    fn read(database: &Database, folder: &str) -> Result<Self> {
        let names = request(json!({
            "TableName": TABLE, "KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": { ":pk": { "S": format!("NAME#{folder}") } },
        }))?;
        let names = database.query(names)?.items.unwrap_or_default();
        let [name] = names.as_slice() else { return Err(format!("the folder holds {} entries", names.len()).into()) };
        let key = format!("ENTRY#{}", text(name, "entry_id")?);
        let get = request(json!({ "TableName": TABLE, "Key": { "pk": { "S": key }, "sk": { "S": "ENTRY" } } }))?;
        let entry = database.get_item(get)?.item.ok_or("a name without its entry")?;
        Ok(Self { entry, name: name.clone() })
    }

    /// Both items with what is a copy's own in place.
    fn copy(&self, copied: &Copied) -> Result<[Item; 2]> {
        let Copied { id, version, name, at } = copied;
        let (kind, folded) = (EntryKind::File, name.folded());
        let size_bytes = u64::try_from(number(&self.entry, "size_bytes")?)?;
        let (mut entry, mut listed) = (self.entry.clone(), self.name.clone());
        let mut texts =
            vec![("entry_id", id.clone()), ("version_id", version.clone()), ("name", name.as_str().to_owned()), ("name_key", folded.key())];
        for item in [&mut entry, &mut listed] {
            for moment in ["created_at", "modified_at"] {
                item.insert(moment.to_owned(), AttributeValue::N(at.as_millisecond().to_string()));
            }
            for (attribute, value) in &texts {
                item.insert((*attribute).to_owned(), AttributeValue::S(value.clone()));
            }
        }
        entry.insert("pk".to_owned(), AttributeValue::S(format!("ENTRY#{id}")));
        texts = vec![
            ("sk", folded.key()),
            ("lsi1", order::by_name(kind, name)),
            ("lsi2", order::by_modified(kind, *at, &folded)),
            ("lsi3", order::by_size(kind, size_bytes, &folded)),
        ];
        for (attribute, value) in texts {
            listed.insert(attribute.to_owned(), AttributeValue::S(value));
        }
        Ok([entry, listed])
    }

    /// A copy of the file that says everything as the file does must be the file: else the records have something that this does not know.
    fn check(&self) -> Result<()> {
        let same = Copied {
            id: text(&self.entry, "entry_id")?,
            version: text(&self.entry, "version_id")?,
            name: EntryName::parse(&text(&self.entry, "name")?)?,
            at: Timestamp::from_millisecond(number(&self.entry, "modified_at")?)?,
        };
        let [entry, name] = self.copy(&same)?;
        if (&entry, &name) == (&self.entry, &self.name) {
            return Ok(());
        }
        Err(format!("a record looks otherwise by now: {:?} {:?} beside {entry:?} {name:?}", self.entry, self.name).into())
    }
}

/// 128 bits that look drawn and are the same in every run.
fn id(number: usize, salt: u64) -> Result<String> {
    let mut state = u64::try_from(number)?.wrapping_mul(2).wrapping_add(salt);
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    };
    Ok(format!("{:016x}{:016x}", next(), next()))
}

fn version(number: usize) -> Result<String> {
    id(number, 1 << 63)
}

fn write_entries(database: &Database, template: &Template, count: usize) -> Result<()> {
    let begun = Timestamp::from_millisecond(number(&template.entry, "modified_at")?)?;
    database.enable_bulk_loading()?;
    let numbers: Vec<usize> = (1..count).collect();
    for numbers in numbers.chunks(ENTRIES_AT_ONCE) {
        let mut items: Vec<Item> = Vec::with_capacity(2 * numbers.len());
        for number in numbers {
            let name = EntryName::parse(&format!("IMG_{number:07}.jpg"))?;
            let at = begun - SignedDuration::from_secs(i64::try_from(*number)?);
            items.extend(template.copy(&Copied { id: id(*number, 0)?, version: version(*number)?, name, at })?);
        }
        database.import_items(TABLE, items, ImportOptions::default())?;
    }
    Ok(database.disable_bulk_loading()?)
}

/// What the folder, the root and the account count more by now.
fn count_them(database: &Database, template: &Template, count: usize) -> Result<()> {
    let more = i64::try_from(count)? - 1;
    let bytes = more * number(&template.entry, "size_bytes")?;
    let mut folder = text(&template.entry, "parent_id")?;
    add(database, &format!("ENTRY#{folder}"), "ENTRY", &[("child_count", more)])?;
    loop {
        add(database, &format!("ENTRY#{folder}"), "ENTRY", &[("file_count", more), ("total_bytes", bytes)])?;
        let get = request(json!({ "TableName": TABLE, "Key": { "pk": { "S": format!("ENTRY#{folder}") }, "sk": { "S": "ENTRY" } } }))?;
        let item = database.get_item(get)?.item.ok_or("a folder is gone")?;
        if !item.contains_key("parent_id") {
            break;
        }
        folder = text(&item, "parent_id")?;
    }
    let account = text(&template.entry, "account_id")?;
    add(database, &format!("STORAGE#{account}"), "STORAGE", &[("entry_count", more), ("used_bytes", bytes), ("free_bytes", -bytes)])
}

fn add(database: &Database, pk: &str, sk: &str, sums: &[(&str, i64)]) -> Result<()> {
    let words: Vec<String> = sums.iter().map(|(name, _)| format!("{name} :{name}")).collect();
    let values: serde_json::Map<String, Value> =
        sums.iter().map(|(name, sum)| (format!(":{name}"), json!({ "N": sum.to_string() }))).collect();
    let update = request(json!({
        "TableName": TABLE, "Key": { "pk": { "S": pk }, "sk": { "S": sk } }, "UpdateExpression": format!("ADD {}", words.join(", ")),
        "ConditionExpression": "attribute_exists(pk)", "ExpressionAttributeValues": values,
    }))?;
    database.update_item(update)?;
    Ok(())
}

/// Names an object for each copy in the store's index.
fn copy_objects(index: &Path, template: &Template, count: usize) -> Result<()> {
    let mut index = Connection::open(index)?;
    let account = text(&template.entry, "account_id")?;
    let key = |version: &str| format!("accounts/{account}/{version}").into_bytes();
    let writing = index.transaction()?;
    let found = writing.query_row("SELECT id FROM objects WHERE key = ?", [key(&text(&template.entry, "version_id")?)], |row| row.get(0));
    let object: i64 = found.optional()?.ok_or("the file has no object")?;
    {
        let columns = "size_bytes, etag, sha256, attributes, modified_ms";
        let mut name = writing.prepare(&format!("INSERT INTO objects (key, {columns}) SELECT ?, {columns} FROM objects WHERE id = ?"))?;
        let columns = "start, size_bytes, file, inline";
        let mut share =
            writing.prepare(&format!("INSERT INTO segments (object, {columns}) SELECT ?, {columns} FROM segments WHERE object = ?"))?;
        for number in 1..count {
            name.execute(params![key(&version(number)?), object])?;
            share.execute(params![writing.last_insert_rowid(), object])?;
        }
    }
    Ok(writing.commit()?)
}
