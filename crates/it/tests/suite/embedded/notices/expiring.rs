//! The owner of a link is told some time before it ends by itself, once.

use super::{back, kinds, letters, notices, switch};
use crate::harness::files::text;
use crate::harness::{Person, World};
use jiff::SignedDuration;
use serde_json::{Value, json};

const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 24 * HOUR_S;
const SUBJECT: &str = "A link ends soon";

fn in_s(world: &World, seconds: i64) -> String {
    (world.now() + SignedDuration::from_secs(seconds)).to_string()
}

/// A link to a file that ends after so many seconds.
async fn link(world: &World, person: &Person, life_s: i64) -> Value {
    let folder = person.folder("root", &format!("of {life_s} {}", world.now())).await;
    let file = person.upload(&folder, "report.txt", b"hello").await;
    let body = json!({ "entry_ids": [file["id"]], "allow": "download", "expires_at": in_s(world, life_s) });
    person.post("/api/shares", &body).await.expect(201)
}

async fn change(person: &Person, share: &Value, change: Value) {
    person.patch(&format!("/api/shares/{}", text(share, "id")), &change).await.expect(200);
}

#[tokio::test]
async fn the_owner_is_told_three_days_before_the_end_and_never_again() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let share = link(&world, &minji, 10 * DAY_S).await;
    world.advance_s(7 * DAY_S - 1).await;
    assert!(notices(&back(&minji).await).await.is_empty());
    world.advance_s(1).await;
    let minji = back(&minji).await;
    let told = notices(&minji).await;
    assert_eq!(told.len(), 1);
    assert_eq!((&told[0]["kind"], &told[0]["share_id"]), (&json!("share_expiring"), &share["id"]));
    assert_eq!((&told[0]["expires_at"], &told[0]["entry_name"]), (&share["expires_at"], &json!("report.txt")));
    let sent = letters(&world, &minji, SUBJECT).await;
    assert_eq!(sent.len(), 1);
    assert!(sent[0].text.contains("/shared-by-me") && !sent[0].text.contains("report.txt"), "{}", sent[0].text);
    // The same end again, as a form sends it, is not told of again.
    change(&minji, &share, json!({ "expires_at": share["expires_at"], "note": "soon" })).await;
    world.advance_s(4 * DAY_S).await;
    let minji = back(&minji).await;
    assert_eq!((kinds(&minji).await.len(), letters(&world, &minji, SUBJECT).await.len()), (1, 1));
    world.finish().await;
}

#[tokio::test]
async fn a_shorter_life_is_told_of_halfway_and_another_end_moves_it() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let share = link(&world, &minji, 2 * HOUR_S).await;
    change(&minji, &share, json!({ "expires_at": in_s(&world, 8 * HOUR_S) })).await;
    world.advance_s(2 * HOUR_S).await;
    assert!(kinds(&back(&minji).await).await.is_empty(), "it does not end then any more");
    world.advance_s(2 * HOUR_S).await;
    assert_eq!(kinds(&back(&minji).await).await, ["share_expiring"]);
    // Another end is told of anew.
    let minji = back(&minji).await;
    change(&minji, &share, json!({ "expires_at": in_s(&world, 20 * HOUR_S) })).await;
    world.advance_s(10 * HOUR_S).await;
    let minji = back(&minji).await;
    assert_eq!(kinds(&minji).await.len(), 2);
    // And none at all of a link without an end.
    change(&minji, &share, json!({ "expires_at": in_s(&world, 20 * HOUR_S) })).await;
    change(&minji, &share, json!({ "expires_at": null })).await;
    world.advance_s(10 * HOUR_S).await;
    assert_eq!(kinds(&back(&minji).await).await.len(), 2);
    world.finish().await;
}

#[tokio::test]
async fn a_link_that_is_revoked_used_up_or_empty_tells_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let revoked = link(&world, &minji, 2 * HOUR_S).await;
    minji.delete(&format!("/api/shares/{}", text(&revoked, "id"))).await.expect(204);
    let file = minji.upload("root", "other.txt", b"hello").await;
    let more = json!({ "entry_ids": [file["id"]], "allow": "download", "expires_at": in_s(&world, 2 * HOUR_S), "max_downloads": 1 });
    let used = minji.post("/api/shares", &more).await.expect(201);
    let visitor = crate::harness::Visitor::new(&minji.http, text(&used, "token"));
    visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
    let gone = minji.folder("root", "gone").await;
    let body = json!({ "entry_ids": [gone], "allow": "view", "expires_at": in_s(&world, 2 * HOUR_S) });
    minji.post("/api/shares", &body).await.expect(201);
    minji.trash(&gone).await;
    world.advance_s(HOUR_S).await;
    assert!(kinds(&back(&minji).await).await.is_empty());
    assert!(letters(&world, &minji, SUBJECT).await.is_empty());
    world.finish().await;
}

#[tokio::test]
async fn a_paused_link_tells_nothing_until_it_is_open_again() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let paused = link(&world, &minji, 16 * HOUR_S).await;
    world.advance_ms(1);
    let opened = link(&world, &minji, 16 * HOUR_S).await;
    for share in [&paused, &opened] {
        change(&minji, share, json!({ "paused": true })).await;
    }
    world.advance_s(8 * HOUR_S + 1).await;
    let again = back(&minji).await;
    assert!(kinds(&again).await.is_empty());
    change(&again, &opened, json!({ "paused": false })).await;
    world.advance_s(4 * HOUR_S + 1).await;
    let told = notices(&back(&minji).await).await;
    assert_eq!(told.iter().map(|notice| &notice["share_id"]).collect::<Vec<_>>(), [&opened["id"]]);
    world.advance_s(4 * HOUR_S).await;
    assert_eq!(kinds(&back(&minji).await).await.len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn who_switched_it_off_is_not_told_of_the_end() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    switch(&minji, "share_expiring", false, false).await;
    link(&world, &minji, 2 * HOUR_S).await;
    world.advance_s(HOUR_S).await;
    assert!(kinds(&back(&minji).await).await.is_empty() && letters(&world, &minji, SUBJECT).await.is_empty());
    world.finish().await;
}
