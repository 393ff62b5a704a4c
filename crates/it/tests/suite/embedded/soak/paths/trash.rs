//! Into the trash, back, and away for good.

use super::super::client::Client;
use super::tree::{batch, two_folders};
use super::{Path, row};
use serde_json::json;

const DAY_S: i64 = 24 * 3_600;

/// The folder `from` with all that is in it lies in the trash.
async fn trashed_folder(client: &Client) {
    two_folders(client).await;
    client.versions(&client.known("inner"), &[b"1", b"22", b"333"]).await;
    client.trash(&client.known("from")).await;
}

pub(super) fn paths() -> Vec<Path> {
    let mut paths = there_and_back();
    paths.extend(for_good());
    paths
}

fn there_and_back() -> Vec<Path> {
    vec![
        row!(
            "trash a file",
            |c| {
                two_folders(c).await;
            },
            {
                c.trash(&c.known("file")).await;
            }
        ),
        row!(
            "trash a folder",
            |c| {
                two_folders(c).await;
            },
            {
                c.trash(&c.known("from")).await;
            }
        ),
        row!(
            "batch of trashings",
            |c| {
                two_folders(c).await;
            },
            {
                let body = json!({ "action": "trash", "entry_ids": [c.known("file"), c.known("inner"), c.known("to")] });
                batch(c, &body, &["not_found"]).await;
            }
        ),
        row!(
            "restore",
            |c| {
                trashed_folder(c).await;
            },
            {
                c.post(&format!("/api/trash/{}/restore", c.known("from")), &json!({}), 200, &["not_found"]).await;
            }
        ),
        row!(
            "restore under another name",
            |c| {
                trashed_folder(c).await;
                c.folder("root", "from").await;
            },
            {
                let how = json!({ "on_conflict": "rename", "parent_id": "root" });
                c.post(&format!("/api/trash/{}/restore", c.known("from")), &how, 200, &["not_found"]).await;
            }
        ),
        row!(
            "batch of restorings",
            |c| {
                two_folders(c).await;
                c.trash(&c.known("file")).await;
                c.trash(&c.known("inner")).await;
            },
            {
                let body = json!({ "action": "restore", "entry_ids": [c.known("file"), c.known("inner")] });
                batch(c, &body, &["not_found"]).await;
            }
        ),
    ]
}

fn for_good() -> Vec<Path> {
    vec![
        row!(
            "purge a file",
            |c| {
                c.join().await;
                let (file, _) = c.versions("root", &[b"1", b"22", b"333"]).await;
                c.keep("file", &file);
                c.trash(&file).await;
            },
            {
                c.delete(&format!("/api/trash/{}", c.known("file")), 202, &["not_found"]).await;
                c.house.work().await;
            }
        ),
        row!(
            "purge a folder",
            |c| {
                trashed_folder(c).await;
            },
            {
                c.delete(&format!("/api/trash/{}", c.known("from")), 202, &["not_found"]).await;
                c.house.work().await;
            }
        ),
        row!(
            "empty-trash",
            |c| {
                trashed_folder(c).await;
                let file = c.file("root", "alone", b"12345").await;
                c.trash(&file).await;
            },
            {
                // There is nothing left to empty for who asks again: 204, which has no code.
                c.delete("/api/trash", 202, &[""]).await;
                c.house.work().await;
            }
        ),
        row!(
            "thirty days in the trash",
            |c| {
                trashed_folder(c).await;
                c.house.advance_s(30 * DAY_S + 1);
            },
            {
                c.house.work().await;
            }
        ),
    ]
}
