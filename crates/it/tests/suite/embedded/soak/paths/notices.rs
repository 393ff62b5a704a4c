//! What work tells people of: links that end, rooms that passed a mark, files that came.

use super::super::client::Client;
use super::{Path, row};
use crate::harness::Call;
use crate::harness::files::{text, wanted};
use serde_json::{Value, json};

const HOUR_S: i64 = 3_600;

/// Somebody with a file of five bytes and a folder; their id.
async fn somebody(client: &Client) {
    client.join().await;
    client.keep("id", text(&client.get("/api/account").await, "id"));
    client.keep("file", &client.file("root", "file", b"12345").await);
    client.keep("folder", &client.folder("root", "folder").await);
}

/// What they were told of: each thing once, and at least one letter of it, as one may be sent twice after a crash.
async fn told(client: &Client, kind: &str, subject: &str) {
    client.sign_in().await;
    let listed = client.get("/api/notices").await;
    let kinds: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|notice| &notice["kind"]).collect();
    assert_eq!(kinds, [&json!(kind)]);
    let letters = client.letters(&client.email()).into_iter().filter(|letter| letter.subject.contains(subject)).count();
    assert!(letters > 0, "no letter of it");
}

/// The time when what was made due before has come, for whoever does it.
async fn later(client: &Client, seconds: i64) {
    client.house.advance_s(seconds);
    client.house.work().await;
}

pub(super) fn paths() -> Vec<Path> {
    let mut paths = of_links();
    paths.extend(of_rooms());
    paths
}

fn of_links() -> Vec<Path> {
    vec![
        row!(
            "tell of a link that ends",
            |c| {
                somebody(c).await;
                let end = c.house.now() + jiff::SignedDuration::from_secs(2 * HOUR_S);
                let body = json!({ "entry_ids": [c.known("file")], "allow": "view", "expires_at": end.to_string() });
                c.post("/api/shares", &body, 201, &[]).await;
            },
            {
                later(c, HOUR_S).await;
                told(c, "share_expiring", "A link ends soon").await;
            }
        ),
        row!(
            "tell of files that came",
            |c| {
                somebody(c).await;
                let made = c.post("/api/shares", &json!({ "entry_ids": [c.known("folder")], "allow": "drop" }), 201, &[]).await;
                c.keep("link", text(&made, "token"));
                c.keep("token", "");
                let path = format!("/api/s/{}/uploads", c.known("link"));
                let upload =
                    json!({ "name": "a", "size_bytes": 0, "content_type": "text/plain", "client_key": "Zm9yIG9uZSBzZW5kZXIgYWxvbmU" });
                let started = c.post(&path, &json!({ "uploads": [upload] }), 200, &[]).await;
                let signed = json!({ "parts": [{ "number": 1, "sha256": crate::harness::files::sha256(b"") }] });
                let id = text(&started["uploads"][0], "upload_id");
                let parts = c.post(&format!("{path}/{id}/parts"), &signed, 200, &[]).await["parts"].clone();
                c.send_part(&parts, b"").await;
                c.keep("upload", id);
            },
            {
                let call = Call::post(format!("/api/s/{}/uploads/complete", c.known("link")));
                let sent = c.must(call.json(&json!({ "uploads": [{ "upload_id": c.known("upload") }] })), 200, &[]).await;
                assert!(sent["uploads"][0]["problem"].is_null(), "{sent}");
                later(c, 601).await;
                told(c, "drop_received", "Files have come").await;
                assert_eq!(c.get("/api/notices").await["items"][0]["files"], 1, "no file is counted twice");
            }
        ),
    ]
}

fn of_rooms() -> Vec<Path> {
    vec![
        row!(
            "tell of a room",
            |c| {
                somebody(c).await;
            },
            {
                let admin = Client::admin(&c.house).await;
                admin.patch(&format!("/api/admin/accounts/{}", c.known("id")), &json!({ "quota_bytes": 6 })).await;
                c.house.work().await;
                told(c, "room", "Your room is getting tight").await;
            }
        ),
        row!(
            "tell of a room that an upload fills",
            |c| {
                somebody(c).await;
                let admin = Client::admin(&c.house).await;
                admin.patch(&format!("/api/admin/accounts/{}", c.known("id")), &json!({ "quota_bytes": 12 })).await;
                c.house.work().await;
                c.sign_in().await;
                let mut upload = wanted("root", "more", b"12345");
                upload["client_key"] = json!("more");
                c.keep("upload", &c.send_files(&[upload], b"12345").await[0]);
            },
            {
                c.complete(&[c.known("upload")]).await;
                c.house.work().await;
                told(c, "room", "Your room is getting tight").await;
            }
        ),
    ]
}
