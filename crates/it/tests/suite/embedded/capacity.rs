//! What an account and a folder hold at most.

use crate::harness::files::{problem_code, sized, text, wanted};
use crate::harness::{Person, World};
use serde_json::json;
use share_cloud_aws::db::admins::AccountChange;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::problem::Code;
use share_cloud_domain::room::Quota;

async fn count(world: &World, person: &Person, attribute: &str, more: i64) {
    world.edit_item(&format!("STORAGE#{}", person.id), "STORAGE", "ADD", attribute, json!(more)).await;
}

async fn set_quota(world: &World, person: &Person, bytes: i64) {
    let change = AccountChange { quota: Some(Quota::parse(bytes).unwrap()), ..AccountChange::default() };
    world.app().db().change_account(None, &AccountId::parse(&person.id).unwrap(), &change, world.now()).await.unwrap();
}

#[tokio::test]
async fn a_lowered_quota_takes_nothing_new_and_loses_nothing() {
    let world = World::with(|settings| settings.quota_bytes = 1_000).await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.bin", &[1; 600]).await;
    let sent = minji.send_only(&wanted("root", "b.bin", &[2; 300]), &[2; 300]).await;
    set_quota(&world, &minji, 500).await;
    let storage = minji.storage().await;
    assert_eq!((&storage["quota_bytes"], &storage["free_bytes"], &storage["over_quota"]), (&json!(500), &json!(-400), &json!(true)));
    for size in [0, 1] {
        assert_eq!(problem_code(&minji.start(&[sized("more", size)]).await[0]), "quota_exceeded", "{size}");
    }
    assert_eq!(minji.download(text(&file, "id")).await, [1; 600]);
    assert!(minji.complete_one(&sent).await["problem"].is_null(), "what was reserved before is kept");
    minji.folder("root", "folders cost nothing").await;
    set_quota(&world, &minji, 901).await;
    assert_eq!(problem_code(&minji.start(&[sized("two", 2)]).await[0]), "quota_exceeded");
    minji.start_one(&sized("one", 1)).await;
    world.finish().await;
}

#[tokio::test]
async fn an_account_has_ten_thousand_open_uploads_at_most() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    count(&world, &minji, "open_uploads", 9_998).await;
    let started = minji.start(&[sized("a", 1), sized("b", 1), sized("c", 1)]).await;
    assert!(started[0]["problem"].is_null() && started[1]["problem"].is_null());
    assert_eq!((problem_code(&started[2]), &started[2]["problem"]["status"]), ("too_many_uploads", &json!(429)));
    assert_eq!(minji.room().await.reserved, 2);
    minji.delete(&format!("/api/uploads/{}", text(&started[0], "upload_id"))).await.expect(204);
    minji.start_one(&sized("c", 1)).await;
    count(&world, &minji, "open_uploads", -9_998).await;
    world.finish().await;
}

#[tokio::test]
async fn an_account_has_ten_million_entries_at_most() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let sent = minji.send_only(&wanted("root", "a", b"hello"), b"hello").await;
    count(&world, &minji, "entry_count", 10_000_000).await;
    minji.post("/api/folders", &json!({ "parent_id": "root", "name": "one more" })).await.refused(Code::TooManyEntries);
    let refused = minji.complete_one(&sent).await;
    assert_eq!((problem_code(&refused), &refused["problem"]["status"]), ("too_many_entries", &json!(507)));
    count(&world, &minji, "entry_count", -10_000_000).await;
    assert!(minji.complete_one(&sent).await["problem"].is_null(), "bytes and room were kept");
    world.finish().await;
}

#[tokio::test]
async fn a_folder_has_a_million_entries_at_most() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let full = minji.folder("root", "full").await;
    let inside = minji.folder(&full, "inside").await;
    let children = async |more: i64| world.edit_item(&format!("ENTRY#{full}"), "ENTRY", "ADD", "child_count", json!(more)).await;
    children(999_999).await;
    minji.post("/api/folders", &json!({ "parent_id": full, "name": "x" })).await.refused(Code::FolderFull);
    let other = minji.folder("root", "other").await;
    minji.patch(&format!("/api/entries/{other}"), &json!({ "parent_id": full })).await.refused(Code::FolderFull);
    let sent = minji.send_only(&wanted(&full, "a", b"hello"), b"hello").await;
    assert_eq!(problem_code(&minji.complete_one(&sent).await), "folder_full");
    minji.folder(&inside, "deeper is another folder").await;
    minji.patch(&format!("/api/entries/{inside}"), &json!({ "name": "renamed in place" })).await.expect(200);
    children(-999_999).await;
    assert!(minji.complete_one(&sent).await["problem"].is_null());
    world.finish().await;
}

#[tokio::test]
async fn what_replaces_is_no_entry_more_where_there_is_room_for_none() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let full = minji.folder("root", "full").await;
    let old = minji.upload(&full, "a.txt", b"old").await;
    let children = async |more: i64| world.edit_item(&format!("ENTRY#{full}"), "ENTRY", "ADD", "child_count", json!(more)).await;
    let mut replacing = wanted(&full, "A.TXT", b"new");
    replacing["on_conflict"] = json!("replace");
    let replacing = minji.send_only(&replacing, b"new").await;
    let one_more = minji.send_only(&wanted(&full, "b.txt", b"more"), b"more").await;
    children(999_999).await;
    count(&world, &minji, "entry_count", 10_000_000).await;
    let body = json!({ "uploads": [{ "upload_id": one_more }, { "upload_id": replacing }] });
    let completed = minji.post("/api/uploads/complete", &body).await.expect(200)["uploads"].clone();
    assert_eq!(problem_code(&completed[0]), "folder_full", "each succeeds or fails alone");
    assert_eq!((&completed[1]["entry"]["id"], &completed[1]["entry"]["size_bytes"]), (&old["id"], &json!(3)));
    children(-999_999).await;
    assert_eq!(problem_code(&minji.complete_one(&one_more).await), "too_many_entries");
    assert_eq!(minji.complete_one(&replacing).await["entry"]["id"], old["id"], "a receipt counts nothing");
    count(&world, &minji, "entry_count", -10_000_000).await;
    assert!(minji.complete_one(&one_more).await["problem"].is_null());
    world.finish().await;
}

#[tokio::test]
async fn an_account_is_signed_in_a_hundred_times_at_most() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut newest = minji.clone();
    for _ in 0..100 {
        world.advance_ms(1_000);
        newest.sign_in().await;
    }
    let sessions = newest.get("/api/sessions").await.expect(200);
    assert!(sessions["items"].as_array().unwrap().len() <= 100);
    minji.get("/api/account").await.refused(Code::Unauthorized);
    newest.get("/api/account").await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn the_audit_that_ends_every_scenario_sees_a_byte_too_many() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    minji.upload("root", "a", b"hello").await;
    count(&world, &minji, "used_bytes", 1).await;
    count(&world, &minji, "free_bytes", -1).await;
    let app = world.app();
    let report = share_cloud_aws::db::audit::audit(app.db(), app.objects(), app.now()).await.unwrap();
    assert_eq!(report.breaches.len(), 1, "{report:#?}");
    count(&world, &minji, "used_bytes", -1).await;
    count(&world, &minji, "free_bytes", 1).await;
    world.finish().await;
}
