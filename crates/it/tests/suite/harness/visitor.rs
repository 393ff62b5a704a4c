//! Somebody who holds a link.

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
}
