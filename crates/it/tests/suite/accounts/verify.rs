//! Confirming an address.

use crate::harness::{Person, World, eventually};
use serde_json::json;
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn the_letter_is_in_the_language_of_the_account_and_its_first_link_confirms() {
    let world = World::fresh().await;
    let cases =
        [("minji", "ko", "이메일 주소를 인증해 주세요", "lang=\"ko\""), ("harry", "en", "Confirm your e-mail address", "lang=\"en\"")];
    for (name, locale, subject, lang) in cases {
        let (username, email) = (world.name(name), world.address(name));
        let body = json!({ "username": username, "email": email, "password": "a long enough password", "locale": locale });
        world.stranger().post("/api/accounts", &body).await.expect(201);
        let letter = world.letter(&email).await;
        assert_eq!(letter.subject, subject);
        assert_eq!(letter.link(), format!("{}/verify-email?token={}", world.base_url, letter.token()));
        assert_eq!(letter.token().len(), 43, "256 bits of unpadded base64url");
        assert!(letter.html.contains(lang) && letter.html.contains(letter.token()), "{}", letter.html);
        assert!(letter.text.contains(&username));
        let account = world.stranger().verify(letter.token()).await.expect(200);
        assert_eq!((&account["username"], &account["email_verified"]), (&json!(username), &json!(true)));
    }
    world.finish().await;
}

#[tokio::test]
async fn a_link_confirms_once() {
    let world = World::fresh().await;
    let minji = world.newcomer("minji").await;
    let token = world.letter(&minji.email).await.token().to_owned();
    world.stranger().verify(&token).await.expect(200);
    world.stranger().verify(&token).await.refused(Code::TokenInvalid);
    assert_eq!(minji.account().await["email_verified"], true);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_is_opened_many_times_at_once_confirms_once() {
    let world = World::fresh().await;
    let minji = world.newcomer("minji").await;
    let token = world.letter(&minji.email).await.token().to_owned();
    let stranger = world.stranger();
    let answers = futures::future::join_all((0..10).map(|_| stranger.verify(&token))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    answers.iter().filter(|answer| answer.status != 200).for_each(|answer| drop(answer.refused(Code::TokenInvalid)));
    world.finish().await;
}

#[tokio::test]
async fn a_token_that_is_none_confirms_nothing() {
    let world = World::fresh().await;
    let minji = world.newcomer("minji").await;
    let token = world.letter(&minji.email).await.token().to_owned();
    let longer = format!("{token}A");
    for wrong in ["", "x", &token[1..], &longer, &token.to_uppercase(), &"A".repeat(43), &"한".repeat(2_000)] {
        world.stranger().verify(wrong).await.refused(Code::TokenInvalid);
    }
    world.stranger().post("/api/accounts/verify-email", &json!({})).await.invalid_at("token", "missing");
    world.stranger().post("/api/accounts/verify-email", &json!({ "token": token, "email": "x" })).await.invalid_at("email", "unknown");
    assert_eq!(minji.account().await["email_verified"], false);
    world.finish().await;
}

#[tokio::test]
async fn until_confirmed_a_person_reaches_the_own_account_and_nothing_else() {
    let world = World::fresh().await;
    let minji = world.newcomer("minji").await;
    minji.get("/api/account").await.expect(200);
    minji.patch("/api/account", &json!({ "locale": "ko" })).await.expect(200);
    for path in ["/api/folders/root/entries", "/api/entries/root"] {
        minji.get(path).await.refused(Code::EmailUnverified);
    }
    minji.post("/api/folders", &json!({ "parent_id": "root", "name": "a" })).await.refused(Code::EmailUnverified);
    let token = world.letter(&minji.email).await.token().to_owned();
    world.stranger().verify(&token).await.expect(200);
    minji.get("/api/folders/root/entries").await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_change_of_address_before_confirmation_makes_the_old_link_dead() {
    let world = World::fresh().await;
    let minji = world.newcomer("minji").await;
    let old = world.letter(&minji.email).await.token().to_owned();
    let wanted = world.address("New");
    let body = json!({ "email": wanted.replace("@e", "@E"), "password": minji.password });
    let account = minji.put("/api/account/email", &body).await.expect(200);
    assert_eq!((&account["email"], &account["pending_email"]), (&json!(wanted), &json!(null)));
    world.stranger().verify(&old).await.refused(Code::TokenInvalid);
    let new = world.letter(&wanted).await.token().to_owned();
    let account = world.stranger().verify(&new).await.expect(200);
    assert_eq!((&account["email"], &account["email_verified"]), (&json!(wanted), &json!(true)));
    world.stranger().sign_in(&wanted.to_uppercase(), &minji.password).await.expect(200);
    world.stranger().sign_in(&minji.email, &minji.password).await.refused(Code::InvalidCredentials);
    world.finish().await;
}

#[tokio::test]
async fn a_confirmed_account_has_nothing_to_send_again() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    minji.post("/api/account/verification-mail", &json!({})).await.refused(Code::AlreadyVerified);
    world.finish().await;
}

#[tokio::test]
async fn signing_up_with_somebodys_confirmed_address_tells_the_owner_and_nobody_else() {
    let world = World::fresh().await;
    let owner = world.person("minji").await;
    let (shouted, mallory) = (owner.email.to_uppercase().replace("EXAMPLE.COM", "example.com"), world.name("mallory"));
    let taken = json!({ "username": mallory, "email": shouted, "password": "a long enough password", "locale": "ko" });
    let free =
        json!({ "username": world.name("jiho"), "email": world.address("jiho"), "password": "a long enough password", "locale": "ko" });
    let (taken, free) = (world.stranger().post("/api/accounts", &taken).await, world.stranger().post("/api/accounts", &free).await);
    let (taken, free) = (taken.expect(201), free.expect(201));
    let told = |account: &serde_json::Value| {
        let mut account = account.clone();
        for own in ["id", "root_id", "username", "email"] {
            account[own] = json!("");
        }
        account
    };
    assert_eq!(told(&taken), told(&free), "the answer does not tell whether the address is somebody's");
    let letter = world.letter(&shouted).await;
    assert_eq!(letter.subject, "Someone tried to sign up with your address", "in the owner's language");
    assert!(!letter.text.contains("token=") && !letter.html.contains("token="), "{}", letter.text);
    assert!(!letter.text.contains(&mallory), "a stranger chooses no word of it");
    world.stranger().sign_in(&owner.email, &owner.password).await.expect(200);
    assert_eq!(owner.account().await["email"], json!(owner.email));
    world.finish().await;
}

#[tokio::test]
async fn nobody_squats_an_address_that_they_cannot_read() {
    let world = World::fresh().await;
    let email = world.address("minji");
    let squatter = Person::sign_up(&world.stranger(), &world.name("squatter"), &email).await;
    let first = world.letter(&email).await.token().to_owned();
    let minji = Person::sign_up(&world.stranger(), &world.name("minji"), &email).await;
    let second = world.nth_letter(&email, 2).await.token().to_owned();
    world.stranger().verify(&second).await.expect(200);
    world.stranger().verify(&first).await.refused(Code::TokenInvalid);
    let signed_in = world.stranger().sign_in(&email, &minji.password).await.expect(200);
    assert_eq!(signed_in["account"]["id"], json!(minji.id));
    let squatted = world.stranger().sign_in(&squatter.username, &squatter.password).await.expect(200);
    assert_eq!(squatted["account"]["email_verified"], false);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_accounts_that_confirm_one_address_at_once_one_gets_it() {
    let world = World::fresh().await;
    let email = world.address("shared");
    let (one, two) = (
        Person::sign_up(&world.stranger(), &world.name("one1"), &email).await,
        Person::sign_up(&world.stranger(), &world.name("two2"), &email).await,
    );
    let tokens = [world.nth_letter(&email, 1).await, world.nth_letter(&email, 2).await];
    let stranger = world.stranger();
    let answers = futures::future::join_all(tokens.iter().map(|letter| stranger.verify(letter.token()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    answers.iter().filter(|answer| answer.status != 200).for_each(|answer| drop(answer.refused(Code::TokenInvalid)));
    let signed_in = stranger.sign_in(&email, &one.password).await.expect(200);
    assert!([json!(one.id), json!(two.id)].contains(&signed_in["account"]["id"]));
    world.finish().await;
}

#[tokio::test]
async fn who_confirms_a_first_address_is_greeted_once_in_the_own_language() {
    let world = World::fresh().await;
    let minji = world.newcomer("minji").await;
    minji.patch("/api/account", &json!({ "locale": "ko" })).await.expect(200);
    let token = world.letter(&minji.email).await.token().to_owned();
    assert!(world.greetings(&minji.email).await.is_empty());
    world.stranger().verify(&token).await.expect(200);
    let greeting = eventually("the greeting", || async { world.greetings(&minji.email).await.pop() }).await;
    assert_eq!(greeting.subject, "가입을 환영해요");
    assert!(greeting.text.contains(&minji.username) && !greeting.text.contains("token="), "{greeting:?}");
    // Another address is no first one.
    let moved = world.address("moved");
    minji.put("/api/account/email", &json!({ "email": moved, "password": minji.password })).await.expect(200);
    world.stranger().verify(world.letter(&moved).await.token()).await.expect(200);
    world.work().await;
    assert_eq!((world.greetings(&minji.email).await.len(), world.greetings(&moved).await.len()), (1, 0));
    world.finish().await;
}
