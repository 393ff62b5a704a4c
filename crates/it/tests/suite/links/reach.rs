//! A link reaches what is shared and what is below it, and nothing beside or above.

use super::{share, visitor};
use crate::harness::files::{text, wanted};
use crate::harness::{Visitor, World};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|entry| text(entry, "name")).collect()
}

async fn paths(visitor: &Visitor, ids: Value) -> Vec<String> {
    let tickets = visitor.downloads(&json!({ "entry_ids": ids })).await.expect(200);
    tickets["tickets"].as_array().unwrap().iter().map(|ticket| text(ticket, "path").to_owned()).collect()
}

#[tokio::test]
async fn a_shared_folder_is_read_to_its_depths() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let shared = minji.folder("root", "shared").await;
    let inner = minji.folder(&shared, "inner").await;
    minji.upload(&inner, "deep.txt", b"deep").await;
    let top = minji.upload(&shared, "top.txt", b"top").await;
    let visitor = visitor(&minji, &share(&minji, &[&shared], json!({})).await);
    assert_eq!(names(&visitor.list("root").await.expect(200)), ["inner", "top.txt"]);
    assert_eq!(names(&visitor.list(&shared).await.expect(200)), ["inner", "top.txt"]);
    let listed = visitor.list(&inner).await;
    assert_eq!(names(&listed.expect(200)), ["deep.txt"]);
    assert!(!listed.text().contains(&minji.root_id) && !listed.text().contains(&minji.id), "{listed}");
    assert_eq!(
        paths(&visitor, json!(["root"])).await,
        ["top.txt", "inner/deep.txt"].map(str::to_owned).iter().rev().cloned().collect::<Vec<_>>()
    );
    assert_eq!(paths(&visitor, json!([inner])).await, ["deep.txt"]);
    assert_eq!(paths(&visitor, json!([text(&top, "id")])).await, ["top.txt"]);
    world.finish().await;
}

#[tokio::test]
async fn a_link_reaches_nothing_beside_above_or_of_another() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let above = minji.folder("root", "above").await;
    let shared = minji.folder(&above, "shared").await;
    let beside = minji.folder(&above, "beside").await;
    let secret = minji.upload(&beside, "secret.txt", b"secret").await;
    let own = minji.upload(&shared, "own.txt", b"own").await;
    let theirs = jiho.folder("root", "theirs").await;
    let file = minji.upload(&shared, "file.txt", b"file").await;
    let link = visitor(&minji, &share(&minji, &[&shared], json!({})).await);
    let outside = [&above, &beside, text(&secret, "id"), &minji.root_id, &theirs, &jiho.root_id, &"0".repeat(32), "nonsense"];
    for id in outside {
        link.list(id).await.refused(Code::NotFound);
        link.downloads(&json!({ "entry_ids": [id] })).await.refused(Code::NotFound);
        link.downloads(&json!({ "entry_ids": [text(&own, "id"), id] })).await.refused(Code::NotFound);
    }
    link.list(text(&own, "id")).await.refused(Code::NotFound);

    let single = visitor(&minji, &share(&minji, &[text(&file, "id")], json!({})).await);
    for id in [text(&own, "id"), &shared] {
        single.downloads(&json!({ "entry_ids": [id] })).await.refused(Code::NotFound);
        single.list(id).await.refused(Code::NotFound);
    }
    assert_eq!(names(&single.list("root").await.expect(200)), ["file.txt"]);
    world.finish().await;
}

#[tokio::test]
async fn several_entries_are_shared_as_a_list_of_their_own() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (a, b) = (minji.folder("root", "a").await, minji.folder("root", "b").await);
    minji.upload(&a, "same.txt", b"1").await;
    let file = minji.upload(&b, "same.txt", b"2").await;
    let made = share(&minji, &[&a, text(&file, "id"), &a], json!({})).await;
    assert_eq!(made["entry_ids"], json!([a, text(&file, "id")]), "once each");
    let visitor = visitor(&minji, &made);
    assert_eq!(names(&visitor.list("root").await.expect(200)), ["a", "same.txt"]);
    let mut found = paths(&visitor, json!(["root"])).await;
    found.sort();
    assert_eq!(found, ["a/same.txt", "same.txt"]);
    visitor.list(&b).await.refused(Code::NotFound);
    let page = async |query: &str| visitor.http.get(&format!("/api/s/{}/folders/root/entries?{query}", visitor.token)).await;
    let first = page("limit=1").await.expect(200);
    assert_eq!(names(&first), ["a"]);
    let second = page(&format!("limit=1&cursor={}", text(&first, "next_cursor"))).await.expect(200);
    assert_eq!((names(&second), &second["next_cursor"]), (vec!["same.txt"], &Value::Null));
    page(&format!("order=desc&cursor={}", text(&first, "next_cursor"))).await.invalid_at("cursor", "invalid");
    page("limit=0").await.invalid_at("limit", "out_of_range");
    world.finish().await;
}

#[tokio::test]
async fn what_is_moved_out_is_gone_and_what_comes_in_is_there_at_once() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let shared = minji.folder("root", "shared").await;
    let inner = minji.folder(&shared, "inner").await;
    let file = minji.upload(&inner, "a.txt", b"a").await;
    let visitor = visitor(&minji, &share(&minji, &[&shared], json!({})).await);
    let taken = visitor.downloads(&json!({ "entry_ids": [inner] })).await.expect(200);
    minji.patch(&format!("/api/entries/{inner}"), &json!({ "parent_id": "root" })).await.expect(200);
    visitor.list(&inner).await.refused(Code::NotFound);
    visitor.downloads(&json!({ "entry_ids": [text(&file, "id")] })).await.refused(Code::NotFound);
    visitor.downloads(&json!({ "entry_ids": [inner], "download_id": taken["download_id"] })).await.refused(Code::NotFound);
    assert_eq!(names(&visitor.list("root").await.expect(200)), Vec::<&str>::new());
    minji.upload(&shared, "new.txt", b"new").await;
    assert_eq!(names(&visitor.list("root").await.expect(200)), ["new.txt"]);
    minji.patch(&format!("/api/entries/{shared}"), &json!({ "name": "renamed" })).await.expect(200);
    assert_eq!(visitor.open().await.expect(200)["entries"][0]["name"], "renamed", "the shared folder itself may move and be renamed");
    world.finish().await;
}

#[tokio::test]
async fn a_link_always_gives_what_is_current() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"old").await;
    let visitor = visitor(&minji, &share(&minji, &[text(&file, "id")], json!({})).await);
    let mut newer = wanted("root", "a.txt", b"newer");
    newer["on_conflict"] = json!("replace");
    minji.upload_as(&newer, b"newer").await;
    assert_eq!(visitor.open().await.expect(200)["entries"][0]["size_bytes"], 5);
    let tickets = visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
    assert_eq!(world.stranger().fetch(text(&tickets["tickets"][0], "url")).await, b"newer");
    world.finish().await;
}
