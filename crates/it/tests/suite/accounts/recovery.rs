//! For who forgot the username or the password.

use crate::harness::{Answer, Person, Stranger, World};
use serde_json::json;
use share_cloud_domain::problem::Code;

const NEW_PASSWORD: &str = "quite another password";

async fn find_username(http: &Stranger, email: &str) -> Answer {
    http.post("/api/accounts/find-username", &json!({ "email": email })).await
}

async fn forget(http: &Stranger, email: &str) -> Answer {
    http.post("/api/accounts/forgot-password", &json!({ "email": email })).await
}

async fn reset(http: &Stranger, token: &str, new_password: &str) -> Answer {
    http.post("/api/accounts/reset-password", &json!({ "token": token, "new_password": new_password })).await
}

/// The token of the newest letter, which is the one that resets.
async fn reset_token(world: &World, person: &Person, letter: usize) -> String {
    forget(&world.stranger(), &person.email).await.expect(202);
    let letter = world.nth_letter(&person.email, letter).await;
    assert_eq!(letter.link(), format!("{}/reset-password?token={}", world.base_url, letter.token()));
    letter.token().to_owned()
}

#[tokio::test]
async fn a_username_is_told_by_letter_to_the_confirmed_address_alone() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let unconfirmed = Person::sign_up(&world.stranger(), &world.name("jiho"), &world.address("jiho")).await;
    let shouted = minji.email.to_uppercase().replace("EXAMPLE.COM", "example.com");
    let nobody = world.address("nobody");
    let answers = [
        find_username(&world.stranger(), &shouted).await,
        find_username(&world.stranger(), &nobody).await,
        find_username(&world.stranger(), &unconfirmed.email).await,
    ];
    for answer in answers {
        assert_eq!(answer.expect(202), json!({}));
    }
    let letter = world.letter(&shouted).await;
    assert!(letter.text.contains(&minji.username) && !letter.text.contains("token="), "{}", letter.text);
    world.work().await;
    assert_eq!(world.letters(&nobody).await.len(), 0);
    assert_eq!(world.letters(&unconfirmed.email).await.len(), 1, "an address that is not confirmed belongs to nobody");
    assert_eq!(world.letters(&minji.email).await.len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn a_reset_sets_the_password_ends_every_session_and_signs_nobody_in() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut other = minji.clone();
    other.sign_in().await;
    let token = reset_token(&world, &minji, 2).await;
    let answer = reset(&world.stranger(), &token, NEW_PASSWORD).await;
    answer.expect(204);
    assert_eq!(answer.header("set-cookie"), None);
    for person in [&minji, &other] {
        person.get("/api/account").await.refused(Code::Unauthorized);
        person.refresh_with(&person.cookie).await.refused(Code::Unauthorized);
    }
    world.stranger().sign_in(&minji.username, &minji.password).await.refused(Code::InvalidCredentials);
    world.stranger().sign_in(&minji.username, NEW_PASSWORD).await.expect(200);
    let told = world.nth_letter(&minji.email, 3).await;
    assert_eq!(told.subject, "Your password was changed");
    reset(&world.stranger(), &token, "a third password").await.refused(Code::TokenInvalid);
    world.stranger().sign_in(&minji.username, NEW_PASSWORD).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_password_that_is_refused_leaves_the_link_good() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let token = reset_token(&world, &minji, 2).await;
    for (password, code) in [("short", "too_short"), ("password1", "too_common"), (&"x1".repeat(513), "too_long")] {
        reset(&world.stranger(), &token, password).await.invalid_at("new_password", code);
    }
    reset(&world.stranger(), &token, NEW_PASSWORD).await.expect(204);
    world.finish().await;
}

#[tokio::test]
async fn a_token_is_good_for_its_purpose_alone() {
    let world = World::fresh().await;
    let unconfirmed = world.newcomer("jiho").await;
    let confirming = world.letter(&unconfirmed.email).await.token().to_owned();
    reset(&world.stranger(), &confirming, NEW_PASSWORD).await.refused(Code::TokenInvalid);
    let minji = world.person("minji").await;
    let resetting = reset_token(&world, &minji, 2).await;
    world.stranger().verify(&resetting).await.refused(Code::TokenInvalid);
    for wrong in ["", "x", &"A".repeat(43), &resetting[1..]] {
        reset(&world.stranger(), wrong, NEW_PASSWORD).await.refused(Code::TokenInvalid);
    }
    world.stranger().verify(&confirming).await.expect(200);
    reset(&world.stranger(), &resetting, NEW_PASSWORD).await.expect(204);
    world.finish().await;
}

#[tokio::test]
async fn an_address_that_is_not_the_accounts_any_more_resets_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let token = reset_token(&world, &minji, 2).await;
    let new = world.address("new");
    let change = json!({ "email": new, "password": minji.password });
    minji.put("/api/account/email", &change).await.expect(200);
    let confirm = world.letter(&new).await.token().to_owned();
    world.stranger().verify(&confirm).await.expect(200);
    reset(&world.stranger(), &token, NEW_PASSWORD).await.refused(Code::TokenInvalid);
    world.stranger().sign_in(&minji.username, &minji.password).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn whoever_asks_for_whatever_is_told_the_same() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    for ask in ["/api/accounts/find-username", "/api/accounts/forgot-password"] {
        let mut answers = Vec::new();
        for email in [&minji.email, &world.address("nobody")] {
            let body = json!({ "email": email });
            let first = world.stranger().post(ask, &body).await;
            let again = world.stranger().post(ask, &body).await;
            assert_eq!(first.expect(202), json!({}));
            answers.push((first.status, again.status, again.refused_for_s()));
        }
        assert_eq!(answers[0], answers[1], "{ask}: also in how often one may ask");
        world.stranger().post(ask, &json!({ "email": "nonsense" })).await.invalid_at("email", "invalid_email");
        world.stranger().post(ask, &json!({ "email": "a@example.com", "username": "x" })).await.invalid_at("username", "unknown");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_new_password_makes_every_older_letter_dead() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let token = reset_token(&world, &minji, 2).await;
    let change = json!({ "password": minji.password, "new_password": NEW_PASSWORD });
    minji.put("/api/account/password", &change).await.expect(204);
    reset(&world.stranger(), &token, "a third password").await.refused(Code::TokenInvalid);
    world.stranger().sign_in(&minji.username, NEW_PASSWORD).await.expect(200);
    world.finish().await;
}
