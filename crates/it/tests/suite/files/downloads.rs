//! Downloads: single files, and everything below folders.

use crate::harness::files::{content, sha256, text, wanted};
use crate::harness::{Person, Visitor, World};
use futures::future::join_all;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;
use std::collections::BTreeMap;

/// Every file that is given for these entries, page after page, by path.
async fn all(person: &Person, entry_ids: &Value) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut cursor = Value::Null;
    loop {
        let page = person.post("/api/downloads", &json!({ "entry_ids": entry_ids, "cursor": cursor })).await.expect(200);
        assert!(page["tickets"].as_array().unwrap().len() <= 100);
        for ticket in page["tickets"].as_array().unwrap() {
            let bytes = person.http.fetch(text(ticket, "url")).await;
            assert_eq!((&ticket["size_bytes"], &ticket["sha256"]), (&json!(bytes.len()), &json!(sha256(&bytes))));
            assert!(files.insert(text(ticket, "path").to_owned(), bytes).is_none(), "twice: {ticket}");
        }
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            return files;
        }
    }
}

fn paths(files: &BTreeMap<String, Vec<u8>>) -> Vec<&str> {
    files.keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_folder_comes_with_everything_below_under_its_relative_path() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let outer = minji.folder("root", "바깥").await;
    let inner = minji.folder(&outer, "안").await;
    minji.folder(&outer, "empty").await;
    minji.upload(&outer, "a.txt", b"a").await;
    let deep = minji.upload(&inner, "깊은.txt", b"deep").await;
    minji.upload("root", "beside.txt", b"beside").await;
    let files = all(&minji, &json!([outer])).await;
    assert_eq!(paths(&files), ["a.txt", "안/깊은.txt"]);
    assert_eq!(files["안/깊은.txt"], b"deep");
    assert_eq!(paths(&all(&minji, &json!(["root"])).await), ["beside.txt", "바깥/a.txt", "바깥/안/깊은.txt"]);
    let several = all(&minji, &json!([outer, text(&deep, "id")])).await;
    assert_eq!(paths(&several), ["바깥/a.txt", "바깥/안/깊은.txt"], "what lies in an asked folder comes with it, once");
    assert_eq!(paths(&all(&minji, &json!([text(&deep, "id"), text(&deep, "id")])).await), ["깊은.txt"], "asked twice, given once");
    let empty = minji.folder("root", "nothing").await;
    assert_eq!(
        minji.post("/api/downloads", &json!({ "entry_ids": [empty] })).await.expect(200),
        json!({ "tickets": [], "next_cursor": null })
    );
    world.finish().await;
}

#[tokio::test]
async fn files_of_one_name_from_different_folders_are_told_apart() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (a, b) = (minji.folder("root", "a").await, minji.folder("root", "b").await);
    let one = minji.upload(&a, "same.txt", b"one").await;
    let two = minji.upload(&b, "SAME.txt", b"two").await;
    let files = all(&minji, &json!([text(&one, "id"), text(&two, "id")])).await;
    assert_eq!(files.len(), 2);
    let folded: std::collections::BTreeSet<String> = files.keys().map(|path| path.to_lowercase()).collect();
    assert_eq!(folded.len(), 2, "also where capitals do not count: {files:?}");
    world.finish().await;
}

#[tokio::test]
async fn many_files_come_a_hundred_a_page_each_once() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "many").await;
    let subfolders = [folder.clone(), minji.folder(&folder, "x").await, minji.folder(&folder, "y").await];
    let mut expected = BTreeMap::new();
    let uploads: Vec<(usize, Vec<u8>)> = (0..125).map(|n| (n, content(n + 1, 9))).collect();
    for chunk in uploads.chunks(25) {
        let wanted: Vec<Value> = chunk.iter().map(|(n, bytes)| wanted(&subfolders[n % 3], &format!("{n}.bin"), bytes)).collect();
        let started = minji.start(&wanted).await;
        let sends = started.iter().zip(chunk).map(|(one, (_, bytes))| async {
            let ticket = crate::harness::files::part_tickets(&one["parts"]).remove(0);
            assert_eq!(minji.http.put_part(&ticket, bytes).await.status, 200);
        });
        join_all(sends).await;
        let ids: Vec<Value> = started.iter().map(|one| json!({ "upload_id": one["upload_id"] })).collect();
        assert!(minji.complete(&ids).await.iter().all(|one| one["problem"].is_null()));
    }
    for (n, bytes) in uploads {
        expected.insert(format!("{}{n}.bin", ["", "x/", "y/"][n % 3]), bytes);
    }
    assert!(all(&minji, &json!([folder])).await == expected);
    assert_eq!(minji.entry(&folder).await["file_count"], 125);
    world.finish().await;
}

#[tokio::test]
async fn a_cursor_goes_with_what_was_asked_and_who_asked() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let folder = minji.folder("root", "many").await;
    let other = minji.folder("root", "other").await;
    for chunk in 0..5 {
        let names: Vec<String> = (0..21).map(|n| format!("{chunk}-{n}")).collect();
        let started = minji.start(&names.iter().map(|name| wanted(&folder, name, b"x")).collect::<Vec<_>>()).await;
        let sends = started.iter().map(|one| async {
            minji.http.put_part(&crate::harness::files::part_tickets(&one["parts"]).remove(0), b"x").await;
        });
        join_all(sends).await;
        minji.complete(&started.iter().map(|one| json!({ "upload_id": one["upload_id"] })).collect::<Vec<_>>()).await;
    }
    let page = minji.post("/api/downloads", &json!({ "entry_ids": [folder] })).await.expect(200);
    assert_eq!(page["tickets"].as_array().unwrap().len(), 100);
    let cursor = &page["next_cursor"];
    let ask = |ids: Value| json!({ "entry_ids": ids, "cursor": cursor });
    assert_eq!(minji.post("/api/downloads", &ask(json!([folder]))).await.expect(200)["tickets"].as_array().unwrap().len(), 5);
    minji.post("/api/downloads", &ask(json!([other]))).await.invalid_at("cursor", "invalid");
    minji.post("/api/downloads", &ask(json!(["root"]))).await.invalid_at("cursor", "invalid");
    jiho.post("/api/downloads", &ask(json!(["root"]))).await.invalid_at("cursor", "invalid");
    minji.post("/api/downloads", &json!({ "entry_ids": [folder], "cursor": "bm9uc2Vuc2U" })).await.invalid_at("cursor", "invalid");
    world.finish().await;
}

#[tokio::test]
async fn one_entry_that_is_not_there_refuses_the_whole_call() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let own = minji.upload("root", "own", b"own").await;
    let theirs = jiho.upload("root", "theirs", b"theirs").await;
    minji.post("/api/downloads", &json!({ "entry_ids": [text(&own, "id"), text(&theirs, "id")] })).await.refused(Code::NotFound);
    for ids in [json!([]), json!(vec!["root"; 1_001])] {
        minji.post("/api/downloads", &json!({ "entry_ids": ids })).await.invalid_at("entry_ids", "out_of_range");
    }
    let fields = minji.post("/api/downloads", &json!({ "entry_ids": ["root"], "purpose": "stream" })).await.invalid();
    assert_eq!(fields[0].0, "purpose");
    world.finish().await;
}

#[tokio::test]
async fn a_program_is_led_to_a_files_content() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"hello").await;
    let answer = minji.get(&format!("/api/entries/{}/content", text(&file, "id"))).await;
    assert_eq!((answer.status, answer.header("cache-control")), (302, Some("no-store")), "{answer}");
    let url = answer.header("location").unwrap();
    assert!(url.starts_with(&world.base_url), "{url}");
    assert_eq!(minji.http.fetch(url).await, b"hello");
    let folder = minji.folder("root", "folder").await;
    minji.get(&format!("/api/entries/{folder}/content")).await.refused(Code::NotFound);
    world.finish().await;
}

#[tokio::test]
async fn no_file_and_no_path_is_given_twice_whatever_is_asked_together() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let outer = minji.folder("root", "outer").await;
    let inner = minji.folder(&outer, "inner").await;
    let deep = minji.upload(&inner, "deep.txt", b"deep").await;
    let top = minji.upload("root", "top.txt", b"top").await;
    let (deep, top) = (text(&deep, "id"), text(&top, "id"));
    let whole = ["outer/inner/deep.txt", "top.txt"];
    // `all` panics where a path comes twice.
    for asked in [json!(["root", top]), json!([top, "root"]), json!([deep, inner, outer, "root", top]), json!(["root"])] {
        assert_eq!(paths(&all(&minji, &asked).await), whole, "{asked}");
    }
    assert_eq!(paths(&all(&minji, &json!([outer, inner, deep, top])).await), whole);
    assert_eq!(paths(&all(&minji, &json!([deep, inner])).await), ["inner/deep.txt"]);
    world.finish().await;
}

#[tokio::test]
async fn a_walk_leaves_out_what_was_moved_away_between_two_pages_however_deep_it_stands() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let top = minji.folder("root", "top").await;
    let middle = minji.folder(&top, "middle").await;
    let deepest = minji.folder(&middle, "a").await;
    let wanted_in = |folder: &str, prefix: &str, count: usize| -> Vec<Value> {
        (0..count).map(|n| wanted(folder, &format!("{prefix}{n:03}"), b"x")).collect()
    };
    // The first page ends in the deepest folder, with files of the middle one still to come.
    minji.upload_many(&wanted_in(&deepest, "deep", 103), b"x").await;
    minji.upload_many(&wanted_in(&middle, "z-middle", 3), b"x").await;
    minji.upload_many(&wanted_in(&top, "z-top", 2), b"x").await;
    let body = json!({ "entry_ids": [top], "allow": "download" });
    let link = minji.post("/api/shares", &body).await.expect(201);
    let visitor = Visitor::new(&minji.http, text(&link, "token"));
    let first = visitor.downloads(&json!({ "entry_ids": [top] })).await.expect(200);
    assert_eq!(first["tickets"].as_array().unwrap().len(), 100);

    // The deepest stays below the shared folder; the one between them leaves it.
    let path = |id: &str| format!("/api/entries/{id}");
    minji.patch(&path(&deepest), &json!({ "parent_id": top, "name": "b" })).await.expect(200);
    minji.patch(&path(&middle), &json!({ "parent_id": "root" })).await.expect(200);
    let next = json!({ "entry_ids": [top], "cursor": first["next_cursor"], "download_id": first["download_id"] });
    let second = visitor.downloads(&next).await.expect(200);
    let paths: Vec<&str> = second["tickets"].as_array().unwrap().iter().map(|ticket| text(ticket, "path")).collect();
    assert_eq!(paths.iter().filter(|path| path.contains("middle")).count(), 0, "{paths:?}");
    assert_eq!(paths.iter().filter(|path| path.starts_with("z-top")).count(), 2, "{paths:?}");
    world.finish().await;
}
