//! Whose link takes files is told of those that came: once an hour, not file by file.

use super::{back, kinds, letters, notices, switch};
use crate::harness::files::{part_tickets, text};
use crate::harness::visitor::dropped;
use crate::harness::{Person, Visitor, World};
use futures::future::join_all;
use serde_json::{Value, json};

const SUBJECT: &str = "Files have come";

async fn drop_of(person: &Person, name: &str) -> (Visitor, Value, String) {
    let folder = person.folder("root", name).await;
    let made = person.post("/api/shares", &json!({ "entry_ids": [folder], "allow": "drop" })).await.expect(201);
    (Visitor::new(&person.http, text(&made, "token")), made, folder)
}

/// Sends so many files of one byte, 25 at a time.
async fn send_many(sender: &Visitor, count: usize) {
    let all: Vec<Value> = (0..count).map(|n| dropped(&format!("{n}.txt"), b"x")).collect();
    for some in all.chunks(25) {
        let started = sender.start_drop(some).await.expect(200)["uploads"].as_array().unwrap().clone();
        let put = |upload: &Value| {
            let ticket = part_tickets(&upload["parts"]).remove(0);
            async move { assert_eq!(sender.http.put_part(&ticket, b"x").await.status, 200) }
        };
        join_all(started.iter().map(put)).await;
        let ids: Vec<&str> = started.iter().map(|upload| text(upload, "upload_id")).collect();
        let completed = sender.complete_drop(&ids).await.expect(200);
        assert!(completed["uploads"].as_array().unwrap().iter().all(|upload| upload["problem"].is_null()), "{completed}");
    }
}

#[tokio::test]
async fn a_thousand_files_through_one_link_are_one_notice_and_one_letter() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (sender, made, folder) = drop_of(&minji, "Homework").await;
    send_many(&sender, 1_000).await;
    let told = notices(&minji).await;
    assert_eq!(told.len(), 1);
    assert_eq!((&told[0]["kind"], &told[0]["files"], &told[0]["share_id"]), (&json!("drop_received"), &json!(1_000), &made["id"]));
    assert_eq!((&told[0]["entry_id"], &told[0]["entry_name"]), (&json!(folder), &json!("Homework")));
    assert!(letters(&world, &minji, SUBJECT).await.is_empty(), "the letter waits for what comes with it");
    world.advance_s(600).await;
    let sent = letters(&world, &minji, SUBJECT).await;
    assert_eq!(sent.len(), 1);
    assert!(sent[0].text.contains("1000 files") && sent[0].text.contains("/settings"), "{}", sent[0].text);
    assert!(!sent[0].text.contains("Homework") && !sent[0].text.contains(".txt"), "no words of a stranger's");
    world.advance_s(3_600).await;
    assert_eq!(letters(&world, &minji, SUBJECT).await.len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn what_comes_after_the_letter_is_told_at_the_end_of_the_hour_and_the_next_hour_is_another_notice() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (sender, ..) = drop_of(&minji, "in").await;
    sender.drop_file("a", b"a").await;
    world.advance_s(600).await;
    for name in ["b", "c"] {
        sender.drop_file(name, name.as_bytes()).await;
    }
    world.advance_s(600).await;
    assert_eq!(letters(&world, &minji, SUBJECT).await.len(), 1);
    world.advance_s(2_400).await;
    let sent = letters(&world, &minji, SUBJECT).await;
    assert_eq!(sent.len(), 2);
    assert!(sent[0].text.contains("2 files") && sent[1].text.contains("A file has come"), "{sent:?}");
    sender.drop_file("d", b"d").await;
    let files: Vec<Value> = notices(&back(&minji).await).await.iter().map(|notice| notice["files"].clone()).collect();
    assert_eq!(files, [json!(1), json!(3)]);
    world.finish().await;
}

#[tokio::test]
async fn two_links_are_two_notices_and_a_new_file_makes_one_unread_again() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let ((one, ..), (two, ..)) = (drop_of(&minji, "one").await, drop_of(&minji, "two").await);
    one.drop_file("a", b"a").await;
    world.advance_ms(1);
    two.drop_file("b", b"b").await;
    let told = notices(&minji).await;
    assert_eq!(told.iter().map(|notice| text(notice, "entry_name")).collect::<Vec<_>>(), ["two", "one"]);
    let read = minji.patch("/api/account", &json!({ "notices_read_at": told[0]["at"] })).await;
    read.expect(200);
    assert_eq!(super::unread(&minji).await, 0);
    world.advance_ms(1);
    one.drop_file("c", b"c").await;
    let told = notices(&minji).await;
    assert_eq!((text(&told[0], "entry_name"), &told[0]["files"], &told[0]["unread"]), ("one", &json!(2), &json!(true)));
    assert_eq!((&told[1]["unread"], super::unread(&minji).await), (&json!(false), 1));
    world.finish().await;
}

#[tokio::test]
async fn app_and_letter_of_what_came_are_switched_off_each_by_itself() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (mut shown, mut sent) = (0, 0);
    for (n, (app, mail)) in [(false, true), (true, false), (false, false)].into_iter().enumerate() {
        let minji = back(&minji).await;
        switch(&minji, "drop_received", app, mail).await;
        let (sender, ..) = drop_of(&minji, &format!("in {n}")).await;
        sender.drop_file("a", b"a").await;
        world.advance_s(600).await;
        let minji = back(&minji).await;
        (shown, sent) = (shown + usize::from(app), sent + usize::from(mail));
        assert_eq!((kinds(&minji).await.len(), letters(&world, &minji, SUBJECT).await.len()), (shown, sent), "{app} {mail}");
    }
    // Switched off between the file and the letter.
    let minji = back(&minji).await;
    switch(&minji, "drop_received", true, true).await;
    let (sender, ..) = drop_of(&minji, "late").await;
    sender.drop_file("a", b"a").await;
    switch(&minji, "drop_received", true, false).await;
    world.advance_s(600).await;
    assert_eq!(letters(&world, &minji, SUBJECT).await.len(), sent);
    world.finish().await;
}
