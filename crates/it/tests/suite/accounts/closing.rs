//! Closing an account, and coming back.

use crate::harness::files::{problem_code, text, wanted};
use crate::harness::{Call, Person, Visitor, World};
use futures::future::join_all;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

const CLOSING: &str = "Your account is closing";
const UNDONE: &str = "Your account is open again";

/// A home whose admin is somebody else: the last admin cannot close.
async fn home() -> World {
    let world = World::fresh().await;
    Person::sign_up(&world.stranger(), &world.name("first"), &world.address("first")).await;
    world
}

async fn subjects(world: &World, person: &Person) -> Vec<String> {
    world.letters(&person.email).await.into_iter().map(|letter| letter.subject).collect()
}

async fn link(owner: &Person, entry: &Value) -> Visitor {
    let body = json!({ "entry_ids": [entry["id"]], "allow": "download" });
    let share = owner.post("/api/shares", &body).await.expect(201);
    Visitor::new(&owner.http, text(&share, "token"))
}

#[tokio::test]
async fn closing_ends_every_session_and_link_at_once_and_a_letter_says_until_when_signing_in_undoes_it() {
    let world = home().await;
    let minji = world.person("minji").await;
    let mut elsewhere = minji.clone();
    elsewhere.sign_in().await;
    let visitor = link(&minji, &minji.upload("root", "a.txt", b"hello").await).await;
    let taken = visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
    let closed = minji.close().await;
    closed.expect(204);
    assert!(closed.header("set-cookie").unwrap().contains("Max-Age=0"), "{closed}");
    for person in [&minji, &elsewhere] {
        person.get("/api/account").await.refused(Code::Unauthorized);
        person.refresh_with(&person.cookie).await.refused(Code::Unauthorized);
    }
    visitor.open().await.refused(Code::ShareEnded);
    visitor.list("root").await.refused(Code::ShareEnded);
    visitor.downloads(&json!({ "entry_ids": ["root"], "download_id": taken["download_id"] })).await.refused(Code::ShareEnded);
    let letter = world.nth_letter(&minji.email, 2).await;
    assert_eq!(letter.subject, CLOSING);
    assert!(letter.text.contains("signing in undoes it") && letter.text.contains("Until "), "{letter:?}");
    world.finish().await;
}

#[tokio::test]
async fn signing_in_undoes_the_closing_and_everything_is_as_it_was() {
    let world = home().await;
    let mut minji = world.person("minji").await;
    let visitor = link(&minji, &minji.upload("root", "a.txt", b"hello").await).await;
    let upload = minji.send_only(&wanted("root", "b.txt", b"b"), b"b").await;
    let old = minji.clone();
    minji.close().await.expect(204);
    let back = minji.sign_in().await;
    assert_eq!(back.json()["closing_undone"], true);
    assert_eq!(minji.names("root").await, ["a.txt"]);
    assert!(minji.complete_one(&upload).await["problem"].is_null());
    visitor.open().await.expect(200);
    old.get("/api/account").await.refused(Code::Unauthorized);
    old.refresh_with(&old.cookie).await.refused(Code::Unauthorized);
    assert_eq!(minji.refresh().await.json()["closing_undone"], false);
    assert_eq!(minji.sign_in().await.json()["closing_undone"], false, "it was undone before");
    let activity = minji.get("/api/activity").await.expect(200);
    let deeds: Vec<&str> = activity["items"].as_array().unwrap().iter().map(|item| text(item, "deed")).collect();
    assert!(deeds.contains(&"closing_began") && deeds.contains(&"closing_undone"), "{deeds:?}");
    world.nth_letter(&minji.email, 2).await;
    world.work().await;
    assert!(subjects(&world, &minji).await.contains(&UNDONE.to_owned()));
    world.finish().await;
}

#[tokio::test]
async fn closing_takes_the_password_and_nothing_else() {
    let world = home().await;
    let minji = world.person("minji").await;
    let close = async |body: Value| minji.send(Call::delete("/api/account").json(&body)).await;
    close(json!({ "password": "not the password" })).await.refused(Code::InvalidCredentials);
    close(json!({})).await.invalid_at("password", "missing");
    close(json!({ "password": minji.password, "now": true })).await.invalid_at("now", "unknown");
    minji.delete("/api/account").await.invalid_at("password", "missing");
    minji.get("/api/account").await.expect(200);
    for _ in 0..9 {
        close(json!({ "password": "not the password" })).await.refused(Code::InvalidCredentials);
    }
    close(json!({ "password": minji.password })).await.refused(Code::TooManyRequests);
    minji.get("/api/account").await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn while_an_account_is_closing_its_name_and_address_are_its_own() {
    let world = home().await;
    let minji = world.person("minji").await;
    minji.close().await.expect(204);
    let body = json!({ "username": minji.username, "email": "other@example.com", "password": minji.password });
    world.stranger().post("/api/accounts", &body).await.refused(Code::UsernameTaken);
    let jiho = Person::sign_up(&world.stranger(), &world.name("jiho"), &minji.email).await;
    let told = world.nth_letter(&minji.email, 3).await;
    assert_eq!(told.subject, "Someone tried to sign up with your address");
    world.stranger().sign_in(&minji.email, &minji.password).await.expect(200);
    world.stranger().sign_in(&jiho.username, &jiho.password).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn whoever_forgot_the_password_comes_back_by_a_letter_too() {
    let world = home().await;
    let mut minji = world.person("minji").await;
    minji.close().await.expect(204);
    world.stranger().post("/api/accounts/forgot-password", &json!({ "email": minji.email })).await.expect(202);
    let reset = world.nth_letter(&minji.email, 3).await.token().to_owned();
    let body = json!({ "token": reset, "new_password": "quite another password" });
    world.stranger().post("/api/accounts/reset-password", &body).await.expect(204);
    "quite another password".clone_into(&mut minji.password);
    assert_eq!(minji.sign_in().await.json()["closing_undone"], true);
    world.finish().await;
}

#[tokio::test]
async fn an_account_that_nobody_confirmed_closes_without_a_letter_and_is_not_confirmed_meanwhile() {
    let world = home().await;
    let mut minji = world.newcomer("minji").await;
    let token = world.letter(&minji.email).await.token().to_owned();
    minji.close().await.expect(204);
    world.stranger().verify(&token).await.refused(Code::TokenInvalid);
    world.work().await;
    assert_eq!(world.letters(&minji.email).await.len(), 1);
    assert_eq!(minji.sign_in().await.json()["closing_undone"], true);
    world.stranger().verify(&token).await.expect(200);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_sign_ins_at_once_each_is_in_and_the_closing_is_undone_once() {
    let world = home().await;
    let mut minji = world.person("minji").await;
    minji.close().await.expect(204);
    let answers = join_all((0..6).map(|_| async { minji.http.sign_in(&minji.username, &minji.password).await })).await;
    let undone = answers.iter().filter(|answer| answer.expect(200)["closing_undone"] == true).count();
    assert_eq!(undone, 1);
    minji.sign_in().await;
    let activity = minji.get("/api/activity").await.expect(200);
    let count = activity["items"].as_array().unwrap().iter().filter(|item| item["deed"] == "closing_undone").count();
    assert_eq!(count, 1);
    world.finish().await;
}

#[tokio::test]
async fn what_was_asked_before_the_closing_is_refused_after_it() {
    let world = home().await;
    let minji = world.person("minji").await;
    let started = minji.start_one(&wanted("root", "a", b"a")).await;
    assert!(started["problem"].is_null(), "{}", problem_code(&started));
    let body = json!({ "email": world.address("moved"), "password": minji.password });
    minji.put("/api/account/email", &body).await.expect(200);
    let token = world.letter(&world.address("moved")).await.token().to_owned();
    minji.close().await.expect(204);
    world.stranger().verify(&token).await.refused(Code::TokenInvalid);
    minji.post("/api/uploads/complete", &json!({ "uploads": [{ "upload_id": started["upload_id"] }] })).await.refused(Code::Unauthorized);
    world.finish().await;
}
