//! Searching: by a part of a name over everything of the account, by kind, size, time and star; and the files that changed last.

use crate::harness::files::{text, wanted};
use crate::harness::{Person, World, eventually};
use serde_json::{Value, json};

/// What a query finds: names, over all pages of that many.
pub(crate) async fn found(person: &Person, path: &str, limit: usize) -> Vec<String> {
    let (mut names, mut cursor) = (Vec::new(), String::new());
    let glue = if path.contains('?') { '&' } else { '?' };
    loop {
        let page = person.get(&format!("{path}{glue}limit={limit}{cursor}")).await.expect(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit, "{page}");
        names.extend(items.iter().map(|item| text(item, "name").to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return names,
        }
    }
}

/// The same for a part of a name, in no order.
pub(crate) async fn named(person: &Person, part: &str) -> Vec<String> {
    let mut names = found(person, &format!("/api/search?{}", query(&[("q", part)])), 100).await;
    names.sort();
    names
}

pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

/// An index of the store may lag a little.
async fn soon(person: &Person, part: &str, expected: &[&str]) {
    let look = || async { (named(person, part).await == expected).then_some(()) };
    eventually(&format!("{part} finds {expected:?}"), look).await;
}

#[tokio::test]
async fn any_part_of_a_name_finds_it_in_whatever_folder_and_nobody_elses() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let folder = minji.folder("root", "회의 자료").await;
    let deep = minji.folder(&folder, "Old Reports").await;
    minji.upload(&deep, "분기 보고서 (최종).hwp", b"1").await;
    minji.upload("root", "IMG_2024.JPG", b"1").await;
    jiho.upload("root", "지호의 보고서.hwp", b"1").await;
    for (part, expected) in [
        ("고", vec!["분기 보고서 (최종).hwp"]),
        ("서 (최", vec!["분기 보고서 (최종).hwp"]),
        ("\u{1107}\u{1169}\u{1100}\u{1169}\u{1109}\u{1165}", vec!["분기 보고서 (최종).hwp"]),
        ("po", vec!["Old Reports"]),
        ("OLD REP", vec!["Old Reports"]),
        ("자료", vec!["회의 자료"]),
        ("g_20", vec!["IMG_2024.JPG"]),
        (".", vec!["IMG_2024.JPG", "분기 보고서 (최종).hwp"]),
        ("a/b", vec![]),
        ("없는 것", vec![]),
    ] {
        soon(&minji, part, &expected).await;
    }
    soon(&jiho, "보고서", &["지호의 보고서.hwp"]).await;
    let page = minji.get(&format!("/api/search?{}", query(&[("q", "최종")]))).await.expect(200);
    let path: Vec<&str> = page["items"][0]["path"].as_array().unwrap().iter().map(|step| text(step, "name")).collect();
    assert_eq!(path, ["", "회의 자료", "Old Reports", "분기 보고서 (최종).hwp"]);
    assert_eq!(page["items"][0]["parent_id"], json!(deep));
    world.finish().await;
}

#[tokio::test]
async fn a_search_follows_renames_moves_and_the_trash() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (outer, other) = (minji.folder("root", "outer").await, minji.folder("root", "other").await);
    let file = minji.upload(&outer, "draft one", b"1").await;
    let file = text(&file, "id");
    minji.patch(&format!("/api/entries/{file}"), &json!({ "name": "Draft Two", "parent_id": other })).await.expect(200);
    soon(&minji, "draft", &["Draft Two"]).await;
    assert_eq!(named(&minji, "one").await, Vec::<String>::new());
    minji.trash(&other).await;
    soon(&minji, "draft", &[]).await;
    soon(&minji, "ot", &[]).await;
    minji.put_back(&other).await;
    soon(&minji, "draft", &["Draft Two"]).await;
    minji.trash(file).await;
    soon(&minji, "draft", &[]).await;
    minji.purge(file).await;
    soon(&minji, "draft", &[]).await;
    world.finish().await;
}

#[tokio::test]
async fn what_is_found_comes_page_after_page_each_once_the_newest_first() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    for n in 0..7 {
        let folder = minji.folder("root", &format!("Page {n}")).await;
        minji.folder(&folder, &format!("other {n}")).await;
        world.advance_ms(i64::from(n % 2 == 0));
    }
    let look = || async { (found(&minji, "/api/search?q=page", 100).await.len() == 7).then_some(()) };
    eventually("all are found", look).await;
    let whole = found(&minji, "/api/search?q=page", 100).await;
    // Two and two are of one moment; between them only their ids decide.
    let mut moments: Vec<Vec<String>> = whole.chunks(2).map(<[_]>::to_vec).collect();
    moments.iter_mut().for_each(|moment| moment.sort());
    assert_eq!(moments, [vec!["Page 5", "Page 6"], vec!["Page 3", "Page 4"], vec!["Page 1", "Page 2"], vec!["Page 0"]]);
    for limit in [1, 2, 3, 6, 7, 8] {
        assert_eq!(found(&minji, "/api/search?q=page", limit).await, whole, "by {limit}");
    }
    let page = minji.get("/api/search?q=page&limit=2").await.expect(200);
    let cursor = text(&page, "next_cursor");
    jiho.get(&format!("/api/search?q=page&cursor={cursor}")).await.invalid_at("cursor", "invalid");
    minji.get(&format!("/api/search?q=pag&cursor={cursor}")).await.invalid_at("cursor", "invalid");
    minji.get(&format!("/api/recent?cursor={cursor}")).await.invalid_at("cursor", "invalid");
    world.finish().await;
}

#[tokio::test]
async fn filters_choose_by_kind_size_time_and_star() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    minji.folder("root", "a folder.zip").await;
    for (name, bytes) in [("a.jpg", 1_usize), ("a.mp4", 20), ("a.mp3", 300), ("a.pdf", 4_000), ("a.zip", 0), ("a", 5)] {
        minji.upload("root", name, &vec![7; bytes]).await;
    }
    let before = world.now();
    world.advance_ms(5_000);
    let mut late = wanted("root", "b.late", b"12");
    late["content_type"] = json!("image/png");
    minji.upload_as(&late, b"12").await;
    let all = 8;
    let look = || async { (found(&minji, "/api/search?modified_after=2000-01-01T00:00:00Z", 100).await.len() == all).then_some(()) };
    eventually("all are found", look).await;
    let (after, boundary) = (before + jiff::SignedDuration::from_secs(1), (before + jiff::SignedDuration::from_secs(5)).to_string());
    let after = after.to_string();
    for (pairs, expected) in [
        (vec![("kind", "folder")], vec!["a folder.zip"]),
        (vec![("kind", "file"), ("q", "a")], vec!["a", "a.jpg", "a.mp3", "a.mp4", "a.pdf", "a.zip", "b.late"]),
        (vec![("kind", "image")], vec!["a.jpg", "b.late"]),
        (vec![("kind", "video")], vec!["a.mp4"]),
        (vec![("kind", "audio")], vec!["a.mp3"]),
        (vec![("kind", "document")], vec!["a.pdf"]),
        (vec![("kind", "archive")], vec!["a.zip"]),
        (vec![("min_bytes", "20"), ("max_bytes", "300")], vec!["a.mp3", "a.mp4"]),
        (vec![("max_bytes", "0")], vec!["a.zip"]),
        (vec![("modified_after", after.as_str())], vec!["b.late"]),
        (vec![("modified_before", boundary.as_str()), ("kind", "image")], vec!["a.jpg"]),
        (vec![("q", "late"), ("kind", "audio")], vec![]),
    ] {
        let mut names = found(&minji, &format!("/api/search?{}", query(&pairs)), 100).await;
        names.sort();
        assert_eq!(names, expected, "{pairs:?}");
    }
    for (pairs, field, code) in [
        (vec![], "q", "required"),
        (vec![("q", "  ")], "q", "required"),
        (vec![("starred", "false")], "q", "required"),
        (vec![("kind", "films")], "kind", "invalid"),
        (vec![("starred", "yes")], "starred", "invalid"),
        (vec![("q", "a"), ("min_bytes", "-1")], "min_bytes", "out_of_range"),
        (vec![("q", "a"), ("max_bytes", "1.5")], "max_bytes", "out_of_range"),
        (vec![("q", "a"), ("modified_after", "yesterday")], "modified_after", "invalid"),
        (vec![("q", "a"), ("modified_before", "")], "modified_before", "invalid"),
        (vec![("q", "a"), ("limit", "0")], "limit", "out_of_range"),
        (vec![("q", "a"), ("cursor", "x")], "cursor", "invalid"),
        (vec![("q", "a"), ("name", "x")], "name", "unknown"),
    ] {
        minji.get(&format!("/api/search?{}", query(&pairs))).await.invalid_at(field, code);
    }
    let long = "가".repeat(256);
    minji.get(&format!("/api/search?{}", query(&[("q", &long)]))).await.invalid_at("q", "too_long");
    world.finish().await;
}

#[tokio::test]
async fn starred_is_found_wherever_it_is_until_the_star_is_taken_away() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let folder = minji.folder("root", "starred folder").await;
    let file = minji.upload(&folder, "starred file", b"1").await;
    let file = text(&file, "id");
    minji.upload(&folder, "not this", b"1").await;
    let starred = async |expected: &[&str]| {
        let look = || async {
            let mut names = found(&minji, "/api/search?starred=true", 1).await;
            names.sort();
            (names == expected).then_some(())
        };
        eventually(&format!("starred are {expected:?}"), look).await;
    };
    starred(&[]).await;
    minji.post("/api/entries/batch", &json!({ "action": "star", "entry_ids": [folder, file] })).await.expect(200);
    starred(&["starred file", "starred folder"]).await;
    assert_eq!(found(&minji, "/api/search?starred=true&kind=folder", 10).await, ["starred folder"]);
    assert_eq!(found(&minji, "/api/search?starred=true&q=file", 10).await, ["starred file"]);
    assert_eq!(found(&jiho, "/api/search?starred=true", 10).await, Vec::<String>::new());
    minji.patch(&format!("/api/entries/{file}"), &json!({ "name": "renamed file" })).await.expect(200);
    let mut again = wanted(&folder, "renamed file", b"12");
    again["on_conflict"] = json!("replace");
    minji.upload_as(&again, b"12").await;
    starred(&["renamed file", "starred folder"]).await;
    minji.trash(&folder).await;
    starred(&[]).await;
    minji.put_back(&folder).await;
    minji.patch(&format!("/api/entries/{folder}"), &json!({ "starred": false })).await.expect(200);
    starred(&["renamed file"]).await;
    world.finish().await;
}

#[tokio::test]
async fn recent_are_the_files_that_were_added_or_changed_last() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let folder = minji.folder("root", "folder").await;
    let mut ids = Vec::new();
    for n in 0..5 {
        world.advance_ms(1);
        ids.push(text(&minji.upload(&folder, &format!("{n}"), b"1").await, "id").to_owned());
    }
    world.advance_ms(1);
    minji.patch(&format!("/api/entries/{}", ids[1]), &json!({ "name": "renamed" })).await.expect(200);
    world.advance_ms(1);
    let mut again = wanted(&folder, "3", b"12");
    again["on_conflict"] = json!("replace");
    minji.upload_as(&again, b"12").await;
    world.advance_ms(1);
    minji.patch(&format!("/api/entries/{}", ids[0]), &json!({ "parent_id": "root" })).await.expect(200);
    minji.trash(&ids[2]).await;
    let expected = ["3", "renamed", "4", "0"];
    let look = || async { (found(&minji, "/api/recent", 100).await == expected).then_some(()) };
    eventually("the recent files", look).await;
    for limit in [1, 2, 3, 4, 5] {
        assert_eq!(found(&minji, "/api/recent", limit).await, expected, "by {limit}");
    }
    assert_eq!(found(&jiho, "/api/recent", 10).await, Vec::<String>::new());
    let page: Value = minji.get("/api/recent?limit=1").await.expect(200);
    assert_eq!(page["items"][0]["path"].as_array().unwrap().len(), 3);
    minji.get("/api/recent?limit=1001").await.invalid_at("limit", "out_of_range");
    minji.get("/api/recent?kind=file").await.invalid_at("kind", "unknown");
    world.finish().await;
}
