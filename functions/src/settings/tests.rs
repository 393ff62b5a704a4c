use super::{Settings, key_ring};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use std::collections::HashMap;

#[test]
fn all_that_is_missing_is_told_together() {
    let Err(incomplete) = Settings::read(HashMap::new()) else { panic!("an empty environment is not enough") };
    let told = incomplete.to_string();
    for name in ["AWS_REGION", "SHARE_CLOUD_TABLE", "SHARE_CLOUD_BUCKET", "SHARE_CLOUD_BASE_URL", "SHARE_CLOUD_KEYS_PARAMETER"] {
        assert!(told.contains(name), "{name} in {told}");
    }
}

#[test]
fn who_may_sign_up_is_everybody_unless_it_is_said_and_nothing_else_is_guessed() {
    let names = [
        "AWS_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "SHARE_CLOUD_TABLE",
        "SHARE_CLOUD_BUCKET",
        "SHARE_CLOUD_BASE_URL",
        "SHARE_CLOUD_KEYS_PARAMETER",
        "SHARE_CLOUD_MAIL_FROM",
    ];
    let read = |sign_up: &str| {
        let mut values: HashMap<String, String> = names.map(|name| (name.to_owned(), "x".to_owned())).into();
        values.insert("SHARE_CLOUD_DEFAULT_QUOTA_BYTES".to_owned(), "1".to_owned());
        values.insert("SHARE_CLOUD_SIGN_UP".to_owned(), sign_up.to_owned());
        Settings::read(values).map(|settings| settings.config.sign_up.to_string()).map_err(|missing| missing.0)
    };
    for (said, policy) in [("", "open"), ("off", "off"), ("domain:example.org", "domain:example.org"), ("invitation", "invitation")] {
        assert_eq!(read(said), Ok(policy.to_owned()));
    }
    assert_eq!(read("friends"), Err(vec!["SHARE_CLOUD_SIGN_UP"]));
}

#[test]
fn the_first_key_is_the_current_one() {
    let secret = STANDARD.encode([7; 32]);
    let ring = key_ring(&json!([{ "id": "new", "secret": secret }, { "id": "old", "secret": secret }]).to_string()).unwrap();
    assert_eq!(ring.current_id(), "new");
}

#[test]
fn keys_that_are_no_keys_are_refused_and_not_told() {
    let short = STANDARD.encode([7; 16]);
    let texts = ["", "[]", "{}", "secret", &json!([{ "id": "a", "secret": short }]).to_string()];
    for text in texts {
        let Err(refused) = key_ring(text) else { panic!("{text} is no list of keys") };
        assert!(!refused.to_string().contains(&short));
    }
}
