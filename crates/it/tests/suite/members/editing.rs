//! What editors change, and whose room it takes.

use super::given;
use crate::harness::files::{part_tickets, problem_code, text, wanted};
use serde_json::json;
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn what_an_editor_adds_takes_the_owners_room() {
    let given = given("editor").await;
    let (owner, member) = (&given.owner, &given.member);
    let (owners, editors) = (owner.room().await, member.room().await);
    let folder = member.folder(&given.folder, "from the editor").await;
    let started = member.start_one(&wanted(&folder, "b.txt", b"12345")).await;
    assert_eq!(owner.room().await.reserved, owners.reserved + 5);
    let ticket = part_tickets(&started["parts"]).remove(0);
    assert!(ticket.url.contains(&owner.id), "it lies where the owner's files do: {}", ticket.url);
    assert_eq!(member.http.put_part(&ticket, b"12345").await.status, 200);
    // An upload is whose who started it.
    let id = text(&started, "upload_id");
    owner.get(&format!("/api/uploads/{id}")).await.refused(Code::NotFound);
    assert_eq!(member.get("/api/uploads").await.expect(200)["items"].as_array().unwrap().len(), 1);
    let completed = member.complete_one(id).await;
    let file = text(&completed["entry"], "id").to_owned();
    assert_eq!(text(&completed["entry"], "parent_id"), folder);
    assert_eq!(owner.room().await.used, owners.used + 5);
    assert_eq!(member.room().await, editors);
    assert_eq!(owner.download(&file).await, b"12345");
    // What an editor begins and does not send holds the owner's room for an hour.
    let created = started["expires_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert!(created <= given.world.now() + jiff::SignedDuration::from_hours(1), "{started}");
    // Another upload, cancelled, gives the owner's room back.
    let started = member.start_one(&wanted(&folder, "c.txt", b"123")).await;
    member.delete(&format!("/api/uploads/{}", text(&started, "upload_id"))).await.expect(204);
    assert_eq!(owner.room().await.reserved, owners.reserved);
    given.world.finish().await;
}

#[tokio::test]
async fn an_editor_replaces_renames_moves_and_trashes_within_what_they_were_given() {
    let given = given("editor").await;
    let (owner, member) = (&given.owner, &given.member);
    let inner = member.folder(&given.folder, "inner").await;
    let mut upload = wanted(&given.folder, "a.txt", b"newer");
    upload["on_conflict"] = json!("replace");
    let replaced = member.upload_as(&upload, b"newer").await;
    assert_eq!(text(&replaced, "id"), given.file);
    let path = format!("/api/entries/{}", given.file);
    let moved = member.patch(&path, &json!({ "name": "b.txt", "parent_id": inner })).await.expect(200);
    assert_eq!((text(&moved, "name"), text(&moved, "parent_id")), ("b.txt", inner.as_str()));
    let batch = json!({ "action": "move", "entry_ids": [given.file], "parent_id": given.folder });
    let moved = member.post("/api/entries/batch", &batch).await.expect(200);
    assert_eq!(text(&moved["results"][0]["entry"], "parent_id"), given.folder);
    member.patch(&path, &json!({ "starred": true })).await.refused(Code::Forbidden);
    // What an editor deletes lies in the owner's trash, and the owner brings it back.
    let trashed = member.post("/api/entries/batch", &json!({ "action": "trash", "entry_ids": [given.file] })).await.expect(200);
    assert!(trashed["results"][0]["entry"]["parent_id"].is_null(), "{trashed}");
    member.delete(&format!("/api/entries/{inner}")).await.expect(204);
    assert!(member.trashed().await.is_empty());
    assert_eq!(owner.trashed().await.len(), 2);
    member.restore(&given.file, &json!({})).await.refused(Code::NotFound);
    owner.put_back(&given.file).await;
    assert!(member.sees(&given.file).await.is_some());
    given.world.finish().await;
}

#[tokio::test]
async fn a_viewer_changes_nothing() {
    let given = given("viewer").await;
    let member = &given.member;
    let path = format!("/api/entries/{}", given.file);
    member.patch(&path, &json!({ "name": "b" })).await.refused(Code::Forbidden);
    member.delete(&path).await.refused(Code::Forbidden);
    member.post("/api/folders", &json!({ "parent_id": given.folder, "name": "new" })).await.refused(Code::Forbidden);
    let started = member.start(&[wanted(&given.folder, "b", b"b"), wanted(&given.outside, "b", b"b"), wanted("root", "b", b"b")]).await;
    assert_eq!((problem_code(&started[0]), problem_code(&started[1])), ("forbidden", "not_found"));
    assert!(started[2]["problem"].is_null());
    for action in ["trash", "star"] {
        let done = member.post("/api/entries/batch", &json!({ "action": action, "entry_ids": [given.file] })).await.expect(200);
        assert_eq!(problem_code(&done["results"][0]), "forbidden", "{action}");
    }
    assert_eq!(given.owner.names(&given.folder).await, ["a.txt"]);
    given.world.finish().await;
}

#[tokio::test]
async fn who_is_no_editor_any_more_completes_nothing_and_signs_no_further_part() {
    let given = given("editor").await;
    let (owner, member) = (&given.owner, &given.member);
    let sent = member.send_only(&wanted(&given.folder, "sent", b"sent"), b"sent").await;
    let done = member.send_only(&wanted(&given.folder, "done", b"done"), b"done").await;
    assert!(member.complete_one(&done).await["problem"].is_null());
    owner.give(&given.folder, &member.username, "viewer").await;
    assert_eq!(problem_code(&member.complete_one(&sent).await), "forbidden");
    owner.take_from(&given.folder, &member.id).await;
    assert_eq!(problem_code(&member.complete_one(&sent).await), "not_found");
    let part = json!({ "parts": [{ "number": 1, "sha256": crate::harness::files::sha256(b"sent") }] });
    member.post(&format!("/api/uploads/{sent}/parts"), &part).await.refused(Code::NotFound);
    // A repeat of what was completed before tells nothing of the file as it is now.
    assert_eq!(problem_code(&member.complete_one(&done).await), "not_found");
    // It is theirs to cancel, and the owner's room comes back.
    member.delete(&format!("/api/uploads/{sent}")).await.expect(204);
    assert_eq!(owner.room().await.reserved, 0);
    given.world.finish().await;
}

#[tokio::test]
async fn an_editor_learns_that_the_room_is_not_enough_and_not_how_much_there_is() {
    let given = given("editor").await;
    let free = given.owner.room().await.free;
    let mut upload = wanted(&given.folder, "large", b"");
    upload["size_bytes"] = json!(free + 1);
    upload.as_object_mut().unwrap().remove("sha256");
    let started = given.member.start(&[upload.clone()]).await;
    assert_eq!(problem_code(&started[0]), "quota_exceeded");
    assert!(!started[0]["problem"]["detail"].as_str().unwrap().contains(&free.to_string()), "{started:?}");
    // The owner is told.
    let started = given.owner.start(&[upload]).await;
    assert!(started[0]["problem"]["detail"].as_str().unwrap().contains(&free.to_string()), "{started:?}");
    given.world.finish().await;
}

#[tokio::test]
async fn one_call_starts_and_completes_uploads_into_the_folders_of_several_owners() {
    let given = given("editor").await;
    let (owner, member) = (&given.owner, &given.member);
    let mine = member.folder("root", "mine").await;
    let (a, b) = (wanted(&given.folder, "x", b"xx"), wanted(&mine, "y", b"yyy"));
    let started = member.start(&[a, b]).await;
    for (one, bytes) in started.iter().zip([b"xx".as_slice(), b"yyy"]) {
        assert_eq!(member.http.put_part(&part_tickets(&one["parts"]).remove(0), bytes).await.status, 200);
    }
    assert_eq!((owner.room().await.reserved, member.room().await.reserved), (2, 3));
    let ids: Vec<_> = started.iter().map(|one| json!({ "upload_id": one["upload_id"] })).collect();
    let completed = member.complete(&ids).await;
    assert!(completed.iter().all(|one| one["problem"].is_null()), "{completed:?}");
    assert_eq!(member.room().await.used, 3);
    // Bytes for one owner's room cannot become another's file.
    let sent = member.send_only(&wanted(&given.folder, "z", b"z"), b"z").await;
    let elsewhere = member.complete(&[json!({ "upload_id": sent, "parent_id": mine })]).await;
    assert_eq!(problem_code(&elsewhere[0]), "other_owner");
    let sent_own = member.send_only(&wanted(&mine, "w", b"w"), b"w").await;
    let elsewhere = member.complete(&[json!({ "upload_id": sent_own, "parent_id": given.folder })]).await;
    assert_eq!(problem_code(&elsewhere[0]), "not_found");
    given.world.finish().await;
}
