//! Who may sign up, as the owner of a home says it.

use crate::harness::files::text;
use crate::harness::{Answer, Person, Stranger, World};
use futures::future::join_all;
use serde_json::{Value, json};
use share_cloud_aws::db::admins::AccountChange;
use share_cloud_domain::account::Role;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::problem::Code;

async fn sign_up(http: &Stranger, username: &str, email: &str, invitation: Option<&str>) -> Answer {
    let mut body = json!({ "username": username, "email": email, "password": "a long enough password" });
    if let Some(invitation) = invitation {
        body["invitation"] = json!(invitation);
    }
    http.post("/api/accounts", &body).await
}

/// A home with this policy that has an admin already.
async fn home(policy: &'static str) -> (World, Person) {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let folder = world.stop().await;
    let world = World::open(folder, |settings| settings.sign_up = policy).await;
    let mut admin = admin.via(&world.stranger());
    admin.sign_in().await;
    (world, admin)
}

async fn invite(admin: &Person, body: &Value) -> String {
    let made = admin.post("/api/admin/invitations", body).await.expect(200);
    text(&made, "url").split_once("invitation=").unwrap().1.to_owned()
}

async fn open_invitations(admin: &Person) -> usize {
    admin.get("/api/admin/invitations").await.expect(200)["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_home_says_who_may_sign_up() {
    for (policy, word, domains) in [
        ("open", "open", json!([])),
        ("invitation", "invitation", json!([])),
        ("off", "off", json!([])),
        ("domain:Example.org,example.net", "domain", json!(["example.org", "example.net"])),
    ] {
        let world = World::with(|settings| settings.sign_up = policy).await;
        let health = world.stranger().get("/api/health").await.expect(200);
        assert_eq!((&health["sign_up"], &health["sign_up_domains"]), (&json!(word), &domains));
        world.finish().await;
    }
}

#[tokio::test]
async fn where_sign_up_is_off_nobody_comes_in_and_everybody_inside_goes_on() {
    let (world, admin) = home("off").await;
    let token = invite(&admin, &json!({})).await;
    for invitation in [None, Some(token.as_str()), Some("nonsense")] {
        sign_up(&world.stranger(), "jiho", "jiho@example.com", invitation).await.refused(Code::SignUpClosed);
    }
    world.stranger().sign_in("minji", &admin.password).await.expect(200);
    assert_eq!(open_invitations(&admin).await, 1, "it is not used up");
    world.finish().await;
}

#[tokio::test]
async fn by_invitation_each_lets_one_person_in() {
    let (world, admin) = home("invitation").await;
    let http = world.stranger();
    sign_up(&http, "jiho", "jiho@example.com", None).await.refused(Code::SignUpClosed);
    let token = invite(&admin, &json!({})).await;
    let bent = format!("{}A", &token[..token.len() - 1]);
    for wrong in ["", "nonsense", &token[1..], &bent] {
        if wrong != token {
            sign_up(&http, "jiho", "jiho@example.com", Some(wrong)).await.invalid_at("invitation", "invalid");
        }
    }
    sign_up(&http, "minji", "other@example.com", Some(&token)).await.refused(Code::UsernameTaken);
    sign_up(&http, "jiho", "jiho@example.com", Some(&token)).await.expect(201);
    sign_up(&http, "sora", "sora@example.com", Some(&token)).await.invalid_at("invitation", "invalid");
    assert_eq!(open_invitations(&admin).await, 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_use_one_invitation_at_once_one_comes_in() {
    let (world, admin) = home("invitation").await;
    let (http, token) = (world.stranger(), invite(&admin, &json!({})).await);
    let names: Vec<(String, String)> = (0..8).map(|n| (format!("jiho{n}"), format!("jiho{n}@example.com"))).collect();
    let answers = join_all(names.iter().map(|(name, email)| sign_up(&http, name, email, Some(&token)))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.invalid_at("invitation", "invalid");
    }
    world.finish().await;
}

#[tokio::test]
async fn an_invitation_that_is_over_or_taken_back_lets_nobody_in() {
    let (world, admin) = home("invitation").await;
    let http = world.stranger();
    let taken_back = invite(&admin, &json!({})).await;
    let listed = admin.get("/api/admin/invitations").await.expect(200);
    admin.delete(&format!("/api/admin/invitations/{}", text(&listed["items"][0], "id"))).await.expect(204);
    sign_up(&http, "jiho", "jiho@example.com", Some(&taken_back)).await.invalid_at("invitation", "invalid");
    let short = invite(&admin, &json!({ "expires_at": (world.now() + jiff::SignedDuration::from_mins(5)).to_string() })).await;
    world.advance_ms(5 * 60_000);
    sign_up(&http, "jiho", "jiho@example.com", Some(&short)).await.invalid_at("invitation", "invalid");
    assert_eq!(open_invitations(&admin).await, 0, "one that is over is not shown");
    world.finish().await;
}

#[tokio::test]
async fn an_invitation_for_an_address_is_for_no_other_not_even_later() {
    let (world, admin) = home("invitation").await;
    let http = world.stranger();
    let token = invite(&admin, &json!({ "email": "Jiho@example.com" })).await;
    sign_up(&http, "jiho", "other@example.com", Some(&token)).await.invalid_at("email", "not_invited");
    sign_up(&http, "jiho", "jiho@example.com", Some(&token)).await.expect(201);
    let signed_in = http.sign_in("jiho", "a long enough password").await.expect(200);
    let bearer = crate::harness::Call::new(reqwest::Method::PUT, "/api/account/email")
        .bearer(text(&signed_in, "access_token"))
        .json(&json!({ "email": "other@example.com", "password": "a long enough password" }));
    http.send(bearer.clone()).await.invalid_at("email", "not_invited");
    // The invitation went to the address as the admin wrote it.
    http.verify(world.letter("jiho@example.com").await.token()).await.expect(200);
    http.send(bearer).await.expect(200);
    world.work().await;
    world.finish().await;
}

#[tokio::test]
async fn by_domains_an_address_of_theirs_or_an_invitation_lets_in() {
    let (world, admin) = home("domain:example.org,example.net").await;
    let http = world.stranger();
    for outside in ["jiho@example.com", "jiho@sub.example.org", "jiho@example.org.evil.test", "example.org@example.com"] {
        sign_up(&http, "jiho", outside, None).await.invalid_at("email", "domain_not_allowed");
    }
    sign_up(&http, "jiho", "jiho@EXAMPLE.net", None).await.expect(201);
    let signed_in = http.sign_in("jiho", "a long enough password").await.expect(200);
    let change = |email: &str| {
        crate::harness::Call::new(reqwest::Method::PUT, "/api/account/email")
            .bearer(text(&signed_in, "access_token"))
            .json(&json!({ "email": email, "password": "a long enough password" }))
    };
    http.send(change("jiho@example.com")).await.invalid_at("email", "domain_not_allowed");
    http.send(change("jiho@example.org")).await.expect(200);
    let token = invite(&admin, &json!({})).await;
    sign_up(&http, "sora", "sora@example.com", Some(&token)).await.expect(201);
    sign_up(&http, "nari", "nari@example.com", Some(&token)).await.invalid_at("invitation", "invalid");
    // Who needs none keeps it for nobody: a bad one is no hindrance.
    sign_up(&http, "nari", "nari@example.org", Some(&token)).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn where_sign_up_is_open_an_invitation_is_used_up_all_the_same() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let token = invite(&admin, &json!({})).await;
    sign_up(&world.stranger(), "jiho", "jiho@example.com", Some(&token)).await.expect(201);
    assert_eq!(open_invitations(&admin).await, 0);
    sign_up(&world.stranger(), "sora", "sora@example.com", Some(&token)).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn links_of_invitations_survive_a_restart() {
    let (mut world, admin) = home("invitation").await;
    let token = invite(&admin, &json!({})).await;
    world.restart().await;
    sign_up(&world.stranger(), "jiho", "jiho@example.com", Some(&token)).await.expect(201);
    let change = AccountChange { role: Some(Role::Admin), ..AccountChange::default() };
    world.app().db().change_account(None, &AccountId::parse(&admin.id).unwrap(), &change, world.now()).await.unwrap();
    world.finish().await;
}
