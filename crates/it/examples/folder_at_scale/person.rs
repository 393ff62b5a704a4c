//! Somebody with an account, who asks the program over HTTP.

use crate::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::time::Duration;

const PASSWORD: &str = "a long enough password";

/// Somebody who is signed in.
pub(crate) struct Person {
    http: Client,
    origin: String,
    token: String,
}

impl Person {
    /// Signs up at a fresh home, confirms the address from the outbox and signs in.
    pub(crate) async fn sign_up(origin: &str) -> Result<Self> {
        let nobody = Self { http: Client::builder().no_proxy().build()?, origin: origin.to_owned(), token: String::new() };
        let account = json!({ "username": "minji", "email": "minji@example.com", "password": PASSWORD });
        nobody.send(Method::POST, "/api/accounts", Some(&account)).await?;
        let token = loop {
            let letters = nobody.get("/outbox/messages").await?;
            let letter = letters["items"][0]["text"].as_str().and_then(|text| text.split_once("verify-email?token="));
            if let Some((_, token)) = letter {
                break token.split_whitespace().next().unwrap_or_default().to_owned();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        nobody.send(Method::POST, "/api/accounts/verify-email", Some(&json!({ "token": token }))).await?;
        Self::sign_in(origin).await
    }

    /// Signs in at a home where they are known.
    pub(crate) async fn sign_in(origin: &str) -> Result<Self> {
        let nobody = Self { http: Client::builder().no_proxy().build()?, origin: origin.to_owned(), token: String::new() };
        let session = nobody.send(Method::POST, "/api/sessions", Some(&json!({ "login": "minji", "password": PASSWORD }))).await?;
        Ok(Self { token: session["access_token"].as_str().ok_or("no access token")?.to_owned(), ..nobody })
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value> {
        self.send(Method::GET, path, None).await
    }

    /// Asks something of the API; null where it answers without a body.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        let request = self.http.request(method, format!("{}{path}", self.origin)).bearer_auth(&self.token);
        answer(if let Some(body) = body { request.json(body) } else { request }).await
    }

    /// Uploads one small file into a folder.
    pub(crate) async fn upload(&self, folder: &str, name: &str, text: &'static str) -> Result<()> {
        let upload = json!({
            "parent_id": folder, "name": name, "size_bytes": text.len(), "content_type": "image/jpeg", "sha256": STANDARD.encode(Sha256::digest(text))
        });
        let started = self.send(Method::POST, "/api/uploads", Some(&json!({ "uploads": [upload] }))).await?;
        let ticket = &started["uploads"][0]["parts"][0];
        let headers = ticket["headers"].as_object().ok_or_else(|| format!("no ticket: {started}"))?;
        let put = self.http.put(ticket["url"].as_str().unwrap_or_default());
        let put = headers.iter().fold(put, |put, (name, value)| put.header(name, value.as_str().unwrap_or_default()));
        answer(put.body(text)).await?;
        let id = &started["uploads"][0]["upload_id"];
        let completed = self.send(Method::POST, "/api/uploads/complete", Some(&json!({ "uploads": [{ "upload_id": id }] }))).await?;
        if completed["uploads"][0]["entry"].is_object() { Ok(()) } else { Err(format!("refused: {completed}").into()) }
    }
}

/// Sends a request and reads a success.
async fn answer(request: RequestBuilder) -> Result<Value> {
    let answer = request.send().await?;
    let (status, path) = (answer.status(), answer.url().path().to_owned());
    let body = answer.bytes().await?;
    if !status.is_success() {
        return Err(format!("{path} {status}: {}", String::from_utf8_lossy(&body)).into());
    }
    Ok(if body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&body).map_err(|error| format!("{path}: {error}: {}", String::from_utf8_lossy(&body)))?
    })
}
