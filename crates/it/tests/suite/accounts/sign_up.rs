//! Signing up.

use crate::harness::{Answer, Stranger, World};
use futures::future::join_all;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;
use std::collections::BTreeSet;

const PASSWORD: &str = "a long enough password";

fn body(world: &World, name: &str) -> Value {
    json!({ "username": world.name(name), "email": world.address(name), "password": PASSWORD, "locale": "ko" })
}

async fn sign_up(http: &Stranger, body: &Value) -> Answer {
    http.post("/api/accounts", body).await
}

#[tokio::test]
async fn signing_up_answers_the_account_and_nothing_secret() {
    let world = World::fresh().await;
    let account = sign_up(&world.stranger(), &body(&world, "minji")).await.expect(201);
    let fields: BTreeSet<&str> = account.as_object().unwrap().keys().map(String::as_str).collect();
    let expected =
        ["id", "username", "email", "pending_email", "email_verified", "display_name", "locale", "role", "root_id", "notices", "storage"];
    assert_eq!(fields, BTreeSet::from(expected));
    assert_eq!((&account["username"], &account["email"]), (&json!(world.name("minji")), &json!(world.address("minji"))));
    assert_eq!((&account["pending_email"], &account["display_name"]), (&Value::Null, &Value::Null));
    assert_eq!((&account["email_verified"], &account["locale"]), (&json!(false), &json!("ko")));
    let storage = json!({
        "quota_bytes": 10_737_418_240_i64, "used_bytes": 0, "reserved_bytes": 0, "free_bytes": 10_737_418_240_i64,
        "versions_bytes": 0, "trash_bytes": 0, "over_quota": false
    });
    assert_eq!(account["storage"], storage);
    world.finish().await;
}

#[tokio::test]
async fn each_bad_field_is_named_with_what_is_wrong() {
    let world = World::fresh().await;
    let long_name = "a".repeat(33);
    let long_password = "b1".repeat(513);
    let long_email = format!("a@{}.example", "b".repeat(250));
    let cases = [
        ("username", "ab", "too_short"),
        ("username", long_name.as_str(), "too_long"),
        ("username", "9lives", "invalid_start"),
        ("username", "한글이름", "invalid_characters"),
        ("username", "min ji", "invalid_characters"),
        ("username", "min\u{212A}i", "invalid_characters"),
        ("username", "Admin", "reserved"),
        ("email", "", "invalid_email"),
        ("email", "minji", "invalid_email"),
        ("email", "minji@", "invalid_email"),
        ("email", "minji@example.com\r\nBcc: all@example.com", "invalid_email"),
        ("email", "a@b@example.com", "invalid_email"),
        ("email", long_email.as_str(), "too_long"),
        ("password", "", "too_short"),
        ("password", "7 chars", "too_short"),
        ("password", long_password.as_str(), "too_long"),
        ("password", "password1", "too_common"),
        ("password", "QWERTYUIOP", "too_common"),
        ("password", "aaaaaaaaaaaa", "too_common"),
    ];
    for (field, value, code) in cases {
        let mut body = body(&world, "minji");
        body[field] = json!(value);
        sign_up(&world.stranger(), &body).await.invalid_at(field, code);
    }
    sign_up(&world.stranger(), &body(&world, "minji")).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn everything_that_is_wrong_is_named_at_once() {
    let world = World::fresh().await;
    let answer = sign_up(&world.stranger(), &json!({ "username": "a", "email": "b", "password": "c" })).await;
    let fields: Vec<String> = answer.invalid().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["username", "email", "password"]);
    world.finish().await;
}

#[tokio::test]
async fn a_missing_field_is_named() {
    let world = World::fresh().await;
    for field in ["username", "email", "password"] {
        let mut body = body(&world, "minji");
        body.as_object_mut().unwrap().remove(field);
        sign_up(&world.stranger(), &body).await.invalid_at(field, "missing");
    }
    world.finish().await;
}

#[tokio::test]
async fn the_language_is_korean_or_english_and_english_unless_said() {
    let world = World::fresh().await;
    for locale in [json!("fr"), json!(""), json!(7), json!("KO")] {
        let mut wrong = body(&world, "minji");
        wrong["locale"] = locale;
        assert_eq!(sign_up(&world.stranger(), &wrong).await.invalid()[0].0, "locale");
    }
    let mut silent = body(&world, "minji");
    silent.as_object_mut().unwrap().remove("locale");
    assert_eq!(sign_up(&world.stranger(), &silent).await.expect(201)["locale"], "en");
    world.finish().await;
}

#[tokio::test]
async fn a_username_is_taken_whatever_its_case() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    assert_eq!(sign_up(&stranger, &body(&world, "MinJi")).await.expect(201)["username"], json!(world.name("minji")));
    for again in ["minji", "MINJI", "minJI"] {
        sign_up(&stranger, &body(&world, again)).await.refused(Code::UsernameTaken);
    }
    sign_up(&stranger, &body(&world, "minji1")).await.expect(201);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_want_one_username_at_once_one_gets_it() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    let wanted: Vec<Value> = (0..12)
        .map(|n| json!({ "username": world.name("minji"), "email": world.address(&format!("m{n}")), "password": PASSWORD }))
        .collect();
    let answers = join_all(wanted.iter().map(|body| sign_up(&stranger, body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.refused(Code::UsernameTaken);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_body_cannot_set_what_is_not_its_own() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    let fields = [
        ("quota_bytes", json!(1_u64 << 50)),
        ("role", json!("admin")),
        ("email_verified", json!(true)),
        ("status", json!("active")),
        ("id", json!("0".repeat(32))),
        ("account_id", json!("0".repeat(32))),
        ("storage", json!({ "quota_bytes": 1 })),
        ("vanishes_at", Value::Null),
        ("Role", json!("admin")),
    ];
    for (field, value) in fields {
        let mut more = body(&world, "minji");
        more[field] = value;
        sign_up(&stranger, &more).await.invalid_at(field, "unknown");
    }
    sign_up(&stranger, &body(&world, "minji")).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn a_refused_sign_up_leaves_the_name_free_and_sends_no_letter() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    sign_up(&stranger, &body(&world, "minji")).await.expect(201);
    let (mut other, email) = (body(&world, "minji"), world.address("other"));
    other["email"] = json!(email);
    sign_up(&stranger, &other).await.refused(Code::UsernameTaken);
    other["username"] = json!(world.name("other"));
    other["password"] = json!("short");
    sign_up(&stranger, &other).await.refused(Code::InvalidInput);
    world.work().await;
    assert_eq!(world.letters(&email).await.len(), 0);
    other["password"] = json!(PASSWORD);
    sign_up(&stranger, &other).await.expect(201);
    world.letter(&email).await;
    world.finish().await;
}

#[tokio::test]
async fn a_password_of_any_script_and_of_1024_bytes_signs_in() {
    let world = World::fresh().await;
    for (name, password) in [("minji", "비밀번호는 길게 쓴다".to_owned()), ("jiho", "p4".repeat(512)), ("sora", " 12345678 ".to_owned())]
    {
        let mut body = body(&world, name);
        body["password"] = json!(password);
        sign_up(&world.stranger(), &body).await.expect(201);
        world.stranger().sign_in(&world.name(name), &password).await.expect(200);
        world.stranger().sign_in(&world.name(name), password.trim_end_matches(['4', '다', ' '])).await.refused(Code::InvalidCredentials);
    }
    world.finish().await;
}
