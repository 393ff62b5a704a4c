//! Links that somebody reported.

use crate::harness::files::text;
use crate::harness::{Visitor, World};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn a_reported_link_is_ended_by_its_address_and_nothing_of_it_is_told() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let jiho = world.person("jiho").await;
    let file = jiho.upload("root", "a.txt", b"hello").await;
    let share = async |more: Value| {
        let mut body = json!({ "entry_ids": [text(&file, "id")], "allow": "download" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        jiho.post("/api/shares", &body).await.expect(201)
    };
    let (open, locked, kept) = (share(json!({})).await, share(json!({ "password": "knock three times" })).await, share(json!({})).await);
    for link in [&open, &locked] {
        let path = format!("/api/admin/shares/{}", text(link, "token"));
        assert_eq!(admin.delete(&path).await.expect(204), Value::Null);
        Visitor::new(&jiho.http, text(link, "token")).open().await.refused(Code::ShareEnded);
        admin.delete(&path).await.expect(204);
    }
    Visitor::new(&jiho.http, text(&kept, "token")).open().await.expect(200);
    let listed = jiho.get("/api/shares").await.expect(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(jiho.names("root").await, ["a.txt"], "the files stay");
    world.finish().await;
}

#[tokio::test]
async fn only_a_whole_link_is_ended_and_only_by_an_admin() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let jiho = world.person("jiho").await;
    let share = jiho.post("/api/shares", &json!({ "entry_ids": ["root"], "allow": "view" })).await.expect(201);
    let token = text(&share, "token");
    let last = if token.ends_with('A') { 'E' } else { 'A' };
    let bent = format!("{}{last}", &token[..token.len() - 1]);
    for wrong in ["nonsense", text(&share, "id"), &bent, &format!("{token}A")] {
        admin.delete(&format!("/api/admin/shares/{wrong}")).await.refused(Code::NotFound);
    }
    jiho.delete(&format!("/api/admin/shares/{token}")).await.refused(Code::Forbidden);
    Visitor::new(&jiho.http, token).open().await.expect(200);
    world.finish().await;
}
