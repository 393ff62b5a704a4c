//! Who was given a file or folder is told of it.

use super::{kinds, letters, notices, switch, unread};
use crate::harness::files::text;
use crate::harness::{Person, World, eventually};
use serde_json::{Value, json};

const SUBJECT: &str = "Something was shared with you";

#[tokio::test]
async fn who_was_given_a_folder_is_told_in_the_app_and_by_one_letter() {
    let world = World::fresh().await;
    let (owner, friend) = (world.person("owner").await, world.person("friend").await);
    let folder = owner.folder("root", "여행").await;
    owner.give(&folder, &friend.username, "viewer").await;
    let told = notices(&friend).await;
    assert_eq!(told.len(), 1);
    assert_eq!((&told[0]["kind"], &told[0]["from"]), (&json!("member_put"), &json!(owner.username)));
    assert_eq!((&told[0]["entry_id"], &told[0]["entry_name"], &told[0]["entry_kind"]), (&json!(folder), &json!("여행"), &json!("folder")));
    assert_eq!((&told[0]["unread"], unread(&friend).await), (&json!(true), 1));
    assert!(notices(&owner).await.is_empty(), "who gives knows it");
    let sent = letters(&world, &friend, SUBJECT).await;
    assert_eq!(sent.len(), 1);
    assert!(sent[0].text.contains("/settings") && !sent[0].text.contains("여행"), "{}", sent[0].text);
    // Another role is no new gift.
    owner.give(&folder, &friend.username, "editor").await;
    assert_eq!((kinds(&friend).await.len(), letters(&world, &friend, SUBJECT).await.len()), (1, 1));
    world.finish().await;
}

#[tokio::test]
async fn what_was_taken_away_again_is_told_without_its_name() {
    let world = World::fresh().await;
    let (owner, friend) = (world.person("owner").await, world.person("friend").await);
    let folder = owner.folder("root", "secret plans").await;
    let member = owner.give(&folder, &friend.username, "viewer").await;
    owner.take_from(&folder, text(&member, "account_id")).await;
    let told = notices(&friend).await;
    assert_eq!((&told[0]["entry_name"], &told[0]["from"], &told[0]["entry_kind"]), (&Value::Null, &Value::Null, &Value::Null));
    world.finish().await;
}

#[tokio::test]
async fn app_and_letter_are_switched_off_each_by_itself() {
    let world = World::fresh().await;
    let (owner, friend) = (world.person("owner").await, world.person("friend").await);
    let cases = [(false, true), (true, false), (false, false), (true, true)];
    for (app, mail) in cases {
        let (before, sent) = (kinds(&friend).await.len(), letters(&world, &friend, SUBJECT).await.len());
        switch(&friend, "member_put", app, mail).await;
        let folder = owner.folder("root", &format!("given {app} {mail}")).await;
        owner.give(&folder, &friend.email, "viewer").await;
        assert_eq!(kinds(&friend).await.len() - before, usize::from(app), "{app} {mail}");
        assert_eq!(letters(&world, &friend, SUBJECT).await.len() - sent, usize::from(mail), "{app} {mail}");
        // The limit of letters to one address from one account.
        world.advance_s(60).await;
    }
    world.finish().await;
}

#[tokio::test]
async fn what_waited_for_an_address_is_told_to_who_confirms_it() {
    let world = World::fresh().await;
    let owner = world.person("owner").await;
    let folder = owner.folder("root", "given").await;
    let address = world.address("later");
    owner.give(&folder, &address, "viewer").await;
    let mut later = Person::sign_up(&world.stranger(), &world.name("later"), &address).await;
    let look = || async { world.letters(&address).await.into_iter().find(|letter| letter.text.contains("/verify-email?token=")) };
    let letter = eventually("the letter that asks", look).await;
    world.stranger().verify(letter.token()).await.expect(200);
    later.sign_in().await;
    later.joined(&folder).await;
    let told = notices(&later).await;
    assert_eq!((told.len(), &told[0]["from"], &told[0]["unread"]), (1, &json!(owner.username), &json!(true)));
    let waits = world.items().await.into_iter().filter(|item| item["pk"]["S"].as_str().unwrap().starts_with("NOTICE#@")).count();
    assert_eq!(waits, 0, "nothing waits for the address any more");
    world.finish().await;
}
