//! The rows' grants: what the routes ask of the stores is granted (every world sees to that when it ends), and what is granted is asked.

use super::callers::{CALLERS, Caller, Stage};
use super::rows::rows;
use crate::embedded::searching::many_folders;
use crate::harness::files::{content, part_tickets, sized, text, wanted};
use crate::harness::visitor::dropped;
use crate::harness::{Person, Visitor, World};
use futures::future::join_all;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use share_cloud_api::route::TableAction;
use share_cloud_api::routes;
use share_cloud_aws::db::sessions::SessionRecord;
use share_cloud_domain::ids::{AccountId, SessionId};
use share_cloud_domain::problem::Code;
use share_cloud_domain::session::MAX_SESSIONS;

const PART: usize = 16 * 1_024 * 1_024;
const OTHER_PASSWORD: &str = "quite another password";

/// What the cells of the matrix leave out: the right tokens of letters, more than a few sessions, and the longer ways of uploads.
async fn the_rest(stage: &Stage) {
    letters(stage).await;
    let mut owner = stage.owner.clone();
    // The matrix ended it by changing the password.
    OTHER_PASSWORD.clone_into(&mut owner.password);
    owner.sign_in().await;
    owner.refresh_with(&stage.owner.cookie).await.refused(Code::Unauthorized);
    sessions(stage, &owner).await;
    tree(&owner).await;
    trash(stage, &owner).await;
    versions(stage, &owner).await;
    earlier(&owner).await;
    copies(&stage.world, &owner).await;
    parts(stage, &owner).await;
    overdue(stage, &owner).await;
    links(&owner).await;
    drops(stage, &owner).await;
    lent(stage, &owner).await;
    invited(stage).await;
    seen(stage, &owner).await;
    searched(stage, &owner).await;
    closing(stage).await;
    let given = super::members::Stage::set(&stage.world, "m-").await;
    given.look_at_what_is_shared().await;
    super::members::call_everything(&given).await;
}

/// An admin who closes needs another one to stay.
async fn closing(stage: &Stage) {
    let mut admin = stage.admin.clone();
    OTHER_PASSWORD.clone_into(&mut admin.password);
    admin.sign_in().await;
    let second = stage.world.person("second").await;
    admin.patch(&format!("/api/admin/accounts/{}", second.id), &json!({ "role": "admin" })).await.expect(200);
    second.close().await.expect(204);
}

async fn letters(stage: &Stage) {
    let person = stage.world.person("mover").await;
    let body = json!({ "email": "moved@example.com", "password": person.password });
    person.put("/api/account/email", &body).await.expect(200);
    let token = stage.world.letter("moved@example.com").await.token().to_owned();
    stage.stranger.verify(&token).await.expect(200);
    stage.stranger.sign_in("moved@example.com", &person.password).await.expect(200);
    stage.world.advance_s(60).await;
    stage.stranger.post("/api/accounts/forgot-password", &json!({ "email": "moved@example.com" })).await.expect(202);
    let letter = stage.world.nth_letter("moved@example.com", 2).await;
    let body = json!({ "token": letter.token(), "new_password": OTHER_PASSWORD });
    stage.stranger.post("/api/accounts/reset-password", &body).await.expect(204);
}

/// A session of long ago is ended by its cookie, and the oldest of too many by a new one.
async fn sessions(stage: &Stage, owner: &Person) {
    let mut reused = owner.clone();
    reused.sign_in().await;
    let first = reused.cookie.clone();
    for _ in 0..3 {
        reused.refresh().await;
    }
    reused.refresh_with(&first).await.refused(Code::Unauthorized);
    let db = stage.world.app().db();
    let account = AccountId::parse(&owner.id).unwrap();
    let known = db.sessions(&account).await.unwrap().remove(0);
    let advanced_at = known.advanced_at - SignedDuration::from_hours(1);
    for n in 0..MAX_SESSIONS {
        let session_id = SessionId::from_random([u8::try_from(n).unwrap(); 16]);
        db.add_session(&SessionRecord { session_id, advanced_at, ..known.clone() }, "-", None).await.unwrap();
    }
    owner.http.with("user-agent", "Firefox/140.0").sign_in(&owner.username, &owner.password).await.expect(200);
}

async fn tree(owner: &Person) {
    let outer = owner.folder("root", "outer").await;
    let hint = json!([owner.root_id, outer]);
    let inner = owner.post("/api/folders", &json!({ "parent_id": outer, "name": "inner", "hint": hint })).await.expect(201);
    let inner = text(&inner, "id");
    let path = format!("/api/entries/{inner}");
    for change in [
        json!({ "name": "other" }),
        json!({ "parent_id": "root" }),
        json!({ "parent_id": outer, "hint": hint }),
        json!({ "starred": true }),
    ] {
        owner.patch(&path, &change).await.expect(200);
    }
    owner.folder(inner, "deep").await;
    let file = owner.send_only(&wanted(inner, "a", b"a"), b"a").await;
    let body = json!({ "upload_id": file, "hint": [owner.root_id, outer, inner] });
    assert!(owner.complete(&[body]).await[0]["problem"].is_null());
    let mut renamed = wanted(inner, "a", b"b");
    renamed["on_conflict"] = json!("rename");
    owner.upload_as(&renamed, b"b").await;
}

async fn trash(stage: &Stage, owner: &Person) {
    let outer = owner.folder("root", "trashed from").await;
    let inner = owner.folder(&outer, "inner").await;
    let empty = owner.folder(&inner, "empty").await;
    owner.trash(&empty).await;
    let how = json!({ "parent_id": inner, "hint": [owner.root_id, outer, inner] });
    owner.restore(&empty, &how).await.expect(200);
    let twin = owner.upload(&inner, "twin", b"a").await;
    owner.trash(text(&twin, "id")).await;
    owner.upload(&inner, "twin", b"b").await;
    owner.restore(text(&twin, "id"), &json!({ "on_conflict": "rename" })).await.expect(200);
    let batch = async |body: Value| {
        let answer = owner.post("/api/entries/batch", &body).await.expect(200);
        assert!(answer["results"][0]["problem"].is_null(), "{answer}");
    };
    batch(json!({ "action": "star", "entry_ids": [empty] })).await;
    batch(json!({ "action": "trash", "entry_ids": [empty] })).await;
    batch(json!({ "action": "restore", "entry_ids": [empty] })).await;
    owner.folder(&outer, "empty").await;
    batch(json!({ "action": "move", "entry_ids": [empty], "parent_id": outer, "on_conflict": "rename" })).await;
    // A job that runs gets more, unless it is done too quickly; then it is tried again.
    for n in 0..20 {
        let folders = join_all((0..8).map(|m| async move { owner.folder("root", &format!("purged {n} {m}")).await })).await;
        join_all(folders.iter().map(|folder| owner.trash(folder))).await;
        join_all(folders[..4].iter().map(|folder| owner.purge(folder))).await;
        join_all((0..3).map(|_| owner.delete("/api/trash"))).await;
        stage.world.work().await;
        let folder = owner.folder("root", &format!("emptied {n}")).await;
        owner.trash(&folder).await;
        owner.delete("/api/trash").await.expect(202);
        if !stage.world.calls.unused().iter().any(|(route, _)| ["purge-entry", "empty-trash"].contains(route)) {
            return;
        }
    }
}

async fn versions(stage: &Stage, owner: &Person) {
    for _ in 0..22 {
        let mut upload = wanted("root", "again and again", b"a");
        upload["on_conflict"] = json!("replace");
        owner.upload_as(&upload, b"a").await;
        stage.world.advance_ms(1);
    }
}

/// Contents of other sizes change the totals above, of the same size they do not; a ticket for an earlier one reads it.
async fn earlier(owner: &Person) {
    let folder = owner.folder("root", "of versions").await;
    for bytes in [b"1".as_slice(), b"12", b"34"] {
        let mut upload = wanted(&folder, "again", bytes);
        upload["on_conflict"] = json!("replace");
        owner.upload_as(&upload, bytes).await;
    }
    let id = text(&owner.list(&folder, "").await[0], "id").to_owned();
    let listed = owner.get(&format!("/api/entries/{id}/versions")).await.expect(200);
    let versions: Vec<&str> = listed["items"].as_array().unwrap().iter().map(|version| text(version, "id")).collect();
    owner.post("/api/downloads", &json!({ "entry_ids": [id], "version_id": versions[1] })).await.expect(200);
    for version in &versions[1..] {
        owner.post(&format!("/api/entries/{id}/versions/{version}/restore"), &json!({})).await.expect(200);
    }
}

/// Copies that take another name, and more than a file may have as versions, of the same size too.
async fn copies(world: &World, owner: &Person) {
    let (from, to) = (owner.folder("root", "copied from").await, owner.folder("root", "copied to").await);
    let file = owner.upload(&from, "a", b"a").await;
    let ids = json!([file["id"]]);
    for n in 0..23 {
        let how = if n % 2 == 0 { "replace" } else { "rename" };
        let how = if n < 20 { "replace" } else { how };
        let body = json!({ "action": "copy", "entry_ids": ids, "parent_id": to, "on_conflict": how });
        let answer = owner.post("/api/entries/batch", &body).await.expect(200);
        assert!(answer["results"][0]["problem"].is_null(), "{answer}");
        let copy = owner.copy(text(&file, "id"), &json!({ "parent_id": to, "name": "b", "on_conflict": how })).await.expect(200);
        assert!(copy["id"].is_string());
        world.advance_ms(1);
    }
}

async fn parts(stage: &Stage, owner: &Person) {
    let bytes = content(PART + 10, 5);
    let started = owner.start_one(&sized("large", bytes.len())).await;
    let id = text(&started, "upload_id");
    let parts = [(1, &bytes[..PART]), (2, &bytes[PART..])];
    for (ticket, (_, part)) in owner.sign(id, &parts).await.iter().zip(parts) {
        assert_eq!(stage.stranger.put_part(ticket, part).await.status, 200);
    }
    owner.get(&format!("/api/uploads/{id}")).await.expect(200);
    assert!(owner.complete_one(id).await["problem"].is_null());
    // Of two that begin the parts at once, one drops its own.
    for n in 0..50 {
        let started = owner.start_one(&sized(&format!("twice {n}"), bytes.len())).await;
        let id = text(&started, "upload_id");
        join_all((0..4).map(|_| owner.sign(id, &parts[1..]))).await;
        owner.delete(&format!("/api/uploads/{id}")).await.expect(204);
        if !stage.world.calls.unused().iter().any(|(route, _)| *route == "sign-parts") {
            return;
        }
    }
}

/// An upload whose time is over makes way for one with its key, unless the sweep comes first; then it is tried again.
async fn overdue(stage: &Stage, owner: &Person) {
    let mut later = owner.clone();
    for n in 0..20 {
        let mut upload = wanted("root", "overdue", b"late");
        (upload["client_key"], upload["on_conflict"]) = (json!(format!("the same again {n}")), json!("rename"));
        later.start_one(&upload).await;
        stage.world.work().await;
        stage.world.advance_ms(8 * 24 * 3_600_000);
        later.sign_in().await;
        let again = later.start_one(&upload).await;
        stage.stranger.put_part(&part_tickets(&again["parts"]).remove(0), b"late").await;
        assert!(later.complete_one(text(&again, "upload_id")).await["problem"].is_null());
        if !stage.world.calls.unused().iter().any(|(route, _)| *route == "start-uploads") {
            return;
        }
    }
}

async fn links(owner: &Person) {
    let mut owner = owner.clone();
    owner.sign_in().await;
    let share = owner.post("/api/shares", &json!({ "entry_ids": ["root"], "allow": "download" })).await.expect(201);
    let visitor = Visitor::new(&owner.http, text(&share, "token"));
    let taken = visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
    visitor.downloads(&json!({ "entry_ids": ["root"], "download_id": taken["download_id"] })).await.expect(200);
    visitor.list("root").await.expect(200);
    let change = json!({ "password": OTHER_PASSWORD });
    owner.patch(&format!("/api/shares/{}", text(&share, "id")), &change).await.expect(200);
}

/// A large file that an editor sends slowly into another's folder.
async fn lent(stage: &Stage, owner: &Person) {
    let mut owner = owner.clone();
    owner.sign_in().await;
    let mut editor = stage.world.person("slow").await;
    let folder = owner.folder("root", "for the editor").await;
    owner.give(&folder, "slow", "editor").await;
    let bytes = content(PART + 10, 6);
    let mut large = sized("slow", bytes.len());
    large["parent_id"] = json!(folder);
    let started = editor.start_one(&large).await;
    let id = text(&started, "upload_id");
    let ticket = editor.sign(id, &[(1, &bytes[..PART])]).await.remove(0);
    assert_eq!(stage.stranger.put_part(&ticket, &bytes[..PART]).await.status, 200);
    stage.world.advance_ms(2_400_000);
    editor.sign_in().await;
    let ticket = editor.sign(id, &[(2, &bytes[PART..])]).await.remove(0);
    assert_eq!(stage.stranger.put_part(&ticket, &bytes[PART..]).await.status, 200);
    // The part that came keeps it open beyond its first hour.
    stage.world.advance_ms(2_400_000);
    editor.sign_in().await;
    assert!(editor.complete_one(id).await["problem"].is_null());
}

/// A drop's longer ways: a taken name, a file of parts that is slow, two that begin the parts at once, an upload that was left.
async fn drops(stage: &Stage, owner: &Person) {
    let mut owner = owner.clone();
    owner.sign_in().await;
    let folder = owner.folder("root", "for files").await;
    let share = owner.post("/api/shares", &json!({ "entry_ids": [folder], "allow": "drop" })).await.expect(201);
    let sender = Visitor::new(&owner.http, text(&share, "token"));
    for _ in 0..2 {
        sender.drop_file("a", b"a").await;
    }
    let bytes = content(PART + 10, 5);
    let large = |name: &str| json!({ "name": name, "size_bytes": bytes.len(), "content_type": "text/plain" });
    let started = sender.start_one_drop(&large("large")).await;
    let id = text(&started, "upload_id");
    let parts = [(1, &bytes[..PART]), (2, &bytes[PART..])];
    let signed = sender.sign_drop(id, &parts).await.expect(200);
    for (ticket, (_, part)) in part_tickets(&signed["parts"]).iter().zip(parts) {
        assert_eq!(stage.stranger.put_part(ticket, part).await.status, 200);
    }
    stage.world.advance_ms(2_400_000);
    sender.sign_drop(id, &parts).await.expect(200);
    assert!(sender.complete_drop(&[id]).await.expect(200)["uploads"][0]["problem"].is_null());
    for n in 0..50 {
        let started = sender.start_one_drop(&large(&format!("twice {n}"))).await;
        let id = text(&started, "upload_id");
        join_all((0..4).map(|_| sender.sign_drop(id, &parts[1..]))).await;
        if !stage.world.calls.unused().iter().any(|(route, _)| *route == "sign-drop-parts") {
            break;
        }
    }
    for n in 0..20 {
        let mut upload = dropped("left", b"left");
        upload["client_key"] = json!(format!("a key of one sender alone {n}"));
        sender.start_one_drop(&upload).await;
        stage.world.work().await;
        stage.world.advance_ms(2 * 3_600_000);
        sender.start_one_drop(&upload).await;
        if !stage.world.calls.unused().iter().any(|(route, _)| *route == "start-drop") {
            return;
        }
    }
}

async fn invited(stage: &Stage) {
    let mut admin = stage.admin.clone();
    OTHER_PASSWORD.clone_into(&mut admin.password);
    admin.sign_in().await;
    let made = admin.post("/api/admin/invitations", &json!({})).await.expect(200);
    let token = text(&made, "url").split_once("invitation=").unwrap().1.to_owned();
    let body = json!({ "username": "invited", "email": "i@example.com", "password": OTHER_PASSWORD, "invitation": token });
    stage.stranger.post("/api/accounts", &body).await.expect(201);
}

/// An hour after it was seen last, a refresh notes that the account is seen again.
async fn seen(stage: &Stage, owner: &Person) {
    let mut owner = owner.clone();
    owner.sign_in().await;
    stage.world.advance_ms(2 * 3_600_000);
    owner.refresh().await;
}

/// A search of much asks for segments, and a later one reads them; what is starred has an index of its own.
async fn searched(stage: &Stage, owner: &Person) {
    let mut owner = owner.clone();
    many_folders(&stage.world, &owner, 510).await;
    stage.world.advance_s(3 * 60).await;
    owner.sign_in().await;
    owner.get("/api/search?q=nothing%20has%20this").await.expect(200);
    stage.world.work().await;
    owner.get("/api/search?q=nothing%20has%20this").await.expect(200);
    owner.get("/api/search?starred=true").await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_grant_of_every_row_is_used() {
    let stage = Stage::set().await;
    for row in rows() {
        for caller in CALLERS {
            stage.stranger.send(caller.bring(&stage, (row.call)(&stage, &caller))).await;
        }
    }
    the_rest(&stage).await;
    let unused = stage.world.calls.unused();
    assert!(unused.is_empty(), "no route has asked for what its row grants: {unused:?}");
    stage.world.finish().await;
}

/// The rows whose call has nothing to write, though others of the route do.
const READING: [(&str, &str); 8] = [
    ("sign-parts", "the owner's"),
    ("unlock-share", "open link"),
    ("unlock-share", "drop link"),
    ("sign-drop-parts", "drop link"),
    ("open-share", "drop link"),
    ("search", "the own"),
    // That a link was opened is counted where that can be.
    ("open-share", "open link"),
    ("open-share", "locked link"),
];

fn writes(route: &str) -> bool {
    let is_write = |action: &TableAction| matches!(action, TableAction::PutItem | TableAction::UpdateItem | TableAction::DeleteItem);
    routes::all()
        .iter()
        .filter(|listed| listed.route.name == route)
        .any(|listed| listed.route.table.iter().any(|grant| grant.1.iter().any(is_write)))
}

#[tokio::test]
async fn on_a_full_disk_what_reads_is_answered_and_every_write_of_every_route_is_507() {
    let stage = Stage::set().await;
    let large = stage.owner.start_one(&sized("large", PART + 10)).await;
    stage.world.faults.fill_table();
    let mut wrong = Vec::new();
    for row in rows() {
        let owners = row.expected[CALLERS.iter().position(|caller| *caller == Caller::Owner).unwrap()];
        let answer = stage.stranger.send(Caller::Owner.bring(&stage, (row.call)(&stage, &Caller::Owner))).await;
        let must_write = owners.starts_with('2') && writes(row.route) && !READING.contains(&(row.route, row.what));
        let found = answer.code().unwrap_or_else(|| answer.status.to_string());
        if found == Code::InsufficientStorage.as_str() && writes(row.route) {
            answer.refused(Code::InsufficientStorage);
        } else if must_write || found != owners {
            wrong.push(format!("{} ({}): {answer}", row.route, row.what));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let parts = json!({ "parts": [{ "number": 2, "sha256": crate::harness::files::sha256(&[0; 10]) }] });
    let path = format!("/api/uploads/{}/parts", text(&large, "upload_id"));
    stage.owner.post(&path, &parts).await.refused(Code::InsufficientStorage);
    let sign_in = |password: &str| json!({ "login": stage.owner.username, "password": password });
    for password in [stage.owner.password.as_str(), "not the password"] {
        stage.stranger.post("/api/sessions", &sign_in(password)).await.refused(Code::InsufficientStorage);
    }
    for change in [json!({ "name": "new" }), json!({ "parent_id": "root" }), json!({ "starred": true })] {
        let path = format!("/api/entries/{}", stage.file);
        stage.owner.send(crate::harness::Call::new(Method::PATCH, path).json(&change)).await.refused(Code::InsufficientStorage);
    }

    stage.world.faults.clear();
    stage.owner.post(&path, &parts).await.expect(200);
    stage.stranger.post("/api/sessions", &sign_in(&stage.owner.password)).await.expect(200);
    let completed: Value = stage.owner.complete_one(&stage.sent).await;
    assert!(completed["problem"].is_null(), "{completed}");
    stage.world.finish().await;
}
