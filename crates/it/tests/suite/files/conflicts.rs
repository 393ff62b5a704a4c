//! Names that are taken when an upload completes.

use crate::harness::files::{problem_code, text, wanted};
use crate::harness::{Person, World};
use futures::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn sent(person: &Person, name: &str, bytes: &[u8], on_conflict: &str) -> String {
    let mut upload = wanted("root", name, bytes);
    upload["on_conflict"] = json!(on_conflict);
    person.send_only(&upload, bytes).await
}

#[tokio::test]
async fn a_taken_name_fails_and_keeps_bytes_and_room_until_there_is_a_way_out() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    minji.upload("root", "a.txt", b"first").await;
    let id = sent(&minji, "A.txt", b"second", "fail").await;
    let refused = minji.complete_one(&id).await;
    assert_eq!((problem_code(&refused), &refused["problem"]["status"]), ("name_taken", &json!(409)));
    let room = minji.room().await;
    assert_eq!((room.used, room.reserved), (5, 6));
    let completed = minji.complete(&[json!({ "upload_id": id, "name": "b.txt" })]).await;
    assert_eq!(completed[0]["entry"]["name"], "b.txt");
    let id = sent(&minji, "a.txt", b"third", "fail").await;
    let completed = minji.complete(&[json!({ "upload_id": id, "on_conflict": "rename" })]).await;
    assert_eq!(completed[0]["entry"]["name"], "a (2).txt");
    world.finish().await;
}

#[tokio::test]
async fn a_rename_takes_the_next_free_number() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut names = Vec::new();
    for n in 0..4 {
        let id = sent(&minji, "사진.tar.gz", &[n], "rename").await;
        names.push(text(&minji.complete_one(&id).await["entry"], "name").to_owned());
    }
    assert_eq!(names, ["사진.tar.gz", "사진.tar (2).gz", "사진.tar (3).gz", "사진.tar (4).gz"]);
    minji.folder("root", "folder").await;
    let id = sent(&minji, "folder", b"x", "rename").await;
    assert_eq!(minji.complete_one(&id).await["entry"]["name"], "folder (2)");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_with_one_name_at_once_each_gets_its_own_number() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let ids = join_all((0..8_u8).map(|n| {
        let minji = &minji;
        async move { sent(minji, "a.txt", &[n; 3], "rename").await }
    }))
    .await;
    let completed = join_all(ids.iter().map(|id| minji.complete_one(id))).await;
    let names: BTreeSet<&str> = completed.iter().map(|one| text(&one["entry"], "name")).collect();
    assert_eq!(names.len(), 8, "{names:?}");
    let batch = join_all((0..5_u8).map(|n| {
        let minji = &minji;
        async move { sent(minji, "b.txt", &[n; 2], "rename").await }
    }))
    .await;
    let batch: Vec<Value> = batch.iter().map(|id| json!({ "upload_id": id })).collect();
    let completed = minji.complete(&batch).await;
    let names: BTreeSet<&str> = completed.iter().map(|one| text(&one["entry"], "name")).collect();
    assert_eq!(names, BTreeSet::from(["b.txt", "b (2).txt", "b (3).txt", "b (4).txt", "b (5).txt"]), "told apart within one call too");
    world.finish().await;
}

#[tokio::test]
async fn a_replacement_is_a_new_version_of_the_same_file_and_keeps_the_old_one_counted() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let first = minji.upload(&folder, "a.txt", b"first").await;
    minji.patch(&format!("/api/entries/{}", text(&first, "id")), &json!({ "starred": true })).await.expect(200);
    let mut upload = wanted(&folder, "A.TXT", b"the second");
    upload["on_conflict"] = json!("replace");
    let second = minji.upload_as(&upload, b"the second").await;
    assert_eq!((&second["id"], &second["name"], &second["starred"]), (&first["id"], &first["name"], &json!(true)));
    assert_ne!(second["version_id"], first["version_id"]);
    assert_eq!(minji.download(text(&second, "id")).await, b"the second");
    let storage = minji.storage().await;
    assert_eq!((&storage["used_bytes"], &storage["versions_bytes"]), (&json!(15), &json!(5)));
    let parent = minji.entry(&folder).await;
    assert_eq!((&parent["total_bytes"], &parent["file_count"]), (&json!(10), &json!(1)), "totals show what is current");
    assert_eq!(minji.list(&folder, "sort=size").await[0]["size_bytes"], 10);
    world.finish().await;
}

#[tokio::test]
async fn a_folder_is_not_replaced_by_a_file() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    minji.folder("root", "a").await;
    let id = sent(&minji, "a", b"file", "replace").await;
    assert_eq!(problem_code(&minji.complete_one(&id).await), "name_taken");
    let again = minji.complete(&[json!({ "upload_id": id, "name": "b" })]).await;
    assert_eq!(again[0]["entry"]["name"], "b");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_that_would_rather_fail_one_gets_the_name_and_none_loses_a_byte() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let ids = join_all((0..6_u8).map(|n| {
        let minji = &minji;
        async move { sent(minji, "a.txt", &[n; 4], "fail").await }
    }))
    .await;
    let completed = join_all(ids.iter().map(|id| minji.complete_one(id))).await;
    assert_eq!(completed.iter().filter(|one| one["problem"].is_null()).count(), 1, "{completed:?}");
    let room = minji.room().await;
    assert_eq!((room.used, room.reserved), (4, 20));
    for id in &ids {
        let again = minji.complete(&[json!({ "upload_id": id, "on_conflict": "rename" })]).await;
        assert!(again[0]["problem"].is_null(), "{again:?}");
    }
    assert_eq!((minji.names("root").await.len(), minji.room().await.used), (6, 24));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replacements_at_once_all_count_and_one_is_current() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    minji.upload("root", "a.txt", &[9; 10]).await;
    let ids = join_all((1..=6_u8).map(|n| {
        let minji = &minji;
        async move { sent(minji, "a.txt", &vec![n; usize::from(n)], "replace").await }
    }))
    .await;
    let completed = join_all(ids.iter().map(|id| minji.complete_one(id))).await;
    assert!(completed.iter().all(|one| one["problem"].is_null()), "{completed:?}");
    let entry = minji.list("root", "").await.remove(0);
    let size = entry["size_bytes"].as_u64().unwrap();
    let storage = minji.storage().await;
    assert_eq!((&storage["used_bytes"], &storage["reserved_bytes"]), (&json!(31), &json!(0)));
    assert_eq!(storage["versions_bytes"], json!(31 - size));
    assert_eq!(minji.entry("root").await["total_bytes"], json!(size));
    assert_eq!(minji.names("root").await, ["a.txt"]);
    world.finish().await;
}
