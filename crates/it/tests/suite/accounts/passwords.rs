//! Changing a password, and the sessions of an account.

use crate::harness::files::text;
use crate::harness::{Person, World};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;
use std::collections::BTreeSet;

const NEW_PASSWORD: &str = "quite another password";

async fn sessions(person: &Person) -> Vec<Value> {
    person.get("/api/sessions").await.expect(200)["items"].as_array().unwrap().clone()
}

async fn second_session(person: &Person) -> Person {
    let mut other = person.clone();
    other.http = person.http.with("user-agent", "another browser");
    other.sign_in().await;
    other
}

async fn is_signed_in(person: &Person) -> bool {
    let (get, refresh) = (person.get("/api/account").await.status, person.refresh_with(&person.cookie).await.status);
    assert_eq!(get, refresh, "access and refresh end together");
    get == 200
}

#[tokio::test]
async fn a_changed_password_ends_every_other_session_and_the_person_is_told() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let other = second_session(&minji).await;
    let body = json!({ "password": minji.password, "new_password": NEW_PASSWORD });
    minji.put("/api/account/password", &body).await.expect(204);
    assert!(is_signed_in(&minji).await && !is_signed_in(&other).await);
    world.stranger().sign_in(&minji.username, &minji.password).await.refused(Code::InvalidCredentials);
    world.stranger().sign_in(&minji.username, NEW_PASSWORD).await.expect(200);
    assert_eq!(world.nth_letter(&minji.email, 2).await.subject, "Your password was changed");
    world.finish().await;
}

#[tokio::test]
async fn a_password_is_not_changed_without_the_old_one_or_to_a_bad_one() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let other = second_session(&minji).await;
    let change = async |password: &str, new_password: &str| {
        minji.put("/api/account/password", &json!({ "password": password, "new_password": new_password })).await
    };
    change("not the password", NEW_PASSWORD).await.refused(Code::InvalidCredentials);
    change("", NEW_PASSWORD).await.refused(Code::InvalidCredentials);
    change(&minji.password, "short").await.invalid_at("new_password", "too_short");
    change(&minji.password, "password1").await.invalid_at("new_password", "too_common");
    minji.put("/api/account/password", &json!({ "new_password": NEW_PASSWORD })).await.invalid_at("password", "missing");
    assert!(is_signed_in(&other).await, "nothing has changed");
    world.stranger().sign_in(&minji.username, &minji.password).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_person_sees_where_they_are_signed_in_and_nothing_secret() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let other = second_session(&minji).await;
    let listed = sessions(&minji).await;
    assert_eq!((listed.len(), sessions(&jiho).await.len()), (2, 1));
    let current: Vec<&Value> = listed.iter().filter(|session| session["current"] == true).collect();
    assert_eq!(current.len(), 1);
    let others: Vec<&Value> = listed.iter().filter(|session| session["current"] == false).collect();
    assert_eq!((&others[0]["user_agent"], &others[0]["address"]), (&json!("another browser"), &json!(world.here())));
    let fields: BTreeSet<&str> = listed[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, BTreeSet::from(["id", "user_agent", "address", "created_at", "last_used_at", "current"]));
    let all = json!(listed).to_string();
    assert!(!all.contains(other.cookie.split_once('=').unwrap().1) && !all.contains(&other.access_token));
    world.finish().await;
}

#[tokio::test]
async fn one_session_or_all_others_are_ended_at_once() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let (second, third) = (second_session(&minji).await, second_session(&minji).await);
    let id =
        sessions(&second).await.iter().find(|session| session["current"] == true).map(|session| text(session, "id").to_owned()).unwrap();
    jiho.delete(&format!("/api/sessions/{id}")).await.refused(Code::NotFound);
    assert!(is_signed_in(&second).await);
    minji.delete(&format!("/api/sessions/{id}")).await.expect(204);
    assert!(!is_signed_in(&second).await && is_signed_in(&third).await);
    minji.delete(&format!("/api/sessions/{id}")).await.refused(Code::NotFound);
    minji.delete("/api/sessions/nonsense").await.refused(Code::NotFound);
    minji.delete("/api/sessions").await.expect(204);
    assert!(is_signed_in(&minji).await && !is_signed_in(&third).await && is_signed_in(&jiho).await);
    let later = second_session(&minji).await;
    assert!(is_signed_in(&later).await, "who signs in afterwards is in");
    assert_eq!(sessions(&minji).await.len(), 2);
    world.finish().await;
}
