//! How many letters one address gets.

use crate::harness::{Answer, Person, World};
use serde_json::json;
use share_cloud_domain::problem::Code;

async fn resend(person: &Person) -> Answer {
    person.post("/api/account/verification-mail", &json!({})).await
}

#[tokio::test]
async fn a_letter_is_sent_again_after_a_minute() {
    let world = World::fresh().await;
    let minji = world.newcomer("minji").await;
    let first = world.letter(&minji.email).await;
    let wait_s = resend(&minji).await.refused_for_s();
    assert_eq!(wait_s, 60);
    world.advance_s(59).await;
    assert_eq!(resend(&minji).await.refused_for_s(), 1);
    world.advance_s(1).await;
    assert_eq!(resend(&minji).await.expect(202), json!({}));
    let second = world.nth_letter(&minji.email, 2).await;
    assert_ne!(first.token(), second.token(), "each letter has a token of its own");
    resend(&minji).await.refused(Code::TooManyRequests);
    world.stranger().verify(first.token()).await.expect(200);
    world.stranger().verify(second.token()).await.refused(Code::TokenInvalid);
    world.finish().await;
}

#[tokio::test]
async fn an_address_gets_five_letters_an_hour() {
    let world = World::fresh().await;
    let mut minji = world.newcomer("minji").await;
    for _ in 0..4 {
        world.advance_s(60).await;
        resend(&minji).await.expect(202);
    }
    world.advance_s(60).await;
    let wait_s = resend(&minji).await.refused_for_s();
    assert!((60..=3_600).contains(&wait_s), "{wait_s}");
    world.work().await;
    assert_eq!(world.letters(&minji.email).await.len(), 5);
    world.advance_s(i64::try_from(wait_s).unwrap()).await;
    minji.sign_in().await;
    resend(&minji).await.expect(202);
    world.nth_letter(&minji.email, 6).await;
    world.finish().await;
}

#[tokio::test]
async fn from_one_place_go_so_many_letters_however_many_accounts_ask() {
    let world = World::with(|settings| {
        settings.trusted_proxies = "127.0.0.1";
        settings.limits.mail_source.max = 3;
    });
    let world = world.await;
    let (mallory, elsewhere) = (world.stranger().at("203.0.113.9"), world.stranger().at("198.51.100.4"));
    let mut refused = 0;
    for n in 0..5 {
        let mut puppet = Person::sign_up(&mallory, &format!("puppet{n}"), &format!("puppet{n}@example.com")).await;
        puppet.sign_in().await;
        let change = json!({ "email": format!("victim+{n}@example.com"), "password": puppet.password });
        refused += usize::from(puppet.put("/api/account/email", &change).await.status == 429);
    }
    assert_eq!(refused, 2);
    let mut minji = Person::sign_up(&elsewhere, "minji", "minji@example.com").await;
    minji.sign_in().await;
    let change = json!({ "email": "other@example.com", "password": minji.password });
    minji.put("/api/account/email", &change).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn signing_up_again_and_again_with_one_address_floods_no_mailbox() {
    let world = World::with(|settings| settings.limits.mail_address.max = 5).await;
    for n in 0..8 {
        Person::sign_up(&world.stranger(), &format!("person{n}"), "Victim@example.com").await;
    }
    world.work().await;
    assert_eq!(world.letters("Victim@example.com").await.len(), 5);
    world.finish().await;
}

#[tokio::test]
async fn an_account_asks_for_so_many_letters_whatever_their_addresses() {
    let world = World::with(|settings| settings.limits.mail_account.max = 4).await;
    let minji = world.newcomer("minji").await;
    for n in 0..3 {
        minji.clone().password_and(&format!("victim{n}@example.com")).await.expect(200);
    }
    minji.clone().password_and("victim3@example.com").await.refused(Code::TooManyRequests);
    world.work().await;
    assert_eq!(world.letters("victim3@example.com").await.len(), 0);
    world.finish().await;
}

#[tokio::test]
async fn a_stranger_asks_for_so_many_letters_whatever_their_addresses() {
    let world = World::with(|settings| {
        settings.limits.mail_source.max = 3;
        settings.trusted_proxies = "127.0.0.1";
    });
    let world = world.await;
    let ask = async |n: usize, from: &str| {
        let path = ["/api/accounts/find-username", "/api/accounts/forgot-password"][n % 2];
        world.stranger().at(from).post(path, &json!({ "email": format!("victim{n}@example.com") })).await
    };
    for n in 0..3 {
        ask(n, "203.0.113.9").await.expect(202);
    }
    ask(3, "203.0.113.9").await.refused(Code::TooManyRequests);
    ask(3, "203.0.113.10").await.expect(202);
    world.finish().await;
}

#[tokio::test]
async fn a_squatter_does_not_use_up_the_letters_of_who_has_the_address() {
    let world = World::fresh().await;
    let mut squatter = world.newcomer("squatter").await;
    squatter.clone().password_and("minji@example.com").await.expect(200);
    for _ in 0..4 {
        world.advance_s(60).await;
        resend(&squatter).await.expect(202);
    }
    world.nth_letter("minji@example.com", 5).await;
    squatter.sign_in().await;
    resend(&squatter).await.refused(Code::TooManyRequests);
    let minji = Person::sign_up(&world.stranger(), "minji", "minji@example.com").await;
    let own = world.nth_letter("minji@example.com", 6).await;
    assert_eq!(world.stranger().verify(own.token()).await.expect(200)["id"], json!(minji.id));
    world.finish().await;
}

#[tokio::test]
async fn changing_the_address_to_and_fro_floods_no_mailbox() {
    let world = World::fresh().await;
    let minji = world.newcomer("minji").await;
    let change = |email: &'static str| minji.clone().password_and(email);
    change("victim@example.com").await.expect(200);
    change("VICTIM@example.com").await.refused(Code::TooManyRequests);
    assert_eq!(minji.account().await["email"], "victim@example.com");
    world.finish().await;
}

impl Person {
    async fn password_and(self, email: &str) -> Answer {
        self.put("/api/account/email", &json!({ "email": email, "password": self.password })).await
    }
}

#[tokio::test]
async fn a_home_that_cannot_send_letters_makes_no_account() {
    let world = World::with(|settings| settings.mail_configured = false).await;
    let body = json!({ "username": "minji", "email": "minji@example.com", "password": "a long enough password" });
    world.stranger().post("/api/accounts", &body).await.refused(Code::MailNotConfigured);
    world.stranger().sign_in("minji", "a long enough password").await.refused(Code::InvalidCredentials);
    world.finish().await;
}

#[tokio::test]
async fn another_persons_address_is_not_taken_over() {
    let world = World::fresh().await;
    let (minji, mallory) = (world.person("minji").await, world.person("mallory").await);
    world.advance_s(60).await;
    let account = mallory.clone().password_and(&minji.email).await.expect(200);
    assert_eq!(account["pending_email"], json!(minji.email));
    let letter = world.nth_letter(&minji.email, 2).await;
    assert!(!letter.text.contains("token="), "{}", letter.text);
    let owner = world.stranger().sign_in(&minji.email, &minji.password).await.expect(200);
    assert_eq!(owner["account"]["id"], json!(minji.id));
    world.finish().await;
}
