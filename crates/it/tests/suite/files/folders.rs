//! Folders and what they count.

use crate::harness::World;
use crate::harness::files::text;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;
use std::collections::BTreeSet;

#[tokio::test]
async fn a_new_folder_is_empty_and_knows_its_place() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let made = minji.post("/api/folders", &json!({ "parent_id": "root", "name": "사진" })).await.expect(201);
    let fields: BTreeSet<&str> = made.as_object().unwrap().keys().map(String::as_str).collect();
    for field in
        ["id", "kind", "name", "parent_id", "size_bytes", "content_type", "sha256", "checksum", "version_id", "created_at", "modified_at"]
    {
        assert!(fields.contains(field), "{field} in {made}");
    }
    assert_eq!((&made["kind"], &made["name"], &made["parent_id"]), (&json!("folder"), &json!("사진"), &json!(minji.root_id)));
    assert_eq!((&made["total_bytes"], &made["file_count"], &made["starred"]), (&json!(0), &json!(0), &json!(false)));
    for field in ["content_type", "sha256", "checksum", "version_id"] {
        assert_eq!(made[field], Value::Null, "{field}");
    }
    let id = text(&made, "id");
    let inner = minji.folder(id, "2026").await;
    let read = minji.entry(&inner).await;
    let path = json!([{ "id": minji.root_id, "name": "" }, { "id": id, "name": "사진" }, { "id": inner, "name": "2026" }]);
    assert_eq!(read["path"], path);
    assert_eq!(minji.entry("root").await["id"], json!(minji.root_id));
    assert_eq!(minji.entry("root").await["parent_id"], Value::Null);
    world.finish().await;
}

#[tokio::test]
async fn every_folder_above_counts_every_file_below() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let outer = minji.folder("root", "outer").await;
    let inner = minji.folder(&outer, "inner").await;
    minji.upload(&inner, "a.bin", &[1; 1_000]).await;
    minji.upload(&inner, "empty", &[]).await;
    minji.upload(&outer, "b.bin", &[2; 30]).await;
    minji.upload("root", "c.bin", &[3; 7]).await;
    for (folder, bytes, files) in [(inner.as_str(), 1_000, 2), (&outer, 1_030, 3), ("root", 1_037, 4)] {
        let entry = minji.entry(folder).await;
        assert_eq!((&entry["total_bytes"], &entry["file_count"]), (&json!(bytes), &json!(files)), "{folder}");
    }
    let listed = minji.list("root", "").await;
    assert_eq!((&listed[0]["total_bytes"], &listed[0]["file_count"]), (&json!(1_030), &json!(3)), "listings show the same");
    assert_eq!(minji.room().await.used, 1_037);
    world.finish().await;
}

#[tokio::test]
async fn a_tree_is_32_folders_deep_and_no_deeper() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut deepest = "root".to_owned();
    let mut path = vec![minji.root_id.clone()];
    for depth in 1..=32 {
        let body = json!({ "parent_id": deepest, "name": format!("{depth}"), "hint": path });
        deepest = text(&minji.post("/api/folders", &body).await.expect(201), "id").to_owned();
        path.push(deepest.clone());
    }
    minji.post("/api/folders", &json!({ "parent_id": deepest, "name": "33" })).await.refused(Code::TooDeep);
    let file = minji.upload(&deepest, "deep.txt", b"deep").await;
    assert_eq!(minji.entry(text(&file, "id")).await["path"].as_array().unwrap().len(), 34);
    assert_eq!(minji.entry("root").await["total_bytes"], 4);
    world.finish().await;
}

#[tokio::test]
async fn a_wrong_hint_costs_time_and_nothing_else() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let (a, theirs) = (minji.folder("root", "a").await, jiho.folder("root", "theirs").await);
    let hints = [
        json!([]),
        json!([minji.root_id, a]),
        json!(["root", a]),
        json!([a, minji.root_id]),
        json!([theirs, a]),
        json!([jiho.root_id, theirs, a]),
        json!(["nonsense"]),
        json!(["0".repeat(32), a]),
        json!(vec![a.clone(); 100]),
    ];
    for (n, hint) in hints.iter().enumerate() {
        let made = minji.post("/api/folders", &json!({ "parent_id": a, "name": format!("{n}"), "hint": hint })).await.expect(201);
        assert_eq!(made["parent_id"], json!(a), "{hint}");
    }
    minji.post("/api/folders", &json!({ "parent_id": theirs, "name": "x", "hint": [jiho.root_id, theirs] })).await.refused(Code::NotFound);
    assert_eq!(jiho.names(&theirs).await, Vec::<String>::new());
    world.finish().await;
}

#[tokio::test]
async fn what_is_not_there_or_not_yours_is_not_found() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let folder = jiho.folder("root", "theirs").await;
    let file = jiho.upload(&folder, "a.txt", b"secret").await;
    let file = text(&file, "id");
    for id in [folder.as_str(), file, &jiho.root_id, "0", "..", &"0".repeat(32), "ROOT", "%00"] {
        minji.get(&format!("/api/entries/{id}")).await.refused(Code::NotFound);
        minji.get(&format!("/api/folders/{id}/entries")).await.refused(Code::NotFound);
        minji.get(&format!("/api/entries/{id}/content")).await.refused(Code::NotFound);
        minji.patch(&format!("/api/entries/{id}"), &json!({ "name": "mine" })).await.refused(Code::NotFound);
        minji.post("/api/downloads", &json!({ "entry_ids": [id] })).await.refused(Code::NotFound);
        minji.post("/api/shares", &json!({ "entry_ids": [id], "allow": "download" })).await.refused(Code::NotFound);
        minji.post("/api/folders", &json!({ "parent_id": id, "name": "mine" })).await.refused(Code::NotFound);
    }
    let own = minji.upload("root", "own.txt", b"own").await;
    minji.patch(&format!("/api/entries/{}", text(&own, "id")), &json!({ "parent_id": folder })).await.refused(Code::NotFound);
    minji.post("/api/folders", &json!({ "parent_id": text(&own, "id"), "name": "in a file" })).await.refused(Code::NotFound);
    minji.get(&format!("/api/folders/{}/entries", text(&own, "id"))).await.refused(Code::NotFound);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_make_one_folder_at_once_one_makes_it() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let body = json!({ "parent_id": "root", "name": "one" });
    let answers = futures::future::join_all((0..12).map(|_| minji.post("/api/folders", &body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.refused(Code::NameTaken);
    }
    assert_eq!(minji.names("root").await, ["one"]);
    world.finish().await;
}
