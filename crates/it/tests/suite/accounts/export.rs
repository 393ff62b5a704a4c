//! Everything that is kept about an account, as JSON.

use crate::harness::files::{sized, text, wanted};
use crate::harness::{Person, World};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// All pages joined.
async fn export(person: &Person) -> Vec<Value> {
    let (mut items, mut path) = (Vec::new(), "/api/account/export".to_owned());
    loop {
        let answer = person.get(&path).await;
        let page = answer.expect(200);
        assert!(answer.body.len() < 4 * 1_024 * 1_024, "an answer of a function has a limit");
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page["next_cursor"].as_str() else { return items };
        assert!(cursor.len() < 6_000, "it stands in an address");
        path = format!("/api/account/export?cursor={cursor}");
    }
}

fn of_kind<'a>(items: &'a [Value], kind: &str) -> Vec<&'a Value> {
    items.iter().filter(|item| item["kind"] == kind).map(|item| &item[kind]).collect()
}

#[tokio::test]
async fn the_export_holds_everything_that_is_kept_and_nothing_that_opens_anything() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    minji.patch("/api/account", &json!({ "display_name": "민지" })).await.expect(200);
    let folder = minji.folder("root", "사진").await;
    let file = minji.upload(&folder, "바다.txt", b"hello").await;
    let mut again = wanted(&folder, "바다.txt", b"hello again");
    again["on_conflict"] = json!("replace");
    minji.upload_as(&again, b"hello again").await;
    let old = minji.upload("root", "old.txt", b"old").await;
    minji.trash(text(&old, "id")).await;
    minji.start_one(&sized("open", 25)).await;
    let mut made = Vec::new();
    for note in ["kept", "revoked"] {
        let body = json!({ "entry_ids": [file["id"]], "allow": "download", "note": note, "password": "open sesame" });
        made.push(minji.post("/api/shares", &body).await.expect(201));
    }
    minji.delete(&format!("/api/shares/{}", text(&made[1], "id"))).await.expect(204);
    let items = export(&minji).await;

    let account = of_kind(&items, "account")[0];
    assert_eq!((&account["username"], &account["display_name"]), (&json!(minji.username), &json!("민지")));
    assert_eq!(account["storage"]["used_bytes"], 19);
    assert_eq!(of_kind(&items, "session").len(), 1);
    assert_eq!(of_kind(&items, "device").len(), 1);
    let deeds: BTreeSet<&str> = of_kind(&items, "activity").into_iter().map(|item| text(item, "deed")).collect();
    assert_eq!(deeds, BTreeSet::from(["email_confirmed", "share_ended", "share_made", "signed_in", "signed_up"]));
    let notes: BTreeSet<&str> = of_kind(&items, "share").into_iter().map(|share| text(share, "note")).collect();
    assert_eq!(notes, BTreeSet::from(["kept", "revoked"]));
    assert_eq!(of_kind(&items, "upload")[0]["name"], "open");
    let entries = of_kind(&items, "entry");
    let paths: Vec<(&str, bool)> = entries.iter().map(|entry| (text(entry, "path"), entry["in_trash"] == true)).collect();
    assert_eq!(paths, [("사진", false), ("사진/바다.txt", false), ("old.txt", true)]);
    assert_eq!((&entries[1]["size_bytes"], &entries[1]["earlier_versions"][0]["size_bytes"]), (&json!(11), &json!(5)));
    let text_of_all = json!(items).to_string();
    for share in &made {
        assert!(!text_of_all.contains(text(share, "token")));
    }
    assert!(!text_of_all.contains(&minji.access_token));
    world.finish().await;
}

#[tokio::test]
async fn every_file_of_many_folders_comes_once_in_pages() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut expected = BTreeSet::new();
    let mut folder = "root".to_owned();
    let mut path = String::new();
    for depth in 0..6 {
        let many: Vec<Value> = (0..70).map(|n| wanted(&folder, &format!("{n}"), b"")).collect();
        minji.upload_many(&many, b"").await;
        expected.extend((0..70).map(|n| format!("{path}{n}")));
        let name = format!("folder {depth}");
        folder = minji.folder(&folder, &name).await;
        expected.insert(format!("{path}{name}"));
        path = format!("{path}{name}/");
    }
    let items = export(&minji).await;
    let entries = of_kind(&items, "entry");
    assert_eq!(entries.len(), expected.len());
    let found: BTreeSet<String> = entries.iter().map(|entry| text(entry, "path").to_owned()).collect();
    assert_eq!(found, expected);
    world.finish().await;
}

#[tokio::test]
async fn what_is_moved_or_renamed_between_two_pages_leaves_nothing_out() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (left, right) = (minji.folder("root", "left").await, minji.folder("root", "right").await);
    let inner = minji.folder(&left, "inner").await;
    let many: Vec<Value> = (0..20).map(|n| wanted(&left, &format!("{n}"), b"")).collect();
    minji.upload_many(&many, b"").await;
    for start in [0, 100, 200] {
        let many: Vec<Value> = (start..start + 100).map(|n| wanted(&inner, &format!("{n}"), b"")).collect();
        minji.upload_many(&many, b"").await;
    }
    for change in [json!({ "name": "a new name" }), json!({ "parent_id": right })] {
        let first = minji.get("/api/account/export").await.expect(200);
        let mut found: BTreeSet<String> = ids(&first);
        minji.patch(&format!("/api/entries/{inner}"), &change).await.expect(200);
        let mut cursor = first["next_cursor"].as_str().map(str::to_owned);
        while let Some(next) = cursor {
            let page = minji.get(&format!("/api/account/export?cursor={next}")).await.expect(200);
            found.extend(ids(&page));
            cursor = page["next_cursor"].as_str().map(str::to_owned);
        }
        assert_eq!(found.len(), 3 + 20 + 300, "{change}");
    }
    world.finish().await;
}

#[tokio::test]
async fn the_export_tells_whom_one_gave_what_and_what_one_was_given() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let outside = minji.folder("root", "outside").await;
    let folder = minji.folder(&outside, "given").await;
    let file = text(&minji.upload(&folder, "a.txt", b"a").await, "id").to_owned();
    let trashed = text(&minji.upload("root", "b.txt", b"b").await, "id").to_owned();
    for (entry, login, role) in [
        (&folder, &jiho.username, "editor"),
        (&folder, &jiho.email, "viewer"),
        (&file, &"nobody@example.com".to_owned(), "viewer"),
        (&trashed, &jiho.username, "viewer"),
    ] {
        minji.give(entry, login, role).await;
        world.advance_ms(1);
    }
    minji.trash(&trashed).await;

    let items = export(&minji).await;
    let gave: Vec<Value> = of_kind(&items, "entry").into_iter().map(told_of_members).collect();
    let nobody = json!([[null, "nobody@example.com", "viewer"]]);
    let twice = json!([[jiho.username, null, "editor"], [null, jiho.email, "viewer"]]);
    let expected = [
        json!(["outside", []]),
        json!(["outside/given", twice]),
        json!(["outside/given/a.txt", nobody]),
        json!(["b.txt", [[jiho.username, null, "viewer"]]]),
    ];
    assert_eq!(gave, expected);
    assert!(of_kind(&items, "shared_with_me").is_empty());

    let items = export(&jiho).await;
    let given = of_kind(&items, "shared_with_me");
    let entries: Vec<(&str, &Value)> = given.iter().map(|shared| (text(shared, "entry_id"), &shared["entry"]["name"])).collect();
    // What lies in its owner's trash has no name here, as it has none anywhere else.
    assert_eq!(entries, [(trashed.as_str(), &Value::Null), (folder.as_str(), &json!("given"))]);
    let entry = &given[1]["entry"];
    assert_eq!((&entry["role"], &entry["owner_username"]), (&json!("editor"), &json!(minji.username)));
    assert_eq!((&entry["shared_at"], &entry["parent_id"]), (&given[1]["shared_at"], &Value::Null));
    assert!(of_kind(&items, "entry").is_empty());
    assert!(!json!(items).to_string().contains("outside"), "nothing beside it is told");
    world.finish().await;
}

/// The path of an entry, and by what each of its members was named and may do what.
fn told_of_members(entry: &Value) -> Value {
    let members = entry["members"].as_array().unwrap().iter();
    let told: Vec<Value> = members.map(|member| json!([member["username"], member["email"], member["role"]])).collect();
    json!([entry["path"], told])
}

fn ids(page: &Value) -> BTreeSet<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().filter(|item| item["kind"] == "entry").map(|item| text(&item["entry"], "id").to_owned()).collect()
}

#[tokio::test]
async fn a_cursor_of_the_export_is_nobody_elses() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    for n in 0..3 {
        let many: Vec<Value> = (0..90).map(|m| wanted("root", &format!("{n} {m}"), b"")).collect();
        minji.upload_many(&many, b"").await;
    }
    let page = minji.get("/api/account/export").await.expect(200);
    let path = format!("/api/account/export?cursor={}", text(&page, "next_cursor"));
    minji.get(&path).await.expect(200);
    jiho.get(&path).await.invalid_at("cursor", "invalid");
    minji.get("/api/account/export?cursor=x").await.invalid_at("cursor", "invalid");
    world.finish().await;
}
