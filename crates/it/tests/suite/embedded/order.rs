//! What changes the time of an entry, and the order that listings have by it.

use crate::harness::files::{text, wanted};
use crate::harness::{Call, Person, World};
use serde_json::{Value, json};

async fn by_time(person: &Person) -> Vec<String> {
    person.list("root", "sort=modified").await.iter().map(|entry| text(entry, "name").to_owned()).collect()
}

async fn modified(person: &Person, id: &str) -> Value {
    person.entry(id).await["modified_at"].clone()
}

#[tokio::test]
async fn a_new_name_or_content_is_a_change_and_a_move_or_a_mark_is_none() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut files = Vec::new();
    for name in ["c", "a", "b"] {
        files.push(text(&minji.upload("root", name, name.as_bytes()).await, "id").to_owned());
        world.advance_ms(1_000);
    }
    let folder = minji.folder("root", "folder").await;
    assert_eq!(by_time(&minji).await, ["folder", "c", "a", "b"]);
    let descending: Vec<String> =
        minji.list("root", "sort=modified&order=desc").await.iter().map(|entry| text(entry, "name").to_owned()).collect();
    assert_eq!(descending, ["folder", "b", "a", "c"]);

    world.advance_ms(1_000);
    minji.patch(&format!("/api/entries/{}", files[0]), &json!({ "name": "renamed" })).await.expect(200);
    assert_eq!(by_time(&minji).await, ["folder", "a", "b", "renamed"]);
    world.advance_ms(1_000);
    let mut newer = wanted("root", "a", b"newer");
    newer["on_conflict"] = json!("replace");
    minji.upload_as(&newer, b"newer").await;
    assert_eq!(by_time(&minji).await, ["folder", "b", "renamed", "a"]);

    let before = modified(&minji, &files[2]).await;
    world.advance_ms(1_000);
    for body in [json!({ "starred": true }), json!({ "parent_id": folder }), json!({ "parent_id": "root" })] {
        minji.patch(&format!("/api/entries/{}", files[2]), &body).await.expect(200);
        assert_eq!(modified(&minji, &files[2]).await, before, "{body}");
    }
    assert_eq!(by_time(&minji).await, ["folder", "b", "renamed", "a"]);
    world.finish().await;
}

#[tokio::test]
async fn times_are_utc_to_the_millisecond() {
    let world = World::fresh().await;
    world.advance_ms(123);
    let minji = world.person("minji").await;
    let made = minji.entry(&minji.folder("root", "a").await).await;
    assert_eq!(text(&made, "created_at"), format!("{:.3}", world.now()));
    assert!(text(&made, "created_at").ends_with(".123Z"));
    world.finish().await;
}

#[tokio::test]
async fn a_listing_is_sent_again_when_a_total_below_has_changed() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let outer = minji.folder("root", "outer").await;
    let inner = minji.folder(&outer, "inner").await;
    let path = "/api/folders/root/entries";
    let etag = minji.get(path).await.header("etag").unwrap().to_owned();
    minji.upload(&inner, "a", b"hello").await;
    let changed = minji.send(Call::get(path).header("if-none-match", etag)).await;
    assert_eq!(changed.expect(200)["items"][0]["total_bytes"], 5);
    world.finish().await;
}
