//! Every answer of every test: no field whose name or value is a hash, a token or a secret, but where the contract says so.

use super::Answer;
use super::person::PASSWORD;
use serde_json::Value;

/// The parts of a field's name that a secret would have.
const NAMES: [&str; 9] = ["hash", "token", "secret", "password", "salt", "cookie", "credential", "mac", "key"];

/// The fields that have such a name by contract: a route and a field's path, without the places in lists.
const BY_CONTRACT: [(&str, &str); 10] = [
    ("sign-in", "access_token"),
    ("refresh-session", "access_token"),
    ("unlock-share", "access_token"),
    ("create-share", "token"),
    ("list-shares", "items.token"),
    ("update-share", "token"),
    // Whether there is a password, not which.
    ("create-share", "has_password"),
    ("list-shares", "items.has_password"),
    ("update-share", "has_password"),
    ("open-share", "needs_password"),
];

/// The routes that set the cookie.
const COOKIE_ROUTES: [&str; 3] = ["sign-in", "refresh-session", "sign-out"];

/// Panics if an answer tells what nobody may read.
#[track_caller]
pub(super) fn check(route: &str, answer: &Answer) {
    assert!(answer.header("set-cookie").is_none() || COOKIE_ROUTES.contains(&route), "{answer}: a cookie");
    // The description names fields and holds no values.
    if route == "openapi" || answer.body.is_empty() {
        return;
    }
    look(route, "", &answer.json()).unwrap_or_else(|found| panic!("{answer}: {found}"));
}

fn look(route: &str, path: &str, value: &Value) -> Result<(), String> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| look(route, path, item)),
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let is_named = name.split('_').any(|word| NAMES.contains(&word));
            if is_named && !BY_CONTRACT.contains(&(route, &path)) && !is_header(&path) {
                return Err(format!("{path} has the name of a secret"));
            }
            look(route, &path, value)
        }),
        Value::String(text) => match secret(text) {
            Some(what) if !BY_CONTRACT.contains(&(route, path)) => Err(format!("{path} is {what}")),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// What a part is to be sent with: S3's names, none of which is ours.
fn is_header(path: &str) -> bool {
    path.contains("parts.headers.")
}

/// What of a secret a text has in it.
fn secret(text: &str) -> Option<&'static str> {
    let is_hex = |text: &str| text.len() >= 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_jwt = |text: &str| text.starts_with("eyJ") && text.matches('.').count() == 2;
    if text.contains("$argon2") {
        Some("the hash of a password")
    } else if text.contains(PASSWORD) {
        Some("a password")
    } else if is_hex(text) {
        Some("a hash in hexadecimal")
    } else if is_jwt(text) {
        Some("an access token")
    } else if text.contains("X-Amz-Signature") && !text.starts_with("http") {
        Some("a signature")
    } else {
        None
    }
}

#[test]
fn what_is_secret_is_seen_wherever_it_stands() {
    let seen = |route: &str, json: Value| look(route, "", &json).is_err();
    for field in ["password_hash", "token", "secret", "refresh_token", "share_key", "key_id", "password"] {
        assert!(seen("get-account", serde_json::json!({ "a": [{ field: null }] })), "{field}");
    }
    for value in ["$argon2id$v=19$m=1", &format!("it was {PASSWORD}."), &"0a".repeat(32), "eyJh.eyJi.c"] {
        assert!(seen("get-account", serde_json::json!({ "items": [{ "note": value }] })), "{value}");
    }
    assert!(!seen("list-shares", serde_json::json!({ "items": [{ "token": "x", "has_password": true, "name": "monkey" }] })));
    assert!(seen("list-shares", serde_json::json!({ "token": "x" })));
    assert!(!seen("sign-in", serde_json::json!({ "access_token": "eyJh.eyJi.c" })));
}
