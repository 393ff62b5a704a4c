//! An account is told when 80 and when 95 percent of its room are used, once each, until it has become much less.

use super::{letters, notices, switch};
use crate::harness::files::{problem_code, text, wanted};
use crate::harness::{Person, World};
use futures::future::join_all;
use serde_json::{Value, json};
use share_cloud_api::work;
use share_cloud_aws::db::Due;
use share_cloud_aws::db::admins::AccountChange;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::room::Quota;

async fn small() -> (World, Person) {
    let world = World::with(|settings| settings.quota_bytes = 1_000).await;
    let minji = world.person("minji").await;
    (world, minji)
}

/// The marks that a person was told of, the first one first.
async fn marks(world: &World, person: &Person) -> Vec<u64> {
    world.work().await;
    let mut marks: Vec<u64> = notices(person).await.iter().map(|notice| notice["percent"].as_u64().unwrap()).collect();
    marks.reverse();
    marks
}

/// A file that comes and goes for good.
async fn purge(world: &World, person: &Person, file: &Value) {
    let id = text(file, "id");
    person.trash(id).await;
    person.delete(&format!("/api/trash/{id}")).await.expect(202);
    world.work().await;
}

async fn file(person: &Person, name: &str, bytes: usize) -> Value {
    person.upload("root", name, &vec![1; bytes]).await
}

#[tokio::test]
async fn each_mark_is_told_of_once_and_again_after_it_became_much_less() {
    let (world, minji) = small().await;
    file(&minji, "base", 790).await;
    assert!(marks(&world, &minji).await.is_empty());
    let mut extra = file(&minji, "a", 10).await;
    assert_eq!(marks(&world, &minji).await, [80]);
    assert_eq!(letters(&world, &minji, "Your room is getting tight").await.len(), 1);
    file(&minji, "b", 1).await;
    purge(&world, &minji, &extra).await;
    extra = file(&minji, "c", 10).await;
    assert_eq!(marks(&world, &minji).await, [80], "a little below the mark is not below it");
    world.advance_ms(1);
    let large = file(&minji, "large", 150).await;
    assert_eq!(marks(&world, &minji).await, [80, 95]);
    assert_eq!(letters(&world, &minji, "Your room is nearly full").await.len(), 1);
    purge(&world, &minji, &large).await;
    world.advance_ms(1);
    let large = file(&minji, "large", 150).await;
    assert_eq!(marks(&world, &minji).await, [80, 95, 95], "it was told of again, and 80 percent were not");
    purge(&world, &minji, &large).await;
    purge(&world, &minji, &extra).await;
    world.finish().await;
}

#[tokio::test]
async fn what_goes_for_good_lets_both_marks_be_told_of_again() {
    let (world, minji) = small().await;
    let all = file(&minji, "all", 960).await;
    assert_eq!(marks(&world, &minji).await, [95], "both at once are told as the higher one");
    purge(&world, &minji, &all).await;
    world.advance_ms(1);
    file(&minji, "most", 800).await;
    assert_eq!(marks(&world, &minji).await, [95, 80]);
    world.finish().await;
}

#[tokio::test]
async fn many_uploads_at_once_that_pass_a_mark_are_told_of_once() {
    let (world, minji) = small().await;
    file(&minji, "base", 700).await;
    let mut sent = Vec::new();
    for n in 0..20 {
        sent.push(minji.send_only(&wanted("root", &format!("{n}"), &[n; 10]), &[n; 10]).await);
    }
    let completed = join_all(sent.iter().map(|id| minji.complete_one(id))).await;
    assert!(completed.iter().all(|upload| upload["problem"].is_null()), "{completed:?}");
    assert_eq!(marks(&world, &minji).await, [80]);
    assert_eq!(letters(&world, &minji, "Your room").await.len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn many_who_look_at_the_same_room_tell_once() {
    let (world, minji) = small().await;
    world.stop_work();
    file(&minji, "most", 960).await;
    let (app, id) = (world.app(), AccountId::parse(&minji.id).unwrap());
    let due = Due::Room(id);
    join_all((0..20).map(|_| work::perform(app, &due))).await.into_iter().for_each(|told| told.unwrap());
    assert_eq!(marks(&world, &minji).await, [95]);
    assert_eq!(letters(&world, &minji, "Your room").await.len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn a_lowered_quota_passes_marks_too() {
    let (world, minji) = small().await;
    file(&minji, "half", 500).await;
    let set = async |bytes: i64| {
        let change = AccountChange { quota: Some(Quota::parse(bytes).unwrap()), ..AccountChange::default() };
        world.app().db().change_account(None, &AccountId::parse(&minji.id).unwrap(), &change, world.now()).await.unwrap();
        world.advance_ms(1);
    };
    set(600).await;
    assert_eq!(marks(&world, &minji).await, [80]);
    set(500).await;
    assert_eq!(marks(&world, &minji).await, [80, 95]);
    set(10_000).await;
    assert_eq!(marks(&world, &minji).await, [80, 95]);
    set(400).await;
    assert_eq!(marks(&world, &minji).await, [80, 95, 95], "it was roomy in between");
    world.finish().await;
}

#[tokio::test]
async fn a_version_that_goes_lets_a_mark_be_told_of_again() {
    let (world, minji) = small().await;
    let first = file(&minji, "a", 400).await;
    let mut again = wanted("root", "a", &[2; 450]);
    again["on_conflict"] = json!("replace");
    minji.upload_as(&again, &[2; 450]).await;
    assert_eq!(marks(&world, &minji).await, [80]);
    let listed = minji.get(&format!("/api/entries/{}/versions", text(&first, "id"))).await.expect(200);
    let old = text(&listed["items"][1], "id").to_owned();
    minji.delete(&format!("/api/entries/{}/versions/{old}", text(&first, "id"))).await.expect(204);
    world.work().await;
    world.advance_ms(1);
    file(&minji, "b", 400).await;
    assert_eq!(marks(&world, &minji).await, [80, 80]);
    world.finish().await;
}

#[tokio::test]
async fn who_switched_it_off_is_not_told_of_the_room_and_not_later_either() {
    let (world, minji) = small().await;
    switch(&minji, "room", false, false).await;
    file(&minji, "most", 850).await;
    world.work().await;
    switch(&minji, "room", true, true).await;
    file(&minji, "more", 10).await;
    assert!(marks(&world, &minji).await.is_empty());
    assert!(letters(&world, &minji, "Your room").await.is_empty());
    assert_eq!(problem_code(&minji.start(&[wanted("root", "too much", &[1; 200])]).await[0]), "quota_exceeded");
    world.finish().await;
}
