//! What a restart keeps: everything.

use crate::harness::World;
use crate::harness::files::{content, sized, text};
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
    world.work().await;

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
    let token = world.letter("minji@example.com").await.token().to_owned();
    world.stranger().verify(&token).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn an_upload_goes_on_after_a_restart_without_sending_stored_parts_again() {
    const PART: usize = 16 * 1_024 * 1_024;
    let mut world = World::fresh().await;
    let minji = world.person("minji").await;
    let bytes = content(2 * PART + 7, 8);
    let mut upload = sized("large.bin", bytes.len());
    upload["client_key"] = json!("the same file");
    let started = minji.start_one(&upload).await;
    let id = text(&started, "upload_id").to_owned();
    let part = |number: usize| &bytes[(number - 1) * PART..bytes.len().min(number * PART)];
    let first = minji.sign(&id, &[(1, part(1)), (2, part(2))]).await;
    assert_eq!(minji.http.put_part(&first[1], part(2)).await.status, 200);

    world.drop_and_restart().await;
    let again = minji.start_one(&upload).await;
    assert_eq!((text(&again, "upload_id"), text(&again, "state")), (id.as_str(), "open"));
    let stored = minji.get(&format!("/api/uploads/{id}")).await.expect(200);
    assert_eq!(stored["stored_parts"].as_array().unwrap().len(), 1);
    assert_eq!(stored["stored_parts"][0]["number"], 2);
    assert_eq!(minji.http.put_part(&first[0], part(1)).await.status, 200, "a ticket outlives a restart");
    world.restart().await;
    let third = minji.sign(&id, &[(3, part(3))]).await;
    assert_eq!(minji.http.put_part(&third[0], part(3)).await.status, 200);
    let entry = minji.complete_one(&id).await["entry"].clone();
    world.restart().await;
    assert!(minji.download(text(&entry, "id")).await == bytes);
    assert_eq!(minji.complete_one(&id).await["entry"]["id"], entry["id"]);
    let room = minji.room().await;
    assert_eq!((room.used, room.reserved), (i64::try_from(bytes.len()).unwrap(), 0));
    world.finish().await;
}
