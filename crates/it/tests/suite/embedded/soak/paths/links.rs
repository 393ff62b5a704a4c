//! Links and who holds them.

use super::super::client::Client;
use super::{Path, row};
use crate::harness::Call;
use crate::harness::files::text;
use serde_json::{Value, json};

/// A link to a file; its id and token are known.
async fn link(client: &Client, more: &Value) {
    client.join().await;
    client.keep("file", &client.file("root", "file", b"12345").await);
    let made = make(client, more).await;
    client.keep("share", text(&made, "id"));
    client.keep("link", text(&made, "token"));
}

async fn make(client: &Client, more: &Value) -> Value {
    let mut body = json!({ "entry_ids": [client.known("file")], "allow": "download", "note": "for you" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/api/shares", &body, 201, &[]).await
}

async fn open(client: &Client, status: u16) -> Value {
    client.must(Call::get(format!("/api/s/{}", client.known("link"))), status, &[]).await
}

pub(super) fn paths() -> Vec<Path> {
    vec![
        row!(
            "create-share",
            |c| {
                c.join().await;
                c.keep("file", &c.file("root", "file", b"12345").await);
            },
            {
                let made = make(c, &json!({ "password": "open sesame" })).await;
                c.keep("link", text(&made, "token"));
                c.keep("token", "");
                assert_eq!(open(c, 200).await["needs_password"], true);
            }
        ),
        row!(
            "revoke-share",
            |c| {
                link(c, &json!({})).await;
            },
            {
                c.delete(&format!("/api/shares/{}", c.known("share")), 204, &["not_found"]).await;
                open(c, 410).await;
            }
        ),
        row!(
            "update-share",
            |c| {
                link(c, &json!({})).await;
            },
            {
                c.patch(&format!("/api/shares/{}", c.known("share")), &json!({ "note": "for all", "paused": true })).await;
            }
        ),
        row!(
            "unlock-share",
            |c| {
                link(c, &json!({ "password": "open sesame" })).await;
            },
            {
                c.keep("token", "");
                let path = format!("/api/s/{}/unlock", c.known("link"));
                let opened = c.post(&path, &json!({ "password": "open sesame" }), 200, &[]).await;
                c.keep("token", text(&opened, "access_token"));
                assert_eq!(open(c, 200).await["entries"][0]["name"], "file");
            }
        ),
        row!(
            "create-share-downloads",
            |c| {
                link(c, &json!({ "max_downloads": 3 })).await;
            },
            {
                c.keep("token", "");
                let path = format!("/api/s/{}/downloads", c.known("link"));
                let taken = c.post(&path, &json!({ "entry_ids": ["root"] }), 200, &[]).await;
                let again = json!({ "entry_ids": ["root"], "download_id": taken["download_id"] });
                let again = c.post(&path, &again, 200, &[]).await;
                assert_eq!(again["tickets"].as_array().unwrap().len(), 1);
                // A lost answer may have taken another one; what was answered took one.
                let left = open(c, 200).await["downloads_left"].as_i64().unwrap();
                assert!((0..3).contains(&left), "{left} left");
            }
        ),
    ]
}
