//! Moving between what several people own and were given.

use super::given;
use serde_json::json;
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn nothing_moves_from_one_owner_to_another() {
    let given = given("editor").await;
    let (owner, member) = (&given.owner, &given.member);
    let mine = member.folder("root", "mine").await;
    let file = format!("/api/entries/{}", given.file);
    // Out of what was given, into one's own.
    member.patch(&file, &json!({ "parent_id": mine })).await.refused(Code::OtherOwner);
    member.patch(&file, &json!({ "parent_id": "root" })).await.refused(Code::OtherOwner);
    // Of one's own, into what was given.
    member.patch(&format!("/api/entries/{mine}"), &json!({ "parent_id": given.folder })).await.refused(Code::OtherOwner);
    // What is not seen is not there.
    member.patch(&format!("/api/entries/{mine}"), &json!({ "parent_id": given.outside })).await.refused(Code::NotFound);
    owner.patch(&file, &json!({ "parent_id": mine })).await.refused(Code::NotFound);
    let batch = json!({ "action": "move", "entry_ids": [mine, given.file], "parent_id": given.folder });
    let moved = member.post("/api/entries/batch", &batch).await.expect(200);
    assert_eq!(moved["results"][0]["problem"]["code"], "other_owner");
    given.world.finish().await;
}

#[tokio::test]
async fn an_editor_moves_between_two_folders_of_one_owner_if_both_may_be_changed() {
    let given = given("editor").await;
    let (owner, member) = (&given.owner, &given.member);
    let second = owner.folder("root", "second").await;
    let file = format!("/api/entries/{}", given.file);
    member.patch(&file, &json!({ "parent_id": second })).await.refused(Code::NotFound);
    owner.give(&second, &member.username, "viewer").await;
    member.patch(&file, &json!({ "parent_id": second })).await.refused(Code::Forbidden);
    owner.give(&second, &member.username, "editor").await;
    let moved = member.patch(&file, &json!({ "parent_id": second })).await.expect(200);
    assert_eq!(moved["parent_id"], json!(second));
    // What was given itself stays where it is.
    member.patch(&format!("/api/entries/{}", given.folder), &json!({ "parent_id": second })).await.refused(Code::Forbidden);
    given.world.finish().await;
}

#[tokio::test]
async fn the_way_tells_its_owner_where_people_were_given_something() {
    let given = given("viewer").await;
    let flags = |entry: serde_json::Value| -> Vec<bool> {
        entry["path"].as_array().unwrap().iter().map(|step| step["has_members"].as_bool().unwrap_or(false)).collect()
    };
    assert_eq!(flags(given.owner.entry(&given.file).await), [false, false, true, false]);
    assert_eq!(flags(given.member.entry(&given.file).await), [true, false]);
    given.world.finish().await;
}
