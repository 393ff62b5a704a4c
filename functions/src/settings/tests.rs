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
