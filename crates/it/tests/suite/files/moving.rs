//! Renaming, moving and marking.

use crate::harness::files::text;
use crate::harness::{Answer, Person, World};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

async fn update(person: &Person, id: &str, body: Value) -> Answer {
    person.patch(&format!("/api/entries/{id}"), &body).await
}

async fn totals(person: &Person, id: &str) -> (Value, Value) {
    let entry = person.entry(id).await;
    (entry["total_bytes"].clone(), entry["file_count"].clone())
}

#[tokio::test]
async fn a_move_takes_everything_below_and_the_totals_with_it() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (from, to) = (minji.folder("root", "from").await, minji.folder("root", "to").await);
    let moved = minji.folder(&from, "moved").await;
    minji.upload(&moved, "a", &[0; 10]).await;
    let file = minji.upload(&from, "b", &[0; 5]).await;
    let answer = update(&minji, &moved, json!({ "parent_id": to })).await.expect(200);
    assert_eq!((&answer["parent_id"], &answer["total_bytes"]), (&json!(to), &json!(10)));
    assert_eq!(totals(&minji, &from).await, (json!(5), json!(1)));
    assert_eq!(totals(&minji, &to).await, (json!(10), json!(1)));
    assert_eq!(totals(&minji, "root").await, (json!(15), json!(2)));
    update(&minji, text(&file, "id"), json!({ "parent_id": moved, "name": "c" })).await.expect(200);
    assert_eq!(totals(&minji, &to).await, (json!(15), json!(2)));
    assert_eq!(totals(&minji, &from).await, (json!(0), json!(0)));
    assert_eq!((minji.names(&from).await.len(), minji.names(&moved).await), (0, vec!["a".to_owned(), "c".to_owned()]));
    assert_eq!(minji.download(text(&file, "id")).await, [0; 5]);
    world.finish().await;
}

#[tokio::test]
async fn a_rename_keeps_the_content_and_a_change_of_case_is_a_rename() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let entry = minji.upload("root", "Report.txt", b"text").await;
    let id = text(&entry, "id");
    for name in ["report.TXT", "보고서.txt", "보고서.txt"] {
        let renamed = update(&minji, id, json!({ "name": name })).await.expect(200);
        assert_eq!((&renamed["name"], &renamed["version_id"], &renamed["id"]), (&json!(name), &entry["version_id"], &entry["id"]));
        assert_eq!(minji.names("root").await, [name]);
    }
    minji.upload("root", "Report.txt", b"other").await;
    update(&minji, id, json!({ "name": "REPORT.TXT" })).await.refused(Code::NameTaken);
    assert_eq!(minji.entry(id).await["name"], "보고서.txt");
    world.finish().await;
}

#[tokio::test]
async fn a_folder_is_not_put_into_itself_nor_too_deep_nor_onto_a_taken_name() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let outer = minji.folder("root", "outer").await;
    let inner = minji.folder(&outer, "inner").await;
    for destination in [&outer, &inner] {
        update(&minji, &outer, json!({ "parent_id": destination })).await.refused(Code::FolderCycle);
    }
    minji.folder("root", "inner").await;
    update(&minji, &inner, json!({ "parent_id": "root" })).await.refused(Code::NameTaken);
    let mut deepest = minji.folder("root", "deep").await;
    for depth in 2..=31 {
        deepest = minji.folder(&deepest, &format!("{depth}")).await;
    }
    update(&minji, &outer, json!({ "parent_id": deepest })).await.refused(Code::TooDeep);
    update(&minji, &inner, json!({ "parent_id": deepest })).await.expect(200);
    let file = minji.upload("root", "file", b"x").await;
    update(&minji, text(&file, "id"), json!({ "parent_id": text(&file, "id") })).await.refused(Code::NotFound);
    update(&minji, &outer, json!({ "parent_id": text(&file, "id") })).await.refused(Code::NotFound);
    world.finish().await;
}

#[tokio::test]
async fn the_root_stays_where_and_what_it_is() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    for body in [json!({ "name": "x" }), json!({ "parent_id": folder }), json!({ "parent_id": "root" }), json!({ "starred": true })] {
        update(&minji, "root", body).await.refused(Code::Forbidden);
    }
    assert_eq!(minji.entry("root").await["name"], "");
    world.finish().await;
}

#[tokio::test]
async fn a_mark_is_kept_and_shown_everywhere() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let file = minji.upload("root", "file", b"x").await;
    for id in [folder.as_str(), text(&file, "id")] {
        assert_eq!(update(&minji, id, json!({ "starred": true })).await.expect(200)["starred"], true);
        assert_eq!(minji.entry(id).await["starred"], true);
        update(&minji, id, json!({ "name": format!("renamed {id}") })).await.expect(200);
    }
    assert!(minji.list("root", "").await.iter().all(|entry| entry["starred"] == true), "a rename keeps it");
    update(&minji, &folder, json!({ "starred": false })).await.expect(200);
    assert_eq!(minji.entry(&folder).await["starred"], false);
    world.finish().await;
}

#[tokio::test]
async fn an_entry_cannot_be_given_what_is_not_its_own() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    for field in ["account_id", "total_bytes", "size_bytes", "id", "kind", "dying", "version_id", "container"] {
        update(&minji, &folder, json!({ field: "x" })).await.invalid_at(field, "unknown");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moves_and_uploads_at_once_keep_every_total() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (a, b) = (minji.folder("root", "a").await, minji.folder("root", "b").await);
    let moved = minji.folder(&a, "moved").await;
    let uploads = (0..8).map(|n| {
        let (minji, moved) = (&minji, &moved);
        async move {
            minji.upload(moved, &format!("{n}"), &vec![b'x'; 10 + n]).await;
        }
    });
    let moves = async {
        for turn in 0..8 {
            let parent = if turn % 2 == 0 { &b } else { &a };
            update(&minji, &moved, json!({ "parent_id": parent })).await.expect(200);
        }
    };
    futures::future::join(futures::future::join_all(uploads), moves).await;
    let bytes: u64 = (0..8).map(|n| 10 + n).sum();
    assert_eq!(totals(&minji, &moved).await, (json!(bytes), json!(8)));
    assert_eq!(totals(&minji, &a).await, (json!(bytes), json!(8)));
    assert_eq!(totals(&minji, &b).await, (json!(0), json!(0)));
    assert_eq!(totals(&minji, "root").await, (json!(bytes), json!(8)));
    world.finish().await;
}
