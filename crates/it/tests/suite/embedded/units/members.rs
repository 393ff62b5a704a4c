//! Giving to people, and what admins do.

use super::folders::hundred;
use super::sheet::Sheet;
use crate::harness::files::text;
use serde_json::json;
use share_cloud_domain::ids::AccountId;
use std::sync::Arc;

pub(super) async fn measure(sheet: &mut Sheet) {
    let house = Arc::clone(&sheet.house);
    let (nari, wonho) = (house.person("nari").await, house.person("wonho").await);
    let folder = hundred(&nari).await;
    sheet.chapter("Members");
    sheet.row("give somebody a folder, by username", nari.give(&folder, "wonho", "viewer")).await;
    sheet.row("give somebody a folder, by an address", nari.give(&folder, "guest@example.com", "viewer")).await;
    sheet.row("let the first one change it, too", nari.give(&folder, "wonho", "editor")).await;
    sheet.row("list its members, of 2", nari.members(&folder)).await;
    sheet.row("list what is shared with one, of 1", wonho.get("/api/shared-with-me")).await.expect(200);
    sheet.row("list such a folder of 100", wonho.get(&format!("/api/folders/{folder}/entries"))).await.expect(200);
    let file = wonho.list(&folder, "limit=1").await.remove(0);
    sheet.row("download a file of it", wonho.download(text(&file, "id"))).await;
    sheet.row("upload a small file into it", wonho.upload(&folder, "a file.txt", b"small")).await;
    sheet.row("give it back", wonho.leave(&folder)).await.expect(204);
    nari.give(&folder, "wonho", "viewer").await;
    sheet.row("take it from somebody", nari.take_from(&folder, &wonho.id)).await;
}

pub(super) async fn measure_admins(sheet: &mut Sheet) {
    let house = Arc::clone(&sheet.house);
    let (admin, user) = (house.person("sejin").await, house.person("user").await);
    house.make_admin(&AccountId::parse(&admin.id).unwrap()).await;
    let share = user.post("/api/shares", &json!({ "entry_ids": ["root"], "allow": "download" })).await.expect(201);
    sheet.chapter("Admins, in a home of 10 accounts");
    let listed = sheet.row("list all accounts", admin.get("/api/admin/accounts")).await.expect(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 10);
    sheet.row("see the numbers of the home", admin.get("/api/admin/stats")).await.expect(200);
    let path = format!("/api/admin/accounts/{}", user.id);
    sheet.row("change a quota", admin.patch(&path, &json!({ "quota_bytes": 1_000_000_000 }))).await.expect(200);
    let invited = json!({ "email": "invited@example.com" });
    let made = sheet.row("invite an address", admin.post("/api/admin/invitations", &invited)).await.expect(200);
    sheet.row("list invitations, of 1", admin.get("/api/admin/invitations")).await.expect(200);
    sheet.row("take it back", admin.delete(&format!("/api/admin/invitations/{}", text(&made, "id")))).await.expect(204);
    sheet.row("end a link that was reported", admin.delete(&format!("/api/admin/shares/{}", text(&share, "token")))).await.expect(204);
}
