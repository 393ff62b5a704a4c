//! Taking what a link shares: counted exactly.

use super::{share, visitor};
use crate::harness::files::{text, wanted};
use crate::harness::{Call, World};
use futures::future::join_all;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;
use std::collections::BTreeSet;

fn root() -> Value {
    json!({ "entry_ids": ["root"] })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_takers_at_once_ten_get_the_ten_downloads() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"a").await;
    let made = share(&minji, &[text(&file, "id")], json!({ "max_downloads": 10 })).await;
    let visitor = visitor(&minji, &made);
    let body = root();
    let answers = join_all((0..100).map(|_| visitor.downloads(&body))).await;
    let taken: Vec<Value> = answers.iter().filter(|answer| answer.status == 200).map(|answer| answer.json()).collect();
    assert_eq!(taken.len(), 10);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.refused(Code::ShareEnded);
        assert!(!answer.text().contains("X-Amz-Signature"), "{answer}");
    }
    let ids: BTreeSet<&str> = taken.iter().map(|one| text(one, "download_id")).collect();
    assert_eq!(ids.len(), 10);
    assert_eq!(minji.get("/api/shares").await.expect(200)["items"][0]["downloads_used"], 10);
    assert_eq!(visitor.open().await.expect(200)["downloads_left"], 0);
    world.finish().await;
}

#[tokio::test]
async fn going_on_with_a_download_takes_no_other() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let file = minji.upload(&folder, "a.txt", b"a").await;
    let beside = minji.upload("root", "b.txt", b"b").await;
    let made = share(&minji, &[&folder, text(&beside, "id")], json!({ "max_downloads": 1 })).await;
    let visitor = visitor(&minji, &made);
    for _ in 0..3 {
        visitor.open().await.expect(200);
        visitor.list(&folder).await.expect(200);
    }
    assert_eq!(visitor.open().await.expect(200)["downloads_left"], 1, "looking takes none");
    let taken = visitor.downloads(&json!({ "entry_ids": [folder] })).await.expect(200);
    visitor.downloads(&json!({ "entry_ids": [folder] })).await.refused(Code::ShareEnded);
    let id = text(&taken, "download_id");
    for entry in [folder.as_str(), text(&file, "id")] {
        let again = visitor.downloads(&json!({ "entry_ids": [entry], "download_id": id })).await.expect(200);
        assert_eq!(again["download_id"], json!(id));
        assert_eq!(world.stranger().fetch(text(&again["tickets"][0], "url")).await, b"a");
    }
    let more = visitor.downloads(&json!({ "entry_ids": [text(&beside, "id")], "download_id": id })).await;
    more.refused(Code::Forbidden);
    for wrong in ["nonsense", &"0".repeat(32)] {
        visitor.downloads(&json!({ "entry_ids": [folder], "download_id": wrong })).await.refused(Code::NotFound);
    }
    world.finish().await;
}

#[tokio::test]
async fn one_links_download_goes_on_through_no_other_link() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"a").await;
    let (one, two) =
        (share(&minji, &[text(&file, "id")], json!({})).await, share(&minji, &[text(&file, "id")], json!({ "max_downloads": 1 })).await);
    let taken = visitor(&minji, &one).downloads(&root()).await.expect(200);
    let second = visitor(&minji, &two);
    let borrowed = json!({ "entry_ids": ["root"], "download_id": taken["download_id"] });
    second.downloads(&borrowed).await.refused(Code::NotFound);
    assert_eq!(second.open().await.expect(200)["downloads_left"], 1);
    world.finish().await;
}

#[tokio::test]
async fn a_link_to_look_at_gives_nothing_to_keep() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut upload = wanted("root", "a.png", b"png");
    upload["content_type"] = json!("image/png");
    let file = minji.upload_as(&upload, b"png").await;
    let html = minji.upload("root", "a.html", b"<script>").await;
    let made = share(&minji, &[text(&file, "id"), text(&html, "id")], json!({ "allow": "view" })).await;
    let visitor = visitor(&minji, &made);
    assert_eq!(visitor.open().await.expect(200)["allow"], "view");
    visitor.downloads(&root()).await.refused(Code::Forbidden);
    visitor.downloads(&json!({ "entry_ids": ["root"], "purpose": "attachment" })).await.refused(Code::Forbidden);
    let inline = json!({ "entry_ids": [text(&file, "id")], "purpose": "inline" });
    let tickets = visitor.downloads(&inline).await.expect(200);
    let served = world.stranger().get(text(&tickets["tickets"][0], "url")).await;
    assert!(served.header("content-disposition").unwrap().starts_with("inline"), "{:?}", served.headers);
    // What the browser must not show as itself, the app's viewer reads as text: as bytes of no type.
    let hostile = visitor.downloads(&json!({ "entry_ids": [text(&html, "id")], "purpose": "inline" })).await.expect(200);
    let served = world.stranger().get(text(&hostile["tickets"][0], "url")).await;
    assert_eq!(served.header("content-type"), Some("application/octet-stream"));
    assert!(served.header("content-disposition").unwrap().starts_with("attachment"), "{:?}", served.headers);
    world.finish().await;
}

#[tokio::test]
async fn all_of_a_link_is_asked_for_once_however_often_it_is_named() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let files = minji.upload_many(&[wanted("root", "a", b"1"), wanted("root", "b", b"1")], b"1").await;
    let made = share(&minji, &[text(&files[0], "id"), text(&files[1], "id")], json!({})).await;
    let visitor = visitor(&minji, &made);
    let asked = |count: usize| json!({ "entry_ids": vec!["root"; count] });
    let tickets = visitor.downloads(&asked(1_000)).await.expect(200);
    assert_eq!(tickets["tickets"].as_array().unwrap().len(), 2);
    visitor.downloads(&asked(1_001)).await.invalid_at("entry_ids", "out_of_range");
    world.finish().await;
}

#[tokio::test]
async fn looking_inline_counts_where_downloads_are_counted() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"a").await;
    let inline = json!({ "entry_ids": ["root"], "purpose": "inline" });
    let free = visitor(&minji, &share(&minji, &[text(&file, "id")], json!({})).await);
    free.downloads(&inline).await.expect(200);
    free.downloads(&root()).await.expect(200);
    let counted = visitor(&minji, &share(&minji, &[text(&file, "id")], json!({ "max_downloads": 1 })).await);
    let looked = counted.downloads(&inline).await.expect(200);
    counted.downloads(&inline).await.refused(Code::ShareEnded);
    counted.downloads(&root()).await.refused(Code::ShareEnded);
    counted.downloads(&json!({ "entry_ids": ["root"], "purpose": "inline", "download_id": looked["download_id"] })).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_request_that_is_refused_takes_no_download() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    minji.upload(&folder, "a.txt", b"a").await;
    let visitor = visitor(&minji, &share(&minji, &[&folder], json!({ "max_downloads": 1 })).await);
    for body in [
        json!({ "entry_ids": [] }),
        json!({ "entry_ids": [minji.root_id] }),
        json!({ "entry_ids": ["root"], "purpose": "stream" }),
        json!({ "entry_ids": ["root"], "cursor": "nonsense" }),
        json!({ "entry_ids": ["root"], "max_downloads": 9 }),
        json!({ "entry_ids": "root" }),
    ] {
        assert!((400..500).contains(&visitor.downloads(&body).await.status), "{body}");
    }
    let malformed = Call::post(format!("/api/s/{}/downloads", visitor.token)).header("content-type", "application/json").body("{");
    world.stranger().send(malformed).await.refused(Code::MalformedJson);
    assert_eq!(visitor.open().await.expect(200)["downloads_left"], 1);
    visitor.downloads(&root()).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn the_further_pages_of_a_download_take_no_other() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "many").await;
    for chunk in 0..5 {
        let wanted: Vec<Value> = (0..21).map(|n| crate::harness::files::wanted(&folder, &format!("{chunk}-{n}"), b"x")).collect();
        let started = minji.start(&wanted).await;
        let sends = started.iter().map(|one| async {
            minji.http.put_part(&crate::harness::files::part_tickets(&one["parts"]).remove(0), b"x").await;
        });
        join_all(sends).await;
        minji.complete(&started.iter().map(|one| json!({ "upload_id": one["upload_id"] })).collect::<Vec<_>>()).await;
    }
    let visitor = visitor(&minji, &share(&minji, &[&folder], json!({ "max_downloads": 1 })).await);
    let first = visitor.downloads(&root()).await.expect(200);
    assert_eq!(first["tickets"].as_array().unwrap().len(), 100);
    let mut next = root();
    next["cursor"] = first["next_cursor"].clone();
    visitor.downloads(&next).await.refused(Code::ShareEnded);
    next["download_id"] = first["download_id"].clone();
    let second = visitor.downloads(&next).await.expect(200);
    assert_eq!((second["tickets"].as_array().unwrap().len(), &second["next_cursor"]), (5, &Value::Null));
    let paths: BTreeSet<&str> =
        [&first, &second].iter().flat_map(|page| page["tickets"].as_array().unwrap()).map(|one| text(one, "path")).collect();
    assert_eq!(paths.len(), 105);
    world.finish().await;
}
