//! Copies: their room first, a small file at once, everything else by a job.

use crate::harness::copying::problems;
use crate::harness::files::{composite, content, problem_code, sized, text, wanted};
use crate::harness::{Person, World};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

const PART: usize = 16 * 1_024 * 1_024;

#[tokio::test]
async fn a_file_is_copied_in_the_request_and_counts_like_any_other() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let (file, empty) = (minji.upload("root", "a.txt", b"hello").await, minji.upload("root", "empty", b"").await);
    let used = minji.room().await.used;
    let copy = minji.copy(text(&file, "id"), &json!({ "parent_id": folder })).await.expect(200);
    assert_ne!((&copy["id"], &copy["version_id"]), (&file["id"], &file["version_id"]));
    assert_eq!((&copy["name"], &copy["parent_id"], &copy["sha256"]), (&file["name"], &json!(folder), &file["sha256"]));
    assert_eq!((&copy["content_type"], &copy["starred"]), (&file["content_type"], &json!(false)));
    let empty = minji.copy(text(&empty, "id"), &json!({ "parent_id": folder, "name": "빈 것" })).await.expect(200);
    assert_eq!((&empty["name"], minji.download(text(&empty, "id")).await.len()), (&json!("빈 것"), 0));
    let room = minji.room().await;
    assert_eq!((room.used, room.reserved, &minji.entry(&folder).await["total_bytes"]), (used + 5, 0, &json!(5)));
    // The copy is a file of its own: it outlives what it was made of, and can be copied again.
    minji.trash(text(&file, "id")).await;
    let job = minji.purge(text(&file, "id")).await;
    minji.done(&job).await;
    world.work().await;
    let again = minji.copy(text(&copy, "id"), &json!({ "parent_id": "root" })).await.expect(200);
    assert_eq!((minji.download(text(&copy, "id")).await, minji.download(text(&again, "id")).await), (b"hello".to_vec(), b"hello".to_vec()));
    assert_eq!(minji.get("/api/uploads").await.expect(200)["items"], json!([]), "a copy is nobody's upload");
    world.finish().await;
}

#[tokio::test]
async fn a_taken_name_is_refused_renamed_or_replaced_as_asked() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (file, other) = (minji.upload("root", "a.txt", b"new").await, minji.folder("root", "other").await);
    let old = minji.upload(&other, "A.txt", b"older").await;
    let copy = async |how: Value| minji.copy(text(&file, "id"), &how).await;
    copy(json!({ "parent_id": other })).await.refused(Code::NameTaken);
    copy(json!({ "parent_id": "root" })).await.refused(Code::NameTaken);
    let beside = copy(json!({ "parent_id": "root", "on_conflict": "rename" })).await.expect(200);
    assert_eq!(beside["name"], "a (2).txt");
    let replaced = copy(json!({ "parent_id": other, "on_conflict": "replace" })).await.expect(200);
    assert_eq!((&replaced["id"], &replaced["name"]), (&old["id"], &json!("A.txt")));
    assert_eq!(minji.download(text(&old, "id")).await, b"new");
    assert_eq!(minji.storage().await["versions_bytes"], 5);
    // A folder is replaced by nothing, and a folder that is copied replaces nothing.
    minji.folder("root", "b").await;
    copy(json!({ "parent_id": "root", "name": "b", "on_conflict": "replace" })).await.refused(Code::NameTaken);
    let job = minji.copy(&other, &json!({ "parent_id": "root", "on_conflict": "replace" })).await.expect(202);
    assert_eq!(problems(&minji.over(text(&job, "job_id")).await), [("other", "name_taken")]);
    minji.copy(&other, &json!({ "parent_id": "root" })).await.refused(Code::NameTaken);
    world.finish().await;
}

/// A folder with folders, empty ones too, and more files than are copied together.
async fn tree(minji: &Person, name: &str) -> String {
    let top = minji.folder("root", name).await;
    let (left, deep) = (minji.folder(&top, "left").await, minji.folder(&top, "오른쪽").await);
    minji.folder(&left, "empty").await;
    let deep = minji.folder(&deep, "deep").await;
    for folder in [&top, &left, &deep] {
        let many: Vec<Value> = (0..60).map(|n| wanted(folder, &format!("{n}"), b"12")).collect();
        minji.upload_many(&many, b"12").await;
    }
    minji.upload(&left, "empty file", b"").await;
    top
}

#[tokio::test]
async fn a_folder_is_copied_with_all_that_is_in_it_by_a_job() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let top = tree(&minji, "top").await;
    let to = minji.folder("root", "to").await;
    let job_id = minji.copy_folder(&top, &to).await;
    let job = minji.done(&job_id).await;
    assert_eq!((&job["total"], job["entry_ids"].as_array().unwrap().len()), (&json!(181), 1));
    let copy = minji.entry(job["entry_ids"][0].as_str().unwrap()).await;
    assert_eq!((&copy["name"], &copy["parent_id"], &copy["total_bytes"]), (&json!("top"), &json!(to), &json!(360)));
    assert_eq!(minji.tree(&top).await, minji.tree(text(&copy, "id")).await);
    let room = minji.room().await;
    assert_eq!((room.used, room.reserved), (720, 0));
    world.finish().await;
}

#[tokio::test]
async fn a_folder_is_copied_into_itself_and_below_once() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let top = minji.folder("root", "top").await;
    let below = minji.folder(&top, "below").await;
    minji.upload(&below, "a", b"123").await;
    for parent in [&top, &below] {
        let before = minji.tree(&top).await;
        let job = minji.copy_folder(&top, parent).await;
        let job = minji.done(&job).await;
        assert_eq!(minji.tree(job["entry_ids"][0].as_str().unwrap()).await, before);
    }
    let job = minji.copy_folder(&top, "root").await;
    let job = minji.done(&job).await;
    assert_eq!((minji.entry(job["entry_ids"][0].as_str().unwrap()).await["name"].clone(), minji.room().await.used), (json!("top (2)"), 24));
    world.finish().await;
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let (file, folder) = (minji.upload("root", "a", b"1").await, minji.folder("root", "folder").await);
    let id = text(&file, "id");
    minji.copy("root", &json!({ "parent_id": folder })).await.refused(Code::Forbidden);
    minji.copy(id, &json!({ "parent_id": id })).await.refused(Code::NotFound);
    minji.copy(id, &json!({ "parent_id": "nonsense" })).await.refused(Code::NotFound);
    minji.copy(id, &json!({})).await.invalid_at("parent_id", "missing");
    minji.copy(id, &json!({ "parent_id": "root", "name": "a/b" })).await.refused(Code::InvalidInput);
    jiho.copy(id, &json!({ "parent_id": "root" })).await.refused(Code::NotFound);
    let theirs = jiho.folder("root", "theirs").await;
    minji.copy(id, &json!({ "parent_id": theirs })).await.refused(Code::NotFound);
    let gone = minji.folder("root", "gone").await;
    minji.trash(&gone).await;
    minji.copy(id, &json!({ "parent_id": gone })).await.refused(Code::NotFound);
    minji.copy(&gone, &json!({ "parent_id": "root" })).await.refused(Code::NotFound);
    // Of 32 folders in each other there is no copy in one more.
    let mut deep = minji.folder("root", "1").await;
    let top = deep.clone();
    for n in 2..=32 {
        deep = minji.folder(&deep, &n.to_string()).await;
    }
    minji.copy(&top, &json!({ "parent_id": folder })).await.refused(Code::TooDeep);
    minji.copy(id, &json!({ "parent_id": deep })).await.expect(200);
    let job = minji.copy_folder(&top, "root").await;
    minji.done(&job).await;
    world.finish().await;
}

#[tokio::test]
async fn several_are_copied_together_with_a_result_each_and_many_by_a_job() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (from, to) = (minji.folder("root", "from").await, minji.folder("root", "to").await);
    let many: Vec<Value> = (0..30).map(|n| wanted(&from, &format!("{n:02}"), b"12")).collect();
    let ids: Vec<Value> = minji.upload_many(&many, b"12").await.into_iter().map(|entry| entry["id"].clone()).collect();
    minji.upload(&to, "01", b"1").await;
    let batch = |ids: &[Value], how: &str| json!({ "action": "copy", "entry_ids": ids, "parent_id": to, "on_conflict": how });
    let asked = [ids[0].clone(), json!("nonsense"), ids[1].clone(), json!("root"), ids[0].clone()];
    let answer = minji.post("/api/entries/batch", &batch(&asked, "fail")).await.expect(200);
    let results = answer["results"].as_array().unwrap();
    assert!(results.iter().zip(&asked).all(|(result, id)| result["entry_id"] == *id), "{results:?}");
    assert_eq!(results[0]["entry"]["name"], "00");
    let codes: Vec<&str> = results[1..].iter().map(problem_code).collect();
    assert_eq!(codes, ["not_found", "name_taken", "forbidden", "name_taken"]);
    let queued = minji.post("/api/entries/batch", &batch(&ids, "rename")).await.expect(202);
    let job = minji.done(text(&queued, "job_id")).await;
    assert_eq!((&job["total"], job["entry_ids"].as_array().unwrap().len()), (&json!(30), 30));
    let names = minji.names(&to).await;
    assert!(["00", "00 (2)", "01", "01 (2)", "29"].iter().all(|name| names.contains(&(*name).to_owned())), "{names:?}");
    let mixed = [json!(from), ids[3].clone(), json!("nonsense")];
    let queued = minji.post("/api/entries/batch", &batch(&mixed, "fail")).await.expect(202);
    let job = minji.over(text(&queued, "job_id")).await;
    assert_eq!(problems(&job), [("", "not_found"), ("03", "name_taken")]);
    assert_eq!(minji.names(job["entry_ids"][0].as_str().unwrap()).await.len(), 30);
    let none = minji.post("/api/entries/batch", &batch(&[json!("nonsense")], "fail")).await.expect(200);
    assert_eq!(problem_code(&none["results"][0]), "not_found");
    minji.post("/api/entries/batch", &json!({ "action": "copy", "entry_ids": ids })).await.invalid_at("parent_id", "missing");
    world.finish().await;
}

#[tokio::test]
async fn a_file_of_several_parts_keeps_its_checksum() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let bytes = content(2 * PART + 10, 3);
    let started = minji.start_one(&sized("large.bin", bytes.len())).await;
    let parts: Vec<(u32, &[u8])> = (1..).zip(bytes.chunks(PART)).collect();
    for (ticket, (_, part)) in minji.sign(text(&started, "upload_id"), &parts).await.iter().zip(&parts) {
        assert_eq!(minji.http.put_part(ticket, part).await.status, 200);
    }
    let file = minji.complete_one(text(&started, "upload_id")).await["entry"].clone();
    let queued = minji.copy(text(&file, "id"), &json!({ "parent_id": "root", "name": "copy.bin" })).await.expect(202);
    let job = minji.done(text(&queued, "job_id")).await;
    let copy = minji.entry(job["entry_ids"][0].as_str().unwrap()).await;
    assert_eq!((&copy["checksum"], &copy["size_bytes"]), (&file["checksum"], &file["size_bytes"]));
    let chunks: Vec<&[u8]> = bytes.chunks(PART).collect();
    assert_eq!(copy["checksum"]["composite"], composite(&chunks));
    assert!(minji.download(text(&copy, "id")).await == bytes);
    world.finish().await;
}
