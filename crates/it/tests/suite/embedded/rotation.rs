//! A home with a new key beside the old one.

use crate::harness::files::{sized, text, wanted};
use crate::harness::{Person, Visitor, World};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;
use std::fs;

const NEW: &str = "new-key";

impl World {
    /// Changes the master keys in the home's folder and starts it again.
    async fn change_keys(&mut self, change: impl FnOnce(&mut Vec<Value>)) {
        let path = self.path().join("keys.json");
        let mut keys: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        change(keys["master_keys"].as_array_mut().unwrap());
        fs::write(&path, keys.to_string()).unwrap();
        self.restart().await;
    }

    async fn key_ids(&self, kind: &str) -> Vec<String> {
        let items = self.items().await;
        let of_kind = items.iter().filter(|item| item["pk"]["S"].as_str().unwrap().starts_with(kind));
        of_kind.map(|item| item["key_id"]["S"].as_str().unwrap().to_owned()).collect()
    }
}

fn key_of(access_token: &str) -> String {
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(access_token.split('.').next().unwrap()).unwrap()).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

/// Everything that was made under the first key.
struct Made {
    minji: Person,
    open: Visitor,
    locked: Visitor,
    download_id: Value,
    folder: String,
    folder_cursor: Value,
    downloads_cursor: Value,
    uploads_cursor: Value,
    shares_cursor: Value,
    verify: String,
    reset: String,
    upload: String,
}

async fn make(world: &World) -> Made {
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let files: Vec<Value> = (0..103).map(|n| wanted(&folder, &format!("{n:03}"), b"x")).collect();
    minji.upload_many(&files, b"x").await;
    let upload = minji.send_only(&wanted("root", "sent", b"sent"), b"sent").await;
    minji.start_one(&sized("open", 5)).await;
    let share = async |more: Value| {
        let mut body = json!({ "entry_ids": [folder], "allow": "download" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let share = minji.post("/api/shares", &body).await.expect(201);
        Visitor::new(&minji.http, text(&share, "token"))
    };
    let (open, mut locked) = (share(json!({})).await, share(json!({ "password": "open sesame" })).await);
    locked.unlock("open sesame").await;
    let taken = open.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
    world.newcomer("jiho").await;
    let verify = world.letter("jiho@example.com").await.token().to_owned();
    minji.http.post("/api/accounts/forgot-password", &json!({ "email": minji.email })).await.expect(202);
    let reset = world.nth_letter(&minji.email, 2).await.token().to_owned();
    let cursor = async |path: &str| minji.get(&format!("{path}?limit=1")).await.expect(200)["next_cursor"].clone();
    Made {
        folder_cursor: cursor(&format!("/api/folders/{folder}/entries")).await,
        uploads_cursor: cursor("/api/uploads").await,
        shares_cursor: cursor("/api/shares").await,
        downloads_cursor: taken["next_cursor"].clone(),
        download_id: taken["download_id"].clone(),
        open,
        locked,
        folder,
        verify,
        reset,
        upload,
        minji,
    }
}

/// All of it goes on.
async fn goes_on(made: &mut Made) {
    let minji = &mut made.minji;
    minji.get("/api/account").await.expect(200);
    let folder = format!("/api/folders/{}/entries", made.folder);
    for (path, cursor) in
        [(folder.as_str(), &made.folder_cursor), ("/api/uploads", &made.uploads_cursor), ("/api/shares", &made.shares_cursor)]
    {
        let page = minji.get(&format!("{path}?limit=1&cursor={}", cursor.as_str().unwrap())).await.expect(200);
        assert_eq!(page["items"].as_array().unwrap().len(), 1, "{path}");
    }
    let next = json!({ "entry_ids": ["root"], "cursor": made.downloads_cursor, "download_id": made.download_id });
    assert_eq!(made.open.downloads(&next).await.expect(200)["tickets"].as_array().unwrap().len(), 3);
    made.open.list("root").await.expect(200);
    made.locked.list("root").await.expect(200);
    assert!(minji.complete_one(&made.upload).await["problem"].is_null());
    let shares = minji.get("/api/shares").await.expect(200);
    let tokens: Vec<&str> = shares["items"].as_array().unwrap().iter().map(|share| text(share, "token")).collect();
    assert!(tokens.contains(&made.open.token.as_str()) && tokens.contains(&made.locked.token.as_str()), "{tokens:?}");
    minji.refresh().await;
    minji.refresh().await;
    minji.http.verify(&made.verify).await.expect(200);
}

#[tokio::test]
async fn what_was_made_under_the_old_key_goes_on_under_a_new_one_until_the_old_is_taken_away() {
    let mut world = World::fresh().await;
    let mut made = make(&world).await;
    let old = key_of(&made.minji.access_token);
    world.change_keys(|keys| keys.insert(0, json!({ "id": NEW, "secret": STANDARD.encode([7; 32]) }))).await;
    goes_on(&mut made).await;
    assert_eq!(key_of(&made.minji.access_token), NEW, "what is signed now names the new key");
    assert_eq!(world.key_ids("SHARE#").await, [old.clone(), old.clone()]);

    let body = json!({ "token": made.reset, "new_password": "quite another password" });
    made.minji.http.post("/api/accounts/reset-password", &body).await.expect(204);
    "quite another password".clone_into(&mut made.minji.password);
    let old_cookie = made.minji.cookie.clone();
    let mut again = made.minji.clone();
    again.sign_in().await;
    let share = again.post("/api/shares", &json!({ "entry_ids": [made.folder], "allow": "download" })).await.expect(201);
    let new_link = Visitor::new(&again.http, text(&share, "token"));
    for kind in ["SESSION#", "SHARE#"] {
        assert!(world.key_ids(kind).await.contains(&NEW.to_owned()), "{kind}");
    }

    world.change_keys(|keys| keys.truncate(1)).await;
    again.get("/api/account").await.expect(200);
    again.refresh().await;
    new_link.open().await.expect(200);
    made.open.open().await.refused(Code::NotFound);
    made.locked.list("root").await.refused(Code::NotFound);
    again.refresh_with(&old_cookie).await.refused(Code::Unauthorized);
    let page = format!("/api/uploads?limit=1&cursor={}", made.uploads_cursor.as_str().unwrap());
    again.get(&page).await.invalid_at("cursor", "invalid");
    world.finish().await;
}
