//! The 14 days in which an account that was closed can come back, and what is left of it after them: nothing.

use crate::harness::files::{content, sized, text, wanted};
use crate::harness::{Person, Visitor, World};
use serde_json::{Value, json};
use share_cloud_api::work;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::jobs::Step;
use share_cloud_domain::ids::{AccountId, JobId};
use share_cloud_domain::problem::Code;

const DAY_S: i64 = 24 * 3_600;
const LEASE_MS: i64 = 60_000;
const PART: usize = 16 * 1_024 * 1_024;

async fn make_admin(by: &Person, id: &str) {
    by.patch(&format!("/api/admin/accounts/{id}"), &json!({ "role": "admin" })).await.expect(200);
}

/// A home with its admin, another admin's account with everything in it that an account can have, and who holds one of its links.
async fn home() -> (World, Person, Person, Visitor) {
    let world = World::fresh().await;
    let boss = world.person("boss").await;
    let mut minji = world.person("minji").await;
    make_admin(&boss, &minji.id).await;
    let (top, trashed) = (minji.folder("root", "top").await, minji.folder("root", "trashed").await);
    let deep = minji.folder(&top, "deep").await;
    for folder in ["root", &top, &deep, &trashed] {
        let many: Vec<Value> = (0..9).map(|n| wanted(folder, &format!("{n}"), b"12")).collect();
        minji.upload_many(&many, b"12").await;
    }
    for _ in 0..3 {
        let mut upload = wanted(&deep, "again", b"123");
        upload["on_conflict"] = json!("replace");
        minji.upload_as(&upload, b"123").await;
        world.advance_ms(1);
    }
    minji.trash(&trashed).await;
    minji.send_only(&wanted(&top, "sent", b"sent"), b"sent").await;
    let large = minji.start_one(&sized("large", PART + 10)).await;
    let part = minji.sign(text(&large, "upload_id"), &[(2, &content(10, 1))]).await.remove(0);
    assert_eq!(minji.http.put_part(&part, &content(10, 1)).await.status, 200);
    let share = async |note: &str| {
        let body = json!({ "entry_ids": [top], "allow": "download", "note": note });
        let made = minji.post("/api/shares", &body).await.expect(201);
        let visitor = Visitor::new(&minji.http, text(&made, "token"));
        visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
        (made, visitor)
    };
    let (_, visitor) = share("open").await;
    let (revoked, _) = share("revoked").await;
    minji.delete(&format!("/api/shares/{}", text(&revoked, "id"))).await.expect(204);
    visitor.open().await.expect(200);
    minji.give(&top, &boss.username, "editor").await;
    minji.give(&deep, "later@example.com", "viewer").await;
    let given = boss.folder("root", "given").await;
    boss.give(&given, &minji.email, "editor").await;
    let copy = minji.copy_folder(&deep, &top).await;
    minji.done(&copy).await;
    minji.post("/api/admin/invitations", &json!({})).await.expect(200);
    minji.sign_in().await;
    (world, boss, minji, visitor)
}

/// The same once that account is closed and its 14 days are over; nobody works but who says so.
async fn overdue() -> (World, Person) {
    let (world, _, minji, _) = home().await;
    minji.close().await.expect(204);
    world.work().await;
    world.stop_work();
    world.advance_ms(14 * DAY_S * 1_000);
    (world, minji)
}

async fn account_of(world: &World, person: &Person) -> Option<AccountRecord> {
    world.app().db().account(&AccountId::parse(&person.id).unwrap()).await.unwrap()
}

/// The account is gone, and two days later everything that it had.
async fn assert_gone(world: &World, person: &Person) {
    assert!(account_of(world, person).await.is_none());
    world.advance_s(2 * DAY_S).await;
    assert_nothing_is_left(world, person).await;
}

/// Nothing in table and bucket names the account any more, but what ends by itself and has ended.
async fn assert_nothing_is_left(world: &World, person: &Person) {
    let now = world.now().as_second();
    for item in world.items().await {
        let has_ended = item["ttl"]["N"].as_str().is_some_and(|ttl| ttl.parse::<i64>().unwrap() <= now);
        let names_it =
            [&person.id, &person.username, &person.email, &person.root_id].into_iter().any(|what| item.to_string().contains(what.as_str()));
        assert!(!names_it || has_ended, "{item}");
    }
    for object in world.app().objects().list(None).await.unwrap() {
        assert!(!object.key.contains(&person.id), "{}", object.key);
    }
}

#[tokio::test]
async fn on_the_thirteenth_day_signing_in_brings_everything_back_for_good() {
    let (world, _, mut minji, visitor) = home().await;
    minji.close().await.expect(204);
    world.advance_s(13 * DAY_S).await;
    assert_eq!(minji.sign_in().await.json()["closing_undone"], true);
    for days in [0, 2, 20] {
        world.advance_s(days * DAY_S).await;
        minji.sign_in().await;
        assert_eq!(minji.names("root").await.len(), 10, "after {days} days more");
        minji.get("/api/admin/stats").await.expect(200);
        visitor.open().await.expect(200);
    }
    world.finish().await;
}

#[tokio::test]
async fn on_the_fifteenth_day_everything_is_gone_and_name_and_address_are_free() {
    let (world, mut boss, minji, visitor) = home().await;
    let body = json!({ "username": minji.username, "email": minji.email, "password": "somebody else entirely" });
    minji.close().await.expect(204);
    world.advance_s(14 * DAY_S - 1).await;
    world.stranger().post("/api/accounts", &body).await.refused(Code::UsernameTaken);
    visitor.open().await.refused(Code::ShareEnded);
    world.advance_s(DAY_S + 1).await;
    world.stranger().sign_in(&minji.username, &minji.password).await.refused(Code::InvalidCredentials);
    world.stranger().sign_in(&minji.email, &minji.password).await.refused(Code::InvalidCredentials);
    visitor.open().await.refused(Code::NotFound);
    // What was sent late would have come by now.
    world.advance_s(DAY_S).await;
    assert_nothing_is_left(&world, &minji).await;
    boss.sign_in().await;
    let accounts = boss.get("/api/admin/accounts").await.expect(200);
    assert_eq!(accounts["items"].as_array().unwrap().len(), 1);
    assert_eq!(boss.get("/api/admin/invitations").await.expect(200)["items"], json!([]));
    // Somebody else takes the name, and the address, and finds nothing of the first one's.
    let before = world.letters(&minji.email).await.len();
    world.stranger().post("/api/accounts", &body).await.expect(201);
    let token = world.nth_letter(&minji.email, before + 1).await.token().to_owned();
    world.stranger().verify(&token).await.expect(200);
    let mut anew = Person { password: "somebody else entirely".to_owned(), ..minji };
    anew.sign_in().await;
    assert_eq!(anew.names("root").await, Vec::<String>::new());
    assert_eq!(anew.get("/api/shares").await.expect(200)["items"], json!([]));
    assert_eq!(anew.get("/api/sessions").await.expect(200)["items"].as_array().unwrap().len(), 1);
    anew.get("/api/admin/stats").await.refused(Code::Forbidden);
    world.finish().await;
}

#[tokio::test]
async fn once_the_time_is_over_nobody_comes_back_even_before_the_sweep() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let jiho = world.person("jiho").await;
    make_admin(&minji, &jiho.id).await;
    minji.close().await.expect(204);
    world.work().await;
    world.stop_work();
    world.advance_ms(14 * DAY_S * 1_000 - 1);
    assert_eq!(jiho.http.sign_in(&minji.username, &minji.password).await.expect(200)["closing_undone"], true);
    let mut minji = minji;
    minji.sign_in().await;
    minji.close().await.expect(204);
    world.work().await;
    world.advance_ms(14 * DAY_S * 1_000);
    minji.http.sign_in(&minji.username, &minji.password).await.refused(Code::InvalidCredentials);
    world.work().await;
    assert!(account_of(&world, &minji).await.is_none());
    world.finish().await;
}

#[tokio::test]
async fn whoever_takes_an_account_down_may_die_after_any_step_and_the_next_goes_on() {
    let (world, minji) = overdue().await;
    let (db, id) = (world.app().db(), AccountId::parse(&minji.id).unwrap());
    work::accounts::end(world.app(), &id).await.unwrap();
    work::accounts::end(world.app(), &id).await.unwrap();
    let job_id: JobId = account_of(&world, &minji).await.unwrap().closing_job_id.unwrap();
    let mut steps = 0;
    loop {
        world.audited(&format!("after step {steps}")).await;
        let account = account_of(&world, &minji).await.unwrap();
        let body = json!({ "username": minji.username, "email": "x@example.com", "password": "somebody else entirely" });
        if steps % 8 == 0 {
            world.stranger().post("/api/accounts", &body).await.refused(Code::UsernameTaken);
        }
        let mut job = db.lease_job(&job_id, world.now()).await.unwrap().unwrap();
        let mut earlier = job.clone();
        steps += 1;
        if db.step_job(&account, &mut job, world.now()).await.unwrap() == Step::Last {
            break;
        }
        world.advance_ms(LEASE_MS);
        let next = db.lease_job(&job_id, world.now()).await.unwrap().unwrap();
        assert_eq!(db.step_job(&account, &mut earlier, world.now()).await.unwrap(), Step::Lost, "whose lease is over does nothing");
        db.release_job(&next, world.now()).await.unwrap();
    }
    assert!(steps > 15, "{steps} steps");
    assert!(db.job(&job_id).await.unwrap().is_none());
    assert_gone(&world, &minji).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_home_that_is_dropped_while_it_takes_an_account_down_goes_on_when_it_is_back() {
    let (mut world, _, minji, _) = home().await;
    minji.close().await.expect(204);
    world.work().await;
    world.advance_ms(14 * DAY_S * 1_000);
    for _ in 0..3 {
        world.drop_and_restart().await;
    }
    world.work().await;
    assert_gone(&world, &minji).await;
    world.finish().await;
}

#[tokio::test]
async fn a_table_that_cannot_be_written_stops_it_and_loses_nothing() {
    let (world, minji) = overdue().await;
    world.faults.fill_table();
    assert!(work::run_due(world.app()).await.unwrap().failed > 0);
    assert!(account_of(&world, &minji).await.unwrap().closing_job_id.is_none());
    world.faults.clear();
    world.work().await;
    assert!(account_of(&world, &minji).await.is_none());
    world.finish().await;
}

#[tokio::test]
async fn a_job_that_takes_apart_what_was_purged_takes_the_account_down_too() {
    let (world, _, minji, _) = home().await;
    world.work().await;
    world.stop_work();
    let top = minji.list("root", "").await.iter().find(|entry| entry["name"] == "top").map(|entry| text(entry, "id").to_owned()).unwrap();
    minji.trash(&top).await;
    let job_id = minji.purge(&top).await;
    minji.close().await.expect(204);
    world.advance_ms(14 * DAY_S * 1_000);
    work::accounts::end(world.app(), &AccountId::parse(&minji.id).unwrap()).await.unwrap();
    assert_eq!(account_of(&world, &minji).await.unwrap().closing_job_id.unwrap().as_str(), job_id);
    world.work().await;
    assert_gone(&world, &minji).await;
    world.finish().await;
}

#[tokio::test]
async fn an_unconfirmed_account_that_is_closing_vanishes_when_it_would_have_and_comes_back_before() {
    let world = World::fresh().await;
    world.person("boss").await;
    let mut minji = world.newcomer("minji").await;
    world.advance_s(10 * DAY_S).await;
    minji.sign_in().await;
    minji.close().await.expect(204);
    world.advance_s(3 * DAY_S).await;
    assert_eq!(minji.sign_in().await.json()["closing_undone"], true);
    minji.close().await.expect(204);
    world.advance_s(DAY_S).await;
    assert!(account_of(&world, &minji).await.is_none(), "14 days after it signed up");
    Person::sign_up(&world.stranger(), "minji", "minji@example.com").await;
    world.finish().await;
}

#[tokio::test]
async fn admins_see_that_an_account_is_closing_and_cannot_stop_it() {
    let world = World::fresh().await;
    let boss = world.person("boss").await;
    let minji = world.person("minji").await;
    minji.close().await.expect(204);
    let shown = boss.get("/api/admin/accounts?q=minji").await.expect(200);
    let until = world.now() + jiff::SignedDuration::from_hours(14 * 24);
    assert_eq!((&shown["items"][0]["status"], &shown["items"][0]["closes_at"]), (&json!("closing"), &json!(format!("{until:.3}"))));
    let path = format!("/api/admin/accounts/{}", minji.id);
    for status in ["active", "suspended"] {
        boss.patch(&path, &json!({ "status": status })).await.refused(Code::Conflict);
    }
    boss.patch(&path, &json!({ "quota_bytes": 1 })).await.expect(200);
    world.advance_ms(14 * DAY_S * 1_000 - 1);
    let mut boss = boss;
    boss.sign_in().await;
    world.stop_work();
    world.advance_ms(1);
    work::accounts::end(world.app(), &AccountId::parse(&minji.id).unwrap()).await.unwrap();
    boss.patch(&path, &json!({ "quota_bytes": 2 })).await.refused(Code::Conflict);
    world.work().await;
    boss.patch(&path, &json!({ "quota_bytes": 2 })).await.refused(Code::NotFound);
    world.finish().await;
}

#[tokio::test]
async fn the_last_admin_cannot_close() {
    let world = World::fresh().await;
    let boss = world.person("boss").await;
    let minji = world.person("minji").await;
    let refused = boss.close().await;
    refused.refused(Code::Forbidden);
    assert!(refused.json()["detail"].as_str().unwrap().contains("only admin"), "{refused}");
    make_admin(&boss, &minji.id).await;
    boss.close().await.expect(204);
    // Whoever is closing is no admin to count on.
    minji.close().await.refused(Code::Forbidden);
    let mut boss = boss;
    boss.sign_in().await;
    boss.get("/api/admin/stats").await.expect(200);
    minji.close().await.expect(204);
    world.finish().await;
}
