//! The account as it sees and changes itself.

use crate::harness::World;
use serde_json::json;
use share_cloud_domain::problem::Code;
use unicode_normalization::UnicodeNormalization as _;

#[tokio::test]
async fn a_display_name_is_any_script_kept_composed_and_taken_away_by_null() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let decomposed: String = "  김 민지 😀 ".nfd().collect();
    let account = minji.patch("/api/account", &json!({ "display_name": decomposed })).await.expect(200);
    assert_eq!(account["display_name"], "김 민지 😀");
    let account = minji.patch("/api/account", &json!({ "locale": "ko" })).await.expect(200);
    assert_eq!((&account["display_name"], &account["locale"]), (&json!("김 민지 😀"), &json!("ko")), "what is absent stays");
    minji.patch("/api/account", &json!({})).await.expect(200);
    assert_eq!(minji.account().await["display_name"], "김 민지 😀");
    minji.patch("/api/account", &json!({ "display_name": null })).await.expect(200);
    assert_eq!(minji.account().await["display_name"], json!(null));
    world.finish().await;
}

#[tokio::test]
async fn a_display_name_that_could_deceive_or_is_too_long_is_refused() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let long = "민".repeat(65);
    for (name, code) in
        [("", "required"), (" \t", "required"), ("a\u{202E}b", "invalid_characters"), ("a\nb", "invalid_characters"), (&long, "too_long")]
    {
        minji.patch("/api/account", &json!({ "display_name": name })).await.invalid_at("display_name", code);
    }
    minji.patch("/api/account", &json!({ "display_name": "민".repeat(64) })).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_profile_cannot_set_what_is_not_its_own() {
    let world = World::fresh().await;
    world.person("admin1").await;
    let minji = world.person("minji").await;
    let before = minji.account().await;
    let fields = ["quota_bytes", "role", "email_verified", "status", "username", "email", "pending_email", "id", "storage", "root_id"];
    for field in fields {
        minji.patch("/api/account", &json!({ field: "admin" })).await.invalid_at(field, "unknown");
    }
    assert_eq!(minji.account().await, before);
    world.finish().await;
}

#[tokio::test]
async fn a_person_sees_the_own_account_alone() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    assert_eq!(minji.account().await["id"], json!(minji.id));
    assert_eq!(jiho.account().await["id"], json!(jiho.id));
    assert_ne!(minji.id, jiho.id);
    minji.http.get("/api/account").await.refused(Code::Unauthorized);
    world.finish().await;
}
