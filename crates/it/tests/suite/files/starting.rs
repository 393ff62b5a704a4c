//! Starting uploads: room is reserved exactly, or not at all.

use crate::harness::files::{problem_code, sha256, sized, text, wanted};
use crate::harness::{Call, World};
use futures::future::join_all;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

const MIB: u64 = 1_024 * 1_024;
const QUOTA: u64 = 10 * 1_024 * MIB;

#[tokio::test]
async fn a_start_reserves_its_size_and_plans_its_parts() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let plans = [(0, 1), (1, 1), (16 * MIB, 1), (16 * MIB + 1, 2), (100 * MIB, 7)];
    let mut reserved = 0;
    for (size, parts) in plans {
        let started = minji.start_one(&sized(&format!("{size}"), size)).await;
        assert_eq!((&started["state"], &started["part_count"]), (&json!("open"), &json!(parts)), "{size}");
        assert_eq!((&started["part_size_bytes"], &started["parts"]), (&json!(16 * MIB), &json!([])), "no checksum, no ticket");
        assert_eq!(text(&started, "upload_id").len(), 43);
        reserved += i64::try_from(size).unwrap();
        assert_eq!(minji.room().await.reserved, reserved);
    }
    let open = minji.get("/api/uploads").await.expect(200);
    assert_eq!((open["items"].as_array().unwrap().len(), &open["next_cursor"]), (plans.len(), &Value::Null));
    assert_eq!(minji.names("root").await.len(), 0, "nothing is there before it is complete");
    world.finish().await;
}

#[tokio::test]
async fn a_size_that_is_no_size_is_refused_and_reserves_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let sizes =
        ["-1", "9007199254740993", "1.5", "\"5\"", "null", "true", "1e3", "18446744073709551616", "-0.0", "[]", "{}", "5497558138881"];
    for size in sizes {
        let good = sized("good", 1).to_string();
        let bad = format!(r#"{{"parent_id":"root","name":"bad","size_bytes":{size},"content_type":"text/plain"}}"#);
        let body = format!(r#"{{"uploads":[{good},{bad}]}}"#);
        let answer = minji.send(Call::post("/api/uploads").header("content-type", "application/json").body(body)).await;
        let fields = answer.invalid();
        assert_eq!((fields.len(), fields[0].0.as_str()), (1, "uploads.1.size_bytes"), "{size}: {fields:?}");
        assert_eq!(minji.room().await.reserved, 0, "{size}");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_body_of_another_shape_is_refused_whole() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let too_many: Vec<Value> = (0..26).map(|n| sized(&format!("{n}"), 1)).collect();
    for uploads in [json!([]), json!(too_many)] {
        minji.post("/api/uploads", &json!({ "uploads": uploads })).await.invalid_at("uploads", "out_of_range");
    }
    let bent = |field: &str, value: Value| {
        let mut upload = sized("name", 1);
        upload[field] = value;
        json!({ "uploads": [upload] })
    };
    for (field, value) in [
        ("object_key", json!("accounts/x")),
        ("sha256", json!("nonsense")),
        ("sha256", json!(7)),
        ("on_conflict", json!("overwrite")),
        ("on_conflict", json!(7)),
        ("content_type", json!(7)),
        ("name", json!(7)),
        ("client_key", json!("k".repeat(129))),
        ("client_key", json!("")),
    ] {
        let fields = minji.post("/api/uploads", &bent(field, value.clone())).await.invalid();
        assert!(fields[0].0 == format!("uploads.0.{field}"), "{field} {value}: {fields:?}");
    }
    assert_eq!(minji.room().await.reserved, 0);
    world.finish().await;
}

#[tokio::test]
async fn each_of_many_starts_or_fails_alone() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let theirs = jiho.folder("root", "theirs").await;
    let to = |parent: &str, name: &str, size: u64| json!({ "parent_id": parent, "name": name, "size_bytes": size, "content_type": "" });
    let uploads = [
        to("root", "a", 10),
        to("root", "a/b", 10),
        to(&theirs, "c", 10),
        to("nonsense", "d", 10),
        to("root", "e", QUOTA),
        to("root", "f", 20),
        to("root", "a", 30),
    ];
    let started = minji.start(&uploads).await;
    let codes: Vec<Option<&str>> = started.iter().map(|item| item["problem"]["code"].as_str()).collect();
    assert_eq!(codes, [None, Some("invalid_input"), Some("not_found"), Some("not_found"), Some("quota_exceeded"), None, None]);
    assert_eq!(started[4]["problem"]["status"], 507);
    assert_eq!((minji.room().await.reserved, jiho.room().await.reserved), (60, 0));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_starts_at_once_never_get_more_than_is_free() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let percent = QUOTA / 100;
    minji.start_one(&sized("ninety", 90 * percent)).await;
    let free = minji.room().await.free;
    let starts = join_all((0..50).map(|n| {
        let minji = &minji;
        async move { minji.start(&[sized(&format!("{n}"), percent), sized(&format!("{n} more"), percent / 3)]).await }
    }));
    let mut granted = 0;
    for item in starts.await.iter().flatten() {
        if item["problem"].is_null() {
            granted += 1;
        } else {
            assert_eq!(problem_code(item), "quota_exceeded");
        }
    }
    let open = minji.get("/api/uploads").await.expect(200);
    let open: Vec<i64> = open["items"].as_array().unwrap().iter().map(|upload| upload["size_bytes"].as_i64().unwrap()).collect();
    assert_eq!(open.len(), granted + 1, "whoever was told so, and nobody else, has an upload");
    let room = minji.room().await;
    assert_eq!(room.reserved, open.iter().sum::<i64>());
    assert!(room.free >= 0 && room.free < free, "{room:?}");
    assert!(u64::try_from(room.free).unwrap() < percent / 3, "nothing that would have fitted was refused: {room:?}");
    world.finish().await;
}

#[tokio::test]
async fn the_last_byte_is_given_and_not_one_more() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let all = minji.start_one(&sized("all", QUOTA)).await;
    assert_eq!((minji.room().await.free, minji.room().await.reserved), (0, i64::try_from(QUOTA).unwrap()));
    let more = minji.start(&[sized("one", 1), sized("none", 0)]).await;
    assert_eq!(problem_code(&more[0]), "quota_exceeded");
    assert!(more[1]["problem"].is_null(), "nothing fits into nothing: {}", more[1]);
    minji.delete(&format!("/api/uploads/{}", text(&all, "upload_id"))).await.expect(204);
    assert_eq!(problem_code(&minji.start(&[sized("too much", QUOTA + 1)]).await[0]), "quota_exceeded");
    minji.start_one(&sized("all", QUOTA)).await;
    world.finish().await;
}

#[tokio::test]
async fn a_client_key_stands_for_one_upload() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let keyed = |key: &str, name: &str, bytes: &[u8]| {
        let mut upload = wanted("root", name, bytes);
        upload["client_key"] = json!(key);
        upload
    };
    let first = minji.start_one(&keyed("k1", "a", b"hello")).await;
    let again = minji.start_one(&keyed("k1", "a", b"hello")).await;
    assert_eq!((&again["upload_id"], &again["state"]), (&first["upload_id"], &json!("open")));
    assert_eq!(again["parts"].as_array().unwrap().len(), 1, "with a fresh ticket");
    assert_eq!(minji.room().await.reserved, 5);
    for other in [keyed("k1", "b", b"hello"), keyed("k1", "a", b"hallo"), keyed("k1", "a", b"hello!")] {
        assert_eq!(problem_code(&minji.start(&[other]).await[0]), "client_key_reused");
    }
    let twice = minji.start(&[keyed("k2", "c", b"hello"), keyed("k2", "c", b"hello")]).await;
    assert_eq!(twice[0]["upload_id"], twice[1]["upload_id"]);
    assert_eq!(minji.room().await.reserved, 10);
    let theirs = jiho.start_one(&keyed("k1", "a", b"hello")).await;
    assert_ne!(theirs["upload_id"], first["upload_id"], "another person's key is another key");
    world.finish().await;
}

#[tokio::test]
async fn a_client_key_goes_on_after_completion_and_begins_anew_after_cancelling() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut upload = wanted("root", "a", b"hello");
    upload["client_key"] = json!("key");
    let id = minji.send_only(&upload, b"hello").await;
    minji.complete_one(&id).await;
    let after = minji.start_one(&upload).await;
    assert_eq!((text(&after, "upload_id"), text(&after, "state")), (id.as_str(), "committed"));
    assert_eq!((&after["parts"], minji.room().await.reserved), (&json!([]), 0));

    upload["client_key"] = json!("other");
    upload["name"] = json!("b");
    let cancelled = minji.start_one(&upload).await;
    minji.delete(&format!("/api/uploads/{}", text(&cancelled, "upload_id"))).await.expect(204);
    let anew = minji.start_one(&upload).await;
    assert_ne!(anew["upload_id"], cancelled["upload_id"]);
    assert_eq!((text(&anew, "state"), minji.room().await.reserved), ("open", 5));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_client_key_at_once_reserves_once() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut upload = sized("a", 1_000);
    upload["client_key"] = json!("key");
    let started = join_all((0..10).map(|_| minji.start_one(&upload))).await;
    assert!(started.iter().all(|one| one["upload_id"] == started[0]["upload_id"]));
    assert_eq!(minji.room().await.reserved, 1_000);
    world.finish().await;
}

#[tokio::test]
async fn an_upload_is_its_starters_alone() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let id = minji.send_only(&wanted("root", "a", b"hello"), b"hello").await;
    let path = format!("/api/uploads/{id}");
    jiho.get(&path).await.refused(Code::NotFound);
    jiho.post(&format!("{path}/parts"), &json!({ "parts": [{ "number": 1, "sha256": sha256(b"hello") }] })).await.refused(Code::NotFound);
    jiho.delete(&path).await.refused(Code::NotFound);
    assert_eq!(problem_code(&jiho.complete_one(&id).await), "not_found");
    assert_eq!(jiho.get("/api/uploads").await.expect(200)["items"], json!([]));
    let other = if id.starts_with('A') { 'B' } else { 'A' };
    for wrong in ["nonsense", "0", &"A".repeat(43), &format!("{other}{}", &id[1..]), &id[..42]] {
        minji.get(&format!("/api/uploads/{wrong}")).await.refused(Code::NotFound);
        minji.delete(&format!("/api/uploads/{wrong}")).await.refused(Code::NotFound);
    }
    minji.complete_one(&id).await;
    world.finish().await;
}
