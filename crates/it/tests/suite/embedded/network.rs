//! Proxies, names and schemes by which a home is reached.

use crate::harness::{Call, Person, World};
use reqwest::Method;
use share_cloud_domain::problem::Code;
use std::collections::BTreeSet;

#[tokio::test]
async fn the_outbox_is_for_people_at_this_machine_alone() {
    let world = World::with(|settings| settings.trusted_proxies = "127.0.0.1").await;
    world.newcomer("minji").await;
    world.letter("minji@example.com").await;
    let stranger = world.stranger();
    let proxied = [
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-host", "localhost"),
        ("x-forwarded-anything", ""),
        ("forwarded", "for=127.0.0.1"),
        ("via", "1.1 proxy"),
        ("host", "files.example.org"),
        ("host", "localhost.evil.example"),
        ("host", "127.0.0.1.evil.example"),
        ("host", "192.168.0.2"),
    ];
    for path in ["/outbox", "/outbox/messages"] {
        assert_eq!(stranger.get(path).await.status, 200, "{path}");
        for (name, value) in proxied {
            let answer = stranger.send(Call::get(path).header(name, value)).await;
            assert_eq!(answer.status, 404, "{name}: {value}: {answer}");
            assert!(!answer.text().contains("minji"), "{name}: {value}");
        }
        assert_ne!(stranger.send(Call::new(Method::POST, path)).await.status, 200);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_home_that_people_reach_by_a_name_shows_no_outbox() {
    let world = World::with(|settings| settings.base_url = Some("https://files.example.org")).await;
    world.newcomer("minji").await;
    let letter = world.letter("minji@example.com").await;
    assert!(letter.link().starts_with("https://files.example.org/verify-email?token="), "{}", letter.link());
    for path in ["/outbox", "/outbox/messages"] {
        assert_eq!(world.stranger().get(path).await.status, 404);
    }
    world.finish().await;
}

fn cookie_parts(cookie: &str) -> (&str, BTreeSet<&str>) {
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    (pair.split_once('=').unwrap().0, attributes.split("; ").collect())
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let world = World::with(|settings| settings.trusted_proxies = "127.0.0.1").await;
    let minji = world.person("minji").await;
    let browser = world.stranger().with("x-forwarded-proto", "https").at("203.0.113.9").with("host", "files.example.org");
    let mut minji = minji.via(&browser);
    let signed_in = minji.sign_in().await;
    let (name, attributes) = cookie_parts(signed_in.header("set-cookie").unwrap());
    assert_eq!(name, "__Host-share_cloud_refresh");
    assert_eq!(attributes, BTreeSet::from(["Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=2592000"]));

    let refresh = |origin: &str| Call::post("/api/sessions/refresh").header("cookie", &minji.cookie).header("origin", origin);
    for origin in
        ["http://files.example.org", "https://files.example.org:8443", "https://evil.example", "https://files.example.org.evil.example"]
    {
        browser.send(refresh(origin)).await.refused(Code::Forbidden);
    }
    browser.send(refresh("https://files.example.org")).await.expect(200);
    let unprefixed = minji.cookie.replace("__Host-", "");
    minji.refresh_with(&unprefixed).await.refused(Code::Unauthorized);
    let signed_out = minji.sign_out().await;
    signed_out.expect(204);
    let (name, attributes) = cookie_parts(signed_out.header("set-cookie").unwrap());
    assert_eq!(name, "__Host-share_cloud_refresh");
    assert!(attributes.is_superset(&BTreeSet::from(["Path=/", "Secure", "Max-Age=0"])), "{attributes:?}");
    world.finish().await;
}

#[tokio::test]
async fn a_stranger_who_says_https_is_not_believed() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut minji = minji.via(&world.stranger().with("x-forwarded-proto", "https"));
    let signed_in = minji.sign_in().await;
    assert_eq!(cookie_parts(signed_in.header("set-cookie").unwrap()).0, "share_cloud_refresh");
    world.finish().await;
}

#[tokio::test]
async fn a_base_url_over_https_makes_every_cookie_secure() {
    let world = World::with(|settings| settings.base_url = Some("https://files.example.org")).await;
    let mut minji = Person::sign_up(&world.stranger().with("host", "files.example.org"), "minji", "minji@example.com").await;
    let signed_in = minji.sign_in().await;
    let (name, attributes) = cookie_parts(signed_in.header("set-cookie").unwrap());
    assert_eq!(name, "__Host-share_cloud_refresh");
    assert!(attributes.contains("Secure"));
    let own = Call::post("/api/sessions/refresh").header("cookie", &minji.cookie).header("origin", "https://files.example.org");
    minji.http.send(own).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn who_comes_through_a_proxy_or_by_a_name_does_not_become_the_admin_of_a_home_on_this_machine() {
    let world = World::with(|settings| settings.trusted_proxies = "127.0.0.1").await;
    let through_a_proxy = world.stranger().at("203.0.113.9");
    let by_a_name = world.stranger().with("host", "files.example.org");
    let here = world.stranger();
    for (http, username, role) in [(through_a_proxy, "far1", "user"), (by_a_name, "far2", "user"), (here, "near", "admin")] {
        let mut person = Person::sign_up(&http, username, &format!("{username}@example.com")).await;
        person.sign_in().await;
        assert_eq!(person.account().await["role"], role, "{username}");
    }
    world.finish().await;
}
