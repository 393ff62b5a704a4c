//! How many links an account may have.

use crate::harness::{Person, World};
use futures::future::join_all;
use serde_json::json;
use share_cloud_domain::problem::Code;
use share_cloud_domain::share::MAX_SHARES;

async fn count(world: &World, minji: &Person, delta: i64) {
    world.edit_item(&format!("STORAGE#{}", minji.id), "STORAGE", "ADD", "share_count", json!(delta)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_has_so_many_links_and_not_one_more_however_many_are_made_and_ended_at_once() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let body = json!({ "entry_ids": ["root"], "allow": "download" });
    // As if all but five were there already.
    count(&world, &minji, MAX_SHARES - 5).await;
    let made = join_all((0..16).map(|_| minji.post("/api/shares", &body))).await;
    let ids: Vec<String> =
        made.iter().filter(|answer| answer.status == 201).map(|answer| answer.json()["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 5);
    for refused in made.iter().filter(|answer| answer.status != 201) {
        refused.refused(Code::TooManyShares);
    }
    // Ended again and again at once, one place comes back.
    let path = format!("/api/shares/{}", ids[0]);
    for ended in join_all((0..8).map(|_| minji.delete(&path))).await {
        ended.expect(204);
    }
    let again = join_all((0..4).map(|_| minji.post("/api/shares", &body))).await;
    assert_eq!(again.iter().filter(|answer| answer.status == 201).count(), 1, "{again:?}");
    count(&world, &minji, 5 - MAX_SHARES).await;
    assert_eq!(minji.get("/api/shares").await.expect(200)["items"].as_array().unwrap().len(), 5);
    world.finish().await;
}
