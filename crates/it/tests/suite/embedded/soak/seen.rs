//! What the routes show, held against the model.

use super::model::{Model, Node, Shown};
use crate::harness::Person;
use crate::harness::files::text;
use serde_json::Value;
use std::collections::BTreeMap;

fn number(value: &Value, name: &str) -> i64 {
    value[name].as_i64().unwrap_or_else(|| panic!("no number {name} in {value}"))
}

fn shown(entry: &Value) -> Shown {
    let is_folder = entry["kind"] == "folder";
    let (bytes, files) =
        if is_folder { (number(entry, "total_bytes"), number(entry, "file_count")) } else { (number(entry, "size_bytes"), 1) };
    (text(entry, "name").to_owned(), is_folder, entry["starred"] == true, bytes, files)
}

async fn listed(person: &Person, folder: &str) -> BTreeMap<String, Shown> {
    let entries = person.list(folder, "limit=1000").await;
    let all: BTreeMap<String, Shown> = entries.iter().map(|entry| (text(entry, "id").to_owned(), shown(entry))).collect();
    assert_eq!(all.len(), entries.len(), "an entry is listed twice in {folder}");
    all
}

/// Every folder lists what the model has, with its totals and paths.
pub(super) async fn same_tree(person: &Person, model: &Model) {
    for folder in model.folders() {
        assert_eq!(listed(person, &folder).await, model.shown(&folder), "folder {:?}", model.path(&folder));
        let entry = person.entry(&folder).await;
        assert_eq!((number(&entry, "total_bytes"), number(&entry, "file_count")), model.totals(&folder), "{entry}");
        let path: Vec<&str> = entry["path"].as_array().unwrap().iter().map(|step| text(step, "name")).collect();
        assert!(path.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>().ends_with(&model.path(&folder)), "{entry}");
    }
}

/// Room and trash are those of the models of all who act for this account.
pub(super) async fn same_room(person: &Person, models: &[&Model]) {
    let storage = person.storage().await;
    let sum = |of: fn(&Model) -> i64| models.iter().map(|model| of(model)).sum::<i64>();
    let expected = (sum(|model| model.room().0), sum(|model| model.room().1), 0);
    let has = (number(&storage, "used_bytes"), number(&storage, "versions_bytes"), number(&storage, "reserved_bytes"));
    assert_eq!(has, expected, "used, earlier versions, reserved");
    assert_eq!(number(&storage, "free_bytes"), number(&storage, "quota_bytes") - expected.0, "{storage}");
    let trash: BTreeMap<String, i64> = models.iter().flat_map(|model| model.trashed()).collect();
    assert_eq!(number(&storage, "trash_bytes"), trash.values().sum::<i64>(), "{storage}");
    let lies: BTreeMap<String, i64> = person.trashed().await.iter().map(|item| (text(item, "id").to_owned(), shown(item).3)).collect();
    assert_eq!(lies, trash);
}

/// Reads all that a person has into a model. What lies below something in the trash is not listed.
pub(super) async fn read(person: &Person) -> Model {
    let mut model = Model::new(&person.root_id);
    let mut left = vec![person.root_id.clone()];
    while let Some(folder) = left.pop() {
        for (id, (name, is_folder, starred, ..)) in listed(person, &folder).await {
            let contents = if is_folder { None } else { Some(contents(person, &id).await) };
            assert!(!model.entries.contains_key(&id), "{name} is in two folders");
            model.add(&id, &folder, &name, contents);
            model.entries.get_mut(&id).unwrap().starred = starred;
            left.extend(is_folder.then_some(id));
        }
    }
    for item in person.trashed().await {
        let contents = (item["kind"] == "file").then(|| vec![(String::new(), number(&item, "size_bytes"))]);
        let old = item["old_path"].as_array().and_then(|path| path.last()).map(|step| text(step, "id").to_owned());
        let node = Node { parent: None, old_parent: old, name: text(&item, "name").to_owned(), starred: item["starred"] == true, contents };
        let twin = model.entries.insert(text(&item, "id").to_owned(), node);
        assert!(twin.is_none(), "in the trash and in a folder: {item}");
    }
    model
}

/// The contents of a file by their ids, the current one last.
pub(super) async fn contents(person: &Person, id: &str) -> Vec<(String, i64)> {
    let listed = person.get(&format!("/api/entries/{id}/versions")).await.expect(200);
    let versions = listed["items"].as_array().unwrap().iter().rev();
    versions.map(|version| (text(version, "id").to_owned(), number(version, "size_bytes"))).collect()
}
