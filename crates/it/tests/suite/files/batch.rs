//! The same done to many entries at once.

use crate::harness::files::{problem_code, text, wanted};
use crate::harness::{Person, World};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

async fn batch(person: &Person, body: Value) -> Vec<Value> {
    let answer = person.post("/api/entries/batch", &body).await.expect(200);
    answer["results"].as_array().unwrap().clone()
}

fn codes(results: &[Value]) -> Vec<&str> {
    results.iter().map(|result| if result["problem"].is_null() { "done" } else { problem_code(result) }).collect()
}

#[tokio::test]
async fn each_entry_of_a_batch_succeeds_or_fails_alone_in_the_order_asked() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let (from, to) = (minji.folder("root", "from").await, minji.folder("root", "to").await);
    let (a, b) = (minji.upload(&from, "a", b"1").await, minji.upload(&from, "b", b"12").await);
    minji.upload(&to, "B", b"123").await;
    let theirs = jiho.folder("root", "theirs").await;
    let ids = json!([a["id"], "nonsense", b["id"], theirs, to, "root", a["id"]]);
    let moved = batch(&minji, json!({ "action": "move", "entry_ids": ids, "parent_id": to })).await;
    assert_eq!(codes(&moved), ["done", "not_found", "name_taken", "not_found", "folder_cycle", "forbidden", "done"]);
    assert!(moved.iter().zip(ids.as_array().unwrap()).all(|(result, id)| result["entry_id"] == *id));
    assert_eq!(moved[0]["entry"]["parent_id"], json!(to));
    let again = json!({ "action": "move", "entry_ids": [b["id"]], "parent_id": to, "on_conflict": "rename" });
    assert_eq!(batch(&minji, again).await[0]["entry"]["name"], "b (2)");
    assert_eq!(minji.names(&to).await, ["a", "B", "b (2)"]);
    world.finish().await;
}

#[tokio::test]
async fn many_are_trashed_restored_and_marked_together() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let many: Vec<Value> = (0..60).map(|n| wanted(&folder, &format!("{n:02}"), b"12")).collect();
    let ids: Vec<Value> = minji.upload_many(&many, b"12").await.into_iter().map(|entry| entry["id"].clone()).collect();
    for (action, starred) in [("star", true), ("unstar", false), ("star", true)] {
        let marked = batch(&minji, json!({ "action": action, "entry_ids": ids })).await;
        assert!(marked.iter().all(|result| result["entry"]["starred"] == starred), "{marked:?}");
    }
    let trashed = batch(&minji, json!({ "action": "trash", "entry_ids": ids })).await;
    assert!(codes(&trashed).iter().all(|code| *code == "done"));
    assert_eq!((minji.names(&folder).await.len(), minji.trashed().await.len(), minji.trash_bytes().await), (0, 60, 120));
    assert!(codes(&batch(&minji, json!({ "action": "trash", "entry_ids": ids })).await).iter().all(|code| *code == "not_found"));
    minji.upload(&folder, "00", b"1").await;
    let back = batch(&minji, json!({ "action": "restore", "entry_ids": ids })).await;
    assert_eq!((codes(&back)[0], codes(&back)[1..].iter().all(|code| *code == "done")), ("name_taken", true));
    let back = batch(&minji, json!({ "action": "restore", "entry_ids": [ids[0], ids[1]], "on_conflict": "rename" })).await;
    assert_eq!((text(&back[0]["entry"], "name"), problem_code(&back[1])), ("00 (2)", "not_found"));
    assert!(minji.list(&folder, "").await.iter().filter(|entry| entry["name"] != "00").all(|entry| entry["starred"] == true));
    world.finish().await;
}

#[tokio::test]
async fn a_batch_that_cannot_be_meant_is_refused_as_a_whole() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let refuse = async |body: Value, field: &str, code: &str| minji.post("/api/entries/batch", &body).await.invalid_at(field, code);
    refuse(json!({ "action": "move", "entry_ids": [folder] }), "parent_id", "missing").await;
    refuse(json!({ "action": "trash", "entry_ids": [] }), "entry_ids", "out_of_range").await;
    refuse(json!({ "action": "trash", "entry_ids": vec![folder.clone(); 1_001] }), "entry_ids", "out_of_range").await;
    refuse(json!({ "action": "burn", "entry_ids": [folder], "parent_id": "root" }), "action", "invalid").await;
    refuse(json!({ "action": "move", "entry_ids": [folder], "parent_id": "root", "on_conflict": "replace" }), "on_conflict", "invalid")
        .await;
    refuse(json!({ "action": "trash", "entry_ids": [folder], "why": 1 }), "why", "unknown").await;
    let gone = json!({ "action": "move", "entry_ids": [folder], "parent_id": "nonsense" });
    minji.post("/api/entries/batch", &gone).await.refused(Code::NotFound);
    minji.entry(&folder).await;
    world.finish().await;
}
