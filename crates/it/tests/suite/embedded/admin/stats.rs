//! The numbers of the whole home.

use super::change;
use crate::harness::files::{sized, text};
use crate::harness::{Person, World};
use serde_json::{Value, json};
use share_cloud_aws::db::accounts::{AccountRecord, NewAccount, UNCONFIRMED_LIFE};
use share_cloud_aws::db::garbage::GarbageRecord;
use share_cloud_domain::account::{EmailAddress, Username};
use share_cloud_domain::ids::{AccountId, EntryId, GarbageId};

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

/// An account as sign-up makes it, without its password's work.
fn unconfirmed(number: u32, like: &AccountRecord) -> NewAccount {
    let id = |kind: u8| {
        let mut bytes = [kind; 16];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        bytes
    };
    let username = format!("people{number}");
    let account = AccountRecord {
        account_id: AccountId::from_random(id(1)),
        email: EmailAddress::parse(&format!("{username}@example.com")).unwrap(),
        username: Username::parse(&username).unwrap(),
        email_verified: false,
        root_id: EntryId::from_random(id(2)),
        trash_id: EntryId::from_random(id(3)),
        purging_id: EntryId::from_random(id(4)),
        vanishes_at: Some(like.created_at + UNCONFIRMED_LIFE),
        last_seen_at: None,
        ..like.clone()
    };
    NewAccount {
        account,
        password_hash: "none".to_owned(),
        quota_bytes: 7,
        mail: None,
        marker_garbage: GarbageId::from_random(id(5)),
        first_is_admin: false,
        device: "-".to_owned(),
        invitation: None,
    }
}

#[tokio::test]
async fn a_home_of_more_than_a_thousand_accounts_is_counted_to_the_last() {
    let world = World::with(|settings| settings.quota_bytes = 1_000).await;
    let admin = world.person("minji").await;
    let db = world.app().db();
    let like = db.account(&AccountId::parse(&admin.id).unwrap()).await.unwrap().unwrap();
    for number in 0..1_004 {
        let new = unconfirmed(number, &like);
        let marker = GarbageRecord::marker(new.marker_garbage.clone(), new.account.account_id.clone(), world.now());
        db.note_marker(&marker).await.unwrap();
        db.sign_up(new).await.unwrap();
    }
    let first = stats(&admin).await;
    assert_eq!(first["accounts"], 1_000);
    let rest = admin.get(&format!("/api/admin/stats?cursor={}", text(&first, "next_cursor"))).await.expect(200);
    let expected = [("accounts", 1_005), ("unconfirmed", 1_004), ("admins", 1), ("quota_bytes", 1_000 + 1_004 * 7)];
    for (name, number) in expected {
        assert_eq!(rest[name], number, "{name}");
    }
    assert!(rest["next_cursor"].is_null());
    world.finish().await;
}
