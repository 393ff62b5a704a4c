//! Public links: what they open, and that they open nothing else.

mod counts;
mod downloads;
mod drops;
mod owner;
mod password;
mod reach;
mod update;

use crate::harness::{Person, Visitor};
use serde_json::{Value, json};

/// Makes a share of these entries with more fields.
async fn share(owner: &Person, entry_ids: &[&str], more: Value) -> Value {
    let mut body = json!({ "entry_ids": entry_ids, "allow": "download" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    owner.post("/api/shares", &body).await.expect(201)
}

/// Makes a drop into a folder with more fields.
async fn drop_into(owner: &Person, folder: &str, more: Value) -> Value {
    let mut body = json!({ "entry_ids": [folder], "allow": "drop" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    owner.post("/api/shares", &body).await.expect(201)
}

/// Changes a share and answers it.
async fn change(owner: &Person, share: &Value, change: Value) -> Value {
    owner.patch(&format!("/api/shares/{}", share["id"].as_str().unwrap()), &change).await.expect(200)
}

/// Somebody who got the link of a share.
fn visitor(owner: &Person, share: &Value) -> Visitor {
    Visitor::new(&owner.http, share["token"].as_str().unwrap())
}
