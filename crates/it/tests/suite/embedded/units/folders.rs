//! Folders, moving things, the trash, finding.

use super::sheet::Sheet;
use crate::harness::Person;
use crate::harness::files::{text, wanted};
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) async fn measure(sheet: &mut Sheet) {
    let haneul = sheet.house.person("haneul").await;
    let hundred = hundred(&haneul).await;
    let [one, two] = way_down(&haneul).await;
    sheet.chapter("Folders");
    let listing = |more: &str| format!("/api/folders/{hundred}/entries{more}");
    sheet.row("list a folder of 100", haneul.get(&listing(""))).await.expect(200);
    sheet.row("list it by size, the largest first", haneul.get(&listing("?sort=size&order=desc"))).await.expect(200);
    sheet.row("list its first 10", haneul.get(&listing("?limit=10"))).await.expect(200);
    sheet.row("look at a folder with its way, at depth 2", haneul.get(&format!("/api/entries/{two}"))).await.expect(200);
    sheet.row("make a folder in the root", haneul.folder("root", "a new folder")).await;
    let three = sheet.row("make a folder, at depth 3", haneul.folder(&two, "the third")).await;
    let body = json!({ "parent_id": two, "name": "another one", "hint": [haneul.root_id, one, two] });
    sheet.row("the same with the way as a hint", haneul.post("/api/folders", &body)).await.expect(201);
    change(sheet, &haneul, [&one, &two, &three]).await;
    trash(sheet, &haneul).await;
    find(sheet).await;
}

/// A folder of 100 files.
pub(super) async fn hundred(person: &Person) -> String {
    let folder = person.folder("root", "one hundred").await;
    let many: Vec<Value> = (0..100).map(|n| wanted(&folder, &format!("photo {n:03}.jpg"), b"small")).collect();
    person.upload_many(&many, b"small").await;
    folder
}

/// Two folders, one in the other.
pub(super) async fn way_down(person: &Person) -> [String; 2] {
    let one = person.folder("root", "the first").await;
    let two = person.folder(&one, "the second").await;
    [one, two]
}

async fn change(sheet: &mut Sheet, haneul: &Person, [one, two, three]: [&str; 3]) {
    let file = haneul.upload(three, "a file.txt", b"small").await;
    let (file, folder) = (format!("/api/entries/{}", text(&file, "id")), format!("/api/entries/{three}"));
    sheet.row("rename a file, at depth 4", haneul.patch(&file, &json!({ "name": "b file.txt" }))).await.expect(200);
    sheet.row("rename a folder, at depth 3", haneul.patch(&folder, &json!({ "name": "renamed now" }))).await.expect(200);
    sheet.row("move a folder from depth 3 to depth 2", haneul.patch(&folder, &json!({ "parent_id": one }))).await.expect(200);
    let back = json!({ "parent_id": two, "hint": [haneul.root_id, one, two] });
    sheet.row("move it back, with the way as a hint", haneul.patch(&folder, &back)).await.expect(200);
    sheet.row("star a file", haneul.patch(&file, &json!({ "starred": true }))).await.expect(200);
    sheet.row("give a folder a limit", haneul.patch(&folder, &json!({ "limit_bytes": 1_000_000 }))).await.expect(200);
    let many: Vec<Value> = (0..25).map(|n| wanted(three, &format!("many {n:02}.txt"), b"small")).collect();
    let ids: Vec<Value> = haneul.upload_many(&many, b"small").await.into_iter().map(|entry| entry["id"].clone()).collect();
    let body = json!({ "action": "move", "entry_ids": ids, "parent_id": "root" });
    sheet.row("move 25 files at once", haneul.post("/api/entries/batch", &body)).await.expect(200);
    let copied = json!({ "parent_id": "root", "name": "a copy.txt" });
    sheet.row("copy a file", haneul.post(&format!("{file}/copy"), &copied)).await.expect(200);
    let copied = json!({ "parent_id": "root", "name": "a copied folder" });
    let job = sheet.row("copy a folder with a file", haneul.post(&format!("{folder}/copy"), &copied)).await.expect(202);
    sheet.row("look at a job", haneul.get(&format!("/api/jobs/{}", text(&job, "job_id")))).await.expect(200);
}

async fn trash(sheet: &mut Sheet, haneul: &Person) {
    sheet.chapter("The trash");
    let full = haneul.folder("root", "full").await;
    let many: Vec<Value> = (0..100).map(|n| wanted(&full, &format!("{n:03}.txt"), b"small")).collect();
    haneul.upload_many(&many, b"small").await;
    let [_, two] = ["root", &haneul.folder("root", "upper").await];
    let inner = haneul.folder(two, "inner").await;
    let file = text(&haneul.upload(&inner, "to be deleted.txt", b"small").await, "id").to_owned();
    sheet.row("trash a file, at depth 3", haneul.trash(&file)).await;
    sheet.row("list the trash, of 1", haneul.get("/api/trash")).await.expect(200);
    sheet.row("restore it", haneul.put_back(&file)).await;
    haneul.trash(&file).await;
    sheet.row("delete it for good", haneul.purge(&file)).await;
    sheet.row("trash a folder of 100", haneul.trash(&full)).await;
    sheet.row("restore it", haneul.put_back(&full)).await;
    haneul.trash(&full).await;
    sheet.row("empty the trash of it", haneul.delete("/api/trash")).await.expect(202);
}

async fn find(sheet: &mut Sheet) {
    let house = Arc::clone(&sheet.house);
    let jiho = house.person("jiho").await;
    let folder = jiho.folder("root", "many").await;
    let many: Vec<Value> = (0..99).map(|n| wanted(&folder, &format!("photo {n:03}.jpg"), b"small")).collect();
    let files = jiho.upload_many(&many, b"small").await;
    jiho.patch(&format!("/api/entries/{}", text(&files[0], "id")), &json!({ "starred": true })).await.expect(200);
    sheet.chapter("Finding, in an account of 100 entries");
    for (what, query, found) in [
        ("search for what all files have", "search?q=photo", 99),
        ("search for what one has", "search?q=042", 1),
        ("list what is starred, of 1", "search?starred=true", 1),
        ("list what changed last, the first 20", "recent?limit=20", 20),
    ] {
        let page = sheet.row(what, jiho.get(&format!("/api/{query}"))).await.expect(200);
        assert_eq!(page["items"].as_array().unwrap().len(), found, "{query}");
    }
}
