//! Lists of links that share very much.

use crate::harness::World;
use crate::harness::files::text;
use serde_json::json;
use share_cloud_aws::db::shares::ShareRecord;
use share_cloud_domain::ids::{AccountId, EntryId, ShareId};
use share_cloud_domain::share::{Allow, MAX_SHARE_ENTRIES};
use std::collections::BTreeSet;

#[tokio::test]
async fn a_page_of_links_ends_before_it_is_more_than_a_function_can_answer() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let app = world.app();
    let mut made = BTreeSet::new();
    for _ in 0..60 {
        let share_id = ShareId::from_random(app.random());
        made.insert(share_id.to_string());
        let share = ShareRecord {
            share_id,
            account_id: AccountId::parse(&minji.id).unwrap(),
            entry_ids: (0..MAX_SHARE_ENTRIES).map(|_| EntryId::from_random(app.random())).collect(),
            allow: Allow::Download,
            password_hash: None,
            expires_at: None,
            tells_at: None,
            max_downloads: None,
            downloads_used: 0,
            bytes: 0,
            note: Some("한".repeat(2_000)),
            paused: false,
            drop_room: None,
            revoked_at: None,
            key_id: app.keys().current_id().to_owned(),
            created_at: world.now(),
        };
        app.db().add_share(&share).await.unwrap();
        world.advance_ms(1);
    }
    let (mut seen, mut cursor, mut pages) = (BTreeSet::new(), String::new(), 0);
    loop {
        let page = minji.get(&format!("/api/shares?limit=1000{cursor}")).await;
        assert!(page.body.len() < 3_000_000, "{} bytes", page.body.len());
        let page = page.expect(200);
        pages += 1;
        for share in page["items"].as_array().unwrap() {
            assert_eq!(share["state"], json!("trashed"), "none of it is there");
            assert!(seen.insert(text(share, "id").to_owned()), "twice");
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, made);
    assert!(pages > 1, "{pages}");
    world.finish().await;
}
