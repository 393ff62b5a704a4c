//! Quota, standing and role, as admins change them.

use super::{change, found};
use crate::harness::files::{problem_code, sized, text, wanted};
use crate::harness::{Visitor, World};
use futures::future::join_all;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn a_quota_gives_or_takes_exactly_the_difference_while_uploads_go_on() {
    let world = World::with(|settings| settings.quota_bytes = 1_000).await;
    let admin = world.person("minji").await;
    let jiho = world.person("jiho").await;
    jiho.upload("root", "a", &[1; 600]).await;
    let sent = jiho.send_only(&wanted("root", "b", &[2; 100]), &[2; 100]).await;
    let shown = change(&admin, &jiho.id, &json!({ "quota_bytes": 650 })).await.expect(200);
    assert_eq!((&shown["storage"]["free_bytes"], &shown["storage"]["over_quota"]), (&json!(-50), &json!(true)));
    assert_eq!(problem_code(&jiho.start(&[sized("more", 1)]).await[0]), "quota_exceeded");
    assert!(jiho.complete_one(&sent).await["problem"].is_null(), "what was reserved before is kept");
    change(&admin, &jiho.id, &json!({ "quota_bytes": 701 })).await.expect(200);
    jiho.start_one(&sized("one", 1)).await;
    assert_eq!(jiho.storage().await["free_bytes"], 0);
    // Quotas and starts at once: whatever comes first, every byte is accounted for.
    let quotas = (0..6).map(|n| json!({ "quota_bytes": 1_000 + n * 100 })).collect::<Vec<_>>();
    let sets = join_all(quotas.iter().map(|body| change(&admin, &jiho.id, body)));
    let names: Vec<Value> = (0..6).map(|n| sized(&format!("{n}"), 10)).collect();
    let starts = join_all(names.iter().map(|upload| jiho.start(std::slice::from_ref(upload))));
    let (sets, _) = tokio::join!(sets, starts);
    sets.iter().for_each(|answer| drop(answer.expect(200)));
    jiho.room().await;
    world.finish().await;
}

#[tokio::test]
async fn what_is_no_quota_standing_or_role_is_refused_and_changes_nothing() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let jiho = world.person("jiho").await;
    let before = found(&admin, "q=jiho", 1).await;
    for (field, value, code) in [
        ("quota_bytes", json!(-1), "out_of_range"),
        ("quota_bytes", json!(1_u64 << 53), "out_of_range"),
        ("quota_bytes", json!(1.5), "invalid"),
        ("quota_bytes", json!("10GiB"), "invalid"),
        ("status", json!("closing"), "invalid"),
        ("status", json!("gone"), "invalid"),
        ("role", json!("owner"), "invalid"),
        ("email_verified", json!(true), "unknown"),
        ("username", json!("other"), "unknown"),
    ] {
        change(&admin, &jiho.id, &json!({ field: value })).await.invalid_at(field, code);
    }
    assert_eq!(found(&admin, "q=jiho", 1).await, before);
    assert_eq!(change(&admin, &jiho.id, &json!({})).await.expect(200), before[0]);
    for nobody in ["nonsense", &"0".repeat(32)] {
        change(&admin, nobody, &json!({ "role": "admin" })).await.refused(Code::NotFound);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_suspended_account_is_closed_at_once_with_its_links_and_restored_whole() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let jiho = world.person("jiho").await;
    let file = jiho.upload("root", "a.txt", b"hello").await;
    let body = json!({ "entry_ids": [text(&file, "id")], "allow": "download" });
    let share = jiho.post("/api/shares", &body).await.expect(201);
    let visitor = Visitor::new(&jiho.http, text(&share, "token"));
    let suspended = change(&admin, &jiho.id, &json!({ "status": "suspended" })).await.expect(200);
    assert_eq!(suspended["status"], "suspended");
    jiho.get("/api/account").await.refused(Code::AccountSuspended);
    jiho.refresh_with(&jiho.cookie).await.refused(Code::AccountSuspended);
    world.stranger().sign_in("jiho", &jiho.password).await.refused(Code::AccountSuspended);
    visitor.open().await.refused(Code::ShareEnded);
    assert_eq!(change(&admin, &jiho.id, &json!({ "status": "suspended" })).await.expect(200), suspended, "again changes nothing");
    change(&admin, &jiho.id, &json!({ "status": "active" })).await.expect(200);
    assert_eq!(jiho.names("root").await, ["a.txt"]);
    visitor.open().await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn the_last_admin_can_neither_step_down_nor_be_suspended_by_themself() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let jiho = world.person("jiho").await;
    let unconfirmed = world.newcomer("sora").await;
    let steps = [json!({ "role": "user" }), json!({ "status": "suspended" }), json!({ "role": "user", "quota_bytes": 1 })];
    for step in &steps {
        change(&admin, &admin.id, step).await.refused(Code::Forbidden);
    }
    change(&admin, &admin.id, &json!({ "quota_bytes": 5_000 })).await.expect(200);
    change(&admin, &admin.id, &json!({ "role": "admin", "status": "active" })).await.expect(200);
    // Admins who cannot act do not count: one without a confirmed address, and one who is suspended.
    change(&admin, &unconfirmed.id, &json!({ "role": "admin" })).await.expect(200);
    change(&admin, &jiho.id, &json!({ "role": "admin", "status": "suspended" })).await.expect(200);
    for step in &steps {
        change(&admin, &admin.id, step).await.refused(Code::Forbidden);
    }
    change(&admin, &jiho.id, &json!({ "status": "active" })).await.expect(200);
    assert_eq!(change(&admin, &admin.id, &steps[0]).await.expect(200)["role"], "user");
    admin.get("/api/admin/stats").await.refused(Code::Forbidden);
    jiho.get("/api/admin/stats").await.expect(200);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admins_who_end_each_other_or_step_down_at_once_leave_one() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (jiho, sora) = (world.person("jiho").await, world.person("sora").await);
    for id in [&jiho.id, &sora.id] {
        change(&minji, id, &json!({ "role": "admin" })).await.expect(200);
    }
    let people = [&minji, &jiho, &sora];
    for round in 0..6 {
        let down = json!({ "role": "user" });
        // Each ends the next one, or all step down.
        let ends = (0..3).map(|n| change(people[n], &people[(n + round % 2) % 3].id, &down));
        for answer in join_all(ends).await {
            assert!([200, 403].contains(&answer.status), "{answer}");
        }
        let mut acting = None;
        for person in people {
            let answer = person.get("/api/admin/stats").await;
            if answer.status == 200 {
                acting = Some((person, answer.json()["admins"].as_i64().unwrap()));
            }
        }
        let (admin, count) = acting.unwrap_or_else(|| panic!("no admin is left in round {round}"));
        assert!(count >= 1);
        for person in people {
            change(admin, &person.id, &json!({ "role": "admin" })).await.expect(200);
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn who_is_no_admin_any_more_changes_nothing_from_that_moment() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let jiho = world.person("jiho").await;
    for path in ["/api/admin/accounts", "/api/admin/stats", "/api/admin/invitations"] {
        jiho.get(path).await.refused(Code::Forbidden);
    }
    change(&jiho, &jiho.id, &json!({ "role": "admin" })).await.refused(Code::Forbidden);
    change(&minji, &jiho.id, &json!({ "role": "admin" })).await.expect(200);
    jiho.get("/api/admin/accounts").await.expect(200);
    change(&jiho, &minji.id, &json!({ "role": "user" })).await.expect(200);
    change(&minji, &jiho.id, &json!({ "role": "user" })).await.refused(Code::Forbidden);
    change(&minji, &minji.id, &json!({ "quota_bytes": 1 })).await.refused(Code::Forbidden);
    world.finish().await;
}
