//! Bodies that are no good, on a route that anyone may call.

use crate::harness::{Call, World};
use serde_json::json;
use share_cloud_domain::problem::Code;

const GOOD: &str = r#"{"username":"minji","email":"minji@example.com","password":"a long enough password"}"#;

fn call() -> Call {
    Call::post("/api/accounts")
}

#[tokio::test]
async fn a_body_that_is_no_json_is_malformed() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    let cut = &GOOD[..GOOD.len() - 1];
    let twice = format!("{GOOD}{GOOD}");
    let deep = "[".repeat(10_000);
    for body in ["{", "minji", "'x'", "{\"username\":}", "\u{0}", cut, &twice, &deep] {
        stranger.send(call().header("content-type", "application/json").body(body)).await.refused(Code::MalformedJson);
    }
    stranger.send(call().header("content-type", "application/json").body(vec![b'"', 0xff, 0xfe, b'"'])).await.refused(Code::MalformedJson);
    world.finish().await;
}

#[tokio::test]
async fn a_value_of_another_type_is_invalid() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    for value in [json!(7), json!(null), json!(["minji"]), json!({ "a": 1 }), json!(true)] {
        let body = json!({ "username": value, "email": "minji@example.com", "password": "a long enough password" });
        let fields = stranger.post("/api/accounts", &body).await.invalid();
        assert_eq!((fields.len(), fields[0].0.as_str()), (1, "username"), "{value}");
    }
    for body in [json!([]), json!("text"), json!(7), json!(null)] {
        stranger.post("/api/accounts", &body).await.refused(Code::InvalidInput);
    }
    let twice = r#"{"username":"minji","username":"minji","email":"m@example.com","password":"a long enough password"}"#;
    stranger.send(call().header("content-type", "application/json").body(twice)).await.refused(Code::InvalidInput);
    world.finish().await;
}

#[tokio::test]
async fn a_body_of_another_content_type_is_refused() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    stranger.send(call().body(GOOD)).await.refused(Code::UnsupportedMediaType);
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", ""] {
        stranger.send(call().header("content-type", content_type).body(GOOD)).await.refused(Code::UnsupportedMediaType);
    }
    stranger.send(call().header("content-type", "Application/JSON; charset=utf-8").body(GOOD)).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    let padded = |spaces: usize| format!("{GOOD}{}", " ".repeat(spaces));
    for spaces in [16 * 1_024, 200_000] {
        stranger.send(call().header("content-type", "application/json").body(padded(spaces))).await.refused(Code::TooLarge);
    }
    let just = 16 * 1_024 - GOOD.len();
    stranger.send(call().header("content-type", "application/json").body(padded(just))).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn an_absent_body_counts_as_an_empty_object() {
    let world = World::fresh().await;
    world.stranger().send(call()).await.invalid_at("username", "missing");
    let minji = world.newcomer("minji").await;
    minji.http.send(Call::post("/api/sessions/refresh").header("cookie", &minji.cookie)).await.expect(200);
    world.finish().await;
}
