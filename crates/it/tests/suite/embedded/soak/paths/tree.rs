//! Folders and names.

use super::super::client::Client;
use super::{Path, row};
use serde_json::{Value, json};

/// `from` with a file and a folder that holds one, and an empty `to`; their ids are known.
pub(super) async fn two_folders(client: &Client) {
    client.join().await;
    let (from, to) = (client.folder("root", "from").await, client.folder("root", "to").await);
    let inner = client.folder(&from, "inner").await;
    client.file(&inner, "deep", b"1234567").await;
    client.keep("file", &client.file(&from, "file", b"123").await);
    for (what, id) in [("from", &from), ("to", &to), ("inner", &inner)] {
        client.keep(what, id);
    }
}

async fn update(client: &Client, what: &str, change: &Value) {
    client.patch(&format!("/api/entries/{}", client.known(what)), change).await;
}

/// Asks again for those of a batch that the home could not do.
pub(super) async fn batch(client: &Client, body: &Value, done: &[&str]) {
    for turn in 0..4 {
        let answer = client.post("/api/entries/batch", body, 200, &[]).await;
        let results = answer["results"].as_array().unwrap();
        let problems: Vec<&Value> = results.iter().map(|result| &result["problem"]).filter(|problem| !problem.is_null()).collect();
        if problems.iter().all(|problem| problem["status"] != 503) {
            let is_done = |problem: &&Value| done.contains(&problem["code"].as_str().unwrap_or_default());
            assert!(problems.iter().all(is_done), "turn {turn}: {answer}");
            return;
        }
    }
    panic!("a batch is not done: {body}");
}

#[expect(clippy::too_many_lines, reason = "a table: a row for each way")]
pub(super) fn paths() -> Vec<Path> {
    vec![
        row!(
            "create-folder",
            |c| {
                two_folders(c).await;
            },
            {
                let body = json!({ "parent_id": c.known("inner"), "name": "new" });
                c.post("/api/folders", &body, 201, &["name_taken"]).await;
            }
        ),
        row!(
            "rename a file",
            |c| {
                two_folders(c).await;
            },
            {
                update(c, "file", &json!({ "name": "other" })).await;
            }
        ),
        row!(
            "rename a folder",
            |c| {
                two_folders(c).await;
            },
            {
                update(c, "from", &json!({ "name": "FROM" })).await;
            }
        ),
        row!(
            "move a file",
            |c| {
                two_folders(c).await;
            },
            {
                update(c, "file", &json!({ "parent_id": c.known("to"), "name": "other" })).await;
            }
        ),
        row!(
            "move a folder",
            |c| {
                two_folders(c).await;
            },
            {
                update(c, "inner", &json!({ "parent_id": c.known("to") })).await;
            }
        ),
        row!(
            "star",
            |c| {
                two_folders(c).await;
            },
            {
                update(c, "inner", &json!({ "starred": true })).await;
            }
        ),
        row!(
            "batch of moves",
            |c| {
                two_folders(c).await;
            },
            {
                let body = json!({ "action": "move", "entry_ids": [c.known("file"), c.known("inner")], "parent_id": c.known("to") });
                batch(c, &body, &[]).await;
            }
        ),
        row!(
            "batch of stars",
            |c| {
                two_folders(c).await;
            },
            {
                batch(c, &json!({ "action": "star", "entry_ids": [c.known("file"), c.known("to")] }), &[]).await;
            }
        ),
    ]
}
