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
async fn who_calls_a_letter_unwanted_gets_what_they_ask_for_and_nothing_that_strangers_bring_about() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let strangers_bring_about = async |name: &str| {
        let before = world.letters(&minji.email).await.len();
        Person::sign_up(&world.stranger(), name, &minji.email).await;
        world.work().await;
        world.letters(&minji.email).await.len() - before
    };
    let recipients = json!([{ "emailAddress": minji.email }]);
    tell(&world, json!({ "complaint": { "complaintFeedbackType": "not-spam", "complainedRecipients": recipients } })).await;
    assert_eq!(strangers_bring_about("one").await, 1, "somebody took it out of the spam folder");
    let complaint = json!({ "notificationType": "Complaint", "complaint": { "complainedRecipients": recipients } });
    tell(&world, complaint.clone()).await;
    tell(&world, complaint).await;
    tell(&world, json!({ "notificationType": "Delivery", "delivery": {} })).await;
    tell(&world, bounce("Permanent", "no address")).await;
    assert_eq!(strangers_bring_about("two").await, 0);
    assert_eq!(asks_for_a_letter(&world, &minji).await, 1, "nobody is locked out of their account");
    world.finish().await;
}
