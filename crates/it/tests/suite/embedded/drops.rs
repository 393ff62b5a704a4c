//! Drops in time, and across a kill: what a stranger began and left holds no room for long.

use crate::harness::files::{content, part_tickets, problem_code, text};
use crate::harness::visitor::dropped;
use crate::harness::{Person, Visitor, World};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

const PART: usize = 16 * 1_024 * 1_024;

async fn drop_of(minji: &Person, more: Value) -> (Visitor, Value) {
    let folder = minji.folder("root", "folder").await;
    let mut body = json!({ "entry_ids": [folder], "allow": "drop" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = minji.post("/api/shares", &body).await.expect(201);
    (Visitor::new(&minji.http, text(&made, "token")), made)
}

async fn seen(minji: &Person) -> Value {
    let mut again = minji.clone();
    again.sign_in().await;
    again.get("/api/shares").await.expect(200)["items"][0].clone()
}

#[tokio::test]
async fn an_upload_that_stands_still_for_an_hour_gives_the_room_and_the_place_back() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (sender, _) = drop_of(&minji, json!({ "max_files": 1 })).await;
    let mut upload = dropped("a", b"never sent");
    upload["client_key"] = json!("Zm9yIG9uZSBzZW5kZXIgYWxvbmU");
    let started = sender.start_one_drop(&upload).await;
    assert_eq!(problem_code(&sender.start_one_drop(&dropped("b", b"b")).await), "drop_full");
    world.advance_s(3_599).await;
    world.work().await;
    assert_eq!(seen(&minji).await["open_files"], 1);
    world.advance_s(1).await;
    world.work().await;
    let share = seen(&minji).await;
    assert_eq!((&share["open_files"], &share["files_received"]), (&json!(0), &json!(0)));
    let late = sender.complete_drop(&[text(&started, "upload_id")]).await.expect(200);
    assert_eq!(problem_code(&late["uploads"][0]), "upload_closed");
    let again = sender.start_one_drop(&upload).await;
    assert_ne!(again["upload_id"], started["upload_id"], "the same key begins anew");
    world.finish().await;
}

#[tokio::test]
async fn a_large_upload_stays_while_parts_arrive_and_not_by_asking_alone() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (sender, _) = drop_of(&minji, json!({})).await;
    let bytes = content(2 * PART + 10, 1);
    let large = json!({ "name": "large", "size_bytes": bytes.len(), "content_type": "text/plain" });
    let (slow, idle) = (sender.start_one_drop(&large).await, sender.start_one_drop(&large).await);
    let parts = [(1, &bytes[..PART]), (2, &bytes[PART..2 * PART]), (3, &bytes[2 * PART..])];
    for part in parts {
        let signed = sender.sign_drop(text(&slow, "upload_id"), &[part]).await.expect(200);
        sender.sign_drop(text(&idle, "upload_id"), &[part]).await;
        assert_eq!(sender.http.put_part(&part_tickets(&signed["parts"])[0], part.1).await.status, 200);
        // Asked again once the part is there: that is the progress that counts.
        world.advance_s(2_400).await;
        sender.sign_drop(text(&slow, "upload_id"), &[part]).await.expect(200);
        sender.sign_drop(text(&idle, "upload_id"), &[part]).await;
        world.work().await;
    }
    let ids = [text(&slow, "upload_id"), text(&idle, "upload_id")];
    let done = sender.complete_drop(&ids).await.expect(200);
    assert_eq!(done["uploads"][0]["entry"]["name"], "large", "two hours on its way");
    assert_eq!(problem_code(&done["uploads"][1]), "upload_closed");
    world.finish().await;
}

#[tokio::test]
async fn a_drop_whose_time_is_over_takes_nothing_that_is_on_its_way() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let expires_at = world.now() + jiff::SignedDuration::from_mins(10);
    let (sender, _) = drop_of(&minji, json!({ "expires_at": expires_at.to_string() })).await;
    let id = sender.send_drop_only(&dropped("a", b"a"), b"a").await;
    world.advance_s(600).await;
    sender.complete_drop(&[&id]).await.refused(Code::ShareEnded);
    sender.start_drop(&[dropped("b", b"b")]).await.refused(Code::ShareEnded);
    sender.open().await.refused(Code::ShareEnded);
    world.advance_s(3_600).await;
    world.work().await;
    assert_eq!(seen(&minji).await["open_files"], 0);
    world.finish().await;
}

#[tokio::test]
async fn a_suspended_owners_drop_takes_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (sender, _) = drop_of(&minji, json!({})).await;
    let id = sender.send_drop_only(&dropped("a", b"a"), b"a").await;
    world.set_status(&minji.id, "suspended").await;
    sender.open().await.refused(Code::ShareEnded);
    sender.start_drop(&[dropped("b", b"b")]).await.refused(Code::ShareEnded);
    sender.complete_drop(&[&id]).await.refused(Code::ShareEnded);
    world.finish().await;
}

#[tokio::test]
async fn what_was_sent_before_a_kill_is_completed_after_it() {
    let mut world = World::fresh().await;
    let minji = world.person("minji").await;
    let (sender, made) = drop_of(&minji, json!({})).await;
    let id = sender.send_drop_only(&dropped("a", b"hello"), b"hello").await;
    world.drop_and_restart().await;
    let sender = Visitor::new(&world.stranger(), &sender.token);
    assert_eq!(sender.complete_drop(&[&id]).await.expect(200)["uploads"][0]["entry"]["size_bytes"], 5);
    world.drop_and_restart().await;
    let sender = Visitor::new(&world.stranger(), &sender.token);
    assert_eq!(sender.complete_drop(&[&id]).await.expect(200)["uploads"][0]["entry"]["size_bytes"], 5, "the receipt is kept");
    let minji = minji.via(&world.stranger());
    let share = seen(&minji).await;
    assert_eq!((&share["id"], &share["files_received"], &share["open_files"]), (&made["id"], &json!(1), &json!(0)));
    world.finish().await;
}
