//! Where the owner is not there.

use crate::harness::World;
use crate::harness::files::{problem_code, text, wanted};
use serde_json::json;
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn while_the_owner_is_suspended_nothing_of_theirs_is_reachable() {
    let world = World::fresh().await;
    let (owner, member) = (world.person("owner").await, world.person("member").await);
    let folder = owner.folder("root", "given").await;
    let file = owner.upload(&folder, "a", b"a").await;
    let file = text(&file, "id");
    owner.give(&folder, &member.username, "editor").await;
    let sent = member.send_only(&wanted(&folder, "sent", b"sent"), b"sent").await;
    world.set_status(&owner.id, "suspended").await;
    assert!(member.shared_with_me().await.is_empty());
    member.get(&format!("/api/folders/{folder}/entries")).await.refused(Code::NotFound);
    member.get(&format!("/api/entries/{file}/content")).await.refused(Code::NotFound);
    member.post("/api/downloads", &json!({ "entry_ids": [file] })).await.refused(Code::NotFound);
    member.post("/api/folders", &json!({ "parent_id": folder, "name": "new" })).await.refused(Code::NotFound);
    assert_eq!(problem_code(&member.start(&[wanted(&folder, "b", b"b")]).await[0]), "not_found");
    assert_eq!(problem_code(&member.complete_one(&sent).await), "not_found");
    world.set_status(&owner.id, "active").await;
    assert_eq!(member.shared_with_me().await.len(), 1);
    assert!(member.complete_one(&sent).await["problem"].is_null());
    world.finish().await;
}
