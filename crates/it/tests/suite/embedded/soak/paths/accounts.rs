//! Accounts and their letters.

use super::super::client::{Client, NEW_PASSWORD, PASSWORD};
use super::tree::two_folders;
use super::{Path, row};
use crate::harness::Call;
use serde_json::json;

const DAY_S: i64 = 24 * 3_600;

pub(super) fn paths() -> Vec<Path> {
    let mut paths = of_addresses();
    paths.extend(of_passwords());
    paths.extend(of_closing());
    paths
}

#[expect(clippy::too_many_lines, reason = "a table: a row for each way")]
fn of_addresses() -> Vec<Path> {
    vec![
        row!(
            "sign-up",
            |c| {
                c.keep("token", "");
            },
            {
                c.sign_up(json!({})).await;
                c.house.work().await;
                c.sign_in().await;
            }
        ),
        row!(
            "verify-email",
            |c| {
                c.sign_up(json!({})).await;
                c.house.work().await;
                c.keep("mailed", c.letters(&c.email())[0].token());
            },
            {
                let body = json!({ "token": c.known("mailed") });
                c.post("/api/accounts/verify-email", &body, 200, &["token_invalid"]).await;
            }
        ),
        row!(
            "resend-verification",
            |c| {
                c.sign_up(json!({})).await;
                c.house.work().await;
                c.sign_in().await;
                c.house.advance_s(61);
            },
            {
                c.post("/api/account/verification-mail", &json!({}), 202, &[]).await;
                c.house.work().await;
                c.post("/api/accounts/verify-email", &json!({ "token": c.letters(&c.email())[0].token() }), 200, &["token_invalid"]).await;
            }
        ),
        row!(
            "change-email",
            |c| {
                c.join().await;
            },
            {
                let body = json!({ "email": c.new_email(), "password": PASSWORD });
                c.put("/api/account/email", &body, 200, &[]).await;
                c.house.work().await;
                c.post("/api/accounts/verify-email", &json!({ "token": c.letters(&c.new_email())[0].token() }), 200, &["token_invalid"])
                    .await;
                c.house.work().await;
            }
        ),
        row!(
            "an account that nobody confirmed",
            |c| {
                c.sign_up(json!({})).await;
                c.house.work().await;
                c.house.advance_s(14 * DAY_S + 1);
            },
            {
                c.house.work().await;
            }
        ),
        row!(
            "update-account",
            |c| {
                c.join().await;
            },
            {
                c.patch("/api/account", &json!({ "display_name": "민지", "locale": "ko" })).await;
            }
        ),
    ]
}

fn of_passwords() -> Vec<Path> {
    vec![
        row!(
            "find-username",
            |c| {
                c.join().await;
            },
            {
                c.post("/api/accounts/find-username", &json!({ "email": c.email() }), 202, &[]).await;
                c.house.work().await;
            }
        ),
        row!(
            "reset-password",
            |c| {
                c.join().await;
            },
            {
                c.keep("token", "");
                c.post("/api/accounts/forgot-password", &json!({ "email": c.email() }), 202, &[]).await;
                c.house.work().await;
                let body = json!({ "token": c.letters(&c.email())[0].token(), "new_password": NEW_PASSWORD });
                c.post("/api/accounts/reset-password", &body, 204, &["token_invalid"]).await;
                c.keep("password", NEW_PASSWORD);
                c.sign_in().await;
                c.house.work().await;
            }
        ),
        row!(
            "change-password",
            |c| {
                c.join().await;
            },
            {
                let body = json!({ "password": PASSWORD, "new_password": NEW_PASSWORD });
                c.put("/api/account/password", &body, 204, &["invalid_credentials"]).await;
                c.keep("password", NEW_PASSWORD);
                c.house.work().await;
            }
        ),
    ]
}

async fn close(client: &Client) {
    let call = Call::delete("/api/account").json(&json!({ "password": PASSWORD }));
    client.must(call, 204, &["unauthorized"]).await;
    client.house.work().await;
}

fn of_closing() -> Vec<Path> {
    vec![
        // The look at what is there is a sign-in, which undoes it.
        row!(
            "close-account",
            |c| {
                c.join().await;
            },
            {
                close(c).await;
            }
        ),
        row!(
            "an account that was closed",
            |c| {
                two_folders(c).await;
                c.versions(&c.known("inner"), &[b"1", b"22"]).await;
                c.trash(&c.known("file")).await;
                c.post("/api/shares", &json!({ "entry_ids": [c.known("from")], "allow": "download" }), 201, &[]).await;
                close(c).await;
                c.house.advance_s(14 * DAY_S + 1);
            },
            {
                c.house.work().await;
            }
        ),
    ]
}
