//! How a home that others reach gets its first admin.

use crate::harness::{Answer, Call, Person, World};
use serde_json::json;
use share_cloud_aws::db::admins::AccountChange;
use share_cloud_domain::account::Role;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::problem::Code;

const BASE_URL: &str = "https://files.example.org";

async fn world() -> World {
    World::with(|settings| {
        settings.first_account_is_admin = false;
        settings.base_url = Some(BASE_URL);
    })
    .await
}

/// The token of the link that the home prints at its start.
async fn printed(world: &World) -> String {
    let link = world.admin_link().await.unwrap();
    link.strip_prefix(&format!("{BASE_URL}/admin-link#")).unwrap().to_owned()
}

async fn open(person: &Person, token: &str) -> Answer {
    person.post("/admin-link", &json!({ "token": token })).await
}

async fn role(person: &Person) -> String {
    person.account().await["role"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_first_to_open_the_link_is_the_admin_and_nobody_after() {
    let world = world().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    assert_eq!(role(&minji).await, "user", "being the first to sign up is not enough");
    let token = printed(&world).await;
    assert!(token.len() >= 43, "256 bits");
    open(&jiho, &format!("{token}x")).await.refused(Code::TokenInvalid);
    open(&minji, &token).await.expect(204);
    assert_eq!(role(&minji).await, "admin");
    open(&jiho, &token).await.refused(Code::TokenInvalid);
    open(&minji, &token).await.refused(Code::TokenInvalid);
    assert_eq!(role(&jiho).await, "user");
    assert_eq!(world.admin_link().await, None, "a home with an admin prints none");
    world.finish().await;
}

#[tokio::test]
async fn of_two_at_once_one_becomes_the_admin() {
    let world = world().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let token = printed(&world).await;
    let (one, other) = tokio::join!(open(&minji, &token), open(&jiho, &token));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 410]);
    world.finish().await;
}

#[tokio::test]
async fn the_link_is_for_confirmed_accounts_that_are_signed_in() {
    let world = world().await;
    let (newcomer, minji) = (world.newcomer("newcomer").await, world.person("minji").await);
    let token = printed(&world).await;
    world.stranger().post("/admin-link", &json!({ "token": token })).await.refused(Code::Unauthorized);
    open(&newcomer, &token).await.refused(Code::EmailUnverified);
    open(&minji, "").await.refused(Code::TokenInvalid);
    let with_cookie = Call::post("/admin-link").header("cookie", &minji.cookie).json(&json!({ "token": token }));
    world.stranger().send(with_cookie).await.refused(Code::Unauthorized);
    open(&minji, &token).await.expect(204);
    world.finish().await;
}

#[tokio::test]
async fn a_restart_ends_the_link_and_prints_another() {
    let mut world = world().await;
    let minji = world.person("minji").await;
    let old = printed(&world).await;
    world.restart().await;
    open(&minji, &old).await.refused(Code::TokenInvalid);
    let new = printed(&world).await;
    assert_ne!(new, old);
    open(&minji, &old).await.refused(Code::TokenInvalid);
    open(&minji, &new).await.expect(204);
    world.finish().await;
}

#[tokio::test]
async fn an_admin_who_is_made_otherwise_ends_the_link() {
    let world = world().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let token = printed(&world).await;
    let id = AccountId::parse(&jiho.id).unwrap();
    let make = async |role: Role| {
        let change = AccountChange { role: Some(role), ..AccountChange::default() };
        world.app().db().change_account(None, &id, &change, world.now()).await.unwrap();
    };
    make(Role::Admin).await;
    open(&minji, &token).await.refused(Code::TokenInvalid);
    // Nor does it come back when that admin is one no more.
    make(Role::User).await;
    open(&minji, &token).await.refused(Code::TokenInvalid);
    assert_eq!(role(&minji).await, "user");
    world.finish().await;
}

#[tokio::test]
async fn a_home_that_makes_its_first_account_the_admin_prints_no_link() {
    let world = World::fresh().await;
    assert_eq!(world.admin_link().await, None);
    let minji = world.person("minji").await;
    open(&minji, "").await.refused(Code::TokenInvalid);
    world.finish().await;
}

#[tokio::test]
async fn the_links_page_runs_its_own_script_alone_in_both_languages() {
    let world = world().await;
    for (language, sentence) in [("ko", "내 계정을 관리자로 만들기"), ("en", "Make my account the admin")] {
        let page = world.stranger().send(Call::get("/admin-link").header("accept-language", language)).await;
        assert_eq!((page.status, page.header("cache-control")), (200, Some("no-store")));
        assert!(page.text().contains(sentence), "{page}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    }
    world.finish().await;
}
