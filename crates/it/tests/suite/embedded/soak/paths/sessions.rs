//! Sessions.

use super::super::client::Client;
use super::{Path, row};
use crate::harness::Call;
use crate::harness::files::text;

/// Another session of the same person is there too; its id is known.
async fn join_twice(client: &Client) {
    client.join().await;
    client.sign_in().await;
    let sessions = client.get("/api/sessions").await;
    let other = sessions["items"].as_array().unwrap().iter().find(|session| session["current"] == false).unwrap();
    client.keep("other", text(other, "id"));
}

pub(super) fn paths() -> Vec<Path> {
    vec![
        row!(
            "sign-in",
            |c| {
                c.join().await;
            },
            {
                c.sign_in().await;
                c.get("/api/account").await;
            }
        ),
        row!(
            "refresh-session",
            |c| {
                c.join().await;
            },
            {
                for _ in 0..2 {
                    let call = Call::post("/api/sessions/refresh").header("cookie", c.known("cookie"));
                    let answer = c.must_answer(call, 200, &[]).await.unwrap();
                    c.keep_session(&answer);
                }
                c.get("/api/account").await;
            }
        ),
        row!(
            "sign-out",
            |c| {
                c.join().await;
            },
            {
                let call = Call::delete("/api/sessions/current").header("cookie", c.known("cookie"));
                c.must(call, 204, &["unauthorized"]).await;
                let refused = c.must(Call::post("/api/sessions/refresh").header("cookie", c.known("cookie")), 401, &[]).await;
                assert_eq!(refused["code"], "unauthorized");
            }
        ),
        row!(
            "revoke-session",
            |c| {
                join_twice(c).await;
            },
            {
                c.delete(&format!("/api/sessions/{}", c.known("other")), 204, &["not_found"]).await;
                assert_eq!(c.get("/api/sessions").await["items"].as_array().unwrap().len(), 1);
            }
        ),
        row!(
            "revoke-other-sessions",
            |c| {
                join_twice(c).await;
            },
            {
                c.delete("/api/sessions", 204, &[]).await;
                assert_eq!(c.get("/api/sessions").await["items"].as_array().unwrap().len(), 1);
            }
        ),
    ]
}
