//! Uploads, tickets and links whose time is over.

use crate::harness::files::{content, part_tickets, problem_code, sha256, sized, text, wanted};
use crate::harness::{Person, Visitor, World};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

const DAY_S: i64 = 24 * 3_600;

async fn objects(world: &World) -> Vec<String> {
    let listed = world.app().objects().list(None).await.unwrap();
    listed.into_iter().map(|object| object.key).filter(|key| !key.ends_with("/marker")).collect()
}

async fn share(owner: &Person, entry: &Value, more: Value) -> Visitor {
    let mut body = json!({ "entry_ids": [entry["id"]], "allow": "download" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = owner.post("/api/shares", &body).await.expect(201);
    Visitor::new(&owner.http, text(&made, "token"))
}

#[tokio::test]
async fn an_upload_that_nobody_finishes_gives_its_room_back_after_seven_days() {
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    let sent = minji.send_only(&wanted("root", "sent", b"hello"), b"hello").await;
    minji.start_one(&sized("unsent", 1_000)).await;
    world.advance_s(7 * DAY_S - 1).await;
    minji.sign_in().await;
    assert_eq!(minji.room().await.reserved, 1_005);
    world.advance_s(1).await;
    assert_eq!((minji.room().await.reserved, minji.room().await.used), (0, 0));
    assert_eq!(problem_code(&minji.complete_one(&sent).await), "upload_closed");
    assert_eq!(minji.get(&format!("/api/uploads/{sent}")).await.expect(200)["state"], "expired");
    assert_eq!(minji.get("/api/uploads").await.expect(200)["items"], json!([]));
    minji.delete(&format!("/api/uploads/{sent}")).await.expect(204);
    assert_eq!(minji.room().await.reserved, 0);
    assert_eq!(objects(&world).await, Vec::<String>::new());
    world.finish().await;
}

#[tokio::test]
async fn an_upload_whose_time_is_over_is_not_gone_on_with_even_before_it_is_swept() {
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    let mut upload = wanted("root", "a", b"hello");
    upload["client_key"] = json!("key");
    let old = minji.start_one(&upload).await;
    world.advance_ms(7 * DAY_S * 1_000);
    minji.sign_in().await;
    let parts = json!({ "parts": [{ "number": 1, "sha256": sha256(b"hello") }] });
    minji.post(&format!("/api/uploads/{}/parts", text(&old, "upload_id")), &parts).await.refused(Code::UploadClosed);
    let anew = minji.upload_as(&upload, b"hello").await;
    assert_eq!(anew["size_bytes"], 5);
    world.work().await;
    assert_eq!((minji.room().await.used, minji.room().await.reserved), (5, 0));
    world.finish().await;
}

#[tokio::test]
async fn what_arrives_after_an_upload_was_cancelled_is_swept() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let started = minji.start_one(&wanted("root", "a", b"hello")).await;
    let ticket = part_tickets(&started["parts"]).remove(0);
    minji.delete(&format!("/api/uploads/{}", text(&started, "upload_id"))).await.expect(204);
    world.work().await;
    assert_eq!(minji.http.put_part(&ticket, b"hello").await.status, 200, "the store does not know that it is late");
    assert_eq!(objects(&world).await.len(), 1);
    world.advance_s(DAY_S).await;
    assert_eq!(objects(&world).await, Vec::<String>::new());
    world.finish().await;
}

#[tokio::test]
async fn a_part_is_sent_within_fifteen_minutes_of_being_signed() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let started = minji.start_one(&wanted("root", "a", b"hello")).await;
    let ticket = part_tickets(&started["parts"]).remove(0);
    world.advance_ms(901_000);
    assert_eq!(minji.http.put_part(&ticket, b"hello").await.status, 403);
    let mut minji = minji;
    minji.sign_in().await;
    let fresh = minji.sign(text(&started, "upload_id"), &[(1, b"hello")]).await.remove(0);
    world.advance_ms(899_000);
    assert_eq!(minji.http.put_part(&fresh, b"hello").await.status, 200);
    minji.sign_in().await;
    assert!(minji.complete_one(text(&started, "upload_id")).await["problem"].is_null());
    world.finish().await;
}

#[tokio::test]
async fn a_download_begins_within_a_minute_and_a_look_within_an_hour() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut upload = wanted("root", "a.txt", b"hello");
    upload["content_type"] = json!("text/plain");
    let entry = minji.upload_as(&upload, b"hello").await;
    let ticket = async |purpose: &str| {
        let body = json!({ "entry_ids": [entry["id"]], "purpose": purpose });
        let tickets = minji.post("/api/downloads", &body).await.expect(200);
        text(&tickets["tickets"][0], "url").to_owned()
    };
    let (attachment, inline) = (ticket("attachment").await, ticket("inline").await);
    let mut at_s = 0;
    for (seconds, attachment_status, inline_status) in [(59, 200, 200), (62, 403, 200), (3_599, 403, 200), (3_602, 403, 403)] {
        world.advance_ms((seconds - at_s) * 1_000);
        at_s = seconds;
        assert_eq!(minji.http.get(&attachment).await.status, attachment_status, "{seconds} s");
        assert_eq!(minji.http.get(&inline).await.status, inline_status, "{seconds} s");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_link_ends_when_its_time_is_over() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let entry = minji.upload("root", "a.txt", b"hello").await;
    let expires_at = world.now() + jiff::SignedDuration::from_hours(1);
    let visitor = share(&minji, &entry, json!({ "expires_at": expires_at.to_string() })).await;
    world.advance_s(3_599).await;
    assert!(text(&visitor.open().await.expect(200), "expires_at").ends_with('Z'));
    let taken = visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
    world.advance_s(1).await;
    visitor.open().await.refused(Code::ShareEnded);
    visitor.list("root").await.refused(Code::ShareEnded);
    visitor.downloads(&json!({ "entry_ids": ["root"], "download_id": taken["download_id"] })).await.refused(Code::ShareEnded);
    let minji = {
        let mut again = minji.clone();
        again.sign_in().await;
        again
    };
    let seen = minji.get("/api/shares").await.expect(200)["items"][0].clone();
    assert_eq!(seen["state"], "expired");
    let later = world.now() + jiff::SignedDuration::from_hours(1);
    let path = format!("/api/shares/{}", text(&seen, "id"));
    assert_eq!(minji.patch(&path, &json!({ "expires_at": later.to_string() })).await.expect(200)["state"], "active");
    visitor.open().await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn what_a_password_opened_closes_after_an_hour() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let entry = minji.upload("root", "a.txt", b"hello").await;
    let mut visitor = share(&minji, &entry, json!({ "password": "open sesame" })).await;
    visitor.unlock("open sesame").await;
    world.advance_s(3_599).await;
    visitor.list("root").await.expect(200);
    world.advance_s(1).await;
    visitor.list("root").await.refused(Code::Unauthorized);
    world.finish().await;
}

#[tokio::test]
async fn a_taken_download_goes_on_for_a_day() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let entry = minji.upload("root", "a.txt", &content(10, 4)).await;
    let visitor = share(&minji, &entry, json!({ "max_downloads": 1 })).await;
    let taken = visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
    let again = json!({ "entry_ids": ["root"], "download_id": taken["download_id"] });
    world.advance_s(DAY_S - 1).await;
    visitor.downloads(&again).await.expect(200);
    world.advance_s(1).await;
    visitor.downloads(&again).await.refused(Code::NotFound);
    visitor.open().await.expect(200);
    world.finish().await;
}
