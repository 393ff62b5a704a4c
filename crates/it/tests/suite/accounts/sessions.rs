//! Staying signed in, and signing out.

use crate::harness::{Call, Person, World};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::future::join_all;
use serde_json::json;
use share_cloud_domain::problem::Code;

const REFRESH: &str = "/api/sessions/refresh";
const SIGN_OUT: &str = "/api/sessions/current";

fn cookie_of(answer: &crate::harness::Answer) -> String {
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

async fn is_signed_in(person: &Person) -> bool {
    person.get("/api/account").await.status == 200
}

#[tokio::test]
async fn refreshing_gives_a_new_access_token_and_a_new_cookie() {
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    let before = minji.cookie.clone();
    let answer = minji.refresh().await.expect(200);
    assert_eq!((&answer["expires_in"], &answer["account"]["id"]), (&json!(600), &json!(minji.id)));
    assert_ne!(minji.cookie, before);
    assert!(is_signed_in(&minji).await);
    let long = futures::stream::iter(0..5);
    futures::StreamExt::fold(long, &mut minji, |minji, _| async {
        minji.refresh().await;
        minji
    })
    .await;
    assert!(is_signed_in(&minji).await);
    world.finish().await;
}

#[tokio::test]
async fn a_refresh_whose_answer_was_lost_gets_the_same_cookie_again() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let first = minji.refresh_with(&minji.cookie).await;
    for _ in 0..3 {
        let again = minji.refresh_with(&minji.cookie).await;
        again.expect(200);
        assert_eq!(cookie_of(&again), cookie_of(&first));
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tabs_that_refresh_at_once_get_one_cookie() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let answers = join_all((0..12).map(|_| minji.refresh_with(&minji.cookie))).await;
    answers.iter().for_each(|answer| drop(answer.expect(200)));
    let cookies: std::collections::BTreeSet<String> = answers.iter().map(cookie_of).collect();
    assert_eq!(cookies.len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn a_cookie_of_long_ago_ends_the_session() {
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    let mut other = minji.clone();
    other.sign_in().await;
    let stolen = minji.cookie.clone();
    for _ in 0..3 {
        minji.refresh().await;
    }
    minji.refresh_with(&stolen).await.refused(Code::Unauthorized);
    minji.refresh_with(&minji.cookie).await.refused(Code::Unauthorized);
    minji.get("/api/account").await.refused(Code::Unauthorized);
    assert!(is_signed_in(&other).await, "another session of the account goes on");
    world.finish().await;
}

#[tokio::test]
async fn a_cookie_that_was_tampered_with_is_refused_and_ends_nothing() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let (name, token) = minji.cookie.split_once('=').unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
    let mut wrong: Vec<String> = (0..bytes.len())
        .map(|at| {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1;
            URL_SAFE_NO_PAD.encode(bytes)
        })
        .collect();
    let theirs = URL_SAFE_NO_PAD.decode(jiho.cookie.split_once('=').unwrap().1).unwrap();
    wrong.push(URL_SAFE_NO_PAD.encode([&bytes[..16], &theirs[16..]].concat()));
    wrong.extend([String::new(), "x".into(), token[1..].into(), format!("{token}AA"), "A".repeat(75)]);
    for token in wrong {
        minji.refresh_with(&format!("{name}={token}")).await.refused(Code::Unauthorized);
        minji.http.send(Call::delete(SIGN_OUT).header("cookie", format!("{name}={token}"))).await;
    }
    minji.http.send(Call::post(REFRESH)).await.refused(Code::Unauthorized);
    minji.refresh_with(&format!("__Host-{}", minji.cookie)).await.refused(Code::Unauthorized);
    assert!(is_signed_in(&minji).await && is_signed_in(&jiho).await);
    minji.refresh_with(&minji.cookie).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn another_site_cannot_use_the_cookie() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let ours = world.base_url.as_str();
    let other_port = "http://127.0.0.1:1";
    let https = ours.replace("http://", "https://");
    let longer = format!("{ours}.evil.example");
    for origin in ["https://evil.example", "null", "", other_port, &https, &longer] {
        for call in [Call::post(REFRESH), Call::delete(SIGN_OUT)] {
            minji.http.send(call.header("cookie", &minji.cookie).header("origin", origin)).await.refused(Code::Forbidden);
        }
    }
    for site in ["cross-site", "same-site"] {
        for call in [Call::post(REFRESH), Call::delete(SIGN_OUT)] {
            minji.http.send(call.header("cookie", &minji.cookie).header("sec-fetch-site", site)).await.refused(Code::Forbidden);
        }
    }
    assert!(is_signed_in(&minji).await);
    let own = Call::post(REFRESH).header("cookie", &minji.cookie).header("origin", ours).header("sec-fetch-site", "same-origin");
    minji.http.send(own).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn the_cookie_is_good_for_refreshing_and_signing_out_alone() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let with_cookie = minji.http.with("cookie", &minji.cookie);
    with_cookie.get("/api/account").await.refused(Code::Unauthorized);
    with_cookie.post("/api/folders", &json!({ "parent_id": "root", "name": "a" })).await.refused(Code::Unauthorized);
    minji.send(Call::post(REFRESH)).await.refused(Code::Unauthorized);
    let token = minji.cookie.split_once('=').unwrap().1;
    minji.http.send(Call::get("/api/account").bearer(token)).await.refused(Code::Unauthorized);
    world.finish().await;
}

#[tokio::test]
async fn a_form_cannot_refresh() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    for content_type in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=b"] {
        let form = Call::post(REFRESH).header("cookie", &minji.cookie).header("content-type", content_type).body("{}");
        minji.http.send(form).await.refused(Code::UnsupportedMediaType);
    }
    minji.http.send(Call::post(REFRESH).header("cookie", &minji.cookie).json(&json!({ "x": 1 }))).await.invalid_at("x", "unknown");
    world.finish().await;
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once_and_no_other() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut other = minji.clone();
    other.sign_in().await;
    let answer = minji.sign_out().await;
    answer.expect(204);
    let cleared = answer.header("set-cookie").unwrap();
    assert!(
        cleared.starts_with("share_cloud_refresh=;") && cleared.contains("Max-Age=0") && cleared.contains("Path=/api/sessions"),
        "{cleared}"
    );
    minji.get("/api/account").await.refused(Code::Unauthorized);
    minji.refresh_with(&minji.cookie).await.refused(Code::Unauthorized);
    minji.sign_out().await.expect(204);
    minji.http.send(Call::delete(SIGN_OUT)).await.refused(Code::Unauthorized);
    assert!(is_signed_in(&other).await);
    other.refresh().await;
    world.finish().await;
}
