//! Somebody with an account.

use super::{Answer, Call, Stranger};
use reqwest::Method;
use serde_json::{Value, json};

/// The password of whoever did not choose another.
pub(crate) const PASSWORD: &str = "a long enough password";

/// Somebody with an account, who may be signed in.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) http: Stranger,
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) id: String,
    pub(crate) root_id: String,
    /// The access token; empty until signed in.
    pub(crate) access_token: String,
    /// The refresh cookie as `name=value`; empty until signed in.
    pub(crate) cookie: String,
}

impl Person {
    /// Signs up; the address is not confirmed and nobody is signed in.
    pub(crate) async fn sign_up(http: &Stranger, username: &str, email: &str) -> Self {
        let body = json!({ "username": username, "email": email, "password": PASSWORD, "locale": "en" });
        let account = http.post("/api/accounts", &body).await.expect(201);
        let text = |name: &str| account[name].as_str().unwrap().to_owned();
        Self {
            http: http.clone(),
            username: text("username"),
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
            id: text("id"),
            root_id: text("root_id"),
            access_token: String::new(),
            cookie: String::new(),
        }
    }

    /// Signs in by username and keeps the tokens.
    pub(crate) async fn sign_in(&mut self) -> Answer {
        let answer = self.http.sign_in(&self.username, &self.password).await;
        answer.expect(200);
        self.keep(&answer);
        answer
    }

    /// Keeps the tokens of an answer of sign-in or refresh.
    pub(crate) fn keep(&mut self, answer: &Answer) {
        answer.json()["access_token"].as_str().unwrap().clone_into(&mut self.access_token);
        answer.header("set-cookie").unwrap().split(';').next().unwrap().clone_into(&mut self.cookie);
    }

    /// The same person from another place, with the same tokens.
    pub(crate) fn via(&self, http: &Stranger) -> Self {
        Self { http: http.clone(), ..self.clone() }
    }

    pub(crate) async fn send(&self, call: Call) -> Answer {
        self.http.send(call.bearer(&self.access_token)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Call::get(path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Call::post(path).json(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(Call::new(Method::PATCH, path).json(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Call::new(Method::PUT, path).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Call::delete(path)).await
    }

    /// Closes the account.
    pub(crate) async fn close(&self) -> Answer {
        self.send(Call::delete("/api/account").json(&json!({ "password": self.password }))).await
    }

    /// The account as it sees itself.
    pub(crate) async fn account(&self) -> Value {
        self.get("/api/account").await.expect(200)
    }

    /// The account's room.
    pub(crate) async fn storage(&self) -> Value {
        self.account().await["storage"].clone()
    }

    /// Refreshes with the cookie that was kept last, and keeps the new tokens.
    pub(crate) async fn refresh(&mut self) -> Answer {
        let answer = self.refresh_with(&self.cookie).await;
        answer.expect(200);
        self.keep(&answer);
        answer
    }

    /// Refreshes with a cookie, keeping nothing.
    pub(crate) async fn refresh_with(&self, cookie: &str) -> Answer {
        self.http.send(Call::post("/api/sessions/refresh").header("cookie", cookie)).await
    }

    /// Signs out with the cookie that was kept last.
    pub(crate) async fn sign_out(&self) -> Answer {
        self.http.send(Call::delete("/api/sessions/current").header("cookie", &self.cookie)).await
    }
}
