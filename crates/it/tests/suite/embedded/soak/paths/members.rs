//! Entries that others were given.

use super::super::client::Client;
use super::tree::two_folders;
use super::{Path, row};
use crate::harness::files::text;
use serde_json::json;

/// Somebody has two folders, and a friend who is to get one of them.
async fn friends(client: &Client) -> Client {
    let friend = friend(client);
    friend.join().await;
    client.keep("friend", text(&friend.get("/api/account").await, "id"));
    two_folders(client).await;
    friend
}

fn friend(client: &Client) -> Client {
    Client::new(&client.house, &format!("friend.{}", client.name))
}

async fn give(client: &Client) {
    let body = json!({ "login": friend(client).name, "role": "editor" });
    client.put(&format!("/api/entries/{}/members", client.known("from")), &body, 200, &[]).await;
}

/// How many entries the friend was given.
async fn given(client: &Client) -> usize {
    let friend = friend(client);
    friend.sign_in().await;
    friend.get("/api/shared-with-me").await["items"].as_array().unwrap().len()
}

pub(super) fn paths() -> Vec<Path> {
    vec![
        row!(
            "put-member",
            |c| {
                friends(c).await;
            },
            {
                give(c).await;
                c.house.work().await;
                assert_eq!(given(c).await, 1);
            }
        ),
        row!(
            "remove-member",
            |c| {
                friends(c).await;
                give(c).await;
            },
            {
                c.delete(&format!("/api/entries/{}/members/{}", c.known("from"), c.known("friend")), 204, &["not_found"]).await;
                assert_eq!(given(c).await, 0);
            }
        ),
        row!(
            "leave",
            |c| {
                friends(c).await;
                give(c).await;
            },
            {
                let friend = friend(c);
                friend.sign_in().await;
                friend.delete(&format!("/api/entries/{}/members/me", c.known("from")), 204, &["not_found"]).await;
                assert_eq!(given(c).await, 0);
            }
        ),
        row!(
            "trash what a friend was given",
            |c| {
                friends(c).await;
                give(c).await;
            },
            {
                c.trash(&c.known("from")).await;
                c.delete(&format!("/api/trash/{}", c.known("from")), 202, &["not_found"]).await;
                c.house.work().await;
                assert_eq!(given(c).await, 0);
            }
        ),
    ]
}
