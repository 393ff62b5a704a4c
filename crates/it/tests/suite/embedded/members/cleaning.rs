//! What goes for good takes its members along.

use crate::harness::files::text;
use crate::harness::{Person, World};
use serde_json::json;
use share_cloud_domain::ids::{AccountId, EntryId};
use share_cloud_domain::member::Holder;

#[tokio::test]
async fn purging_takes_files_and_folders_from_their_members() {
    let world = World::fresh().await;
    let (owner, member) = (world.person("owner").await, world.person("member").await);
    let outer = owner.folder("root", "outer").await;
    let inner = owner.folder(&outer, "inner").await;
    let file = owner.upload(&inner, "a", b"a").await;
    let file = text(&file, "id").to_owned();
    for entry in [&outer, &inner, &file] {
        owner.give(entry, &member.username, "viewer").await;
        owner.give(entry, &member.email, "editor").await;
        owner.give(entry, "later@example.com", "viewer").await;
    }
    let db = world.app().db();
    owner.trash(&outer).await;
    let job = owner.purge(&outer).await;
    owner.done(&job).await;
    for entry in [&outer, &inner, &file] {
        assert!(db.members_of(&EntryId::parse(entry).unwrap()).await.unwrap().is_empty());
    }
    let holder = Holder::Account(AccountId::parse(&member.id).unwrap());
    assert!(db.given_to(&holder, None, 10).await.unwrap().0.is_empty());
    // The audit, which knows both sides, says the rest.
    world.finish().await;
}

/// Gives a person another address and confirms it.
async fn move_to(world: &World, person: &Person, email: &str) {
    world.work().await;
    let before = world.letters(email).await.len();
    person.put("/api/account/email", &json!({ "email": email, "password": person.password })).await.expect(200);
    let letter = world.nth_letter(email, before + 1).await;
    world.stranger().verify(letter.token()).await.expect(200);
}

#[tokio::test]
async fn removing_an_address_removes_whoever_had_it_and_whoever_has_it() {
    let world = World::fresh().await;
    let owner = world.person("owner").await;
    let (first, second) = (world.person("first").await, world.person("second").await);
    let folder = owner.folder("root", "given").await;
    let address = first.email.clone();
    owner.give(&folder, &address, "viewer").await;
    move_to(&world, &first, "elsewhere@example.com").await;
    move_to(&world, &second, &address).await;
    let given = owner.give(&folder, &address, "viewer").await;
    assert!(first.sees(&folder).await.is_some() && second.sees(&folder).await.is_some());
    owner.take_from(&folder, text(&given, "account_id")).await;
    assert!(first.sees(&folder).await.is_none() && second.sees(&folder).await.is_none());
    assert!(owner.members(&folder).await.is_empty());
    world.finish().await;
}

#[tokio::test]
async fn an_account_gives_back_everything_that_it_was_given() {
    let world = World::fresh().await;
    let (owner, member) = (world.person("owner").await, world.person("member").await);
    for n in 0..30 {
        let folder = owner.folder("root", &format!("{n}")).await;
        owner.give(&folder, &member.username, "viewer").await;
    }
    let (db, id) = (world.app().db(), AccountId::parse(&member.id).unwrap());
    while db.leave_some(&id).await.unwrap() {}
    assert!(member.shared_with_me().await.is_empty());
    world.finish().await;
}

#[tokio::test]
async fn whoever_is_named_by_an_address_before_and_after_it_is_confirmed_is_one_member() {
    let world = World::fresh().await;
    let owner = world.person("owner").await;
    let folder = owner.folder("root", "given").await;
    owner.give(&folder, "later@example.com", "viewer").await;
    world.letter("later@example.com").await;
    let mut later = Person::sign_up(&world.stranger(), "later", "later@example.com").await;
    let letter = world.nth_letter("later@example.com", 2).await;
    world.stop_work();
    world.stranger().verify(letter.token()).await.expect(200);
    // What waits is not taken over yet: the owner names the account that has the address now.
    owner.give(&folder, "later@example.com", "viewer").await;
    world.work().await;
    owner.give(&folder, "later@example.com", "editor").await;
    later.sign_in().await;
    assert_eq!(later.sees(&folder).await.unwrap().1, "editor");
    assert_eq!(owner.members(&folder).await.len(), 1);
    world.audited("named twice").await;
    owner.trash(&folder).await;
    let job = owner.purge(&folder).await;
    world.work().await;
    assert_eq!(owner.get(&format!("/api/jobs/{job}")).await.expect(200)["state"], "done");
    world.finish().await;
}
