//! Accounts that are suspended.

use crate::harness::files::{text, wanted};
use crate::harness::{Visitor, World};
use serde_json::json;
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn a_suspended_account_is_refused_everywhere_at_once_and_loses_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"hello").await;
    let id = minji.send_only(&wanted("root", "b.txt", b"b"), b"b").await;
    let body = json!({ "entry_ids": [text(&file, "id")], "allow": "download" });
    let share = minji.post("/api/shares", &body).await.expect(201);
    let visitor = Visitor::new(&minji.http, text(&share, "token"));
    let taken = visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);

    world.set_status(&minji.id, "suspended").await;
    for path in ["/api/account", "/api/folders/root/entries", "/api/uploads", "/api/shares"] {
        minji.get(path).await.refused(Code::AccountSuspended);
    }
    minji.post("/api/uploads/complete", &json!({ "uploads": [{ "upload_id": id }] })).await.refused(Code::AccountSuspended);
    minji.refresh_with(&minji.cookie).await.refused(Code::AccountSuspended);
    world.stranger().sign_in("minji", &minji.password).await.refused(Code::AccountSuspended);
    world.stranger().sign_in("minji", "not the password").await.refused(Code::InvalidCredentials);
    visitor.open().await.refused(Code::ShareEnded);
    visitor.list("root").await.refused(Code::ShareEnded);
    visitor.downloads(&json!({ "entry_ids": ["root"], "download_id": taken["download_id"] })).await.refused(Code::ShareEnded);

    world.set_status(&minji.id, "active").await;
    assert!(minji.complete_one(&id).await["problem"].is_null());
    assert_eq!(minji.names("root").await, ["a.txt", "b.txt"]);
    visitor.open().await.expect(200);
    minji.refresh_with(&minji.cookie).await.expect(200);
    world.finish().await;
}
