//! Signing in.

use crate::harness::{Person, World};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;
use std::collections::BTreeSet;

#[tokio::test]
async fn signing_in_answers_the_account_a_token_for_ten_minutes_and_a_cookie_that_no_script_reads() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let answer = world.stranger().sign_in(&minji.username, &minji.password).await;
    let body = answer.expect(200);
    let fields: BTreeSet<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, BTreeSet::from(["access_token", "expires_in", "account", "closing_undone"]));
    assert_eq!((&body["expires_in"], &body["account"]), (&json!(600), &minji.account().await));
    let cookie = answer.header("set-cookie").unwrap();
    let mut parts = cookie.split("; ");
    let (name, token) = parts.next().unwrap().split_once('=').unwrap();
    assert_eq!((name, token.len()), ("share_cloud_refresh", 75));
    let attributes: BTreeSet<&str> = parts.collect();
    let expected = ["Path=/api/sessions", "HttpOnly", "SameSite=Strict", "Max-Age=2592000"];
    assert_eq!(attributes, BTreeSet::from(expected), "and neither Secure over plain http nor a Domain");
    world.finish().await;
}

#[tokio::test]
async fn one_signs_in_by_username_at_once_and_by_address_once_it_is_confirmed() {
    let world = World::fresh().await;
    let (name, email) = (world.name("minji"), world.address("Min.Ji"));
    let minji = Person::sign_up(&world.stranger(), &name, &email).await;
    let stranger = world.stranger();
    for login in [&name, &world.name("MinJi"), &format!("  {name} ")] {
        stranger.sign_in(login, &minji.password).await.expect(200);
    }
    stranger.sign_in(&email, &minji.password).await.refused(Code::InvalidCredentials);
    let token = world.letter(&minji.email).await.token().to_owned();
    stranger.verify(&token).await.expect(200);
    for login in [&email, &email.to_uppercase(), &name] {
        assert_eq!(stranger.sign_in(login, &minji.password).await.expect(200)["account"]["id"], json!(minji.id));
    }
    world.finish().await;
}

#[tokio::test]
async fn whoever_is_wrong_is_told_the_same() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let unconfirmed = Person::sign_up(&world.stranger(), &world.name("jiho"), &world.address("jiho")).await;
    let cases = [
        (minji.username.as_str(), "not the password"),
        (minji.email.as_str(), "not the password"),
        ("nobody", "not the password"),
        ("nobody@example.com", "not the password"),
        (unconfirmed.email.as_str(), unconfirmed.password.as_str()),
        ("", ""),
        (&minji.username, ""),
        (&minji.username, " a long enough password"),
        ("한글", "not the password"),
        ("a@b@c", "not the password"),
        (&minji.username.replace('i', "ı"), minji.password.as_str()),
    ];
    let mut bodies = BTreeSet::new();
    for (login, password) in cases {
        let answer = world.stranger().sign_in(login, password).await;
        let mut problem = answer.refused(Code::InvalidCredentials);
        assert_eq!(answer.header("set-cookie"), None, "{login}");
        problem["request_id"] = Value::Null;
        bodies.insert(problem.to_string());
    }
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    world.finish().await;
}

#[tokio::test]
async fn a_sign_in_takes_two_texts_of_sane_length() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    let path = "/api/sessions";
    stranger.post(path, &json!({ "login": "minji" })).await.invalid_at("password", "missing");
    stranger.post(path, &json!({ "password": "x" })).await.invalid_at("login", "missing");
    stranger.post(path, &json!({ "login": "minji", "password": "x".repeat(1_025) })).await.invalid_at("password", "too_long");
    stranger.post(path, &json!({ "login": "minji", "password": "x", "role": "admin" })).await.invalid_at("role", "unknown");
    assert_eq!(stranger.post(path, &json!({ "login": "minji", "password": 7 })).await.invalid()[0].0, "password");
    let long = stranger.post(path, &json!({ "login": "m".repeat(10_000), "password": "x" })).await;
    assert!([401, 422].contains(&long.status), "{long}");
    world.finish().await;
}
