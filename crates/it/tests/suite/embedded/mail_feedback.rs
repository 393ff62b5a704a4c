//! Addresses that letters come back from.

use crate::harness::{Person, World};
use serde_json::{Value, json};
use share_cloud_api::work::feedback;

async fn tell(world: &World, notification: Value) {
    feedback::note(world.app(), serde_json::from_value(notification).unwrap()).await.unwrap();
}

fn bounce(kind: &str, address: &str) -> Value {
    json!({ "notificationType": "Bounce", "bounce": { "bounceType": kind, "bouncedRecipients": [{ "emailAddress": address }] } })
}

async fn asks_for_a_letter(world: &World, person: &Person) -> usize {
    let before = world.letters(&person.email).await.len();
    world.advance_s(3_600).await;
    world.stranger().post("/api/accounts/forgot-password", &json!({ "email": person.email })).await.expect(202);
    world.work().await;
    world.letters(&person.email).await.len() - before
}

#[tokio::test]
async fn an_address_that_bounces_gets_no_letters_for_thirty_days() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    tell(&world, bounce("Transient", &minji.email)).await;
    assert_eq!(asks_for_a_letter(&world, &minji).await, 1, "a mailbox that is full for now");
    tell(&world, bounce("Permanent", "MINJI@example.com")).await;
    assert_eq!(asks_for_a_letter(&world, &minji).await, 0);
    world.advance_s(30 * 24 * 3_600).await;
    assert_eq!(asks_for_a_letter(&world, &minji).await, 1);
    world.finish().await;
}

#[tokio::test]
async fn who_calls_a_letter_unwanted_gets_none_and_others_get_theirs() {
    let world = World::fresh().await;
    let (minji, jun) = (world.person("minji").await, world.person("jun").await);
    let complaint = json!({ "notificationType": "Complaint", "complaint": { "complainedRecipients": [{ "emailAddress": minji.email }] } });
    tell(&world, complaint.clone()).await;
    tell(&world, complaint).await;
    tell(&world, json!({ "notificationType": "Delivery", "delivery": {} })).await;
    tell(&world, bounce("Permanent", "no address")).await;
    assert_eq!(asks_for_a_letter(&world, &minji).await, 0);
    assert_eq!(asks_for_a_letter(&world, &jun).await, 1);
    world.finish().await;
}
