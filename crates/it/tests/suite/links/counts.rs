//! What an owner is told of a link: how it stands, how often it was opened, what was taken.

use super::{change, share, visitor};
use crate::harness::files::text;
use crate::harness::{Call, World};
use futures::future::join_all;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn opening_is_counted_apart_from_downloads_and_looking_again_is_not() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    minji.upload(&folder, "a.txt", b"hello").await;
    let made = share(&minji, &[&folder], json!({ "max_downloads": 1, "password": "open sesame" })).await;
    let mut visitor = visitor(&minji, &made);
    visitor.open().await.expect(200);
    assert_eq!(change(&minji, &made, json!({})).await["opens"], 0, "who does not know the password has not opened it");
    visitor.unlock("open sesame").await;
    for _ in 0..3 {
        visitor.open().await.expect(200);
    }
    visitor.open_again().await.expect(200);
    visitor.list("root").await.expect(200);
    let head = Call::new(reqwest::Method::HEAD, format!("/api/s/{}", visitor.token)).bearer(&visitor.access_token);
    assert_eq!(world.stranger().send(head).await.status, 200);
    let seen = &minji.get("/api/shares").await.expect(200)["items"][0];
    assert_eq!((&seen["opens"], &seen["downloads_used"], &seen["bytes"]), (&json!(3), &json!(0), &json!(0)));
    visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
    let seen = change(&minji, &made, json!({})).await;
    assert_eq!((&seen["opens"], &seen["downloads_used"], &seen["bytes"]), (&json!(3), &json!(1), &json!(5)));
    change(&minji, &made, json!({ "paused": true })).await;
    visitor.open().await.refused(Code::SharePaused);
    assert_eq!(change(&minji, &made, json!({})).await["opens"], 3, "what does not open is not counted");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_many_open_at_once_opens_for_all_of_them_and_is_revoked_at_once() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let made = share(&minji, &["root"], json!({})).await;
    let visitor = visitor(&minji, &made);
    for opened in join_all((0..50).map(|_| visitor.open())).await {
        opened.expect(200);
    }
    let opens = change(&minji, &made, json!({})).await["opens"].as_u64().unwrap();
    assert!((1..=50).contains(&opens), "{opens}");
    minji.delete(&format!("/api/shares/{}", text(&made, "id"))).await.expect(204);
    visitor.open().await.refused(Code::ShareEnded);
    world.finish().await;
}

#[tokio::test]
async fn the_bytes_of_a_link_are_those_of_what_was_taken_each_file_once() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let inner = minji.upload(&folder, "a.txt", b"12345").await;
    minji.upload(&folder, "b.txt", b"123").await;
    let made = share(&minji, &[&folder], json!({})).await;
    let visitor = visitor(&minji, &made);
    let bytes = async || change(&minji, &made, json!({})).await["bytes"].clone();
    let taken = visitor.downloads(&json!({ "entry_ids": [folder, text(&inner, "id")] })).await.expect(200);
    assert_eq!(bytes().await, json!(8), "a file within a folder that is taken too counts once");
    visitor.downloads(&json!({ "entry_ids": [folder], "download_id": taken["download_id"] })).await.expect(200);
    assert_eq!(bytes().await, json!(8), "going on takes nothing more");
    visitor.downloads(&json!({ "entry_ids": [text(&inner, "id")] })).await.expect(200);
    assert_eq!(bytes().await, json!(13));
    world.finish().await;
}

#[tokio::test]
async fn an_owner_sees_by_name_and_state_what_each_link_shares() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (one, two) = (minji.folder("root", "하나").await, minji.folder("root", "둘").await);
    let made = share(&minji, &[&one, &two], json!({})).await;
    let first = |seen: &Value| (seen["state"].clone(), seen["first_entry"]["name"].clone());
    assert_eq!(first(&made), (json!("active"), json!("하나")));
    let listed = async || first(&minji.get("/api/shares").await.expect(200)["items"][0]);
    minji.trash(&one).await;
    assert_eq!(listed().await, (json!("active"), json!("둘")), "what is left of it");
    minji.trash(&two).await;
    assert_eq!(listed().await, (json!("trashed"), Value::Null));
    visitor(&minji, &made).open().await.refused(Code::ShareEnded);
    minji.restore(&one, &json!({})).await.expect(200);
    assert_eq!(listed().await, (json!("active"), json!("하나")));
    visitor(&minji, &made).open().await.expect(200);
    world.finish().await;
}
