//! What admins change.

use super::super::client::Client;
use super::{Path, row};
use crate::harness::files::text;
use serde_json::{Value, json};

/// Somebody with a file, and their id.
async fn somebody(client: &Client) {
    client.join().await;
    client.keep("id", text(&client.get("/api/account").await, "id"));
    client.keep("file", &client.file("root", "file", b"12345").await);
}

async fn change(client: &Client, body: &Value) {
    let admin = Client::admin(&client.house).await;
    admin.patch(&format!("/api/admin/accounts/{}", client.known("id")), body).await;
}

/// The open invitations for this person's address.
async fn invitations(client: &Client, admin: &Client) -> Vec<Value> {
    let listed = admin.get("/api/admin/invitations?limit=100").await;
    listed["items"].as_array().unwrap().iter().filter(|one| one["email"] == client.email()).cloned().collect()
}

async fn invite(client: &Client, admin: &Client) -> Value {
    let made = admin.post("/api/admin/invitations", &json!({ "email": client.email() }), 200, &[]).await;
    client.house.work().await;
    made
}

fn token_of(invitation: &Value) -> String {
    text(invitation, "url").split_once("invitation=").unwrap().1.to_owned()
}

pub(super) fn paths() -> Vec<Path> {
    let mut paths = of_accounts();
    paths.extend(of_invitations());
    paths
}

fn of_accounts() -> Vec<Path> {
    vec![
        row!(
            "change a quota",
            |c| {
                somebody(c).await;
            },
            {
                change(c, &json!({ "quota_bytes": 5_000 })).await;
            }
        ),
        row!(
            "suspend an account",
            |c| {
                somebody(c).await;
            },
            {
                change(c, &json!({ "status": "suspended" })).await;
                c.house.work().await;
            }
        ),
        row!(
            "make an admin",
            |c| {
                somebody(c).await;
            },
            {
                change(c, &json!({ "role": "admin" })).await;
            }
        ),
        row!(
            "revoke another's share",
            |c| {
                somebody(c).await;
                let body = json!({ "entry_ids": [c.known("file")], "allow": "download" });
                let made = c.post("/api/shares", &body, 201, &[]).await;
                c.keep("link", text(&made, "token"));
            },
            {
                let admin = Client::admin(&c.house).await;
                admin.delete(&format!("/api/admin/shares/{}", c.known("link")), 204, &["not_found"]).await;
            }
        ),
    ]
}

fn of_invitations() -> Vec<Path> {
    vec![
        row!(
            "create-invitation",
            |c| {
                c.keep("token", "");
            },
            {
                let admin = Client::admin(&c.house).await;
                invite(c, &admin).await;
                assert!(!invitations(c, &admin).await.is_empty());
            }
        ),
        row!(
            "revoke-invitation",
            |c| {
                let admin = Client::admin(&c.house).await;
                c.keep("invitation", text(&invite(c, &admin).await, "id"));
            },
            {
                let admin = Client::admin(&c.house).await;
                admin.delete(&format!("/api/admin/invitations/{}", c.known("invitation")), 204, &["not_found"]).await;
                assert!(invitations(c, &admin).await.is_empty());
            }
        ),
        row!(
            "sign up by an invitation",
            |c| {
                let admin = Client::admin(&c.house).await;
                c.keep("invitation", &token_of(&invite(c, &admin).await));
            },
            {
                c.sign_up(json!({ "invitation": c.known("invitation") })).await;
                c.house.work().await;
                c.sign_in().await;
            }
        ),
    ]
}
