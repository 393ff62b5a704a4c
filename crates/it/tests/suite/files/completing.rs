//! Completing uploads: each once, however often it is asked for.

use crate::harness::World;
use crate::harness::files::{sha256, text, wanted};
use futures::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
async fn a_completed_upload_is_a_file_with_its_checksum_and_its_room_is_used() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut upload = wanted("root", "보고서.pdf", b"content");
    upload["content_type"] = json!("Application/PDF; Charset=UTF-8");
    let entry = minji.upload_as(&upload, b"content").await;
    assert_eq!((&entry["kind"], &entry["name"], &entry["parent_id"]), (&json!("file"), &json!("보고서.pdf"), &json!(minji.root_id)));
    assert_eq!((&entry["size_bytes"], &entry["sha256"]), (&json!(7), &json!(sha256(b"content"))));
    assert_eq!((&entry["checksum"], &entry["starred"]), (&Value::Null, &json!(false)));
    assert!(text(&entry, "content_type").starts_with("application/pdf"));
    assert_eq!(entry["total_bytes"], Value::Null, "only folders have totals");
    let room = minji.room().await;
    assert_eq!((room.used, room.reserved), (7, 0));
    let read = minji.entry(text(&entry, "id")).await;
    assert_eq!((&read["version_id"], &read["created_at"]), (&entry["version_id"], &entry["created_at"]));
    world.finish().await;
}

#[tokio::test]
async fn completing_again_answers_the_same_file_and_counts_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let id = minji.send_only(&wanted("root", "a", b"hello"), b"hello").await;
    let first = minji.complete_one(&id).await;
    for _ in 0..3 {
        assert_eq!(minji.complete_one(&id).await, first);
    }
    let one = json!({ "upload_id": id });
    assert_eq!(minji.complete(&[one.clone(), one]).await, [first.clone(), first.clone()]);
    let entry = text(&first["entry"], "id");
    minji.patch(&format!("/api/entries/{entry}"), &json!({ "name": "b" })).await.expect(200);
    assert_eq!(minji.complete_one(&id).await["entry"]["name"], "b", "as it is now");
    assert_eq!((minji.room().await.used, minji.names("root").await), (5, vec!["b".to_owned()]));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn completing_at_once_makes_one_file() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let id = minji.send_only(&wanted("root", "a", b"hello"), b"hello").await;
    let completed = join_all((0..10).map(|_| minji.complete_one(&id))).await;
    let entries: BTreeSet<&str> = completed.iter().map(|one| text(&one["entry"], "id")).collect();
    assert_eq!(entries.len(), 1, "{completed:?}");
    assert_eq!((minji.room().await.used, minji.names("root").await.len()), (5, 1));
    world.finish().await;
}

#[tokio::test]
async fn each_of_many_completes_or_fails_alone() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let folder = minji.folder("root", "folder").await;
    let good = minji.send_only(&wanted("root", "good", b"good"), b"good").await;
    let unsent = text(&minji.start_one(&wanted("root", "unsent", b"unsent")).await, "upload_id").to_owned();
    let cancelled = minji.send_only(&wanted("root", "cancelled", b"c"), b"c").await;
    minji.delete(&format!("/api/uploads/{cancelled}")).await.expect(204);
    let theirs = jiho.send_only(&wanted("root", "theirs", b"t"), b"t").await;
    let elsewhere = minji.send_only(&wanted("root", "elsewhere", b"e"), b"e").await;
    let nowhere = minji.send_only(&wanted("root", "nowhere", b"n"), b"n").await;
    let badly_named = minji.send_only(&wanted("root", "badly", b"b"), b"b").await;
    let uploads = [
        json!({ "upload_id": good }),
        json!({ "upload_id": unsent }),
        json!({ "upload_id": cancelled }),
        json!({ "upload_id": theirs }),
        json!({ "upload_id": elsewhere, "parent_id": folder, "name": "renamed", "hint": [minji.root_id, folder] }),
        json!({ "upload_id": nowhere, "parent_id": jiho.root_id }),
        json!({ "upload_id": badly_named, "name": "a/b" }),
        json!({ "upload_id": "nonsense" }),
    ];
    let completed = minji.complete(&uploads).await;
    let codes: Vec<Option<&str>> = completed.iter().map(|item| item["problem"]["code"].as_str()).collect();
    let expected = ["", "upload_incomplete", "upload_closed", "not_found", "", "not_found", "invalid_input", "not_found"];
    assert_eq!(codes, expected.map(|code| (!code.is_empty()).then_some(code)));
    assert_eq!(completed[4]["entry"]["parent_id"], json!(folder));
    assert_eq!(minji.names(&folder).await, ["renamed"]);
    let room = minji.room().await;
    assert_eq!((room.used, room.reserved), (5, 8), "what failed keeps its room");
    for id in [&nowhere, &badly_named] {
        assert!(minji.complete_one(id).await["problem"].is_null(), "and its bytes");
    }
    world.finish().await;
}

#[tokio::test]
async fn twenty_five_files_come_at_once_into_two_folders_and_no_more() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (a, b) = (minji.folder("root", "a").await, minji.folder("root", "b").await);
    let uploads: Vec<Value> = (0..25).map(|n| wanted(if n % 2 == 0 { &a } else { &b }, &format!("{n}"), &[7; 3])).collect();
    let started = minji.start(&uploads).await;
    let sends = started.iter().map(|one| async {
        let ticket = crate::harness::files::part_tickets(&one["parts"]).remove(0);
        assert_eq!(minji.http.put_part(&ticket, &[7; 3]).await.status, 200);
    });
    join_all(sends).await;
    let ids: Vec<Value> = started.iter().map(|one| json!({ "upload_id": one["upload_id"] })).collect();
    let completed = minji.complete(&ids).await;
    assert!(completed.iter().all(|one| one["problem"].is_null()), "{completed:?}");
    assert_eq!((minji.names(&a).await.len(), minji.names(&b).await.len()), (13, 12));
    assert_eq!(minji.entry("root").await["total_bytes"], 75);
    let too_many = vec![json!({ "upload_id": "x" }); 26];
    for uploads in [json!([]), json!(too_many)] {
        minji.post("/api/uploads/complete", &json!({ "uploads": uploads })).await.invalid_at("uploads", "out_of_range");
    }
    world.finish().await;
}
