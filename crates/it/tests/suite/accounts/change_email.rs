//! Another address for an account that has one.

use crate::harness::{Person, World};
use serde_json::json;
use share_cloud_domain::problem::Code;

fn wanted(email: &str, person: &Person) -> serde_json::Value {
    json!({ "email": email, "password": person.password })
}

#[tokio::test]
async fn the_new_address_waits_until_it_is_confirmed_and_then_the_old_one_is_told() {
    let world = World::fresh().await;
    let (minji, new) = (world.person("minji").await, world.address("new"));
    let account = minji.put("/api/account/email", &wanted(&new, &minji)).await.expect(200);
    assert_eq!((&account["email"], &account["pending_email"]), (&json!(minji.email), &json!(new)));
    assert_eq!(account["email_verified"], true);
    let letter = world.letter(&new).await;
    assert_eq!(letter.subject, "Confirm your new e-mail address");
    world.stranger().sign_in(&minji.email, &minji.password).await.expect(200);
    world.stranger().sign_in(&new, &minji.password).await.refused(Code::InvalidCredentials);

    let account = world.stranger().verify(letter.token()).await.expect(200);
    assert_eq!((&account["email"], &account["pending_email"]), (&json!(new), &json!(null)));
    world.stranger().sign_in(&new, &minji.password).await.expect(200);
    world.stranger().sign_in(&minji.email, &minji.password).await.refused(Code::InvalidCredentials);
    let told = world.nth_letter(&minji.email, 2).await;
    assert_eq!(told.subject, "Your e-mail address was changed");
    assert!(!told.text.contains(&new), "the old address does not learn the new one");

    let next = Person::sign_up(&world.stranger(), &world.name("next"), &minji.email).await;
    let token = world.nth_letter(&minji.email, 3).await.token().to_owned();
    assert_eq!(world.stranger().verify(&token).await.expect(200)["id"], json!(next.id), "the old address is free");
    world.finish().await;
}

#[tokio::test]
async fn a_change_of_address_needs_the_password() {
    let world = World::fresh().await;
    let (minji, new) = (world.person("minji").await, world.address("new"));
    let wrong = json!({ "email": new, "password": "not the password" });
    minji.put("/api/account/email", &wrong).await.refused(Code::InvalidCredentials);
    minji.put("/api/account/email", &json!({ "email": new })).await.invalid_at("password", "missing");
    minji.put("/api/account/email", &json!({ "email": "nowhere", "password": minji.password })).await.invalid_at("email", "invalid_email");
    world.work().await;
    assert_eq!(minji.account().await["pending_email"], json!(null));
    assert_eq!(world.letters(&new).await.len(), 0);
    world.finish().await;
}

#[tokio::test]
async fn a_second_change_makes_the_first_link_dead() {
    let world = World::fresh().await;
    let (minji, first, second) = (world.person("minji").await, world.address("one"), world.address("two"));
    minji.put("/api/account/email", &wanted(&first, &minji)).await.expect(200);
    let one = world.letter(&first).await.token().to_owned();
    minji.put("/api/account/email", &wanted(&second, &minji)).await.expect(200);
    let two = world.letter(&second).await.token().to_owned();
    world.stranger().verify(&one).await.refused(Code::TokenInvalid);
    assert_eq!(world.stranger().verify(&two).await.expect(200)["email"], json!(second));
    world.finish().await;
}
