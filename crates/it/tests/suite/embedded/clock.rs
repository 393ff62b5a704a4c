//! What ends when its time is over.

use crate::harness::World;
use serde_json::json;
use share_cloud_domain::problem::Code;

const DAY_S: i64 = 24 * 3_600;

#[tokio::test]
async fn a_letters_link_works_for_a_day() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.newcomer("minji").await, world.newcomer("jiho").await);
    let (early, late) = (world.letter(&minji.email).await, world.letter(&jiho.email).await);
    world.advance_s(DAY_S - 1).await;
    world.stranger().verify(early.token()).await.expect(200);
    world.advance_s(1).await;
    world.stranger().verify(late.token()).await.refused(Code::TokenInvalid);
    let mut jiho = jiho;
    jiho.sign_in().await;
    jiho.post("/api/account/verification-mail", &json!({})).await.expect(202);
    let again = world.nth_letter(&jiho.email, 2).await;
    world.stranger().verify(again.token()).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_letter_resets_a_password_within_an_hour() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let reset = async |token: &str| {
        let body = json!({ "token": token, "new_password": "quite another password" });
        world.stranger().post("/api/accounts/reset-password", &body).await
    };
    let forget = json!({ "email": minji.email });
    world.stranger().post("/api/accounts/forgot-password", &forget).await.expect(202);
    let first = world.nth_letter(&minji.email, 2).await;
    world.advance_s(3_600).await;
    reset(first.token()).await.refused(Code::TokenInvalid);
    world.stranger().post("/api/accounts/forgot-password", &forget).await.expect(202);
    let second = world.nth_letter(&minji.email, 3).await;
    world.advance_s(3_599).await;
    reset(second.token()).await.expect(204);
    world.finish().await;
}

#[tokio::test]
async fn an_account_that_nobody_confirms_vanishes_after_fourteen_days_and_leaves_its_name() {
    let world = World::fresh().await;
    let confirmed = world.person("minji").await;
    let unconfirmed = world.newcomer("jiho").await;
    let token = world.letter(&unconfirmed.email).await.token().to_owned();
    world.advance_s(14 * DAY_S - 1).await;
    world.stranger().sign_in("jiho", &unconfirmed.password).await.expect(200);
    world.advance_s(1).await;
    world.stranger().sign_in("jiho", &unconfirmed.password).await.refused(Code::InvalidCredentials);
    unconfirmed.refresh_with(&unconfirmed.cookie).await.refused(Code::Unauthorized);
    world.stranger().verify(&token).await.refused(Code::TokenInvalid);
    world.stranger().sign_in("minji", &confirmed.password).await.expect(200);
    let mut again = world.newcomer("jiho").await;
    assert_ne!(again.id, unconfirmed.id);
    again.sign_in().await;
    world.advance_s(DAY_S).await;
    let markers = world.app().objects().list(None).await.unwrap();
    assert_eq!(markers.len(), 2, "nothing of it is left: {markers:?}");
    world.finish().await;
}

#[tokio::test]
async fn an_access_token_works_for_ten_minutes() {
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    world.advance_s(599).await;
    minji.get("/api/account").await.expect(200);
    world.advance_s(1).await;
    minji.get("/api/account").await.refused(Code::Unauthorized);
    minji.refresh().await;
    minji.get("/api/account").await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_session_that_nobody_uses_ends_after_thirty_days_and_one_in_use_goes_on() {
    let world = World::fresh().await;
    let mut used = world.person("minji").await;
    let mut idle = used.clone();
    idle.sign_in().await;
    for _ in 0..3 {
        world.advance_s(20 * DAY_S).await;
        used.refresh().await;
    }
    idle.refresh_with(&idle.cookie).await.refused(Code::Unauthorized);
    used.get("/api/account").await.expect(200);
    world.advance_s(30 * DAY_S).await;
    used.refresh_with(&used.cookie).await.refused(Code::Unauthorized);
    world.finish().await;
}

#[tokio::test]
async fn a_cookie_works_until_ten_seconds_after_its_successor_was_used() {
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    let first = minji.cookie.clone();
    minji.refresh().await;
    let second = minji.cookie.clone();
    world.advance_s(3_000).await;
    let again = minji.refresh_with(&first).await;
    again.expect(200);
    assert!(again.header("set-cookie").unwrap().starts_with(&second), "its successor was never used");
    minji.refresh().await;
    world.advance_s(10).await;
    assert!(minji.refresh_with(&first).await.header("set-cookie").unwrap().starts_with(&second));
    world.advance_ms(1);
    minji.refresh_with(&first).await.refused(Code::Unauthorized);
    minji.refresh_with(&minji.cookie).await.refused(Code::Unauthorized);
    minji.get("/api/account").await.refused(Code::Unauthorized);
    world.finish().await;
}
