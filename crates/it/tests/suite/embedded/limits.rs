//! Limits of tries: exact, per account and address, and never a way to lock somebody out.

use crate::harness::{Answer, Stranger, World};
use futures::future::join_all;
use serde_json::json;
use share_cloud_domain::problem::Code;
use std::collections::BTreeSet;

const WRONG: &str = "not the password";

async fn behind_a_proxy() -> World {
    World::with(|settings| settings.trusted_proxies = "127.0.0.1").await
}

async fn fail(http: &Stranger, login: &str, times: usize) {
    for _ in 0..times {
        http.sign_in(login, WRONG).await.refused(Code::InvalidCredentials);
    }
}

fn statuses(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

#[tokio::test]
async fn after_ten_wrong_passwords_one_waits_even_with_the_right_one() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let stranger = world.stranger();
    fail(&stranger, "minji", 10).await;
    let wait_s = stranger.sign_in("minji", &minji.password).await.refused_for_s();
    assert!((1..=900).contains(&wait_s), "{wait_s}");
    for spelling in ["MinJi", " minji "] {
        stranger.sign_in(spelling, WRONG).await.refused(Code::TooManyRequests);
    }
    world.advance_s(i64::try_from(wait_s).unwrap()).await;
    stranger.sign_in("minji", &minji.password).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_name_that_nobody_has_is_limited_the_same() {
    let world = World::fresh().await;
    fail(&world.stranger(), "nobody", 10).await;
    world.stranger().sign_in("nobody", WRONG).await.refused(Code::TooManyRequests);
    fail(&world.stranger(), "nobody@example.com", 10).await;
    world.stranger().sign_in("nobody@example.com", WRONG).await.refused(Code::TooManyRequests);
    world.finish().await;
}

#[tokio::test]
async fn running_out_of_tries_does_not_tell_which_address_a_username_has() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    fail(&world.stranger(), "minji", 10).await;
    world.stranger().sign_in("minji", WRONG).await.refused(Code::TooManyRequests);
    for email in [minji.email.as_str(), "nobody@example.com"] {
        fail(&world.stranger(), email, 10).await;
        world.stranger().sign_in(&email.to_uppercase(), WRONG).await.refused(Code::TooManyRequests);
    }
    world.finish().await;
}

#[tokio::test]
async fn right_passwords_are_not_counted() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let stranger = world.stranger();
    fail(&stranger, "minji", 9).await;
    for _ in 0..12 {
        stranger.sign_in("minji", &minji.password).await.expect(200);
    }
    fail(&stranger, "minji", 1).await;
    stranger.sign_in("minji", &minji.password).await.refused(Code::TooManyRequests);
    world.finish().await;
}

#[tokio::test]
async fn a_stranger_locks_nobody_out() {
    let world = behind_a_proxy().await;
    let minji = world.person("minji").await;
    let mallory = world.stranger().at("203.0.113.9");
    fail(&mallory, "minji", 10).await;
    mallory.sign_in("minji", WRONG).await.refused(Code::TooManyRequests);
    world.stranger().at("198.51.100.4").sign_in("minji", &minji.password).await.expect(200);
    mallory.sign_in("minji", &minji.password).await.refused(Code::TooManyRequests);
    world.finish().await;
}

#[tokio::test]
async fn an_address_has_a_hundred_wrong_tries_whoever_they_are_for() {
    let world = behind_a_proxy().await;
    let minji = world.person("minji").await;
    let mallory = world.stranger().at("203.0.113.9");
    let logins: Vec<String> = (0..100).map(|n| format!("somebody{n}")).collect();
    for logins in logins.chunks(20) {
        let answers = join_all(logins.iter().map(|login| mallory.sign_in(login, WRONG))).await;
        assert_eq!(statuses(&answers, 401), 20);
    }
    mallory.sign_in("minji", &minji.password).await.refused(Code::TooManyRequests);
    world.stranger().at("203.0.113.10").sign_in("minji", &minji.password).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_network_of_many_households_uses_up_its_own_tries_and_not_everybodys() {
    let world = World::with(|settings| {
        settings.trusted_proxies = "127.0.0.1";
        settings.limits.sign_in_network.max = 5;
        settings.limits.sign_in_instance.max = 6;
    });
    let world = world.await;
    let minji = world.person("minji").await;
    for household in 0..5 {
        fail(&world.stranger().at(&format!("2001:db8:1:{household}::1")), "minji", 1).await;
    }
    for household in 5..20 {
        let guesser = world.stranger().at(&format!("2001:db8:1:{household}::1"));
        guesser.sign_in("minji", WRONG).await.refused(Code::TooManyRequests);
    }
    world.stranger().at("2001:db8:2::1").sign_in("minji", &minji.password).await.expect(200);
    world.stranger().at("203.0.113.1").sign_in("minji", &minji.password).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_try_that_one_limit_refuses_is_counted_for_none() {
    let world = World::with(|settings| settings.limits.sign_in_instance.max = 1).await;
    let minji = world.person("minji").await;
    fail(&world.stranger(), "somebody", 1).await;
    for _ in 0..20 {
        world.stranger().sign_in("minji", &minji.password).await.refused(Code::TooManyRequests);
    }
    let items = world.items().await;
    let of_a_login = items.iter().filter(|item| item["pk"]["S"].as_str().unwrap().starts_with("LIMIT#sign-in-account-address#"));
    let counted: BTreeSet<&str> = of_a_login.map(|item| item["count"]["N"].as_str().unwrap()).collect();
    assert_eq!(counted, BTreeSet::from(["0", "1"]), "the wrong one, and none of those that were not looked at");
    world.finish().await;
}

#[tokio::test]
async fn neighbours_of_one_ipv6_network_are_one_address() {
    let world = behind_a_proxy().await;
    let minji = world.person("minji").await;
    for host in 0..10 {
        fail(&world.stranger().at(&format!("2001:db8:0:1:{host}::1")), "minji", 1).await;
    }
    world.stranger().at("2001:db8:0:1:ffff::2").sign_in("minji", &minji.password).await.refused(Code::TooManyRequests);
    world.stranger().at("2001:db8:0:2::1").sign_in("minji", &minji.password).await.expect(200);
    fail(&world.stranger().at("::ffff:192.0.2.1"), "minji", 5).await;
    fail(&world.stranger().at("192.0.2.1"), "minji", 5).await;
    world.stranger().at("192.0.2.1").sign_in("minji", &minji.password).await.refused(Code::TooManyRequests);
    world.finish().await;
}

#[tokio::test]
async fn without_a_trusted_proxy_a_named_address_changes_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    for host in 0..10 {
        let spoofed =
            world.stranger().at(&format!("203.0.113.{host}")).with("forwarded", "for=203.0.113.99").with("x-real-ip", "203.0.113.98");
        fail(&spoofed, "minji", 1).await;
    }
    world.stranger().at("203.0.113.77").sign_in("minji", &minji.password).await.refused(Code::TooManyRequests);
    world.finish().await;
}

#[tokio::test]
async fn behind_a_trusted_proxy_only_what_it_added_itself_counts() {
    let world = World::with(|settings| settings.trusted_proxies = "127.0.0.1,10.0.0.0/8").await;
    let minji = world.person("minji").await;
    for host in 0..10 {
        fail(&world.stranger().at(&format!("203.0.113.{host}, 198.51.100.7, 10.0.0.5")), "minji", 1).await;
    }
    world.stranger().at("203.0.113.77, 198.51.100.7").sign_in("minji", &minji.password).await.refused(Code::TooManyRequests);
    world.stranger().at("198.51.100.7, 203.0.113.78").sign_in("minji", &minji.password).await.expect(200);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_wrong_tries_at_once_exactly_ten_are_looked_at() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let stranger = world.stranger();
    let answers = join_all((0..50).map(|_| stranger.sign_in("minji", WRONG))).await;
    assert_eq!((statuses(&answers, 401), statuses(&answers, 429)), (10, 40));
    stranger.sign_in("minji", &minji.password).await.refused(Code::TooManyRequests);
    world.finish().await;
}

#[tokio::test]
async fn the_whole_home_slows_a_flood_from_everywhere() {
    let world = World::with(|settings| {
        settings.trusted_proxies = "127.0.0.1";
        settings.limits.sign_in_instance.max = 5;
    });
    let world = world.await;
    for host in 0..5 {
        fail(&world.stranger().at(&format!("203.0.113.{host}")), &format!("somebody{host}"), 1).await;
    }
    world.stranger().at("203.0.113.200").sign_in("another", WRONG).await.refused(Code::TooManyRequests);
    world.finish().await;
}

#[tokio::test]
async fn an_address_signs_up_twenty_times_an_hour() {
    let world = behind_a_proxy().await;
    let sign_up = |http: Stranger, username: String| async move {
        let body = json!({ "username": username, "email": format!("{username}@example.com"), "password": "a long enough password" });
        http.post("/api/accounts", &body).await
    };
    let here = world.stranger().at("203.0.113.9");
    for n in 0..20 {
        sign_up(here.clone(), format!("person{n}")).await.expect(201);
    }
    let wait_s = sign_up(here.clone(), "person20".into()).await.refused_for_s();
    assert!((1..=3_600).contains(&wait_s), "{wait_s}");
    sign_up(world.stranger().at("203.0.113.10"), "neighbour".into()).await.expect(201);
    world.advance_s(i64::try_from(wait_s).unwrap()).await;
    sign_up(here, "person20".into()).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn a_password_is_tried_ten_times_to_change_an_address() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let wanted = |password: &str| json!({ "email": "new@example.com", "password": password });
    for _ in 0..10 {
        minji.put("/api/account/email", &wanted(WRONG)).await.refused(Code::InvalidCredentials);
    }
    minji.put("/api/account/email", &wanted(&minji.password)).await.refused(Code::TooManyRequests);
    world.finish().await;
}
