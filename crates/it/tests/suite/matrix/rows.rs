//! The table.

use super::callers::{Caller, LINK_PASSWORD, Stage};
use crate::harness::Call;
use crate::harness::files::{sha256, text};
use reqwest::Method;
use serde_json::{Value, json};

/// One route for one kind of thing, and what each caller is answered: a status, or a problem's code.
pub(super) struct Row {
    pub(super) route: &'static str,
    pub(super) what: &'static str,
    pub(super) call: fn(&Stage, &Caller) -> Call,
    /// In the order of `CALLERS`.
    pub(super) expected: [&'static str; 9],
}

const UNAUTHORIZED: &str = "unauthorized";
const SUSPENDED: &str = "account_suspended";

/// Everybody the same.
const fn all(answer: &'static str) -> [&'static str; 9] {
    [answer; 9]
}

/// The owner alone; for others with an account it does not exist.
const fn owner(answer: &'static str) -> [&'static str; 9] {
    [UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, SUSPENDED, "email_unverified", "not_found", "not_found", answer]
}

/// Every confirmed account, for itself.
const fn account(answer: &'static str) -> [&'static str; 9] {
    [UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, SUSPENDED, "email_unverified", answer, answer, answer]
}

/// Admins; for others with an account it is forbidden.
const fn admin(answer: &'static str) -> [&'static str; 9] {
    [UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, SUSPENDED, "email_unverified", "forbidden", answer, "forbidden"]
}

/// Every account, for itself; the unverified one may be answered otherwise.
const fn anyone_signed_in(unverified: &'static str, answer: &'static str) -> [&'static str; 9] {
    [UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, SUSPENDED, unverified, answer, answer, answer]
}

/// Who opened the link by its password, and nobody else.
const fn holder(answer: &'static str) -> [&'static str; 9] {
    let no = UNAUTHORIZED;
    [no, no, answer, no, no, no, no, no, no]
}

fn put(path: &str, body: &Value) -> Call {
    Call::new(Method::PUT, path).json(body)
}

fn patch(path: &str, body: &Value) -> Call {
    Call::new(Method::PATCH, path).json(body)
}

fn post(path: &str, body: &Value) -> Call {
    Call::post(path).json(body)
}

fn row(route: &'static str, what: &'static str, expected: [&'static str; 9], call: fn(&Stage, &Caller) -> Call) -> Row {
    Row { route, what, call, expected }
}

/// A name that is another for each caller.
fn own_name(prefix: &str, caller: &Caller) -> String {
    format!("{prefix}-{}", caller.name().replace(' ', "-"))
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = of_strangers();
    rows.extend(of_accounts());
    rows.extend(of_entries());
    rows.extend(of_uploads());
    rows.extend(of_shares());
    rows.extend(of_admins());
    rows.extend(of_members());
    rows.extend(["open link", "locked link", "bent link", "paused link", "revoked link", "drop link"].into_iter().flat_map(of_links));
    // What ends something comes last.
    rows.extend(of_trash());
    rows.push(row("cancel-upload", "the owner's", owner("204"), |stage, _| Call::delete(format!("/api/uploads/{}", stage.open))));
    rows.push(row("revoke-share", "the owner's", owner("204"), |stage, _| {
        Call::delete(format!("/api/shares/{}", text(&stage.open_link, "id")))
    }));
    rows.push(row("revoke-session", "the owner's", owner("204"), |stage, _| {
        Call::delete(format!("/api/sessions/{}", stage.other_session))
    }));
    rows.push(row("revoke-other-sessions", "the own", account("204"), |_, _| Call::delete("/api/sessions")));
    rows.push(row("change-password", "the own", account("204"), |_, _| {
        put("/api/account/password", &json!({ "password": "a long enough password", "new_password": "quite another password" }))
    }));
    // Signing in undoes it, so those who come after this see nothing of it.
    let closed = [UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, SUSPENDED, "204", "204", "forbidden", "204"];
    rows.push(row("close-account", "the own, but the last admin's", closed, |_, caller| {
        let password = if *caller == Caller::Unverified { "a long enough password" } else { "quite another password" };
        Call::delete("/api/account").json(&json!({ "password": password }))
    }));
    let ended = [UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, "204", "204", "204", "204", "204", "204"];
    rows.push(row("sign-out", "the own session", ended, |_, _| Call::delete("/api/sessions/current")));
    rows
}

fn of_strangers() -> Vec<Row> {
    vec![
        row("health", "", all("200"), |_, _| Call::get("/api/health")),
        row("openapi", "", all("200"), |_, _| Call::get("/api/openapi.json")),
        row("sign-up", "a free name", all("201"), |_, caller| {
            let name = own_name("matrix", caller);
            post(
                "/api/accounts",
                &json!({ "username": name, "email": format!("{name}@example.com"), "password": "a long enough password" }),
            )
        }),
        row("verify-email", "a wrong token", all("token_invalid"), |_, _| post("/api/accounts/verify-email", &json!({ "token": "x" }))),
        row("find-username", "any address", all("202"), |_, caller| {
            post("/api/accounts/find-username", &json!({ "email": format!("{}@example.com", own_name("find", caller)) }))
        }),
        row("forgot-password", "any address", all("202"), |_, caller| {
            post("/api/accounts/forgot-password", &json!({ "email": format!("{}@example.com", own_name("forgot", caller)) }))
        }),
        row("reset-password", "a wrong token", all("token_invalid"), |_, _| {
            post("/api/accounts/reset-password", &json!({ "token": "x", "new_password": "quite another password" }))
        }),
        row("sign-in", "a wrong password", all("invalid_credentials"), |_, _| {
            post("/api/sessions", &json!({ "login": "nobody", "password": "not the password" }))
        }),
        row("refresh-session", "the own session", anyone_signed_in("200", "200"), |_, _| Call::post("/api/sessions/refresh")),
    ]
}

fn of_accounts() -> Vec<Row> {
    vec![
        row("list-sessions", "the own", account("200"), |_, _| Call::get("/api/sessions")),
        row("list-activity", "the own", account("200"), |_, _| Call::get("/api/activity")),
        row("list-notices", "the own", account("200"), |_, _| Call::get("/api/notices")),
        row("export-account", "the own", account("200"), |_, _| Call::get("/api/account/export")),
        row("get-account", "the own", anyone_signed_in("200", "200"), |_, _| Call::get("/api/account")),
        row("update-account", "the own", anyone_signed_in("200", "200"), |_, _| patch("/api/account", &json!({ "display_name": "이름" }))),
        row("resend-verification", "the own", anyone_signed_in("202", "already_verified"), |_, _| {
            post("/api/account/verification-mail", &json!({}))
        }),
        row("change-email", "the own", anyone_signed_in("200", "200"), |_, caller| {
            let email = format!("{}@example.com", own_name("new", caller));
            put("/api/account/email", &json!({ "email": email, "password": "a long enough password" }))
        }),
    ]
}

fn of_entries() -> Vec<Row> {
    vec![
        row("list-folder", "the own root", account("200"), |_, _| Call::get("/api/folders/root/entries")),
        row("list-folder", "the owner's", owner("200"), |stage, _| Call::get(format!("/api/folders/{}/entries", stage.folder))),
        row("create-folder", "in the own root", account("201"), |_, caller| {
            post("/api/folders", &json!({ "parent_id": "root", "name": own_name("new", caller) }))
        }),
        row("create-folder", "in the owner's folder", owner("201"), |stage, _| {
            post("/api/folders", &json!({ "parent_id": stage.folder, "name": "new" }))
        }),
        row("get-entry", "the owner's", owner("200"), |stage, _| Call::get(format!("/api/entries/{}", stage.file))),
        row("get-entry", "the own root", account("200"), |_, _| Call::get("/api/entries/root")),
        row("update-entry", "the owner's", owner("200"), |stage, _| {
            patch(&format!("/api/entries/{}", stage.file), &json!({ "starred": true }))
        }),
        row("update-entry", "the own root", account("forbidden"), |_, _| patch("/api/entries/root", &json!({ "name": "x" }))),
        row("copy-entry", "the owner's", owner("200"), |stage, _| {
            post(&format!("/api/entries/{}/copy", stage.file), &json!({ "parent_id": "root", "name": "copy" }))
        }),
        row("copy-entry", "the owner's folder", owner("202"), |stage, _| {
            post(&format!("/api/entries/{}/copy", stage.folder), &json!({ "parent_id": "root", "on_conflict": "rename" }))
        }),
        row("update-entry", "the limit of the owner's folder", owner("200"), |stage, _| {
            patch(&format!("/api/entries/{}", stage.folder), &json!({ "limit_bytes": 1_000_000_000 }))
        }),
        // Each entry fails alone, so that the call itself succeeds; that nobody does anything to another's is a test of its own.
        row("batch-entries", "the owner's", account("200"), |stage, _| {
            post("/api/entries/batch", &json!({ "action": "star", "entry_ids": [stage.file] }))
        }),
        row("create-downloads", "the owner's", owner("200"), |stage, _| post("/api/downloads", &json!({ "entry_ids": [stage.file] }))),
        row("create-downloads", "the own root", account("200"), |_, _| post("/api/downloads", &json!({ "entry_ids": ["root"] }))),
        row("open-content", "the owner's", owner("302"), |stage, _| Call::get(format!("/api/entries/{}/content", stage.file))),
    ]
}

fn of_trash() -> Vec<Row> {
    let emptied = [UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, SUSPENDED, "email_unverified", "204", "204", "202"];
    vec![
        row("search", "the own", account("200"), |_, _| Call::get("/api/search?q=a")),
        row("list-recent", "the own", account("200"), |_, _| Call::get("/api/recent")),
        row("list-trash", "the own", account("200"), |_, _| Call::get("/api/trash")),
        row("restore-entry", "the owner's", owner("200"), |stage, _| post(&format!("/api/trash/{}/restore", stage.trashed[0]), &json!({}))),
        row("purge-entry", "the owner's", owner("202"), |stage, _| Call::delete(format!("/api/trash/{}", stage.trashed[1]))),
        row("get-job", "the owner's", owner("200"), |stage, _| Call::get(format!("/api/jobs/{}", stage.job))),
        row("list-versions", "the owner's", owner("200"), |stage, _| Call::get(format!("/api/entries/{}/versions", stage.file))),
        row("delete-version", "the owner's", owner("204"), |stage, _| {
            Call::delete(format!("/api/entries/{}/versions/{}", stage.file, stage.versions[1]))
        }),
        row("restore-version", "the owner's", owner("200"), |stage, _| {
            Call::post(format!("/api/entries/{}/versions/{}/restore", stage.file, stage.versions[0]))
        }),
        row("trash-entry", "the owner's", owner("204"), |stage, _| Call::delete(format!("/api/entries/{}", stage.leaving))),
        row("trash-entry", "the own root", account("forbidden"), |_, _| Call::delete("/api/entries/root")),
        row("empty-trash", "the own", emptied, |_, _| Call::delete("/api/trash")),
    ]
}

fn of_uploads() -> Vec<Row> {
    vec![
        row("start-uploads", "into the own root", account("200"), |_, _| {
            let upload = json!({ "parent_id": "root", "name": "started", "size_bytes": 1, "content_type": "text/plain" });
            post("/api/uploads", &json!({ "uploads": [upload] }))
        }),
        row("list-uploads", "the own", account("200"), |_, _| Call::get("/api/uploads")),
        row("get-upload", "the owner's", owner("200"), |stage, _| Call::get(format!("/api/uploads/{}", stage.sent))),
        row("sign-parts", "the owner's", owner("200"), |stage, _| {
            let sha256 = sha256(&crate::harness::files::content(10, 1));
            post(&format!("/api/uploads/{}/parts", stage.open), &json!({ "parts": [{ "number": 1, "sha256": sha256 }] }))
        }),
        // Each upload fails alone, so that the call itself succeeds; that nobody completes another's is a test of its own.
        row("complete-uploads", "the owner's", account("200"), |stage, _| {
            post("/api/uploads/complete", &json!({ "uploads": [{ "upload_id": stage.sent }] }))
        }),
    ]
}

fn of_shares() -> Vec<Row> {
    vec![
        row("create-share", "the owner's", owner("201"), |stage, _| {
            post("/api/shares", &json!({ "entry_ids": [stage.file], "allow": "download" }))
        }),
        row("create-share", "the own root", account("201"), |_, _| post("/api/shares", &json!({ "entry_ids": ["root"], "allow": "view" }))),
        row("list-shares", "the own", account("200"), |_, _| Call::get("/api/shares")),
        row("update-share", "the owner's", owner("200"), |stage, _| {
            patch(&format!("/api/shares/{}", text(&stage.open_link, "id")), &json!({ "note": "changed" }))
        }),
    ]
}

fn of_members() -> Vec<Row> {
    vec![
        row("list-members", "the owner's", owner("200"), |stage, _| Call::get(format!("/api/entries/{}/members", stage.folder))),
        row("put-member", "the owner's", owner("200"), |stage, _| {
            let body = json!({ "login": "another@example.com", "role": "viewer" });
            put(&format!("/api/entries/{}/members", stage.folder), &body)
        }),
        row("remove-member", "the owner's", owner("204"), |stage, _| {
            Call::delete(format!("/api/entries/{}/members/{}", stage.folder, stage.member))
        }),
        row("leave", "the owner's", owner("not_found"), |stage, _| Call::delete(format!("/api/entries/{}/members/me", stage.folder))),
        row("list-shared-with-me", "the own", account("200"), |_, _| Call::get("/api/shared-with-me")),
    ]
}

fn of_admins() -> Vec<Row> {
    vec![
        row("admin-list-accounts", "all", admin("200"), |_, _| Call::get("/api/admin/accounts")),
        row("admin-list-accounts", "by an address", admin("200"), |stage, _| {
            Call::get(format!("/api/admin/accounts?q={}", stage.owner.email))
        }),
        row("admin-update-account", "another's quota", admin("200"), |stage, _| {
            patch(&format!("/api/admin/accounts/{}", stage.owner.id), &json!({ "quota_bytes": 5_000_000_000_u64 }))
        }),
        row("admin-update-account", "another's role", admin("200"), |stage, _| {
            patch(&format!("/api/admin/accounts/{}", stage.suspended.id), &json!({ "role": "admin" }))
        }),
        row("admin-update-account", "the only admin's role", admin("forbidden"), |stage, _| {
            patch(&format!("/api/admin/accounts/{}", stage.admin.id), &json!({ "role": "user" }))
        }),
        row("admin-stats", "", admin("200"), |_, _| Call::get("/api/admin/stats")),
        row("list-invitations", "all", admin("200"), |_, _| Call::get("/api/admin/invitations")),
        row("create-invitation", "for an address", admin("200"), |_, caller| {
            post("/api/admin/invitations", &json!({ "email": format!("{}@example.com", own_name("invited", caller)) }))
        }),
        row("revoke-invitation", "an open one", admin("204"), |stage, _| {
            Call::delete(format!("/api/admin/invitations/{}", stage.invitation))
        }),
        row("admin-revoke-share", "the owner's", admin("204"), |stage, _| {
            Call::delete(format!("/api/admin/shares/{}", text(&stage.reported_link, "token")))
        }),
    ]
}

fn of_links(kind: &'static str) -> Vec<Row> {
    macro_rules! calls {
        ($token:expr) => {{
            let calls: [fn(&Stage, &Caller) -> Call; 7] = [
                |stage, _| Call::get(format!("/api/s/{}", $token(stage))),
                |stage, _| post(&format!("/api/s/{}/unlock", $token(stage)), &json!({ "password": LINK_PASSWORD })),
                |stage, _| Call::get(format!("/api/s/{}/folders/{}/entries", $token(stage), stage.folder)),
                |stage, _| post(&format!("/api/s/{}/downloads", $token(stage)), &json!({ "entry_ids": [stage.file] })),
                |stage, _| {
                    let upload = json!({ "name": "sent", "size_bytes": 1, "content_type": "text/plain" });
                    post(&format!("/api/s/{}/uploads", $token(stage)), &json!({ "uploads": [upload] }))
                },
                |stage, _| {
                    let part = json!({ "number": 1, "sha256": sha256(b"dropped") });
                    post(&format!("/api/s/{}/uploads/{}/parts", $token(stage), stage.dropped), &json!({ "parts": [part] }))
                },
                |stage, _| {
                    let uploads = json!({ "uploads": [{ "upload_id": stage.dropped }] });
                    post(&format!("/api/s/{}/uploads/complete", $token(stage)), &uploads)
                },
            ];
            calls
        }};
    }
    let no = all("forbidden");
    let (calls, expected) = match kind {
        "open link" => {
            let yes = all("200");
            (calls!(|stage: &Stage| text(&stage.open_link, "token").to_owned()), [yes, yes, yes, yes, no, no, no])
        }
        "drop link" => {
            let yes = all("200");
            (calls!(|stage: &Stage| text(&stage.drop_link, "token").to_owned()), [yes, yes, no, no, yes, yes, yes])
        }
        "locked link" => {
            // Without any token one learns that there is a password; with a wrong one nothing.
            let opening = ["200", UNAUTHORIZED, "200", UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED];
            let (yes, no) = (holder("200"), holder("forbidden"));
            (calls!(|stage: &Stage| text(&stage.locked_link, "token").to_owned()), [opening, all("200"), yes, yes, no, no, no])
        }
        "bent link" => (calls!(|stage: &Stage| text(&stage.open_link, "id").to_owned()), [all("not_found"); 7]),
        "paused link" => (calls!(|stage: &Stage| text(&stage.paused_link, "token").to_owned()), [all("share_paused"); 7]),
        _ => (calls!(|stage: &Stage| text(&stage.revoked_link, "token").to_owned()), [all("share_ended"); 7]),
    };
    // Parts before the whole: what is completed takes none.
    let routes =
        ["open-share", "unlock-share", "list-share-folder", "create-share-downloads", "start-drop", "sign-drop-parts", "complete-drop"];
    let rows = routes.into_iter().zip(calls).zip(expected);
    rows.map(|((route, call), expected)| row(route, kind, expected, call)).collect()
}
