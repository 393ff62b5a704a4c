//! Folders, uploads and downloads, as a person's client does them.

use super::{Answer, Call, Person, Stranger};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::future::join_all;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Where one part is sent, with which headers.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PartTicket {
    pub(crate) number: u32,
    pub(crate) url: String,
    pub(crate) headers: BTreeMap<String, String>,
}

/// An account's room as one compares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    pub(crate) used: i64,
    pub(crate) reserved: i64,
    pub(crate) free: i64,
}

/// Bytes that differ from place to place and from seed to seed.
pub(crate) fn content(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(bytes))
}

/// The checksum of a file that was stored in these parts.
pub(crate) fn composite(parts: &[&[u8]]) -> String {
    let digests: Vec<u8> = parts.iter().flat_map(|part| Sha256::digest(part).to_vec()).collect();
    format!("{}-{}", STANDARD.encode(Sha256::digest(digests)), parts.len())
}

/// One upload as start-uploads takes it, of a plain file.
pub(crate) fn wanted(parent: &str, name: &str, bytes: &[u8]) -> Value {
    json!({
        "parent_id": parent, "name": name, "size_bytes": bytes.len(), "content_type": "application/octet-stream", "sha256": sha256(bytes)
    })
}

/// One upload of which only the size matters.
pub(crate) fn sized(name: &str, size_bytes: impl Into<Value>) -> Value {
    json!({ "parent_id": "root", "name": name, "size_bytes": size_bytes.into(), "content_type": "text/plain" })
}

/// The tickets in an answer.
#[track_caller]
pub(crate) fn part_tickets(parts: &Value) -> Vec<PartTicket> {
    serde_json::from_value(parts.clone()).unwrap_or_else(|error| panic!("{parts}: {error}"))
}

pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name} in {value}"))
}

impl Stranger {
    /// Sends bytes to a ticket, with exactly its headers and nothing that says who sends.
    pub(crate) async fn put_part(&self, ticket: &PartTicket, bytes: &[u8]) -> Answer {
        let call = Call::new(Method::PUT, &ticket.url).body(bytes);
        // Browsers say so too; hyper alone would leave it out.
        let call = if bytes.is_empty() { call.header("content-length", "0") } else { call };
        self.send(ticket.headers.iter().fold(call, |call, (name, value)| call.header(name, value.as_str()))).await
    }

    /// The bytes behind a ticket.
    pub(crate) async fn fetch(&self, url: &str) -> Vec<u8> {
        let answer = self.get(url).await;
        assert_eq!(answer.status, 200, "{answer}");
        answer.body.to_vec()
    }
}

impl Person {
    /// Makes a folder and answers its id.
    pub(crate) async fn folder(&self, parent: &str, name: &str) -> String {
        let folder = self.post("/api/folders", &json!({ "parent_id": parent, "name": name })).await.expect(201);
        text(&folder, "id").to_owned()
    }

    pub(crate) async fn entry(&self, id: &str) -> Value {
        self.get(&format!("/api/entries/{id}")).await.expect(200)
    }

    /// All entries of a folder, page after page.
    pub(crate) async fn list(&self, folder: &str, query: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.get(&format!("/api/folders/{folder}/entries?{query}{cursor}")).await.expect(200);
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }

    /// The names in a folder in its usual order.
    pub(crate) async fn names(&self, folder: &str) -> Vec<String> {
        self.list(folder, "").await.iter().map(|entry| text(entry, "name").to_owned()).collect()
    }

    pub(crate) async fn room(&self) -> Room {
        let storage = self.storage().await;
        let bytes = |name: &str| storage[name].as_i64().unwrap();
        let room = Room { used: bytes("used_bytes"), reserved: bytes("reserved_bytes"), free: bytes("free_bytes") };
        assert_eq!(room.used + room.reserved + room.free, bytes("quota_bytes"), "{storage}");
        room
    }

    /// Starts uploads; each is an upload or a problem.
    pub(crate) async fn start(&self, uploads: &[Value]) -> Vec<Value> {
        let started = self.post("/api/uploads", &json!({ "uploads": uploads })).await.expect(200);
        let started = started["uploads"].as_array().unwrap().clone();
        assert_eq!(started.len(), uploads.len());
        started
    }

    /// Starts one upload, which must succeed.
    pub(crate) async fn start_one(&self, upload: &Value) -> Value {
        let started = self.start(std::slice::from_ref(upload)).await.remove(0);
        assert!(started["problem"].is_null(), "{upload}: {started}");
        started
    }

    /// Completes uploads with what each says; each is an entry or a problem.
    pub(crate) async fn complete(&self, uploads: &[Value]) -> Vec<Value> {
        let completed = self.post("/api/uploads/complete", &json!({ "uploads": uploads })).await.expect(200);
        let completed = completed["uploads"].as_array().unwrap().clone();
        assert_eq!(completed.len(), uploads.len());
        completed
    }

    /// Completes one upload.
    pub(crate) async fn complete_one(&self, id: &str) -> Value {
        self.complete(&[json!({ "upload_id": id })]).await.remove(0)
    }

    /// Tickets for parts of an upload, signed for these bytes.
    pub(crate) async fn sign(&self, id: &str, parts: &[(u32, &[u8])]) -> Vec<PartTicket> {
        let parts: Vec<Value> = parts.iter().map(|(number, bytes)| json!({ "number": number, "sha256": sha256(bytes) })).collect();
        let signed = self.post(&format!("/api/uploads/{id}/parts"), &json!({ "parts": parts })).await.expect(200);
        part_tickets(&signed["parts"])
    }

    /// Starts a small upload and sends its bytes; answers its id, still open.
    pub(crate) async fn send_only(&self, upload: &Value, bytes: &[u8]) -> String {
        let started = self.start_one(upload).await;
        let ticket = part_tickets(&started["parts"]).remove(0);
        let sent = self.http.put_part(&ticket, bytes).await;
        assert_eq!(sent.status, 200, "{sent}");
        text(&started, "upload_id").to_owned()
    }

    /// Uploads a small file and answers its entry.
    pub(crate) async fn upload(&self, parent: &str, name: &str, bytes: &[u8]) -> Value {
        self.upload_as(&wanted(parent, name, bytes), bytes).await
    }

    /// Uploads a small file as it is wanted and answers its entry.
    pub(crate) async fn upload_as(&self, upload: &Value, bytes: &[u8]) -> Value {
        let id = self.send_only(upload, bytes).await;
        let completed = self.complete_one(&id).await;
        assert!(completed["problem"].is_null(), "{completed}");
        completed["entry"].clone()
    }

    /// Uploads many small files, up to 25 in a call, and answers their entries.
    pub(crate) async fn upload_many(&self, wanted: &[Value], bytes: &[u8]) -> Vec<Value> {
        let mut entries = Vec::new();
        for chunk in wanted.chunks(25) {
            let started = self.start(chunk).await;
            let sends = started.iter().map(|one| async {
                let ticket = part_tickets(&one["parts"]).remove(0);
                assert_eq!(self.http.put_part(&ticket, bytes).await.status, 200);
            });
            join_all(sends).await;
            let ids: Vec<Value> = started.iter().map(|one| json!({ "upload_id": one["upload_id"] })).collect();
            entries.extend(self.complete(&ids).await.into_iter().map(|one| {
                assert!(one["problem"].is_null(), "{one}");
                one["entry"].clone()
            }));
        }
        entries
    }

    /// Tickets of a page for these entries.
    pub(crate) async fn tickets(&self, entry_ids: &[&str]) -> Vec<Value> {
        let tickets = self.post("/api/downloads", &json!({ "entry_ids": entry_ids })).await.expect(200);
        tickets["tickets"].as_array().unwrap().clone()
    }

    /// Downloads one file.
    pub(crate) async fn download(&self, entry_id: &str) -> Vec<u8> {
        let tickets = self.tickets(&[entry_id]).await;
        assert_eq!(tickets.len(), 1);
        self.http.fetch(text(&tickets[0], "url")).await
    }
}

/// The code of an item's problem.
#[track_caller]
pub(crate) fn problem_code(item: &Value) -> &str {
    item["problem"]["code"].as_str().unwrap_or_else(|| panic!("no problem: {item}"))
}
