//! Accounts, sessions and letters.

use super::sheet::Sheet;
use crate::harness::{Call, Person};
use serde_json::json;
use std::sync::Arc;

const HOUR_MS: i64 = 3_600_000;

pub(super) async fn measure(sheet: &mut Sheet) {
    let (house, stranger) = (Arc::clone(&sheet.house), sheet.house.stranger());
    sheet.chapter("Accounts");
    let mut minji = sheet.row("sign up", Person::sign_up(&stranger, "minji", "minji@example.com")).await;
    let token = house.letter("minji@example.com").token().to_owned();
    sheet.row("confirm the address", stranger.verify(&token)).await.expect(200);
    sheet.row("sign in", minji.sign_in()).await.expect(200);
    let elsewhere = stranger.with("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
    sheet.row("sign in on a device that is not known", elsewhere.sign_in("minji", &minji.password)).await.expect(200);
    sheet.row("sign in with a wrong password", stranger.sign_in("minji", "not the password")).await;
    sheet.row("go on with the cookie", minji.refresh()).await.expect(200);
    house.clock.advance_ms(HOUR_MS);
    sheet.row("go on with the cookie, the first time in an hour", minji.refresh()).await.expect(200);
    sheet.row("look at the account", minji.get("/api/account")).await.expect(200);
    sheet.row("change the display name", minji.patch("/api/account", &json!({ "display_name": "김민지" }))).await.expect(200);
    sheet.row("list what happened", minji.get("/api/activity")).await.expect(200);
    sheet.row("list notices, none of them", minji.get("/api/notices")).await.expect(200);
    sheet.row("fetch all that is kept", minji.get("/api/account/export")).await.expect(200);
    sessions(sheet, &mut minji).await;
    letters(sheet, &mut minji).await;
    sheet.row("see whether the home is there", stranger.get("/api/health")).await.expect(200);
    sheet.row("fetch the description", stranger.get("/api/openapi.json")).await.expect(200);
    sheet.row("close the account", minji.close()).await.expect(204);
}

async fn sessions(sheet: &mut Sheet, minji: &mut Person) {
    let mut other = minji.clone();
    other.sign_in().await.expect(200);
    let listed = sheet.row("list the sessions, of 3", minji.get("/api/sessions")).await.expect(200);
    let sessions = listed["items"].as_array().unwrap();
    assert_eq!(sessions.len(), 3);
    let another = sessions.iter().find(|session| session["current"] == false).unwrap();
    let path = format!("/api/sessions/{}", another["id"].as_str().unwrap());
    sheet.row("end one of them", minji.delete(&path)).await.expect(204);
    sheet.row("end all others", minji.delete("/api/sessions")).await.expect(204);
    minji.refresh().await.expect(200);
    sheet.row("sign out", minji.sign_out()).await.expect(204);
    minji.sign_in().await.expect(200);
}

async fn letters(sheet: &mut Sheet, minji: &mut Person) {
    let (house, stranger) = (Arc::clone(&sheet.house), sheet.house.stranger());
    let mut newcomer = Person::sign_up(&stranger, "sora", "sora@example.com").await;
    newcomer.sign_in().await.expect(200);
    house.clock.advance_ms(61_000);
    sheet.row("ask for the letter again", newcomer.send(Call::post("/api/account/verification-mail"))).await.expect(202);
    let body = json!({ "email": "new@example.com", "password": minji.password });
    sheet.row("ask for another address", minji.put("/api/account/email", &body)).await.expect(200);
    let token = house.letter("new@example.com").token().to_owned();
    sheet.row("confirm another address", stranger.verify(&token)).await.expect(200);
    let email = json!({ "email": "new@example.com" });
    sheet.row("ask for the username", stranger.post("/api/accounts/find-username", &email)).await.expect(202);
    sheet.row("ask for a new password", stranger.post("/api/accounts/forgot-password", &email)).await.expect(202);
    let token = house.letter("new@example.com").token().to_owned();
    "another long password".clone_into(&mut minji.password);
    let body = json!({ "token": token, "new_password": minji.password });
    sheet.row("set a new password by the letter", stranger.post("/api/accounts/reset-password", &body)).await.expect(204);
    minji.sign_in().await.expect(200);
    let body = json!({ "password": minji.password, "new_password": "yet another password" });
    sheet.row("change the password", minji.put("/api/account/password", &body)).await.expect(204);
    "yet another password".clone_into(&mut minji.password);
}
