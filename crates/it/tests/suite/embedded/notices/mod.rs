//! What an account is told of, in the app and by letter.

mod drops;
mod expiring;
mod given;
mod list;
mod rooms;

use crate::harness::{Letter, Person, World};
use serde_json::{Value, json};

/// What a person is shown, the newest first.
async fn notices(person: &Person) -> Vec<Value> {
    person.get("/api/notices").await.expect(200)["items"].as_array().unwrap().clone()
}

/// The kinds of what a person is shown, the newest first.
async fn kinds(person: &Person) -> Vec<String> {
    notices(person).await.iter().map(|notice| notice["kind"].as_str().unwrap().to_owned()).collect()
}

/// Somebody who stays signed in however far the clock goes.
async fn back(person: &Person) -> Person {
    let mut again = person.clone();
    again.sign_in().await;
    again
}

async fn unread(person: &Person) -> u64 {
    person.get("/api/notices").await.expect(200)["unread_count"].as_u64().unwrap()
}

/// Switches a kind of notice.
async fn switch(person: &Person, kind: &str, app: bool, mail: bool) {
    let account = person.patch("/api/account", &json!({ "notices": { kind: { "app": app, "mail": mail } } })).await.expect(200);
    assert_eq!(account["notices"][kind], json!({ "app": app, "mail": mail }));
}

/// The letters to a person with these words in the subject.
async fn letters(world: &World, person: &Person, subject: &str) -> Vec<Letter> {
    world.work().await;
    world.letters(&person.email).await.into_iter().filter(|letter| letter.subject.contains(subject)).collect()
}
