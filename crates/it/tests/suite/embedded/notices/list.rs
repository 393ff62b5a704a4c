//! The list of notices, what of it was read, and its end.

use super::{kinds, notices, unread};
use crate::harness::files::text;
use crate::harness::{Person, World};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

const DAY_S: i64 = 24 * 3_600;

/// Somebody who was given so many folders, one after the other.
async fn told(world: &World, count: usize) -> (Person, Person) {
    let (owner, friend) = (world.person("owner").await, world.person("friend").await);
    for n in 0..count {
        let folder = owner.folder("root", &format!("{n}")).await;
        owner.give(&folder, &friend.username, "viewer").await;
        world.advance_ms(1);
    }
    (owner, friend)
}

#[tokio::test]
async fn notices_come_newest_first_page_by_page_each_once() {
    let world = World::fresh().await;
    let (owner, friend) = told(&world, 5).await;
    let (mut names, mut cursor, mut counts) = (Vec::new(), String::new(), Vec::new());
    loop {
        let page = friend.get(&format!("/api/notices?limit=2{cursor}")).await.expect(200);
        names.extend(page["items"].as_array().unwrap().iter().map(|notice| text(notice, "entry_name").to_owned()));
        counts.push(page["unread_count"].clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(names, ["4", "3", "2", "1", "0"]);
    assert_eq!(counts, [json!(5), Value::Null, Value::Null], "the first page counts them all");
    let page = friend.get("/api/notices?limit=2").await.expect(200);
    let cursor = text(&page, "next_cursor");
    owner.get(&format!("/api/notices?cursor={cursor}")).await.refused(Code::InvalidInput);
    world.finish().await;
}

#[tokio::test]
async fn what_was_read_stays_read_and_the_mark_only_moves_on() {
    let world = World::fresh().await;
    let (_, friend) = told(&world, 3).await;
    let all = notices(&friend).await;
    let read = async |at: &Value| friend.patch("/api/account", &json!({ "notices_read_at": at })).await.expect(200);
    read(&all[1]["at"]).await;
    assert_eq!(unread(&friend).await, 1);
    read(&all[2]["at"]).await;
    assert_eq!(unread(&friend).await, 1, "an older tab takes nothing back");
    read(&json!("2999-01-01T00:00:00Z")).await;
    assert_eq!(unread(&friend).await, 0);
    let mut owner = world.person("another").await;
    owner.sign_in().await;
    let folder = owner.folder("root", "new").await;
    world.advance_ms(1);
    owner.give(&folder, &friend.username, "viewer").await;
    assert_eq!(unread(&friend).await, 1, "what is still to come is unread, whatever a clock says");
    friend.patch("/api/account", &json!({ "notices_read_at": "yesterday" })).await.refused(Code::InvalidInput);
    world.finish().await;
}

#[tokio::test]
async fn switches_change_alone_and_at_once_from_many_tabs() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let all: Vec<(&str, &str)> = ["member_put", "drop_received", "share_expiring", "room"]
        .into_iter()
        .flat_map(|kind| ["app", "mail"].map(|channel| (kind, channel)))
        .collect();
    let bodies: Vec<Value> = all.iter().map(|(kind, channel)| json!({ "notices": { *kind: { *channel: false } } })).collect();
    let answers = futures::future::join_all(bodies.iter().map(|body| minji.patch("/api/account", body))).await;
    for answer in answers {
        answer.expect(200);
    }
    let settings = minji.account().await["notices"].clone();
    assert!(all.iter().all(|(kind, channel)| settings[kind][channel] == false), "{settings}");
    let account = minji.patch("/api/account", &json!({ "notices": { "room": { "mail": true } }, "locale": "ko" })).await.expect(200);
    assert_eq!((&account["notices"]["room"], &account["locale"]), (&json!({ "app": false, "mail": true }), &json!("ko")));
    for body in [json!({ "notices": { "weather": {} } }), json!({ "notices": { "room": { "sms": true } } })] {
        minji.patch("/api/account", &body).await.refused(Code::InvalidInput);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_notice_ends_after_180_days() {
    let world = World::fresh().await;
    let (_, mut friend) = told(&world, 1).await;
    world.advance_s(180 * DAY_S - 1).await;
    friend.sign_in().await;
    assert_eq!(kinds(&friend).await, ["member_put"]);
    world.advance_s(1).await;
    friend.sign_in().await;
    assert!(kinds(&friend).await.is_empty());
    world.finish().await;
}

#[tokio::test]
async fn the_export_holds_notices_and_what_is_switched() {
    let world = World::fresh().await;
    let (_, friend) = told(&world, 2).await;
    friend.patch("/api/account", &json!({ "notices": { "room": { "app": false } } })).await.expect(200);
    let page = friend.get("/api/account/export").await.expect(200);
    let items = page["items"].as_array().unwrap();
    let told: Vec<&Value> = items.iter().filter(|item| item["kind"] == "notice").map(|item| &item["notice"]["kind"]).collect();
    assert_eq!(told, [&json!("member_put"), &json!("member_put")]);
    assert_eq!(items[0]["account"]["notices"]["room"]["app"], false);
    world.finish().await;
}

#[tokio::test]
async fn a_closed_account_leaves_no_notices() {
    let world = World::fresh().await;
    let (_, friend) = told(&world, 3).await;
    let of_friend = async || {
        let key = format!("NOTICE#{}", friend.id);
        world.items().await.into_iter().filter(|item| item["pk"]["S"] == json!(key)).count()
    };
    assert_eq!(of_friend().await, 3);
    friend.close().await.expect(204);
    world.advance_s(15 * DAY_S).await;
    assert_eq!(of_friend().await, 0);
    world.finish().await;
}
