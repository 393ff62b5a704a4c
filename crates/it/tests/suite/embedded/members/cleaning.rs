//! What goes for good takes its members along.

use crate::harness::World;
use crate::harness::files::text;
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
