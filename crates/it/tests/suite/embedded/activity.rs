//! What an account remembers of what happened to it.

use crate::harness::files::text;
use crate::harness::{Call, Person, World};
use serde_json::{Value, json};

async fn activity(person: &Person) -> Vec<Value> {
    person.get("/api/activity").await.expect(200)["items"].as_array().unwrap().clone()
}

fn deeds(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| text(item, "deed")).collect()
}

/// Signs in with a browser's name.
async fn sign_in_as(person: &mut Person, browser: &str) {
    let body = json!({ "login": person.username, "password": person.password });
    let answer = person.http.send(Call::post("/api/sessions").header("user-agent", browser).json(&body)).await;
    answer.expect(200);
    person.keep(&answer);
}

#[tokio::test]
async fn sign_ins_and_changes_are_remembered_the_newest_first_with_the_browser_that_did_them() {
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    let tick = || world.advance_ms(1);
    tick();
    sign_in_as(&mut minji, "Browser/1").await;
    tick();
    let share = minji.post("/api/shares", &json!({ "entry_ids": ["root"], "allow": "view" })).await.expect(201);
    tick();
    minji.delete(&format!("/api/shares/{}", text(&share, "id"))).await.expect(204);
    tick();
    let sessions = minji.get("/api/sessions").await.expect(200);
    let other = sessions["items"].as_array().unwrap().iter().find(|session| session["current"] == false).unwrap();
    minji.delete(&format!("/api/sessions/{}", text(other, "id"))).await.expect(204);
    tick();
    minji.delete("/api/sessions").await.expect(204);
    tick();
    let passwords = json!({ "password": minji.password, "new_password": "quite another password" });
    minji.put("/api/account/password", &passwords).await.expect(204);
    tick();
    let email = json!({ "email": "moved@example.com", "password": "quite another password" });
    minji.put("/api/account/email", &email).await.expect(200);
    minji.http.verify(world.letter("moved@example.com").await.token()).await.expect(200);
    let found = activity(&minji).await;
    let expected = [
        "email_changed",
        "password_changed",
        "other_sessions_ended",
        "session_ended",
        "share_ended",
        "share_made",
        "signed_in",
        // All at the moment at which the clock stood.
        "signed_up",
        "signed_in",
        "email_confirmed",
    ];
    assert_eq!(deeds(&found), expected);
    assert_eq!((&found[6]["user_agent"], &found[6]["address"]), (&json!("Browser/1"), &json!("127.0.0.1")));
    assert_eq!(found[1]["user_agent"], "Browser/1");
    assert_eq!(found[0]["user_agent"], Value::Null, "a letter's link is followed without signing in");
    assert_eq!(found[0]["at"], json!(format!("{:.3}", world.now())));
    world.finish().await;
}

#[tokio::test]
async fn a_password_that_was_reset_by_letter_is_remembered_as_that() {
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    world.advance_s(60).await;
    minji.http.post("/api/accounts/forgot-password", &json!({ "email": minji.email })).await.expect(202);
    let letter = world.nth_letter(&minji.email, 2).await;
    let body = json!({ "token": letter.token(), "new_password": "quite another password" });
    minji.http.post("/api/accounts/reset-password", &body).await.expect(204);
    world.advance_ms(1);
    "quite another password".clone_into(&mut minji.password);
    minji.sign_in().await;
    assert_eq!(deeds(&activity(&minji).await), ["signed_in", "password_reset", "signed_up", "signed_in", "email_confirmed"]);
    world.finish().await;
}

#[tokio::test]
async fn what_admins_did_is_remembered_by_the_account_it_was_done_to() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let jiho = world.person("jiho").await;
    let share = jiho.post("/api/shares", &json!({ "entry_ids": ["root"], "allow": "view" })).await.expect(201);
    for change in [
        json!({ "quota_bytes": 5_000 }),
        json!({ "quota_bytes": 5_000 }),
        json!({ "status": "suspended" }),
        json!({ "status": "active" }),
        json!({ "role": "admin" }),
        json!({ "role": "user" }),
    ] {
        world.advance_ms(1);
        admin.patch(&format!("/api/admin/accounts/{}", jiho.id), &change).await.expect(200);
    }
    world.advance_ms(1);
    admin.delete(&format!("/api/admin/shares/{}", text(&share, "token"))).await.expect(204);
    let found = activity(&jiho).await;
    let expected = ["share_ended_by_admin", "made_user", "made_admin", "restored", "suspended", "quota_changed"];
    assert_eq!(deeds(&found)[..6], expected, "what changed nothing is not among them");
    assert!(!Value::from(found).to_string().contains(&admin.id), "nobody is told which admin");
    assert_eq!(deeds(&activity(&admin).await), ["signed_up", "signed_in", "email_confirmed"]);
    world.finish().await;
}

#[tokio::test]
async fn activity_is_the_own_page_after_page_and_ends_after_180_days() {
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    let jiho = world.person("jiho").await;
    for _ in 0..4 {
        world.advance_ms(1);
        minji.sign_in().await;
    }
    let (mut seen, mut cursor, mut first) = (Vec::new(), String::new(), String::new());
    loop {
        let page = minji.get(&format!("/api/activity?limit=2{cursor}")).await.expect(200);
        seen.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { break };
        if first.is_empty() {
            next.clone_into(&mut first);
        }
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, activity(&minji).await);
    assert_eq!(seen.len(), 7);
    jiho.get(&format!("/api/activity?cursor={first}")).await.invalid_at("cursor", "invalid");
    assert_eq!(activity(&jiho).await.len(), 3);
    world.advance_ms(180 * 24 * 3_600_000);
    minji.sign_in().await;
    assert_eq!(activity(&minji).await.len(), 1);
    world.finish().await;
}
