//! Every route for files, folders, uploads and downloads against everybody whom a folder may have been given to: a viewer, an editor, who
//! was an editor once, who never was anything, and the owner.

use crate::harness::files::{content, sha256, text, wanted};
use crate::harness::{Answer, Call, Person, World};
use reqwest::Method;
use serde_json::{Value, json};
use share_cloud_api::route::Caller as RouteCaller;
use share_cloud_api::routes;
use share_cloud_domain::problem::Code;
use std::collections::BTreeSet;

/// In the order of `Row::expected`; the owner last, so that nothing is gone before the others have asked for it.
const CALLERS: [&str; 5] = ["viewer", "editor", "former", "stranger", "owner"];

/// A folder of the owner's, `given` in `SECRET`, with everything in it that routes are called for.
pub(super) struct Stage {
    /// In the order of `CALLERS`.
    people: Vec<Person>,
    given: String,
    file: String,
    /// The file's earlier versions.
    versions: [String; 2],
    /// Files that one caller each may trash or move.
    spare: Vec<String>,
    inner: String,
    /// Uploads into the folder, whose bytes are stored, which the editor and the owner have started.
    sent: [String; 2],
    open: [String; 2],
}

/// What the folder is called that nobody was given.
const SECRET: &str = "the-owners-secret";

impl Stage {
    /// The viewer asks for all that they were given, and so does the export, for them and for who gave it.
    pub(super) async fn look_at_what_is_shared(&self) {
        self.people[0].get("/api/shared-with-me").await.expect(200);
        for person in [&self.people[0], self.owner()] {
            person.get("/api/account/export").await.expect(200);
        }
        self.people[0].get("/api/notices").await.expect(200);
    }
}

struct Row {
    route: &'static str,
    what: &'static str,
    /// A status, the code of a problem, or the code of the one problem in a list.
    expected: [&'static str; 5],
    call: fn(&Stage, usize) -> Call,
}

/// Everybody who was given it.
const fn seen(answer: &'static str) -> [&'static str; 5] {
    [answer, answer, "not_found", "not_found", answer]
}

/// Who may change it.
const fn changed(answer: &'static str) -> [&'static str; 5] {
    ["forbidden", answer, "not_found", "not_found", answer]
}

/// The owner alone.
const fn owned(answer: &'static str) -> [&'static str; 5] {
    ["forbidden", "forbidden", "not_found", "not_found", answer]
}

/// The owner alone, where others do not even see it.
const fn hidden(answer: &'static str) -> [&'static str; 5] {
    ["not_found", "not_found", "not_found", "not_found", answer]
}

impl Stage {
    pub(super) async fn set(world: &World, prefix: &str) -> Self {
        let mut people = Vec::new();
        for caller in CALLERS {
            people.push(world.person(&format!("{prefix}{caller}")).await);
        }
        let [viewer, editor, former, _, owner] = people.as_slice() else { unreachable!() };
        let secret = owner.folder("root", SECRET).await;
        let given = owner.folder(&secret, "given").await;
        owner.give(&given, &viewer.username, "editor").await;
        owner.give(&given, &viewer.username, "viewer").await;
        owner.give(&given, &editor.username, "editor").await;
        let by_name = owner.give(&given, &former.username, "editor").await;
        let by_address = owner.give(&given, &former.email, "editor").await;
        for member in [by_name, by_address] {
            owner.take_from(&given, text(&member, "account_id")).await;
        }
        let mut stored = Vec::new();
        for bytes in [b"1".as_slice(), b"22", b"333"] {
            let mut upload = wanted(&given, "file", bytes);
            upload["on_conflict"] = json!("replace");
            stored.push(owner.upload_as(&upload, bytes).await);
            world.advance_ms(1);
        }
        let mut spare = Vec::new();
        for name in CALLERS {
            spare.push(text(&owner.upload(&given, &format!("spare of {name}"), b"spare").await, "id").to_owned());
        }
        let inner = owner.folder(&given, "inner").await;
        let (mut sent, mut open) = (Vec::new(), Vec::new());
        for person in [editor, owner] {
            let name = format!("sent by {}", person.username);
            sent.push(person.send_only(&wanted(&given, &name, b"sent"), b"sent").await);
            let upload = wanted(&given, &format!("open {}", person.username), &content(10, 1));
            open.push(text(&person.start_one(&upload).await, "upload_id").to_owned());
        }
        let version = |at: usize| text(&stored[at], "version_id").to_owned();
        let (file, versions) = (text(&stored[2], "id").to_owned(), [version(1), version(0)]);
        let (sent, open) = (sent.try_into().unwrap(), open.try_into().unwrap());
        Self { given, file, versions, spare, inner, sent, open, people }
    }

    fn owner(&self) -> &Person {
        &self.people[4]
    }

    /// The upload of who has one, the editor's for everybody else.
    fn of(uploads: &[String; 2], caller: usize) -> &str {
        if caller == 4 { &uploads[1] } else { &uploads[0] }
    }
}

fn row(route: &'static str, what: &'static str, expected: [&'static str; 5], call: fn(&Stage, usize) -> Call) -> Row {
    Row { route, what, expected, call }
}

fn entry(id: &str) -> String {
    format!("/api/entries/{id}")
}

fn patch(id: &str, body: &Value) -> Call {
    Call::new(Method::PATCH, entry(id)).json(body)
}

fn batch(body: &Value) -> Call {
    Call::post("/api/entries/batch").json(body)
}

fn rows() -> Vec<Row> {
    let mut rows = of_entries();
    rows.extend(of_uploads());
    rows.extend(of_owners());
    rows.extend(of_ends());
    rows
}

fn of_entries() -> Vec<Row> {
    vec![
        row("list-folder", "what was given", seen("200"), |stage, _| Call::get(format!("/api/folders/{}/entries", stage.given))),
        row("list-folder", "in it", seen("200"), |stage, _| Call::get(format!("/api/folders/{}/entries", stage.inner))),
        row("get-entry", "what was given", seen("200"), |stage, _| Call::get(entry(&stage.given))),
        row("get-entry", "in it", seen("200"), |stage, _| Call::get(entry(&stage.file))),
        row("get-entry", "the owner's root", hidden("200"), |stage, _| Call::get(entry(&stage.owner().root_id))),
        row("create-downloads", "all of it", seen("200"), |stage, _| {
            Call::post("/api/downloads").json(&json!({ "entry_ids": [stage.given] }))
        }),
        row("create-downloads", "an earlier content", changed("200"), |stage, _| {
            Call::post("/api/downloads").json(&json!({ "entry_ids": [stage.file], "version_id": stage.versions[0] }))
        }),
        row("open-content", "in it", seen("302"), |stage, _| Call::get(format!("{}/content", entry(&stage.file)))),
        row("list-versions", "in it", changed("200"), |stage, _| Call::get(format!("{}/versions", entry(&stage.file)))),
        row("create-folder", "in it", changed("201"), |stage, caller| {
            Call::post("/api/folders").json(&json!({ "parent_id": stage.given, "name": format!("new {caller}") }))
        }),
        row("update-entry", "a name in it", changed("200"), |stage, caller| {
            patch(&stage.spare[caller], &json!({ "name": format!("renamed {caller}") }))
        }),
        row("update-entry", "a move in it", changed("200"), |stage, caller| {
            patch(&stage.spare[caller], &json!({ "parent_id": stage.inner }))
        }),
        row("update-entry", "into one's own", ["forbidden", "other_owner", "not_found", "not_found", "200"], |stage, caller| {
            patch(&stage.spare[caller], &json!({ "parent_id": stage.people[caller].root_id }))
        }),
        row("update-entry", "the name of what was given", owned("200"), |stage, _| patch(&stage.given, &json!({ "name": "given" }))),
        row("copy-entry", "into one's own", seen("200"), |stage, caller| {
            let how = json!({ "parent_id": stage.people[caller].root_id, "on_conflict": "rename" });
            Call::post(format!("{}/copy", entry(&stage.file))).json(&how)
        }),
        row("copy-entry", "of the folder into one's own", seen("202"), |stage, caller| {
            let how = json!({ "parent_id": stage.people[caller].root_id, "name": format!("copy {caller}") });
            Call::post(format!("{}/copy", entry(&stage.given))).json(&how)
        }),
        row("copy-entry", "in it", changed("200"), |stage, caller| {
            Call::post(format!("{}/copy", entry(&stage.file))).json(&json!({ "parent_id": stage.inner, "name": format!("copy {caller}") }))
        }),
        row("batch-entries", "a copy into one's own", seen("200"), |stage, caller| {
            let to = &stage.people[caller].root_id;
            batch(&json!({ "action": "copy", "entry_ids": [stage.file], "parent_id": to, "on_conflict": "rename" }))
        }),
        row("update-entry", "a limit", owned("200"), |stage, _| patch(&stage.inner, &json!({ "limit_bytes": 1_000_000 }))),
        row("update-entry", "a mark", owned("200"), |stage, _| patch(&stage.file, &json!({ "starred": true }))),
        row("batch-entries", "a mark", owned("200"), |stage, _| batch(&json!({ "action": "star", "entry_ids": [stage.file] }))),
        row("batch-entries", "a move in it", changed("200"), |stage, caller| {
            batch(&json!({ "action": "move", "entry_ids": [stage.spare[caller]], "parent_id": stage.given }))
        }),
    ]
}

fn of_uploads() -> Vec<Row> {
    let starters = ["not_found", "200", "not_found", "not_found", "200"];
    vec![
        row("start-uploads", "into it", changed("200"), |stage, caller| {
            let name = format!("started {caller}");
            let upload = json!({ "parent_id": stage.given, "name": name, "size_bytes": 1, "content_type": "text/plain" });
            Call::post("/api/uploads").json(&json!({ "uploads": [upload] }))
        }),
        row("get-upload", "into it", starters, |stage, caller| Call::get(format!("/api/uploads/{}", Stage::of(&stage.sent, caller)))),
        row("sign-parts", "into it", starters, |stage, caller| {
            let parts = json!({ "parts": [{ "number": 1, "sha256": sha256(&content(10, 1)) }] });
            Call::post(format!("/api/uploads/{}/parts", Stage::of(&stage.open, caller))).json(&parts)
        }),
        row("complete-uploads", "into it", starters, |stage, caller| {
            Call::post("/api/uploads/complete").json(&json!({ "uploads": [{ "upload_id": Stage::of(&stage.sent, caller) }] }))
        }),
        row("cancel-upload", "into it", ["not_found", "204", "not_found", "not_found", "204"], |stage, caller| {
            Call::delete(format!("/api/uploads/{}", Stage::of(&stage.open, caller)))
        }),
    ]
}

fn of_owners() -> Vec<Row> {
    vec![
        row("create-share", "of it", owned("201"), |stage, _| {
            Call::post("/api/shares").json(&json!({ "entry_ids": [stage.file], "allow": "view" }))
        }),
        row("list-members", "of it", seen("200"), |stage, _| Call::get(format!("{}/members", entry(&stage.given)))),
        row("put-member", "to it", owned("200"), |stage, _| {
            let body = json!({ "login": "somebody@example.com", "role": "viewer" });
            Call::new(Method::PUT, format!("{}/members", entry(&stage.given))).json(&body)
        }),
        row("remove-member", "the former", ["forbidden", "forbidden", "not_found", "not_found", "not_found"], |stage, _| {
            Call::delete(format!("{}/members/{}", entry(&stage.given), stage.people[2].id))
        }),
        row("delete-version", "in it", owned("204"), |stage, _| {
            Call::delete(format!("{}/versions/{}", entry(&stage.file), stage.versions[1]))
        }),
    ]
}

fn of_ends() -> Vec<Row> {
    vec![
        row("restore-version", "in it", changed("200"), |stage, _| {
            Call::post(format!("{}/versions/{}/restore", entry(&stage.file), stage.versions[0]))
        }),
        row("trash-entry", "what was given", ["forbidden", "forbidden", "not_found", "not_found", "forbidden"], |stage, caller| {
            // The owner's own root, so that what was given stays.
            Call::delete(entry(if caller == 4 { &stage.owner().root_id } else { &stage.given }))
        }),
        row("trash-entry", "in it", changed("204"), |stage, caller| Call::delete(entry(&stage.spare[caller]))),
        row("batch-entries", "into the trash", ["forbidden", "not_found", "not_found", "not_found", "not_found"], |stage, caller| {
            // Where the row before has trashed it, it is gone.
            batch(&json!({ "action": "trash", "entry_ids": [stage.spare[caller]] }))
        }),
        row("restore-entry", "from the owner's trash", hidden("200"), |stage, caller| {
            Call::post(format!("/api/trash/{}/restore", stage.spare[caller])).json(&json!({}))
        }),
        row("purge-entry", "from the owner's trash", hidden("202"), |stage, caller| {
            let id = if caller == 4 { &stage.spare[1] } else { &stage.spare[caller] };
            Call::delete(format!("/api/trash/{id}"))
        }),
        row("leave", "it", ["204", "204", "not_found", "not_found", "not_found"], |stage, _| {
            Call::delete(format!("{}/members/me", entry(&stage.given)))
        }),
        row("list-shared-with-me", "the own", ["200"; 5], |_, _| Call::get("/api/shared-with-me")),
    ]
}

/// The code of the problem of a list's only item.
fn only_problem(answer: &Answer) -> Option<String> {
    let json: Value = serde_json::from_slice(&answer.body).ok()?;
    let items = json["uploads"].as_array().or_else(|| json["results"].as_array())?;
    let [item] = items.as_slice() else { return None };
    item["problem"]["code"].as_str().map(str::to_owned)
}

fn mismatch(row: &Row, caller: &str, expected: &str, answer: &Answer) -> Option<String> {
    let code = answer.code();
    if let Some(code) = Code::ALL.iter().find(|known| Some(known.as_str()) == code.as_deref()) {
        answer.refused(*code);
    }
    let found = code.or_else(|| only_problem(answer)).unwrap_or_else(|| answer.status.to_string());
    (found != expected).then(|| format!("{} ({}) as {caller}: expected {expected}, found {found}: {answer}", row.route, row.what))
}

/// Calls everything as everybody: what is not as the table says.
pub(super) async fn call_everything(stage: &Stage) -> Vec<String> {
    let mut wrong = Vec::new();
    for row in rows() {
        for (caller, expected) in row.expected.into_iter().enumerate() {
            let answer = stage.people[caller].send((row.call)(stage, caller)).await;
            wrong.extend(mismatch(&row, CALLERS[caller], expected, &answer));
            let tells =
                caller < 4 && [SECRET, stage.owner().email.as_str(), &stage.owner().root_id].iter().any(|one| answer.text().contains(one));
            wrong.extend(tells.then(|| format!("{answer} tells {} what is above", CALLERS[caller])));
        }
    }
    wrong
}

#[tokio::test]
async fn every_route_of_entries_uploads_and_downloads_answers_members_as_the_table_says() {
    let world = World::fresh().await;
    let stage = Stage::set(&world, "").await;
    let wrong = call_everything(&stage).await;
    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
    world.finish().await;
}

/// What an account has that nobody else has to do with, whatever they were given.
const OF_ONESELF: [&str; 17] = [
    "list-sessions",
    "revoke-session",
    "revoke-other-sessions",
    "list-activity",
    "list-notices",
    "change-password",
    "list-trash",
    "empty-trash",
    "list-uploads",
    "list-shares",
    "revoke-share",
    "get-job",
    "update-share",
    "close-account",
    "export-account",
    "list-recent",
    "search",
];

#[test]
fn every_route_of_an_account_has_a_row_for_members_or_is_of_oneself() {
    let rows: BTreeSet<&str> = rows().iter().map(|row| row.route).collect();
    for listed in routes::all().iter().filter(|listed| listed.route.caller == RouteCaller::Account) {
        let name = listed.route.name;
        assert!(rows.contains(name) != OF_ONESELF.contains(&name), "{name}");
    }
    for name in rows.into_iter().chain(OF_ONESELF) {
        assert!(routes::all().iter().any(|listed| listed.route.name == name), "{name}");
    }
}
