//! Somebody who holds a link.

use super::files::{part_tickets, sha256, text};
use super::{Answer, Call, Stranger};
use serde_json::{Value, json};

/// Somebody who holds a link, and perhaps has said its password.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) http: Stranger,
    pub(crate) token: String,
    /// What the password opened; empty for none.
    pub(crate) access_token: String,
}

impl Visitor {
    pub(crate) fn new(http: &Stranger, token: &str) -> Self {
        Self { http: http.clone(), token: token.to_owned(), access_token: String::new() }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/s/{}{rest}", self.token)
    }

    async fn send(&self, call: Call) -> Answer {
        let call = if self.access_token.is_empty() { call } else { call.bearer(&self.access_token) };
        self.http.send(call).await
    }

    pub(crate) async fn open(&self) -> Answer {
        self.send(Call::get(self.path(""))).await
    }

    /// Looks again at what was opened before.
    pub(crate) async fn open_again(&self) -> Answer {
        self.send(Call::get(self.path("?again=true"))).await
    }

    pub(crate) async fn try_password(&self, password: &str) -> Answer {
        self.send(Call::post(self.path("/unlock")).json(&json!({ "password": password }))).await
    }

    /// Says the password and keeps what it opens.
    pub(crate) async fn unlock(&mut self, password: &str) {
        let unlocked = self.try_password(password).await.expect(200);
        unlocked["access_token"].as_str().unwrap().clone_into(&mut self.access_token);
    }

    pub(crate) async fn list(&self, folder: &str) -> Answer {
        self.send(Call::get(self.path(&format!("/folders/{folder}/entries")))).await
    }

    pub(crate) async fn downloads(&self, body: &Value) -> Answer {
        self.send(Call::post(self.path("/downloads")).json(body)).await
    }

    /// Starts uploads through a link that takes files.
    pub(crate) async fn start_drop(&self, uploads: &[Value]) -> Answer {
        self.send(Call::post(self.path("/uploads")).json(&json!({ "uploads": uploads }))).await
    }

    /// Starts one such upload; it is an upload or a problem.
    pub(crate) async fn start_one_drop(&self, upload: &Value) -> Value {
        self.start_drop(std::slice::from_ref(upload)).await.expect(200)["uploads"][0].clone()
    }

    pub(crate) async fn sign_drop(&self, id: &str, parts: &[(u32, &[u8])]) -> Answer {
        let parts: Vec<Value> = parts.iter().map(|(number, bytes)| json!({ "number": number, "sha256": sha256(bytes) })).collect();
        self.send(Call::post(self.path(&format!("/uploads/{id}/parts"))).json(&json!({ "parts": parts }))).await
    }

    pub(crate) async fn complete_drop(&self, ids: &[&str]) -> Answer {
        let uploads: Vec<Value> = ids.iter().map(|id| json!({ "upload_id": id })).collect();
        self.send(Call::post(self.path("/uploads/complete")).json(&json!({ "uploads": uploads }))).await
    }

    /// Starts a small file and sends its bytes; answers the upload's id, still open.
    pub(crate) async fn send_drop_only(&self, upload: &Value, bytes: &[u8]) -> String {
        let started = self.start_one_drop(upload).await;
        let ticket = part_tickets(&started["parts"]).remove(0);
        assert_eq!(self.http.put_part(&ticket, bytes).await.status, 200);
        text(&started, "upload_id").to_owned()
    }

    /// Sends a small file; answers its receipt.
    pub(crate) async fn drop_file(&self, name: &str, bytes: &[u8]) -> Value {
        let id = self.send_drop_only(&dropped(name, bytes), bytes).await;
        let completed = self.complete_drop(&[&id]).await.expect(200)["uploads"][0].clone();
        assert!(completed["problem"].is_null(), "{completed}");
        completed["entry"].clone()
    }
}

/// One upload as start-drop takes it.
pub(crate) fn dropped(name: &str, bytes: &[u8]) -> Value {
    json!({ "name": name, "size_bytes": bytes.len(), "content_type": "application/octet-stream", "sha256": sha256(bytes) })
}
