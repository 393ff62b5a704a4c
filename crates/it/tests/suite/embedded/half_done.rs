//! What was begun and broken off between any two writes, or with the answer of any of them lost: no half account, no lost name, and it is
//! done again.

use crate::harness::files::text;
use crate::harness::{Answer, Person, World};
use serde_json::{Value, json};
use share_cloud_api::work;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::problem::Code;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// More writes than any route has.
const MOST: u32 = 30;

/// A home in which nobody works but who says so.
async fn still_world() -> World {
    let world = World::fresh().await;
    world.stop_work();
    world
}

/// Somebody with a confirmed address who is signed in.
async fn person(world: &World, name: &str) -> Person {
    let mut person = Person::sign_up(&world.stranger(), name, &format!("{name}@example.com")).await;
    world.work().await;
    world.stranger().verify(world.letter(&person.email).await.token()).await.expect(200);
    person.sign_in().await;
    world.work().await;
    person
}

/// Asks while the table takes only so many writes; whether all of them were enough.
async fn stopped(world: &World, writes: u32, loses_one: bool, ask: impl AsyncFn() -> Answer) -> Option<Answer> {
    world.faults.stop_table_after(writes, loses_one);
    let answer = ask().await;
    world.faults.clear();
    world.audited(&format!("after {writes} writes, one lost: {loses_one}")).await;
    if answer.status < 300 {
        return Some(answer);
    }
    answer.refused(Code::InsufficientStorage);
    None
}

#[tokio::test]
async fn a_sign_up_that_is_broken_off_anywhere_leaves_an_account_or_a_free_name() {
    let world = still_world().await;
    for loses_one in [false, true] {
        for writes in 0..MOST {
            let name = format!("minji-{loses_one}-{writes}");
            let body = json!({ "username": name, "email": format!("{name}@example.com"), "password": "a long enough password" });
            let sign_up = async || world.stranger().post("/api/accounts", &body).await;
            let done = stopped(&world, writes, loses_one, sign_up).await;
            let again = sign_up().await;
            let is_there = world.stranger().sign_in(&name, "a long enough password").await;
            is_there.expect(200);
            // The account came to be where only the answer was lost.
            if done.is_some() || (loses_one && again.status == 409) {
                again.refused(Code::UsernameTaken);
            } else {
                again.expect(201);
            }
            world.work().await;
            assert_eq!(world.letters(&format!("{name}@example.com")).await.len(), 1, "{name}");
            world.advance_ms(HOUR_MS);
            if done.is_some() {
                break;
            }
            assert!(writes + 1 < MOST);
        }
    }
    // A day later no marker is left of those that never were.
    world.advance_s(DAY_MS / 1_000).await;
    world.finish().await;
}

#[tokio::test]
async fn a_change_of_address_that_is_broken_off_anywhere_leaves_the_old_one_or_the_new_one() {
    let world = still_world().await;
    let mut minji = person(&world, "minji").await;
    for (turn, loses_one) in [false, true].into_iter().enumerate() {
        for writes in 0..MOST {
            let (old, new) = (minji.email.clone(), format!("new-{turn}-{writes}@example.com"));
            let body = json!({ "email": new, "password": minji.password });
            let ask = async || minji.put("/api/account/email", &body).await;
            let asked = stopped(&world, writes, loses_one, ask).await;
            world.advance_ms(2 * HOUR_MS);
            minji.sign_in().await;
            if asked.is_none() {
                minji.put("/api/account/email", &body).await.expect(200);
            }
            world.work().await;
            let token = world.letter(&new).await.token().to_owned();
            let confirmed = stopped(&world, writes, loses_one, async || world.stranger().verify(&token).await).await;
            let account = minji.account().await;
            let owned = text(&account, "email").to_owned();
            assert!([&old, &new].contains(&&owned), "{owned}");
            world.stranger().sign_in(&owned, &minji.password).await.expect(200);
            if owned == old {
                world.stranger().verify(&token).await.expect(200);
            }
            world.stranger().sign_in(&old, &minji.password).await.refused(Code::InvalidCredentials);
            world.stranger().sign_in(&new, &minji.password).await.expect(200);
            new.clone_into(&mut minji.email);
            world.advance_ms(2 * HOUR_MS);
            minji.sign_in().await;
            world.work().await;
            if asked.is_some() && confirmed.is_some() {
                break;
            }
            assert!(writes + 1 < MOST);
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn a_reset_that_is_broken_off_anywhere_leaves_the_old_password_or_the_new_one() {
    let world = still_world().await;
    let minji = person(&world, "minji").await;
    let mut old = minji.password.clone();
    for (turn, loses_one) in [false, true].into_iter().enumerate() {
        for writes in 0..MOST {
            let count = world.letters(&minji.email).await.len();
            let body = json!({ "email": minji.email });
            let ask = async || world.stranger().post("/api/accounts/forgot-password", &body).await;
            let asked = stopped(&world, writes, loses_one, ask).await;
            world.advance_ms(2 * HOUR_MS);
            ask().await.expect(202);
            // Whoever sends the letter is broken off too, and somebody else goes on once the lease is over.
            world.faults.stop_table_after(writes, loses_one);
            work::run_due(world.app()).await.unwrap();
            world.faults.clear();
            world.audited("a letter is on its way").await;
            world.advance_ms(120_000);
            world.work().await;
            assert!(world.letters(&minji.email).await.len() > count);
            let letter =
                world.letters(&minji.email).await.into_iter().find(|letter| letter.text.contains("/reset-password?token=")).unwrap();
            let new = format!("another password {turn} {writes}");
            let body = json!({ "token": letter.token(), "new_password": new });
            let reset = async || world.stranger().post("/api/accounts/reset-password", &body).await;
            let done = stopped(&world, writes, loses_one, reset).await;
            let works = async |password: &str| world.stranger().sign_in(&minji.username, password).await.status == 200;
            let (with_old, with_new) = (works(&old).await, works(&new).await);
            assert!(with_old != with_new, "one of both, after {writes}");
            if with_old {
                reset().await.expect(204);
            } else {
                reset().await.refused(Code::TokenInvalid);
            }
            old = new;
            assert!(works(&old).await);
            world.advance_ms(2 * HOUR_MS);
            world.work().await;
            if asked.is_some() && done.is_some() {
                break;
            }
            assert!(writes + 1 < MOST);
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn a_closing_that_is_broken_off_anywhere_leaves_an_open_account_or_one_that_can_come_back() {
    let world = still_world().await;
    let mut minji = person(&world, "minji").await;
    let boss = person(&world, "boss").await;
    minji.patch(&format!("/api/admin/accounts/{}", boss.id), &json!({ "role": "admin" })).await.expect(200);
    minji.upload("root", "a.txt", b"hello").await;
    for loses_one in [false, true] {
        for writes in 0..MOST {
            let closed = stopped(&world, writes, loses_one, async || minji.close().await).await;
            let is_open = minji.get("/api/account").await.status == 200;
            if is_open {
                minji.close().await.expect(204);
            }
            let back = stopped(&world, writes, loses_one, async || world.stranger().sign_in("minji", &minji.password).await).await;
            minji.sign_in().await;
            assert_eq!(minji.names("root").await, ["a.txt"]);
            world.advance_ms(2 * HOUR_MS);
            world.work().await;
            minji.sign_in().await;
            if closed.is_some() && back.is_some() {
                break;
            }
            assert!(writes + 1 < MOST);
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn taking_an_account_down_is_gone_on_with_wherever_it_was_broken_off() {
    let world = still_world().await;
    let boss = person(&world, "boss").await;
    let minji = person(&world, "minji").await;
    let folder = minji.folder("root", "folder").await;
    for name in ["a", "b"] {
        minji.upload(&folder, name, b"hello").await;
    }
    minji.upload("root", "c", b"hello").await;
    let share = minji.post("/api/shares", &json!({ "entry_ids": [folder], "allow": "view" })).await.expect(201);
    minji.delete(&format!("/api/shares/{}", text(&share, "id"))).await.expect(204);
    minji.post("/api/shares", &json!({ "entry_ids": [folder], "allow": "view" })).await.expect(201);
    minji.close().await.expect(204);
    world.work().await;
    world.advance_ms(14 * DAY_MS);
    let id = AccountId::parse(&minji.id).unwrap();
    let mut tries = 0;
    while world.app().db().account(&id).await.unwrap().is_some() {
        // The lease and one step, or both and the answer of another one lost; then whoever it was is gone.
        world.faults.stop_table_after(1 + tries % 3, tries % 2 == 0);
        work::run_due(world.app()).await.unwrap();
        world.faults.clear();
        world.audited(&format!("try {tries}")).await;
        world.advance_ms(61_000);
        tries += 1;
        assert!(tries < 200);
    }
    assert!(tries > 8, "{tries}");
    world.work().await;
    world.advance_s(2 * DAY_MS / 1_000).await;
    let left: Vec<Value> = world.app().objects().list(None).await.unwrap().into_iter().map(|object| json!(object.key)).collect();
    assert_eq!(left, [json!(format!("accounts/{}/marker", boss.id))]);
    Person::sign_up(&world.stranger(), "minji", &minji.email).await;
    world.finish().await;
}
