//! What a restart keeps: everything.

use crate::harness::World;
use serde_json::json;
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn a_restart_keeps_accounts_sessions_and_letters() {
    let mut world = World::fresh().await;
    let mut minji = world.person("minji").await;
    let unconfirmed = world.newcomer("jiho").await;
    let token = world.letter(&unconfirmed.email).await.token().to_owned();
    minji.patch("/api/account", &json!({ "display_name": "김민지" })).await.expect(200);
    let account = minji.account().await;

    world.restart().await;
    assert_eq!(minji.account().await, account);
    minji.refresh().await;
    world.stranger().verify(&token).await.expect(200);
    world.stranger().sign_in(&minji.email, &minji.password).await.expect(200);
    assert_eq!(world.letters(&minji.email).await.len(), 1);
    let again = json!({ "username": "MINJI", "email": "x@example.com", "password": "a long enough password" });
    world.stranger().post("/api/accounts", &again).await.refused(Code::UsernameTaken);

    world.drop_and_restart().await;
    assert_eq!(minji.account().await, account);
    world.finish().await;
}

#[tokio::test]
async fn what_was_ended_stays_ended_after_a_restart() {
    let mut world = World::fresh().await;
    let minji = world.person("minji").await;
    minji.sign_out().await.expect(204);
    for _ in 0..10 {
        world.stranger().sign_in("minji", "not the password").await.refused(Code::InvalidCredentials);
    }
    world.restart().await;
    minji.get("/api/account").await.refused(Code::Unauthorized);
    minji.refresh_with(&minji.cookie).await.refused(Code::Unauthorized);
    world.stranger().sign_in("minji", &minji.password).await.refused(Code::TooManyRequests);
    world.finish().await;
}

#[tokio::test]
async fn a_letter_that_was_owed_is_sent_after_a_restart() {
    let mut world = World::fresh().await;
    let minji = json!({ "username": "minji", "email": "minji@example.com", "password": "a long enough password" });
    world.stranger().post("/api/accounts", &minji).await.expect(201);
    world.drop_and_restart().await;
    let lease_s = 60;
    world.advance_s(lease_s).await;
    let token = world.letter("minji@example.com").await.token().to_owned();
    world.stranger().verify(&token).await.expect(200);
    world.finish().await;
}
