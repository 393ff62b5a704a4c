//! Into the trash and back.

use crate::harness::files::{problem_code, text, wanted};
use crate::harness::{Person, Visitor, World};
use jiff::SignedDuration;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

fn ids(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| text(item, "id")).collect()
}

async fn total(person: &Person, id: &str) -> Value {
    person.entry(id).await["total_bytes"].clone()
}

#[tokio::test]
async fn a_trashed_folder_leaves_with_all_that_is_in_it_and_comes_back_to_where_it_was() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let outer = minji.folder("root", "outer").await;
    let inner = minji.folder(&outer, "inner").await;
    let file = minji.upload(&inner, "a.txt", b"hello").await;
    minji.patch(&format!("/api/entries/{inner}"), &json!({ "starred": true })).await.expect(200);
    let before = minji.entry(&inner).await;
    minji.trash(&inner).await;
    assert_eq!((minji.names(&outer).await.len(), total(&minji, &outer).await, total(&minji, "root").await), (0, json!(0), json!(0)));
    let item = minji.trashed().await.remove(0);
    assert_eq!((&item["id"], &item["name"], &item["total_bytes"]), (&json!(inner), &json!("inner"), &json!(5)));
    assert_eq!((&item["parent_id"], &item["starred"]), (&Value::Null, &json!(true)));
    assert_eq!(item["old_path"], json!([{ "id": minji.root_id, "name": "" }, { "id": outer, "name": "outer" }]));
    let at = |name: &str| text(&item, name).parse::<jiff::Timestamp>().unwrap();
    assert_eq!(at("expires_at"), at("trashed_at") + SignedDuration::from_hours(30 * 24));
    assert_eq!((minji.trash_bytes().await, minji.room().await.used), (5, 5));
    let back = minji.put_back(&inner).await;
    assert_eq!(back["parent_id"], json!(outer));
    assert_eq!(minji.entry(&inner).await, before, "nothing of it changed");
    assert_eq!((minji.trashed().await.len(), minji.trash_bytes().await, total(&minji, &outer).await), (0, 0, json!(5)));
    assert_eq!(minji.download(text(&file, "id")).await, b"hello");
    world.finish().await;
}

#[tokio::test]
async fn what_was_in_a_folder_that_is_trashed_itself_comes_back_to_the_root() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let (a, b) = (minji.upload(&folder, "a", b"a").await, minji.upload(&folder, "b", b"b").await);
    minji.trash(text(&a, "id")).await;
    minji.trash(text(&b, "id")).await;
    minji.trash(&folder).await;
    let items = minji.trashed().await;
    assert!(items.iter().all(|item| item["old_path"].is_null() == (item["id"] != folder)), "{items:?}");
    assert_eq!(minji.put_back(text(&a, "id")).await["parent_id"], json!(minji.root_id));
    minji.put_back(&folder).await;
    assert_eq!(minji.put_back(text(&b, "id")).await["parent_id"], json!(folder), "the folder is there again");
    minji.trash(text(&b, "id")).await;
    minji.trash(&folder).await;
    minji.purge(&folder).await;
    assert_eq!(minji.put_back(text(&b, "id")).await["parent_id"], json!(minji.root_id));
    world.finish().await;
}

#[tokio::test]
async fn it_comes_back_elsewhere_and_under_another_name_where_that_is_asked() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (from, to) = (minji.folder("root", "from").await, minji.folder("root", "to").await);
    let file = minji.upload(&from, "a.txt", b"hello").await;
    let id = text(&file, "id");
    minji.trash(id).await;
    for wrong in ["0".repeat(32).as_str(), id, "nonsense"] {
        minji.restore(id, &json!({ "parent_id": wrong })).await.refused(Code::NotFound);
    }
    let how = json!({ "parent_id": to, "name": "b.txt", "hint": [minji.root_id, to] });
    let back = minji.restore(id, &how).await.expect(200);
    assert_eq!((&back["parent_id"], &back["name"], &back["version_id"]), (&json!(to), &json!("b.txt"), &file["version_id"]));
    assert_eq!(minji.names(&to).await, ["b.txt"]);
    minji.trash(&to).await;
    minji.trash(&from).await;
    minji.restore(&from, &json!({ "parent_id": to })).await.refused(Code::NotFound);
    minji.restore(&from, &json!({ "parent_id": from })).await.refused(Code::NotFound);
    minji.restore(&from, &json!({ "name": "a/b" })).await.invalid_at("name", "invalid_characters");
    minji.restore(&from, &json!({ "why": "so" })).await.invalid_at("why", "unknown");
    world.finish().await;
}

#[tokio::test]
async fn a_taken_name_keeps_it_in_the_trash_unless_it_may_be_renamed() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let mut trashed = Vec::new();
    for _ in 0..3 {
        let file = minji.upload(&folder, "a.txt", b"old").await;
        minji.trash(text(&file, "id")).await;
        trashed.push(text(&file, "id").to_owned());
    }
    minji.upload(&folder, "A.TXT", b"new").await;
    minji.restore(&trashed[0], &json!({})).await.refused(Code::NameTaken);
    minji.restore(&trashed[0], &json!({ "on_conflict": "fail" })).await.refused(Code::NameTaken);
    minji.restore(&trashed[0], &json!({ "on_conflict": "replace" })).await.invalid_at("on_conflict", "invalid");
    assert_eq!(minji.trashed().await.len(), 3);
    for (id, name) in trashed.iter().zip(["a (2).txt", "a (3).txt", "a (4).txt"]) {
        assert_eq!(minji.restore(id, &json!({ "on_conflict": "rename" })).await.expect(200)["name"], name);
    }
    assert_eq!(minji.names(&folder).await, ["a (2).txt", "a (3).txt", "a (4).txt", "A.TXT"]);
    world.finish().await;
}

#[tokio::test]
async fn equal_names_lie_beside_each_other_the_last_one_first_page_by_page() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let mut trashed = Vec::new();
    for n in 0..5 {
        let id =
            if n % 2 == 0 { text(&minji.upload("root", "same", b"x").await, "id").to_owned() } else { minji.folder("root", "same").await };
        minji.trash(&id).await;
        world.advance_ms(1);
        trashed.insert(0, id);
    }
    assert_eq!(ids(&minji.trashed().await), trashed);
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = minji.get(&format!("/api/trash?limit=2{cursor}")).await.expect(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2);
        seen.extend(items.iter().map(|item| text(item, "id").to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, trashed);
    minji.get("/api/trash?limit=0").await.invalid_at("limit", "out_of_range");
    let first = minji.get("/api/trash?limit=2").await.expect(200);
    jiho.get(&format!("/api/trash?cursor={}", text(&first, "next_cursor"))).await.invalid_at("cursor", "invalid");
    assert_eq!(jiho.trashed().await.len(), 0);
    world.finish().await;
}

#[tokio::test]
async fn what_is_in_the_trash_is_gone_for_everything_else() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let inner = minji.folder(&folder, "inner").await;
    let file = minji.upload(&inner, "a.txt", b"hello").await;
    minji.trash(&folder).await;
    for id in [folder.as_str(), &inner, text(&file, "id")] {
        minji.get(&format!("/api/entries/{id}")).await.refused(Code::NotFound);
        minji.patch(&format!("/api/entries/{id}"), &json!({ "name": "x" })).await.refused(Code::NotFound);
        minji.patch(&format!("/api/entries/{id}"), &json!({ "starred": true })).await.refused(Code::NotFound);
        minji.delete(&format!("/api/entries/{id}")).await.refused(Code::NotFound);
        minji.post("/api/downloads", &json!({ "entry_ids": [id] })).await.refused(Code::NotFound);
        minji.get(&format!("/api/entries/{id}/content")).await.refused(Code::NotFound);
        minji.post("/api/shares", &json!({ "entry_ids": [id], "allow": "view" })).await.refused(Code::NotFound);
    }
    for id in [&folder, &inner] {
        minji.get(&format!("/api/folders/{id}/entries")).await.refused(Code::NotFound);
        minji.post("/api/folders", &json!({ "parent_id": id, "name": "new" })).await.refused(Code::NotFound);
        assert_eq!(problem_code(&minji.start(&[wanted(id, "new", b"x")]).await[0]), "not_found");
        minji.patch("/api/entries/root", &json!({ "parent_id": id })).await.refused(Code::Forbidden);
    }
    for id in [inner.as_str(), text(&file, "id"), "root", "nonsense"] {
        minji.restore(id, &json!({})).await.refused(Code::NotFound);
        minji.delete(&format!("/api/trash/{id}")).await.refused(Code::NotFound);
    }
    minji.delete("/api/entries/root").await.refused(Code::Forbidden);
    assert_eq!(ids(&minji.trashed().await), [folder.as_str()]);
    minji.folder("root", "folder").await;
    world.finish().await;
}

#[tokio::test]
async fn an_upload_into_a_trashed_folder_keeps_its_bytes_until_it_is_given_another() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let id = minji.send_only(&wanted(&folder, "a.txt", b"hello"), b"hello").await;
    let other = minji.send_only(&wanted(&folder, "b.txt", b"12"), b"12").await;
    minji.trash(&folder).await;
    assert_eq!(problem_code(&minji.complete_one(&id).await), "not_found");
    let room = minji.room().await;
    assert_eq!((room.reserved, room.used), (7, 0));
    let completed = minji.complete(&[json!({ "upload_id": id, "parent_id": "root" })]).await.remove(0);
    assert_eq!(minji.download(text(&completed["entry"], "id")).await, b"hello");
    minji.put_back(&folder).await;
    assert!(minji.complete_one(&other).await["problem"].is_null(), "the folder is there again");
    assert_eq!((minji.room().await.reserved, minji.room().await.used), (0, 7));
    world.finish().await;
}

#[tokio::test]
async fn a_link_to_what_is_trashed_is_gone_at_once_and_back_with_it() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let outer = minji.folder("root", "outer").await;
    let shared = minji.folder(&outer, "shared").await;
    let file = minji.upload(&shared, "a.txt", b"hello").await;
    let share = minji.post("/api/shares", &json!({ "entry_ids": [shared], "allow": "download" })).await.expect(201);
    let visitor = Visitor::new(&minji.http, text(&share, "token"));
    let taken = visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
    for trashed in [&outer, &shared] {
        minji.trash(trashed).await;
        visitor.open().await.refused(Code::ShareEnded);
        assert_ne!(visitor.list("root").await.status, 200);
        assert_ne!(visitor.downloads(&json!({ "entry_ids": [file["id"]] })).await.status, 200);
        assert_ne!(visitor.downloads(&json!({ "entry_ids": ["root"], "download_id": taken["download_id"] })).await.status, 200);
        minji.put_back(trashed).await;
        visitor.open().await.expect(200);
        visitor.list("root").await.expect(200);
    }
    minji.trash(text(&file, "id")).await;
    assert_eq!(visitor.list("root").await.expect(200)["items"], json!([]));
    world.finish().await;
}

#[tokio::test]
async fn nobody_reaches_anothers_trash() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let file = minji.upload("root", "a.txt", b"hello").await;
    let id = text(&file, "id");
    jiho.delete(&format!("/api/entries/{id}")).await.refused(Code::NotFound);
    minji.trash(id).await;
    jiho.restore(id, &json!({})).await.refused(Code::NotFound);
    jiho.delete(&format!("/api/trash/{id}")).await.refused(Code::NotFound);
    jiho.delete("/api/trash").await.expect(204);
    let theirs = jiho.folder("root", "theirs").await;
    minji.restore(id, &json!({ "parent_id": theirs })).await.refused(Code::NotFound);
    let job_id = minji.purge(id).await;
    jiho.get(&format!("/api/jobs/{job_id}")).await.refused(Code::NotFound);
    minji.done(&job_id).await;
    jiho.get("/api/jobs/nonsense").await.refused(Code::NotFound);
    world.finish().await;
}
