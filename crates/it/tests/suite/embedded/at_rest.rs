//! What the table holds of secrets: hashes, and nothing that they were made of.

use crate::harness::World;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Panics if a secret stands in the table, as it is or in another spelling of its bytes.
fn assert_nowhere(table: &str, what: &str, secret: &str, bytes: &[u8]) {
    for spelling in [
        secret.to_owned(),
        STANDARD.encode(bytes),
        STANDARD.encode(secret),
        URL_SAFE_NO_PAD.encode(bytes),
        hex(bytes),
        hex(secret.as_bytes()),
    ] {
        assert!(!table.contains(&spelling), "{what} stands in the table: {spelling}");
    }
}

async fn table(world: &World) -> String {
    serde_json::to_string(&world.items().await).unwrap()
}

#[tokio::test]
async fn a_password_is_stored_as_argon2id_with_the_promised_parameters() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let body = json!({ "entry_ids": ["root"], "allow": "download", "password": "a link's password" });
    minji.post("/api/shares", &body).await.expect(201);
    let items = world.items().await;
    let hashes: Vec<&str> = items.iter().filter_map(|item| item["password_hash"]["S"].as_str()).collect();
    assert_eq!(hashes.len(), 2, "the account's and the link's");
    for hash in &hashes {
        let rest = hash.strip_prefix("$argon2id$v=19$m=19456,t=2,p=1$").unwrap_or_else(|| panic!("{hash}"));
        let (salt, digest) = rest.split_once('$').unwrap();
        assert_eq!((salt.len(), digest.len()), (22, 43), "128 bits of salt and 256 of hash: {hash}");
    }
    let salts: std::collections::BTreeSet<&str> = hashes.iter().map(|hash| hash.split('$').nth(4).unwrap()).collect();
    assert_eq!(salts.len(), 2, "each its own");
    let table = table(&world).await;
    assert_nowhere(&table, "the password", &minji.password, minji.password.as_bytes());
    assert_nowhere(&table, "the link's password", "a link's password", b"a link's password");
    world.finish().await;
}

#[tokio::test]
async fn the_table_holds_the_hash_of_a_letters_token_and_of_nothing_else_that_opens_anything() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let share = minji.post("/api/shares", &json!({ "entry_ids": ["root"], "allow": "download" })).await.expect(201);
    world.newcomer("jiho").await;
    let verify = world.letter("jiho@example.com").await.token().to_owned();
    minji.http.post("/api/accounts/forgot-password", &json!({ "email": minji.email })).await.expect(202);
    let reset = world.nth_letter(&minji.email, 2).await.token().to_owned();
    let table = table(&world).await;
    for token in [&verify, &reset] {
        let bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
        assert_eq!(bytes.len(), 32, "256 bits");
        assert_nowhere(&table, "a letter's token", token, &bytes);
        assert!(table.contains(&hex(&Sha256::digest(token))), "its hash does");
    }
    let token = share["token"].as_str().unwrap();
    assert_nowhere(&table, "a link's token", token, &URL_SAFE_NO_PAD.decode(token).unwrap());
    assert_nowhere(&table, "an access token", &minji.access_token, minji.access_token.as_bytes());
    let cookie = minji.cookie.split_once('=').unwrap().1;
    assert_nowhere(&table, "a refresh token", cookie, cookie.as_bytes());
    let mail = |item: &&Value| item["pk"]["S"].as_str().unwrap().starts_with("MAIL#");
    assert!(world.items().await.iter().filter(mail).all(|item| item["token"].is_null()), "a letter that waits holds none");
    world.finish().await;
}
