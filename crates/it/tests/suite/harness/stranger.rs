//! Somebody on the network of whom nothing is known.

use super::{Answer, Call, Calls, contract};
use serde_json::Value;

/// Somebody who sends requests. Clones share connections.
#[derive(Clone)]
pub(crate) struct Stranger {
    client: reqwest::Client,
    base_url: String,
    /// What every request brings.
    headers: Vec<(String, String)>,
    calls: Calls,
}

impl Stranger {
    pub(crate) fn new(client: reqwest::Client, base_url: &str) -> Self {
        Self { client, base_url: base_url.to_owned(), headers: Vec::new(), calls: Calls::default() }
    }

    /// The same one, whose tickets are noted there.
    pub(crate) fn noting(self, calls: &Calls) -> Self {
        Self { calls: calls.clone(), ..self }
    }

    /// The same one, whose every request brings this header too.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.push((name.to_owned(), value.to_owned()));
        other
    }

    /// The same one as a proxy names their address.
    pub(crate) fn at(&self, address: &str) -> Self {
        self.with("x-forwarded-for", address)
    }

    /// Where the home listens.
    pub(crate) fn home(&self) -> &str {
        &self.base_url
    }

    pub(crate) async fn send(&self, call: Call) -> Answer {
        let asked = format!("{} {}", call.method, call.path);
        self.try_send(call).await.unwrap_or_else(|| panic!("{asked}: no answer"))
    }

    /// Sends to a home that may be gone before it answers.
    pub(crate) async fn try_send(&self, call: Call) -> Option<Answer> {
        let url = if call.path.starts_with("http") { call.path.clone() } else { format!("{}{}", self.base_url, call.path) };
        let asked = format!("{} {}", call.method, call.path);
        let method = call.method.clone();
        let mut request = self.client.request(call.method, url);
        for (name, value) in self.headers.iter().chain(&call.headers) {
            request = request.header(name, value);
        }
        if let Some(body) = call.body {
            request = request.body(body);
        }
        let answer = Answer::read(asked, request.send().await.ok()?).await?;
        contract::check(method.as_str(), &call.path, &answer);
        self.calls.note_tickets(method.as_str(), &call.path, &answer);
        Some(answer)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Call::get(path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Call::post(path).json(body)).await
    }

    pub(crate) async fn sign_in(&self, login: &str, password: &str) -> Answer {
        self.post("/api/sessions", &serde_json::json!({ "login": login, "password": password })).await
    }

    pub(crate) async fn verify(&self, token: &str) -> Answer {
        self.post("/api/accounts/verify-email", &serde_json::json!({ "token": token })).await
    }
}
