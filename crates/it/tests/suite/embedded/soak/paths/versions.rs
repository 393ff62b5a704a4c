//! Earlier versions.

use super::super::client::Client;
use super::{Path, row};
use serde_json::json;

/// A file in a folder with three versions; the first one's id is known.
async fn three_versions(client: &Client) {
    client.keep_folder().await;
    let (file, versions) = client.versions(&client.known("folder"), &[b"1", b"22", b"333"]).await;
    client.keep("file", &file);
    client.keep("version", &versions[0]);
}

pub(super) fn paths() -> Vec<Path> {
    vec![
        row!(
            "restore-version",
            |c| {
                three_versions(c).await;
            },
            {
                let path = format!("/api/entries/{}/versions/{}/restore", c.known("file"), c.known("version"));
                c.post(&path, &json!({}), 200, &[]).await;
            }
        ),
        row!(
            "delete-version",
            |c| {
                three_versions(c).await;
            },
            {
                let path = format!("/api/entries/{}/versions/{}", c.known("file"), c.known("version"));
                c.delete(&path, 204, &["not_found"]).await;
                c.house.work().await;
            }
        ),
    ]
}
