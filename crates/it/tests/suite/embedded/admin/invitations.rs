//! Invitations as admins make, see and take them back.

use crate::harness::files::text;
use crate::harness::{Person, World};
use jiff::SignedDuration;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

async fn invite(admin: &Person, body: &Value) -> Value {
    admin.post("/api/admin/invitations", body).await.expect(200)
}

async fn listed(admin: &Person) -> Vec<Value> {
    admin.get("/api/admin/invitations").await.expect(200)["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_invitation_shows_its_link_whenever_it_is_looked_at_until_it_is_taken_back() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    assert_eq!(listed(&admin).await, Vec::<Value>::new());
    let one = invite(&admin, &json!({})).await;
    world.advance_ms(1);
    let two = invite(&admin, &json!({ "email": "Sora@example.com" })).await;
    assert!(text(&one, "url").starts_with(&format!("{}/sign-up?invitation=", world.base_url)), "{one}");
    let week = world.now() - SignedDuration::from_millis(1) + SignedDuration::from_hours(7 * 24);
    assert_eq!((&one["email"], &one["expires_at"]), (&Value::Null, &json!(format!("{week:.3}"))));
    assert_eq!(two["email"], "Sora@example.com");
    assert_eq!(listed(&admin).await, [two.clone(), one.clone()], "the newest first");
    let path = format!("/api/admin/invitations/{}", text(&two, "id"));
    admin.delete(&path).await.expect(204);
    admin.delete(&path).await.refused(Code::NotFound);
    admin.delete("/api/admin/invitations/nonsense").await.refused(Code::NotFound);
    assert_eq!(listed(&admin).await, [one]);
    world.finish().await;
}

#[tokio::test]
async fn invitations_are_listed_page_after_page() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.insert(0, invite(&admin, &json!({})).await);
        world.advance_ms(1);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&format!("/api/admin/invitations?limit=2{cursor}")).await.expect(200);
        seen.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, made);
    world.finish().await;
}

#[tokio::test]
async fn an_invitation_for_an_address_is_brought_by_a_letter_in_the_language_asked_for() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    admin.patch("/api/account", &json!({ "display_name": "김민지" })).await.expect(200);
    let one = invite(&admin, &json!({ "email": "sora@example.com", "locale": "ko" })).await;
    let letter = world.letter("sora@example.com").await;
    assert_eq!(letter.subject, "share-cloud에 초대받았어요");
    assert_eq!(letter.link(), text(&one, "url"));
    assert!(letter.text.contains("김민지 님이") && letter.html.contains(text(&one, "url")), "{letter:?}");
    let two = invite(&admin, &json!({ "email": "nari@example.com" })).await;
    let letter = world.letter("nari@example.com").await;
    assert_eq!((letter.subject.as_str(), letter.link()), ("You are invited to share-cloud", text(&two, "url")));
    world.finish().await;
}

#[tokio::test]
async fn an_invitation_that_makes_no_sense_is_refused() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let jiho = world.person("jiho").await;
    let late = world.now() + SignedDuration::from_hours(30 * 24) + SignedDuration::from_millis(1);
    for (field, value, code) in [
        ("email", json!("nobody"), "invalid_email"),
        ("email", json!(jiho.email), "taken"),
        ("expires_at", json!("2020-01-01T00:00:00Z"), "in_the_past"),
        ("expires_at", json!(late.to_string()), "out_of_range"),
        ("locale", json!("fr"), "invalid"),
        ("token", json!("mine"), "unknown"),
        ("quota_bytes", json!(1), "unknown"),
    ] {
        admin.post("/api/admin/invitations", &json!({ field: value })).await.invalid_at(field, code);
    }
    assert_eq!(listed(&admin).await, Vec::<Value>::new());
    world.finish().await;
}

#[tokio::test]
async fn one_address_is_invited_once_a_minute_and_an_admin_invites_two_hundred_a_day() {
    let world = World::with(|settings| settings.limits.invitation_account.max = 3).await;
    let admin = world.person("minji").await;
    invite(&admin, &json!({ "email": "sora@example.com" })).await;
    let again = admin.post("/api/admin/invitations", &json!({ "email": "sora@example.com" })).await;
    assert_eq!(again.refused_for_s(), 60);
    invite(&admin, &json!({})).await;
    assert!(admin.post("/api/admin/invitations", &json!({})).await.refused_for_s() > 60);
    assert_eq!(share_cloud_api::config::Limits::default().invitation_account.max, 200);
    world.finish().await;
}

#[tokio::test]
async fn the_table_holds_no_invitations_token() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let made = invite(&admin, &json!({ "email": "sora@example.com" })).await;
    let token = text(&made, "url").split_once("invitation=").unwrap().1.to_owned();
    for item in world.items().await {
        assert!(!item.to_string().contains(&token), "{item}");
    }
    world.work().await;
    world.finish().await;
}
