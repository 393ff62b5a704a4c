//! Stores that fail.

use crate::harness::World;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;
use share_cloud_local::store::{Fault, Operation, Point};

fn minji() -> Value {
    json!({ "username": "minji", "email": "minji@example.com", "password": "a long enough password" })
}

async fn objects(world: &World) -> Vec<String> {
    world.app().objects().list(None).await.unwrap().into_iter().map(|object| object.key).collect()
}

#[tokio::test]
async fn while_the_bucket_cannot_be_written_nobody_signs_up_and_the_name_stays_free() {
    let world = World::fresh().await;
    for (fault, code) in [
        (Fault::BrokenDisk, Code::StoreUnavailable),
        (Fault::SlowDown, Code::StoreUnavailable),
        (Fault::FullDisk, Code::InsufficientStorage),
    ] {
        world.faults.always(Some(Operation::PutObject), Point::Request, fault);
        let answer = world.stranger().post("/api/accounts", &minji()).await;
        answer.refused(code);
        assert!(!answer.text().contains("injected"), "{answer}");
        if code == Code::StoreUnavailable {
            assert!(answer.header("retry-after").is_some(), "{answer}");
        }
        world.faults.clear();
        world.stranger().sign_in("minji", "a long enough password").await.refused(Code::InvalidCredentials);
    }
    world.work().await;
    assert_eq!(world.letters("minji@example.com").await.len(), 0);
    world.stranger().post("/api/accounts", &minji()).await.expect(201);
    world.letter("minji@example.com").await;
    world.finish().await;
}

#[tokio::test]
async fn a_marker_whose_account_never_came_to_be_is_removed() {
    let world = World::fresh().await;
    world.faults.always(Some(Operation::PutObject), Point::Answer, Fault::BrokenDisk);
    world.stranger().post("/api/accounts", &minji()).await.refused(Code::StoreUnavailable);
    world.faults.clear();
    assert_eq!(objects(&world).await.len(), 1, "the marker was stored, only the answer was lost");
    let account = world.stranger().post("/api/accounts", &minji()).await.expect(201);
    world.advance_s(24 * 3_600).await;
    let id = account["id"].as_str().unwrap();
    assert_eq!(objects(&world).await, [format!("accounts/{id}/marker")]);
    world.finish().await;
}
