//! What members see: from what they were given down, and nothing above or beside it.

use super::given;
use crate::harness::files::text;
use crate::harness::{Answer, Call};
use reqwest::Method;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn a_viewer_lists_looks_and_downloads_what_they_were_given() {
    let given = given("viewer").await;
    let (owner, member) = (&given.owner, &given.member);
    owner.patch(&format!("/api/entries/{}", given.folder), &json!({ "starred": true })).await.expect(200);
    let inner = owner.folder(&given.folder, "inner").await;
    owner.upload(&inner, "b.txt", b"deeper").await;
    let shared = member.shared_with_me().await;
    assert_eq!(shared.len(), 1);
    let top = &shared[0];
    assert_eq!((text(top, "id"), &top["parent_id"], text(top, "role")), (given.folder.as_str(), &Value::Null, "viewer"));
    assert_eq!((text(top, "owner_username"), &top["starred"]), (owner.username.as_str(), &json!(false)));
    assert_eq!(top["file_count"], 2);
    assert_eq!(member.names(&given.folder).await, ["inner", "a.txt"]);
    let entry = member.entry(&inner).await;
    let path: Vec<&str> = entry["path"].as_array().unwrap().iter().map(|step| text(step, "name")).collect();
    assert_eq!((path, &entry["parent_id"]), (vec!["given", "inner"], &json!(given.folder)));
    assert_eq!(entry["owner_name"], json!(owner.username));
    assert_eq!(member.download(&given.file).await, b"what it holds");
    let tickets = member.tickets(&[&given.folder]).await;
    let mut paths: Vec<&str> = tickets.iter().map(|ticket| text(ticket, "path")).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["a.txt", "inner/b.txt"]);
    assert_eq!(member.get(&format!("/api/entries/{}/content", given.file)).await.status, 302);
    given.world.finish().await;
}

#[tokio::test]
async fn a_file_alone_is_given_without_what_is_beside_it() {
    let given = given("viewer").await;
    let (owner, other) = (&given.owner, given.world.person("other").await);
    let beside = owner.upload(&given.folder, "beside.txt", b"not yours").await;
    owner.give(&given.file, &other.username, "editor").await;
    let entry = other.entry(&given.file).await;
    assert_eq!((&entry["parent_id"], entry["path"].as_array().unwrap().len()), (&Value::Null, 1));
    for id in [text(&beside, "id"), &given.folder, &given.outside, &owner.root_id] {
        other.get(&format!("/api/entries/{id}")).await.refused(Code::NotFound);
        other.get(&format!("/api/folders/{id}/entries")).await.refused(Code::NotFound);
    }
    // Another name would tell which are taken beside it, and it cannot be taken from where it is.
    let path = format!("/api/entries/{}", given.file);
    other.patch(&path, &json!({ "name": "beside.txt" })).await.refused(Code::Forbidden);
    other.patch(&path, &json!({ "parent_id": "root" })).await.refused(Code::Forbidden);
    other.delete(&path).await.refused(Code::Forbidden);
    given.world.finish().await;
}

#[tokio::test]
async fn what_was_trashed_or_moved_out_is_gone_at_once_and_what_comes_back_is_back() {
    let given = given("viewer").await;
    let (owner, member) = (&given.owner, &given.member);
    owner.trash(&given.file).await;
    assert_eq!(member.sees(&given.file).await, None);
    owner.put_back(&given.file).await;
    assert!(member.sees(&given.file).await.is_some());
    owner.patch(&format!("/api/entries/{}", given.file), &json!({ "parent_id": given.outside })).await.expect(200);
    assert_eq!(member.sees(&given.file).await, None);
    owner.trash(&given.outside).await;
    assert_eq!(member.sees(&given.folder).await, None);
    assert!(member.shared_with_me().await.is_empty());
    member.get(&format!("/api/folders/{}/entries", given.folder)).await.refused(Code::NotFound);
    owner.put_back(&given.outside).await;
    assert_eq!(member.shared_with_me().await.len(), 1);
    // Who leaves while it is in the trash does not find it again.
    owner.trash(&given.outside).await;
    member.leave(&given.folder).await.expect(204);
    owner.put_back(&given.outside).await;
    assert_eq!(member.sees(&given.folder).await, None);
    given.world.finish().await;
}

#[tokio::test]
async fn no_answer_to_a_member_tells_what_is_above_or_beside() {
    let given = given("editor").await;
    let (owner, member) = (&given.owner, &given.member);
    let inner = owner.folder(&given.folder, "inner").await;
    owner.folder(&given.outside, "secret neighbour").await;
    let entry = |id: &str| format!("/api/entries/{id}");
    let patch = |id: &str, body: Value| Call::new(Method::PATCH, entry(id)).json(&body);
    let hint = json!([given.folder, inner]);
    let calls = vec![
        Call::get(entry(&given.folder)),
        Call::get(entry(&inner)),
        Call::get(format!("{}/members", entry(&inner))),
        Call::get(format!("{}/versions", entry(&given.file))),
        Call::get(format!("/api/folders/{}/entries", given.folder)),
        Call::get("/api/shared-with-me"),
        patch(&given.folder, json!({ "name": "secret neighbour" })),
        patch(&given.folder, json!({ "parent_id": given.outside })),
        patch(&given.file, json!({ "parent_id": inner, "hint": hint })),
        patch(&given.file, json!({ "parent_id": given.outside })),
        patch(&given.file, json!({ "parent_id": "root" })),
        patch(&given.file, json!({ "name": "renamed" })),
        Call::post("/api/folders").json(&json!({ "parent_id": inner, "name": "new", "hint": hint })),
        Call::post("/api/folders").json(&json!({ "parent_id": given.outside, "name": "new" })),
        Call::post("/api/entries/batch").json(&json!({ "action": "star", "entry_ids": [given.file] })),
        Call::post("/api/entries/batch").json(&json!({ "action": "trash", "entry_ids": [given.file] })),
        Call::delete(entry(&given.folder)),
        Call::delete(format!("/api/trash/{}", given.file)),
        Call::post(format!("/api/trash/{}/restore", given.file)).json(&json!({})),
    ];
    for call in calls {
        let answer: Answer = member.send(call).await;
        assert!(answer.status < 500, "{answer}");
        for secret in [given.outside.as_str(), &owner.root_id, "outside"] {
            assert!(!answer.text().contains(secret), "{answer} tells {secret}");
        }
    }
    given.world.finish().await;
}

#[tokio::test]
async fn earlier_contents_are_an_editors_and_going_for_good_is_the_owners() {
    let given = given("viewer").await;
    let (owner, member) = (&given.owner, &given.member);
    let mut upload = crate::harness::files::wanted(&given.folder, "a.txt", b"newer");
    upload["on_conflict"] = json!("replace");
    owner.upload_as(&upload, b"newer").await;
    let versions = format!("/api/entries/{}/versions", given.file);
    let listed = owner.get(&versions).await.expect(200);
    let earlier = text(&listed["items"][1], "id").to_owned();
    let ticket = json!({ "entry_ids": [given.file], "version_id": earlier });
    member.get(&versions).await.refused(Code::Forbidden);
    member.post("/api/downloads", &ticket).await.refused(Code::Forbidden);
    member.post(&format!("{versions}/{earlier}/restore"), &json!({})).await.refused(Code::Forbidden);
    owner.give(&given.folder, &member.username, "editor").await;
    assert_eq!(member.get(&versions).await.expect(200)["items"].as_array().unwrap().len(), 2);
    member.post("/api/downloads", &ticket).await.expect(200);
    member.delete(&format!("{versions}/{earlier}")).await.refused(Code::Forbidden);
    member.post(&format!("{versions}/{earlier}/restore"), &json!({})).await.expect(200);
    assert_eq!(member.download(&given.file).await, b"what it holds");
    given.world.finish().await;
}
