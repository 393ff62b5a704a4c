//! Guessing the password of a link.

use crate::harness::files::text;
use crate::harness::{Person, Visitor, World};
use futures::future::join_all;
use serde_json::json;
use share_cloud_domain::problem::Code;

const PASSWORD: &str = "open sesame";

/// A home behind a proxy with a link that has a password; whoever holds it comes from the first address.
async fn locked(most_for_the_link: u32) -> (World, Visitor) {
    let world = World::with(|settings| {
        settings.trusted_proxies = "127.0.0.1";
        settings.limits.unlock_share.max = most_for_the_link;
    });
    let world = world.await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"secret").await;
    let body = json!({ "entry_ids": [text(&file, "id")], "allow": "download", "password": PASSWORD });
    let share = minji.post("/api/shares", &body).await.expect(201);
    let visitor = Visitor::new(&world.stranger().at("203.0.113.1"), text(&share, "token"));
    (world, visitor)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_guesses_at_once_ten_are_looked_at_and_nobody_else_is_locked_out() {
    let (world, visitor) = locked(200).await;
    let guesses = join_all((0..50).map(|_| visitor.try_password("wrong"))).await;
    let count = |status: u16| guesses.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(401), count(429)), (10, 40));
    let wait_s = visitor.try_password(PASSWORD).await.refused_for_s();
    assert!((1..=900).contains(&wait_s), "{wait_s}");
    let elsewhere = Visitor { http: world.stranger().at("203.0.113.2"), ..visitor.clone() };
    elsewhere.try_password(PASSWORD).await.expect(200);
    world.advance_s(i64::try_from(wait_s).unwrap()).await;
    visitor.try_password(PASSWORD).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn right_passwords_are_hashed_so_often_for_one_household_too() {
    let world = World::with(|settings| {
        settings.trusted_proxies = "127.0.0.1";
        settings.limits.password_work.max = 4;
    });
    let world = world.await;
    let minji = Person::sign_up(&world.stranger().at("203.0.113.9"), "minji", "minji@example.com").await;
    let guest = world.stranger().at("203.0.113.1");
    for _ in 0..4 {
        guest.sign_in(&minji.username, &minji.password).await.expect(200);
    }
    let wait_s = guest.sign_in(&minji.username, &minji.password).await.refused_for_s();
    assert!((1..=900).contains(&wait_s), "{wait_s}");
    world.stranger().at("203.0.113.2").sign_in(&minji.username, &minji.password).await.expect(200);
    world.advance_s(900).await;
    guest.sign_in(&minji.username, &minji.password).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_link_is_not_guessed_from_everywhere_at_once() {
    let (world, visitor) = locked(5).await;
    for host in 1..=5 {
        let guesser = Visitor { http: world.stranger().at(&format!("198.51.100.{host}")), ..visitor.clone() };
        guesser.try_password("wrong").await.refused(Code::InvalidCredentials);
    }
    let guesser = Visitor { http: world.stranger().at("198.51.100.99"), ..visitor };
    guesser.try_password("wrong").await.refused(Code::TooManyRequests);
    world.finish().await;
}

#[tokio::test]
async fn readers_who_know_the_password_are_not_counted() {
    let (world, visitor) = locked(5).await;
    for _ in 0..12 {
        visitor.try_password(PASSWORD).await.expect(200);
    }
    world.finish().await;
}
