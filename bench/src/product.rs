//! The product as its client sees it: one person, who signs up, sends files and fetches them.

use crate::material::{LargeFile, Part};
use crate::{FILES_AT_ONCE, PARTS_AHEAD, PARTS_AT_ONCE, Result, machine};
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Files in one call of start-uploads and complete-uploads; the contract's limit.
const FILES_PER_CALL: usize = 25;

const EMAIL: &str = "bench@example.com";
const PASSWORD: &str = "a long password of the bench";

/// How long the letter may take, and how often it is looked for.
const LETTER_WAIT: Duration = Duration::from_secs(10);
const LETTER_PAUSE: Duration = Duration::from_millis(20);

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    http: Client,
    base_url: String,
    access_token: String,
}

impl Person {
    /// Signs up at a fresh home, confirms the address from the outbox and signs in.
    ///
    /// # Errors
    /// What the home refuses, and a letter that does not come.
    pub async fn sign_up(base_url: &str) -> Result<Self> {
        let http = Client::builder().no_proxy().build()?;
        let mut person = Self { http, base_url: base_url.to_owned(), access_token: String::new() };
        let account = json!({ "username": "bench", "email": EMAIL, "password": PASSWORD, "locale": "en" });
        person.post("/api/accounts", &account).await?;
        let token = person.letter_token().await?;
        person.post("/api/accounts/verify-email", &json!({ "token": token })).await?;
        let session = person.post("/api/sessions", &json!({ "login": "bench", "password": PASSWORD })).await?;
        person.access_token = text(&session, "access_token")?.to_owned();
        Ok(person)
    }

    /// What proves who asks.
    #[must_use]
    pub fn access_token(&self) -> &str {
        &self.access_token
    }

    /// Reads something of the API.
    ///
    /// # Errors
    /// What the home refuses.
    pub async fn get(&self, path: &str) -> Result<Value> {
        answer(self.http.get(format!("{}{path}", self.base_url)).bearer_auth(&self.access_token)).await
    }

    async fn letter_token(&self) -> Result<String> {
        let begun = machine::now();
        while begun.elapsed() < LETTER_WAIT {
            let letters = answer(self.http.get(format!("{}/outbox/messages", self.base_url))).await?;
            if let Some((_, token)) = letters["items"][0]["text"].as_str().and_then(|text| text.split_once("?token=")) {
                return Ok(token.split_whitespace().next().unwrap_or_default().to_owned());
            }
            tokio::time::sleep(LETTER_PAUSE).await;
        }
        Err("no letter came".into())
    }

    /// Sends something to the API.
    ///
    /// # Errors
    /// What the home refuses.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        answer(self.http.post(format!("{}{path}", self.base_url)).bearer_auth(&self.access_token).json(body)).await
    }

    /// Sends a file in parts, several at once, each signed just in time with its SHA-256, and answers the entry's id.
    ///
    /// # Errors
    /// What the home refuses.
    pub async fn upload(&self, file: &LargeFile) -> Result<String> {
        let wanted = wanted("large.bin", file.size_bytes);
        let started = self.post("/api/uploads", &json!({ "uploads": [wanted] })).await?;
        let started = ok(&started["uploads"][0])?;
        if started["part_count"].as_u64() != Some(file.parts()) {
            return Err(format!("another plan of parts: {started}").into());
        }
        let upload = text(started, "upload_id")?;
        let places = Semaphore::new(PARTS_AT_ONCE);
        let sent = stream::iter(1..=file.parts()).map(|number| self.send_part(file, upload, number, &places));
        sent.buffer_unordered(PARTS_AT_ONCE + PARTS_AHEAD).try_collect::<Vec<()>>().await?;
        let completed = self.post("/api/uploads/complete", &json!({ "uploads": [{ "upload_id": upload }] })).await?;
        Ok(text(&ok(&completed["uploads"][0])?["entry"], "id")?.to_owned())
    }

    async fn send_part(&self, file: &LargeFile, upload: &str, number: u64, places: &Semaphore) -> Result<()> {
        let Part { bytes, sha256 } = file.part(number).await?;
        let parts = json!({ "parts": [{ "number": number, "sha256": sha256 }] });
        let signed = self.post(&format!("/api/uploads/{upload}/parts"), &parts).await?;
        let _place = places.acquire().await?;
        self.put(&signed["parts"][0], bytes).await
    }

    /// Sends bytes to a ticket.
    async fn put(&self, ticket: &Value, bytes: Bytes) -> Result<()> {
        let headers = ticket["headers"].as_object().ok_or_else(|| format!("no ticket: {ticket}"))?;
        let put = headers
            .iter()
            .fold(self.http.put(text(ticket, "url")?), |put, (name, value)| put.header(name, value.as_str().unwrap_or_default()));
        let answer = put.body(bytes).send().await?;
        if !answer.status().is_success() {
            return Err(format!("a part is refused: {} {}", answer.status(), answer.text().await?).into());
        }
        // Read to its end, the answer gives its connection back.
        answer.bytes().await?;
        Ok(())
    }

    /// Fetches a file by a ticket over one connection and answers the SHA-256 of what came.
    ///
    /// # Errors
    /// What the home refuses.
    pub async fn download(&self, entry: &str) -> Result<[u8; 32]> {
        let tickets = self.post("/api/downloads", &json!({ "entry_ids": [entry] })).await?;
        let mut body = self.http.get(text(&tickets["tickets"][0], "url")?).send().await?.error_for_status()?;
        let mut sha256 = Sha256::new();
        while let Some(bytes) = body.chunk().await? {
            sha256.update(&bytes);
        }
        Ok(sha256.finalize().into())
    }

    /// Sends small files: starts a call's fill, puts several at once, completes them, and goes on.
    ///
    /// # Errors
    /// What the home refuses.
    pub async fn upload_all(&self, files: &[Bytes]) -> Result<()> {
        for (call, files) in files.chunks(FILES_PER_CALL).enumerate() {
            let parts: Vec<Part> = files.iter().cloned().map(Part::new).collect();
            let uploads = parts.iter().enumerate().map(|(number, part)| {
                let size_bytes = u64::try_from(part.bytes.len()).unwrap_or(u64::MAX);
                let mut wanted = wanted(&format!("small {call}-{number}.bin"), size_bytes);
                wanted["sha256"] = part.sha256.as_str().into();
                wanted
            });
            let started = self.post("/api/uploads", &json!({ "uploads": uploads.collect::<Vec<_>>() })).await?;
            let started = started["uploads"].as_array().ok_or("no uploads")?;
            let sent = stream::iter(started.iter().zip(parts)).map(|(started, part)| async move {
                self.put(&ok(started)?["parts"][0], part.bytes).await?;
                Ok::<_, crate::Failure>(json!({ "upload_id": text(started, "upload_id")? }))
            });
            let sent: Vec<Value> = sent.buffer_unordered(FILES_AT_ONCE).try_collect().await?;
            let completed = self.post("/api/uploads/complete", &json!({ "uploads": sent })).await?;
            completed["uploads"].as_array().ok_or("no uploads")?.iter().try_for_each(|completed| ok(completed).map(drop))?;
        }
        Ok(())
    }
}

/// One upload as start-uploads takes it.
pub(crate) fn wanted(name: &str, size_bytes: u64) -> Value {
    json!({ "parent_id": "root", "name": name, "size_bytes": size_bytes, "content_type": "application/octet-stream" })
}

/// Sends a request and reads the JSON of a success.
pub(crate) async fn answer(request: RequestBuilder) -> Result<Value> {
    let answer = request.send().await?;
    let status = answer.status();
    let url = answer.url().clone();
    let body = answer.bytes().await?;
    if !status.is_success() {
        return Err(format!("{} {status}: {}", url.path(), String::from_utf8_lossy(&body)).into());
    }
    Ok(serde_json::from_slice(&body)?)
}

/// One of several answers, unless it is a problem.
pub(crate) fn ok(item: &Value) -> Result<&Value> {
    if item.is_object() && item["problem"].is_null() { Ok(item) } else { Err(format!("refused: {item}").into()) }
}

pub(crate) fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str> {
    value[name].as_str().ok_or_else(|| format!("no text {name} in {value}").into())
}
