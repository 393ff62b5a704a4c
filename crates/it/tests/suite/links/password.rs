//! Links with a password: before it nothing is told, whoever asks and however.

use super::{share, visitor};
use crate::harness::files::text;
use crate::harness::{Call, Visitor, World};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

const PASSWORD: &str = "열려라, 참깨 문아";

#[tokio::test]
async fn before_the_password_nothing_is_told_but_that_there_is_one() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "secret folder").await;
    minji.upload(&folder, "secret.txt", b"secret").await;
    let made = share(&minji, &[&folder], json!({ "password": PASSWORD, "note": "secret note", "max_downloads": 3 })).await;
    assert!(!made.to_string().contains("argon2") && !made.to_string().contains(PASSWORD), "{made}");
    let visitor = visitor(&minji, &made);
    assert_eq!(visitor.open().await.expect(200), json!({ "needs_password": true }));
    visitor.list("root").await.refused(Code::Unauthorized);
    visitor.list(&folder).await.refused(Code::Unauthorized);
    visitor.list("nonsense").await.refused(Code::Unauthorized);
    for ids in [json!(["root"]), json!([folder]), json!(["nonsense"]), json!([])] {
        visitor.downloads(&json!({ "entry_ids": ids })).await.refused(Code::Unauthorized);
    }
    let head = world.stranger().send(Call::new(reqwest::Method::HEAD, format!("/api/s/{}", visitor.token))).await;
    assert!(head.body.is_empty());
    world.finish().await;
}

#[tokio::test]
async fn the_password_opens_the_link_for_an_hour() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"secret").await;
    let made = share(&minji, &[text(&file, "id")], json!({ "password": PASSWORD })).await;
    let mut visitor = visitor(&minji, &made);
    for wrong in ["", "wrong", "열려라  참깨", &PASSWORD[..PASSWORD.len() - 3]] {
        visitor.try_password(wrong).await.refused(Code::InvalidCredentials);
    }
    let unlocked = visitor.try_password(PASSWORD).await.expect(200);
    assert_eq!(unlocked["expires_in"], 3_600);
    visitor.unlock(PASSWORD).await;
    assert_eq!(visitor.open().await.expect(200)["entries"][0]["name"], "a.txt");
    let tickets = visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
    assert_eq!(world.stranger().fetch(text(&tickets["tickets"][0], "url")).await, b"secret");
    world.finish().await;
}

#[tokio::test]
async fn what_one_password_opened_opens_no_other_link_and_no_account() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"secret").await;
    let id = text(&file, "id");
    let (one, two) =
        (share(&minji, &[id], json!({ "password": PASSWORD })).await, share(&minji, &[id], json!({ "password": PASSWORD })).await);
    let (mut first, second) = (visitor(&minji, &one), visitor(&minji, &two));
    first.unlock(PASSWORD).await;
    let borrowed = Visitor { access_token: first.access_token.clone(), ..second.clone() };
    let owner = Visitor { access_token: minji.access_token.clone(), ..second.clone() };
    for visitor in [borrowed, owner, Visitor { access_token: "nonsense".into(), ..second.clone() }] {
        visitor.open().await.refused(Code::Unauthorized);
        visitor.list("root").await.refused(Code::Unauthorized);
        visitor.downloads(&json!({ "entry_ids": ["root"] })).await.refused(Code::Unauthorized);
    }
    for path in ["/api/account", "/api/folders/root/entries", "/api/shares"] {
        world.stranger().send(Call::get(path).bearer(&first.access_token)).await.refused(Code::Unauthorized);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_link_without_a_password_opens_by_any() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"open").await;
    let mut visitor = visitor(&minji, &share(&minji, &[text(&file, "id")], json!({})).await);
    visitor.open().await.expect(200);
    visitor.unlock("anything").await;
    visitor.open().await.expect(200);
    visitor.access_token = "nonsense".into();
    visitor.open().await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_token_bent_in_any_way_is_no_link() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"x").await;
    let made = share(&minji, &[text(&file, "id")], json!({})).await;
    let token = text(&made, "token");
    let other = share(&minji, &[text(&file, "id")], json!({})).await;
    let mixed = format!("{}{}", &text(&other, "token")[..21], &token[21..]);
    let mut bent: Vec<String> = (0..token.len())
        .map(|at| {
            let mut bytes = token.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'A' { b'Q' } else { b'A' };
            String::from_utf8(bytes).unwrap()
        })
        .collect();
    bent.extend([mixed, token[1..].to_owned(), format!("{token}A"), format!("{token}="), text(&made, "id").to_owned(), "x".to_owned()]);
    for token in bent {
        let visitor = Visitor::new(&minji.http, &token);
        visitor.open().await.refused(Code::NotFound);
        visitor.list("root").await.refused(Code::NotFound);
        visitor.downloads(&json!({ "entry_ids": ["root"] })).await.refused(Code::NotFound);
        visitor.try_password("x").await.refused(Code::NotFound);
    }
    visitor(&minji, &made).open().await.expect(200);
    assert_ne!(made["token"], Value::Null);
    world.finish().await;
}

#[tokio::test]
async fn a_links_password_keeps_the_rules_of_an_accounts() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    for (password, code) in [("", "too_short"), ("abc", "too_short"), ("password1", "too_common"), (&"x1".repeat(513), "too_long")] {
        let body = json!({ "entry_ids": ["root"], "allow": "view", "password": password });
        minji.post("/api/shares", &body).await.invalid_at("password", code);
    }
    let shares = minji.get("/api/shares").await.expect(200);
    assert_eq!(shares["items"], json!([]), "nothing was made");
    world.finish().await;
}
