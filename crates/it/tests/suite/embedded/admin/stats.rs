//! The numbers of the whole home.

use super::change;
use crate::harness::files::{sized, text};
use crate::harness::{Person, World};
use serde_json::{Value, json};

async fn stats(admin: &Person) -> Value {
    admin.get("/api/admin/stats").await.expect(200)
}

#[tokio::test]
async fn the_numbers_are_the_sums_of_all_accounts() {
    let world = World::with(|settings| settings.quota_bytes = 1_000).await;
    let admin = world.person("minji").await;
    let (jiho, sora) = (world.person("jiho").await, world.person("sora").await);
    Person::sign_up(&world.stranger(), "nari", "nari@example.com").await;
    let folder = jiho.folder("root", "folder").await;
    jiho.upload(&folder, "a", &[1; 300]).await;
    let file = sora.upload("root", "b", &[1; 50]).await;
    sora.start_one(&sized("open", 25)).await;
    sora.post("/api/shares", &json!({ "entry_ids": [text(&file, "id")], "allow": "view" })).await.expect(201);
    change(&admin, &jiho.id, &json!({ "status": "suspended", "quota_bytes": 4_000 })).await.expect(200);
    let expected = json!({
        "accounts": 4, "unconfirmed": 1, "suspended": 1, "admins": 1, "active_30_days": 3, "quota_bytes": 7_000, "used_bytes": 350,
        "reserved_bytes": 25, "entries": 3, "open_uploads": 1, "shares": 1, "next_cursor": null
    });
    assert_eq!(stats(&admin).await, expected);
    world.advance_ms(31 * 24 * 3_600_000);
    let mut again = admin.clone();
    again.sign_in().await;
    assert_eq!(stats(&again).await["active_30_days"], 1);
    world.finish().await;
}

#[tokio::test]
async fn a_cursor_of_the_numbers_is_nobody_elses_and_no_other_lists() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    world.person("jiho").await;
    let page = admin.get("/api/admin/accounts?limit=1").await.expect(200);
    let cursor = text(&page, "next_cursor");
    admin.get(&format!("/api/admin/stats?cursor={cursor}")).await.invalid_at("cursor", "invalid");
    admin.get("/api/admin/stats?limit=1").await.invalid_at("limit", "unknown");
    world.finish().await;
}
