//! Giving and taking away, and what the owner is shown of it.

use super::given;
use crate::harness::files::text;
use crate::harness::{World, eventually};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn a_member_is_put_listed_given_another_role_and_removed() {
    let given = given("viewer").await;
    let (owner, member) = (&given.owner, &given.member);
    let listed = owner.members(&given.folder).await;
    assert_eq!(listed.len(), 1);
    let expected = json!({
        "account_id": member.id, "username": member.username, "display_name": null, "email": null, "role": "viewer", "inherited_from": null
    });
    assert_eq!(listed[0], expected);
    assert_eq!(text(&owner.give(&given.folder, &member.username, "editor").await, "role"), "editor");
    assert_eq!(owner.members(&given.folder).await.len(), 1);
    assert_eq!(member.sees(&given.folder).await.unwrap().1, "editor");
    owner.take_from(&given.folder, &member.id).await;
    assert!(owner.members(&given.folder).await.is_empty());
    assert_eq!(member.sees(&given.folder).await, None, "from the next request on");
    assert!(member.shared_with_me().await.is_empty());
    owner.delete(&format!("/api/entries/{}/members/{}", given.folder, member.id)).await.refused(Code::NotFound);
    given.world.finish().await;
}

#[tokio::test]
async fn who_inherits_is_shown_with_where_it_comes_from_and_is_removed_there_only() {
    let given = given("viewer").await;
    let (owner, member) = (&given.owner, &given.member);
    let inner = owner.folder(&given.folder, "inner").await;
    owner.give(&inner, &member.username, "editor").await;
    let listed = owner.members(&inner).await;
    let from: Vec<&Value> = listed.iter().map(|member| &member["inherited_from"]).collect();
    assert_eq!(from, [&Value::Null, &json!({ "id": given.folder, "name": "given" })]);
    // The highest on the way up wins.
    assert_eq!(member.sees(&inner).await.unwrap().1, "editor");
    assert_eq!(member.sees(&given.folder).await.unwrap().1, "viewer");
    owner.take_from(&inner, &member.id).await;
    assert_eq!(member.sees(&inner).await.unwrap().1, "viewer");
    owner.delete(&format!("/api/entries/{inner}/members/{}", member.id)).await.refused(Code::NotFound);
    given.world.finish().await;
}

#[tokio::test]
async fn only_the_owner_gives_and_takes_away_and_makes_links() {
    let given = given("editor").await;
    let (owner, member) = (&given.owner, &given.member);
    let other = given.world.person("other").await;
    owner.give(&given.folder, &other.username, "viewer").await;
    member.put_member(&given.folder, "somebody@example.com", "viewer").await.refused(Code::Forbidden);
    member.delete(&format!("/api/entries/{}/members/{}", given.folder, other.id)).await.refused(Code::Forbidden);
    member.post("/api/shares", &json!({ "entry_ids": [given.file], "allow": "view" })).await.refused(Code::Forbidden);
    // A member is told of themselves alone.
    let told = member.members(&given.folder).await;
    assert_eq!(told.iter().map(|member| text(member, "account_id")).collect::<Vec<_>>(), [member.id.as_str()]);
    assert_eq!(member.members(&given.file).await[0]["inherited_from"]["id"], json!(given.folder));
    given.world.finish().await;
}

#[tokio::test]
async fn who_leaves_is_gone_at_once_and_may_be_put_again() {
    let given = given("viewer").await;
    let member = &given.member;
    member.leave(&given.file).await.refused(Code::NotFound);
    member.leave(&given.folder).await.expect(204);
    assert_eq!(member.sees(&given.folder).await, None);
    member.leave(&given.folder).await.refused(Code::NotFound);
    assert!(given.owner.members(&given.folder).await.is_empty());
    given.owner.give(&given.folder, &member.username, "viewer").await;
    assert!(member.sees(&given.folder).await.is_some());
    given.owner.leave(&given.folder).await.refused(Code::NotFound);
    given.world.finish().await;
}

#[tokio::test]
async fn nobody_is_put_who_does_not_exist_or_owns_it_and_nothing_but_files_and_folders_is_given() {
    let world = World::fresh().await;
    let owner = world.person("owner").await;
    let newcomer = world.newcomer("newcomer").await;
    let folder = owner.folder("root", "given").await;
    let wrong = async |login: &str| owner.put_member(&folder, login, "viewer").await.invalid();
    let at = |code: &str| vec![("login".to_owned(), code.to_owned())];
    for login in ["nobody-has-this", &newcomer.username, "", "a b"] {
        assert_eq!(wrong(login).await, at("unknown"), "{login}");
    }
    assert_eq!(wrong(&owner.username).await, at("own"));
    assert_eq!(wrong(&owner.email.to_uppercase()).await, at("own"));
    owner.put_member("root", "somebody@example.com", "viewer").await.refused(Code::Forbidden);
    owner.put_member(&"0".repeat(32), "somebody@example.com", "viewer").await.refused(Code::NotFound);
    owner.put_member(&folder, "somebody@example.com", "owner").await.refused(Code::InvalidInput);
    owner.trash(&folder).await;
    owner.put_member(&folder, "somebody@example.com", "viewer").await.refused(Code::NotFound);
    world.finish().await;
}

#[tokio::test]
async fn putting_the_same_person_many_times_at_once_makes_one_member() {
    let given = given("viewer").await;
    let person = given.world.person("third").await;
    let put = |n: usize| given.owner.put_member(&given.folder, &person.username, if n.is_multiple_of(2) { "viewer" } else { "editor" });
    for answer in futures::future::join_all((0..8).map(put)).await {
        answer.expect(200);
    }
    assert_eq!(given.owner.members(&given.folder).await.len(), 2);
    given.world.finish().await;
}

#[tokio::test]
async fn a_letter_tells_who_was_given_something_and_names_nothing_that_the_owner_wrote() {
    let given = given("editor").await;
    let told = || async {
        let letters = given.world.letters(&given.member.email).await;
        letters.into_iter().filter(|letter| letter.subject == "Something was shared with you").collect::<Vec<_>>()
    };
    let letter = eventually("the letter of what was given", || async { told().await.pop() }).await;
    assert!(letter.text.contains(&given.owner.username) && letter.text.contains("a folder"), "{letter:?}");
    assert!(!letter.text.contains("given") && !letter.html.contains("outside"), "{letter:?}");
    assert!(letter.link().ends_with("/shared-with-me"));
    // Another role is no new gift, and many gifts are no flood.
    given.owner.give(&given.folder, &given.member.username, "viewer").await;
    for n in 0..5 {
        let folder = given.owner.folder("root", &format!("more {n}")).await;
        given.owner.give(&folder, &given.member.username, "viewer").await;
    }
    given.world.work().await;
    assert_eq!(told().await.len(), 1);
    assert_eq!(given.member.shared_with_me().await.len(), 6);
    given.world.finish().await;
}
