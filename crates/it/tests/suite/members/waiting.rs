//! Naming people by their addresses, with an account or before they have one: nothing tells which.

use crate::harness::files::text;
use crate::harness::{Person, World, eventually};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

/// What of an answer may differ between two addresses: the address, and what stands for it.
fn without_address(member: &Value) -> Value {
    let mut member = member.clone();
    member.as_object_mut().unwrap().retain(|name, _| name != "email" && name != "account_id");
    member
}

/// Confirms an address by the letter that asks for it: it may have been told of other things before.
async fn confirm(world: &World, address: &str, username: &str) {
    let look = || async {
        let letters = world.letters(address).await;
        letters.into_iter().find(|letter| letter.text.contains("/verify-email?token=") && letter.text.contains(username))
    };
    let letter = eventually("the letter that asks", look).await;
    world.stranger().verify(letter.token()).await.expect(200);
}

/// Somebody new with this address, which they have confirmed.
async fn newcomer(world: &World, name: &str, address: &str) -> Person {
    let mut person = Person::sign_up(&world.stranger(), &world.name(name), address).await;
    confirm(world, address, &person.username).await;
    person.sign_in().await;
    person
}

#[tokio::test]
async fn by_an_address_the_owner_sees_the_same_whether_somebody_has_it_or_not() {
    let world = World::fresh().await;
    let owner = world.person("owner").await;
    let known = world.person("known").await;
    let folder = owner.folder("root", "given").await;
    let nobody = world.address("nobody");
    let with = owner.give(&folder, &known.email, "viewer").await;
    world.advance_ms(1);
    let without = owner.give(&folder, &nobody, "viewer").await;
    assert_eq!(without_address(&with), without_address(&without));
    assert_eq!((&with["username"], text(&with, "email")), (&Value::Null, known.email.as_str()));
    assert_ne!(text(&with, "account_id"), known.id, "the account is not told");
    // Having read it changes nothing of what the owner is shown.
    assert!(known.sees(&folder).await.is_some());
    let listed = owner.members(&folder).await;
    assert_eq!(listed.len(), 2);
    assert_eq!(without_address(&listed[0]), without_address(&listed[1]));
    assert!(!serde_json::to_string(&listed).unwrap().contains(&known.id));
    // Nor does naming the same person by username too: they are two members to the owner.
    world.advance_ms(1);
    owner.give(&folder, &known.username, "editor").await;
    let named: Vec<Value> = owner.members(&folder).await.iter().map(|member| member["username"].clone()).collect();
    assert_eq!(named, [Value::Null, Value::Null, json!(known.username)], "in the order of giving, not of people");
    assert_eq!(known.sees(&folder).await.unwrap().1, "editor");
    owner.take_from(&folder, &known.id).await;
    assert_eq!(known.sees(&folder).await.unwrap().1, "viewer");
    for member in [&with, &without] {
        owner.take_from(&folder, text(member, "account_id")).await;
    }
    assert_eq!(known.sees(&folder).await, None);
    assert!(owner.members(&folder).await.is_empty());
    world.finish().await;
}

#[tokio::test]
async fn what_waits_for_an_address_is_theirs_once_it_is_confirmed() {
    let world = World::fresh().await;
    let owner = world.person("owner").await;
    let address = world.address("later");
    let (local, domain) = address.split_once('@').unwrap();
    let shouted = format!("{}@{domain}", local.to_uppercase());
    let mut given = Vec::new();
    for name in ["one", "two", "three"] {
        let folder = owner.folder("root", name).await;
        owner.give(&folder, &shouted, "editor").await;
        given.push(folder);
    }
    let letter = world.letter(&shouted).await;
    assert!(letter.link().ends_with("/sign-up"), "{letter:?}");
    let mut person = Person::sign_up(&world.stranger(), &world.name("later"), &address).await;
    person.sign_in().await;
    person.get("/api/shared-with-me").await.refused(Code::EmailUnverified);
    assert!(owner.members(&given[0]).await[0]["username"].is_null());
    confirm(&world, &address, &person.username).await;
    for folder in &given {
        assert_eq!(person.joined(folder).await["role"], "editor");
    }
    person.folder(&given[0], "mine").await;
    let listed = owner.members(&given[0]).await;
    assert_eq!((listed.len(), &listed[0]["username"]), (1, &Value::Null));
    // The same address again is the same member.
    let again = owner.give(&given[0], &address, "viewer").await;
    assert_eq!(owner.members(&given[0]).await.len(), 1);
    assert_eq!(person.sees(&given[0]).await.unwrap().1, "viewer");
    owner.take_from(&given[0], text(&again, "account_id")).await;
    assert_eq!(person.sees(&given[0]).await, None);
    world.finish().await;
}

#[tokio::test]
async fn what_waits_can_be_taken_back_and_is_nobodys_then() {
    let world = World::fresh().await;
    let owner = world.person("owner").await;
    let folder = owner.folder("root", "given").await;
    let member = owner.give(&folder, &world.address("later"), "viewer").await;
    owner.take_from(&folder, text(&member, "account_id")).await;
    let person = newcomer(&world, "later", &world.address("later")).await;
    world.work().await;
    assert!(person.shared_with_me().await.is_empty());
    world.finish().await;
}

#[tokio::test]
async fn who_changes_their_address_keeps_what_they_were_given_by_the_old_one() {
    let world = World::fresh().await;
    let (owner, person) = (world.person("owner").await, world.person("mover").await);
    let (old, new) = (owner.folder("root", "old").await, owner.folder("root", "new").await);
    owner.give(&old, &person.email, "viewer").await;
    let address = world.address("moved");
    owner.give(&new, &address, "editor").await;
    owner.give(&old, &address, "editor").await;
    person.put("/api/account/email", &json!({ "email": address, "password": person.password })).await.expect(200);
    confirm(&world, &address, &person.username).await;
    assert_eq!(person.joined(&new).await["role"], "editor");
    eventually("both are theirs", || async { (person.sees(&old).await?.1 == "editor").then_some(()) }).await;
    assert_eq!(owner.members(&old).await.len(), 2, "to the owner they are two");
    // Whoever has the old address next has nothing of it.
    let next = newcomer(&world, "next", &person.email).await;
    world.work().await;
    assert!(next.shared_with_me().await.is_empty());
    world.finish().await;
}
