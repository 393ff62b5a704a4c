//! Somebody with an account whose home may be gone before it answers. They ask again, as the web app does.

use super::house::House;
use crate::harness::files::{part_tickets, sha256, text, wanted};
use crate::harness::{Answer, Call, Letter};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

pub(super) const PASSWORD: &str = "a long enough password";
pub(super) const NEW_PASSWORD: &str = "quite another password";
/// The admin of every house.
const ADMIN: &str = "minji";

/// A person, and what is known of their things.
pub(super) struct Client {
    pub(super) house: Arc<House>,
    pub(super) name: String,
    known: Mutex<BTreeMap<&'static str, String>>,
}

impl Client {
    pub(super) fn new(house: &Arc<House>, name: &str) -> Self {
        let known = BTreeMap::from([("password", PASSWORD.to_owned()), ("token", String::new())]);
        Self { house: Arc::clone(house), name: name.to_owned(), known: Mutex::new(known) }
    }

    /// The admin of the house, signed in.
    pub(super) async fn admin(house: &Arc<House>) -> Self {
        let admin = Self::new(house, ADMIN);
        admin.sign_in().await;
        admin
    }

    /// The admin comes into a house where nobody is.
    pub(super) async fn found(house: &Arc<House>) {
        Self::new(house, ADMIN).join().await;
    }

    pub(super) fn email(&self) -> String {
        format!("{}@example.com", self.name)
    }

    pub(super) fn keep(&self, what: &'static str, value: &str) {
        self.known.lock().unwrap().insert(what, value.to_owned());
    }

    #[track_caller]
    pub(super) fn known(&self, what: &str) -> String {
        self.known.lock().unwrap().get(what).unwrap_or_else(|| panic!("{what} is not known")).clone()
    }

    /// Asks until there is an answer that is no failure of the home. It must have the status; or, if this was asked before, a refusal of which
    /// one of `done` says that it was done then.
    pub(super) async fn must(&self, call: Call, status: u16, done: &[&str]) -> Value {
        self.must_answer(call, status, done).await.map_or(Value::Null, |answer| answer.json())
    }

    pub(super) async fn must_answer(&self, call: Call, status: u16, done: &[&str]) -> Option<Answer> {
        let token = self.known("token");
        let call = if token.is_empty() || call.path.starts_with("http") || call.headers.iter().any(|(name, _)| name == "cookie") {
            call
        } else {
            call.bearer(&token)
        };
        for turn in 0..8 {
            let Some(answer) = self.house.send(&call).await else { continue };
            if answer.status == status {
                return Some(answer);
            }
            let code = answer.code().unwrap_or_default();
            match answer.status {
                503 => {}
                429 => self.house.advance_s(answer.header("retry-after").unwrap().parse().unwrap()),
                _ if turn > 0 && done.contains(&code.as_str()) => return None,
                _ => panic!("asked {} times: {answer}", turn + 1),
            }
        }
        panic!("{} {}: nobody answers", call.method, call.path);
    }

    pub(super) async fn get(&self, path: &str) -> Value {
        self.must(Call::get(path), 200, &[]).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value, status: u16, done: &[&str]) -> Value {
        self.must(Call::post(path).json(body), status, done).await
    }

    pub(super) async fn patch(&self, path: &str, body: &Value) -> Value {
        self.must(Call::new(Method::PATCH, path).json(body), 200, &[]).await
    }

    pub(super) async fn put(&self, path: &str, body: &Value, status: u16, done: &[&str]) -> Value {
        self.must(Call::new(Method::PUT, path).json(body), status, done).await
    }

    pub(super) async fn delete(&self, path: &str, status: u16, done: &[&str]) -> Value {
        self.must(Call::delete(path), status, done).await
    }

    pub(super) async fn sign_up(&self, more: Value) {
        let mut body = json!({ "username": self.name, "email": self.email(), "password": PASSWORD, "locale": "en" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.keep("token", "");
        self.post("/api/accounts", &body, 201, &["username_taken"]).await;
    }

    /// Whether there is such an account that may sign in; its token and cookie are kept.
    pub(super) async fn is_let_in(&self) -> bool {
        let answer = self.house.send(&self.sign_in_call()).await.unwrap();
        if answer.status == 200 {
            self.keep_session(&answer);
        }
        answer.status == 200
    }

    pub(super) async fn sign_in(&self) {
        let answer = self.must_answer(self.sign_in_call(), 200, &[]).await.unwrap();
        self.keep_session(&answer);
    }

    fn sign_in_call(&self) -> Call {
        self.keep("token", "");
        Call::post("/api/sessions").json(&json!({ "login": self.name, "password": self.known("password") }))
    }

    pub(super) fn keep_session(&self, answer: &Answer) {
        self.keep("token", text(&answer.json(), "access_token"));
        self.keep("cookie", answer.header("set-cookie").unwrap().split(';').next().unwrap());
    }

    /// Signs up, confirms and signs in.
    pub(super) async fn join(&self) {
        self.sign_up(json!({})).await;
        self.house.work().await;
        let token = self.letters(&self.email()).remove(0).token().to_owned();
        self.post("/api/accounts/verify-email", &json!({ "token": token }), 200, &[]).await;
        self.sign_in().await;
        self.house.work().await;
    }

    /// The letters to an address, newest first.
    pub(super) fn letters(&self, to: &str) -> Vec<Letter> {
        let letters = self.house.outbox.list(1_000);
        let letters = letters.iter().filter(|letter| letter.to == to);
        letters.map(|letter| serde_json::from_value(serde_json::to_value(letter.as_ref()).unwrap()).unwrap()).collect()
    }

    pub(super) async fn folder(&self, parent: &str, name: &str) -> String {
        let made = self.post("/api/folders", &json!({ "parent_id": parent, "name": name }), 201, &[]).await;
        text(&made, "id").to_owned()
    }

    /// Uploads a small file, replacing what has its name; its id.
    pub(super) async fn file(&self, parent: &str, name: &str, bytes: &[u8]) -> String {
        let mut upload = wanted(parent, name, bytes);
        upload["on_conflict"] = json!("replace");
        let ids = self.send_files(&[upload], bytes).await;
        text(&self.complete(&ids).await[0]["entry"], "id").to_owned()
    }

    /// Starts uploads of the same bytes and sends them; their ids.
    pub(super) async fn send_files(&self, uploads: &[Value], bytes: &[u8]) -> Vec<String> {
        let mut ids = Vec::new();
        for started in self.start(uploads).await {
            self.send_part(&started["parts"], bytes).await;
            ids.push(text(&started, "upload_id").to_owned());
        }
        ids
    }

    /// Starts uploads; asks again for those that the home could not start.
    pub(super) async fn start(&self, uploads: &[Value]) -> Vec<Value> {
        let started = self.post("/api/uploads", &json!({ "uploads": uploads }), 200, &[]).await;
        let started = started["uploads"].as_array().unwrap().clone();
        assert!(started.iter().all(|one| one["problem"].is_null()), "{started:?}");
        started
    }

    /// Sends the bytes of the first ticket. Bytes that are there already are as good.
    pub(super) async fn send_part(&self, tickets: &Value, bytes: &[u8]) {
        let ticket = part_tickets(tickets).remove(0);
        let put = Call::new(Method::PUT, &ticket.url).body(bytes);
        let put = ticket.headers.iter().fold(put, |call, (name, value)| call.header(name, value.as_str()));
        let answer = self.house.send(&put).await.unwrap();
        assert!([200, 412].contains(&answer.status), "{answer}");
    }

    pub(super) async fn sign_parts(&self, id: &str, parts: &[(u32, &[u8])]) -> Vec<Value> {
        let parts: Vec<Value> = parts.iter().map(|(number, bytes)| json!({ "number": number, "sha256": sha256(bytes) })).collect();
        let signed = self.post(&format!("/api/uploads/{id}/parts"), &json!({ "parts": parts }), 200, &[]).await;
        signed["parts"].as_array().unwrap().clone()
    }

    /// Completes uploads, asking again while the home says that one is for later.
    pub(super) async fn complete(&self, ids: &[String]) -> Vec<Value> {
        let uploads: Vec<Value> = ids.iter().map(|id| json!({ "upload_id": id })).collect();
        for _ in 0..4 {
            let completed = self.post("/api/uploads/complete", &json!({ "uploads": uploads }), 200, &[]).await;
            let completed = completed["uploads"].as_array().unwrap().clone();
            if completed.iter().all(|one| one["problem"]["status"] != 503) {
                assert!(completed.iter().all(|one| one["problem"].is_null()), "{completed:?}");
                return completed;
            }
        }
        panic!("uploads are not completed");
    }

    /// A file with these contents, one after the other; its id and its versions in the order in which they came.
    pub(super) async fn versions(&self, parent: &str, contents: &[&[u8]]) -> (String, Vec<String>) {
        let (mut id, mut versions) = (String::new(), Vec::new());
        for bytes in contents {
            id = self.file(parent, "again", bytes).await;
            versions.push(text(&self.get(&format!("/api/entries/{id}")).await, "version_id").to_owned());
            self.house.advance_s(1);
        }
        (id, versions)
    }

    pub(super) async fn trash(&self, id: &str) {
        self.delete(&format!("/api/entries/{id}"), 204, &["not_found"]).await;
    }
}

/// What many paths begin with.
impl Client {
    /// Joins, and has a folder.
    pub(super) async fn keep_folder(&self) {
        self.join().await;
        let folder = self.folder("root", "folder").await;
        self.keep("folder", &folder);
    }
}
