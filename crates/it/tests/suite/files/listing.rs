//! Listings: their orders, their pages, and what they answer to a known ETag.

use crate::harness::files::{sized, text};
use crate::harness::{Call, Person, World};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

async fn names(person: &Person, query: &str) -> Vec<String> {
    person.list("root", query).await.iter().map(|entry| text(entry, "name").to_owned()).collect()
}

async fn three_folders_and_five_files(person: &Person) {
    for name in ["folder10", "Folder2", "폴더"] {
        person.folder("root", name).await;
    }
    for (name, size) in [("file10.txt", 3), ("File2.txt", 20), ("file1.txt", 100), ("가.txt", 1), ("나.txt", 20)] {
        person.upload("root", name, &vec![b'x'; size]).await;
    }
}

#[tokio::test]
async fn folders_come_first_and_numbers_count() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    three_folders_and_five_files(&minji).await;
    let ascending = ["Folder2", "folder10", "폴더", "file1.txt", "File2.txt", "file10.txt", "가.txt", "나.txt"];
    assert_eq!(names(&minji, "").await, ascending);
    assert_eq!(names(&minji, "sort=name&order=asc").await, ascending);
    let descending = ["폴더", "folder10", "Folder2", "나.txt", "가.txt", "file10.txt", "File2.txt", "file1.txt"];
    assert_eq!(names(&minji, "sort=name&order=desc").await, descending);
    let by_size = ["Folder2", "folder10", "폴더", "가.txt", "file10.txt", "File2.txt", "나.txt", "file1.txt"];
    assert_eq!(names(&minji, "sort=size").await, by_size);
    assert_eq!(names(&minji, "sort=size&order=desc").await[3..], ["file1.txt", "나.txt", "File2.txt", "file10.txt", "가.txt"]);
    world.finish().await;
}

#[tokio::test]
async fn pages_of_any_size_show_each_entry_once_in_every_order() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    three_folders_and_five_files(&minji).await;
    for order in ["", "sort=size", "sort=modified", "order=desc", "sort=size&order=desc", "sort=modified&order=desc"] {
        let whole = minji.list("root", order).await;
        assert_eq!(whole.len(), 8);
        for limit in 1..=9 {
            assert_eq!(minji.list("root", &format!("{order}&limit={limit}")).await, whole, "{order} by {limit}");
        }
    }
    let last = minji.get("/api/folders/root/entries?limit=8").await.expect(200);
    assert_eq!(last["next_cursor"], Value::Null, "a full last page says that it is the last");
    let empty = minji.folder("root", "empty").await;
    assert_eq!(minji.get(&format!("/api/folders/{empty}/entries")).await.expect(200), json!({ "items": [], "next_cursor": null }));
    world.finish().await;
}

#[tokio::test]
async fn a_page_goes_on_where_it_ended_whatever_came_and_went_meanwhile() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    for n in 1..=6 {
        minji.folder("root", &format!("f{n}")).await;
    }
    let first = minji.get("/api/folders/root/entries?limit=3").await.expect(200);
    let cursor = text(&first, "next_cursor");
    let last_of_page = text(&first["items"][2], "id");
    minji.folder("root", "f0").await;
    minji.folder("root", "f3a").await;
    let aside = minji.folder("root", "z").await;
    minji.patch(&format!("/api/entries/{last_of_page}"), &json!({ "parent_id": aside })).await.expect(200);
    let second = minji.get(&format!("/api/folders/root/entries?cursor={cursor}")).await.expect(200);
    let names: Vec<&str> = second["items"].as_array().unwrap().iter().map(|entry| text(entry, "name")).collect();
    assert_eq!(names, ["f3a", "f4", "f5", "f6", "z"]);
    world.finish().await;
}

#[tokio::test]
async fn a_query_that_is_no_good_is_refused() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let path = "/api/folders/root/entries";
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=", "limit"),
        ("sort=colour", "sort"),
        ("sort=NAME", "sort"),
        ("order=up", "order"),
        ("cursor=nonsense", "cursor"),
        ("cursor=", "cursor"),
        ("colour=red", "colour"),
    ] {
        let fields = minji.get(&format!("{path}?{query}")).await.invalid();
        assert_eq!((fields.len(), fields[0].0.as_str()), (1, field), "{query}: {fields:?}");
    }
    for n in 0..2 {
        minji.folder("root", &format!("{n}")).await;
    }
    let page = minji.get(&format!("{path}?limit=1")).await.expect(200);
    let cursor = text(&page, "next_cursor");
    minji.get(&format!("{path}?limit=1&sort=size&cursor={cursor}")).await.invalid_at("cursor", "invalid");
    minji.get(&format!("{path}?limit=1000")).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn a_cursor_is_good_for_its_folder_and_order_alone_and_only_as_it_was_given() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let other = minji.folder("root", "other").await;
    for n in 0..3 {
        minji.folder("root", &format!("secret{n}")).await;
        minji.folder(&other, &format!("secret{n}")).await;
        jiho.folder("root", &format!("own{n}")).await;
    }
    let path = "/api/folders/root/entries";
    let page = minji.get(&format!("{path}?limit=1&sort=size")).await.expect(200);
    let cursor = text(&page, "next_cursor");
    for query in ["", "sort=name", "sort=modified", "sort=size&order=desc"] {
        minji.get(&format!("{path}?{query}&cursor={cursor}")).await.invalid_at("cursor", "invalid");
    }
    minji.get(&format!("/api/folders/{other}/entries?sort=size&cursor={cursor}")).await.invalid_at("cursor", "invalid");
    jiho.get(&format!("{path}?sort=size&cursor={cursor}")).await.invalid_at("cursor", "invalid");
    for at in 0..cursor.len() {
        let other = if cursor.as_bytes()[at] == b'A' { "B" } else { "A" };
        let bent = format!("{}{other}{}", &cursor[..at], &cursor[at + 1..]);
        minji.get(&format!("{path}?sort=size&cursor={bent}")).await.invalid_at("cursor", "invalid");
    }
    minji.get(&format!("{path}?sort=size&order=asc&limit=7&cursor={cursor}")).await.expect(200);
    jiho.get(&format!("/api/folders/{}/entries", minji.root_id)).await.refused(Code::NotFound);
    world.finish().await;
}

#[tokio::test]
async fn a_listing_that_is_known_is_not_sent_again() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    minji.folder("root", "a").await;
    let path = "/api/folders/root/entries";
    let first = minji.get(path).await;
    let etag = first.header("etag").unwrap().to_owned();
    let again = minji.send(Call::get(path).header("if-none-match", &etag)).await;
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(etag.as_str())));
    minji.folder("root", "b").await;
    let changed = minji.send(Call::get(path).header("if-none-match", &etag)).await;
    assert_eq!(changed.expect(200)["items"].as_array().unwrap().len(), 2);
    minji.start_one(&sized("not there yet", 5)).await;
    assert_eq!(minji.send(Call::get(path).header("if-none-match", changed.header("etag").unwrap())).await.status, 304);
    world.finish().await;
}
