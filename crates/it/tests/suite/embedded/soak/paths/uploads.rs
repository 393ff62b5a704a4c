//! Uploads, from the first reservation to the last byte.

use super::super::client::Client;
use super::{Path, row};
use crate::harness::files::{content, sha256, sized, text, wanted};
use serde_json::{Value, json};

const DAY_S: i64 = 24 * 3_600;
const PART: usize = 16 * 1_024 * 1_024;

/// An upload with the key by which it is the same when it is asked for again.
fn keyed(parent: &str, name: &str, bytes: &[u8], on_conflict: &str) -> Value {
    let mut upload = wanted(parent, name, bytes);
    upload["client_key"] = json!(format!("{name} of {parent}"));
    upload["on_conflict"] = json!(on_conflict);
    upload
}

async fn upload(client: &Client, uploads: &[Value], bytes: &[u8]) {
    let ids = client.send_files(uploads, bytes).await;
    client.complete(&ids).await;
}

async fn cancel(client: &Client) {
    client.delete(&format!("/api/uploads/{}", client.known("upload")), 204, &[]).await;
    client.house.work().await;
}

/// A file of two parts, started; its id.
async fn start_large(client: &Client) -> String {
    let mut upload = sized("large", PART + 10);
    upload["client_key"] = json!("large");
    text(&client.start(&[upload]).await[0], "upload_id").to_owned()
}

async fn send_large(client: &Client, id: &str, parts: &[(u32, &[u8])]) {
    for (ticket, (_, bytes)) in client.sign_parts(id, parts).await.into_iter().zip(parts) {
        client.send_part(&json!([ticket]), bytes).await;
    }
}

pub(super) fn paths() -> Vec<Path> {
    let mut paths = of_one_part();
    paths.extend(of_parts());
    paths.extend(given_up());
    paths
}

#[expect(clippy::too_many_lines, reason = "a table: a row for each way")]
fn of_one_part() -> Vec<Path> {
    vec![
        row!(
            "start-uploads",
            |c| {
                c.join().await;
            },
            {
                c.start(&["a", "b", "c"].map(|name| keyed("root", name, b"12345", "fail"))).await;
            }
        ),
        row!(
            "upload a file",
            |c| {
                c.keep_folder().await;
            },
            {
                upload(c, &[keyed(&c.known("folder"), "new", b"12345", "fail")], b"12345").await;
            }
        ),
        row!(
            "upload an empty file",
            |c| {
                c.join().await;
            },
            {
                upload(c, &[keyed("root", "empty", b"", "fail")], b"").await;
            }
        ),
        row!(
            "upload several files",
            |c| {
                c.keep_folder().await;
            },
            {
                let folder = c.known("folder");
                let uploads = [(&*folder, "a"), ("root", "b"), (&*folder, "c")].map(|(parent, name)| keyed(parent, name, b"12345", "fail"));
                upload(c, &uploads, b"12345").await;
            }
        ),
        row!(
            "upload under a taken name",
            |c| {
                c.join().await;
                c.file("root", "taken", b"1").await;
            },
            {
                upload(c, &[keyed("root", "taken", b"12345", "rename")], b"12345").await;
            }
        ),
        row!(
            "replace a file",
            |c| {
                c.join().await;
                c.file("root", "taken", b"1").await;
            },
            {
                upload(c, &[keyed("root", "taken", b"12345", "replace")], b"12345").await;
            }
        ),
        row!(
            "replace a file of 21 versions",
            |c| {
                c.join().await;
                for _ in 0..21 {
                    c.file("root", "taken", b"1").await;
                    c.house.advance_s(1);
                }
            },
            {
                upload(c, &[keyed("root", "taken", b"12345", "replace")], b"12345").await;
                c.house.work().await;
            }
        ),
    ]
}

fn of_parts() -> Vec<Path> {
    vec![
        row!(
            "start and sign an upload of parts",
            |c| {
                c.join().await;
            },
            {
                let id = start_large(c).await;
                c.sign_parts(&id, &[(1, b"not yet"), (2, b"not yet")]).await;
            }
        ),
        row!(
            "complete an upload of parts",
            |c| {
                c.join().await;
                let bytes = content(PART + 10, 5);
                let id = start_large(c).await;
                send_large(c, &id, &[(1, &bytes[..PART]), (2, &bytes[PART..])]).await;
                c.keep("upload", &id);
            },
            {
                let completed = c.complete(&[c.known("upload")]).await;
                let versions = c.get(&format!("/api/entries/{}/versions", text(&completed[0]["entry"], "id"))).await;
                assert!(versions["items"][0]["checksum"]["composite"].is_string(), "{versions}");
            }
        ),
    ]
}

fn given_up() -> Vec<Path> {
    vec![
        row!(
            "cancel an upload",
            |c| {
                c.join().await;
                c.keep("upload", &c.send_files(&[keyed("root", "a", b"12345", "fail")], b"12345").await[0]);
            },
            {
                cancel(c).await;
            }
        ),
        row!(
            "cancel an upload of parts",
            |c| {
                c.join().await;
                let id = start_large(c).await;
                send_large(c, &id, &[(2, &[7; 10])]).await;
                c.keep("upload", &id);
            },
            {
                cancel(c).await;
            }
        ),
        row!(
            "start a cancelled upload again",
            |c| {
                c.join().await;
                c.keep("upload", &c.send_files(&[keyed("root", "a", b"12345", "fail")], b"12345").await[0]);
                cancel(c).await;
            },
            {
                upload(c, &[keyed("root", "a", b"12345", "fail")], b"12345").await;
            }
        ),
        row!(
            "an upload that expired",
            |c| {
                c.join().await;
                c.send_files(&[keyed("root", "sent", b"12345", "fail")], b"12345").await;
                let mut unsent = sized("unsent", 1_000);
                unsent["sha256"] = json!(sha256(b"nothing"));
                c.start(&[unsent]).await;
                c.house.advance_s(7 * DAY_S + 1);
            },
            {
                c.house.work().await;
            }
        ),
    ]
}
