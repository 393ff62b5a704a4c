//! Links that take files: who sends sees nothing, takes no more than the owner lets it, and touches nobody else's.

use super::{change, drop_into, share, visitor};
use crate::harness::files::{part_tickets, problem_code, sha256, text};
use crate::harness::visitor::dropped;
use crate::harness::{Visitor, World};
use futures::future::{join, join_all};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

const PART: usize = 16 * 1_024 * 1_024;

fn sized(name: &str, size_bytes: u64) -> Value {
    json!({ "name": name, "size_bytes": size_bytes, "content_type": "text/plain" })
}

#[tokio::test]
async fn a_stranger_puts_files_into_a_folder_and_never_sees_what_is_there() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    minji.patch("/api/account", &json!({ "display_name": "김민지" })).await.expect(200);
    let folder = minji.folder("root", "과제").await;
    minji.upload(&folder, "secret.txt", b"secret").await;
    let made = drop_into(&minji, &folder, json!({ "note": "여기로 보내 주세요" })).await;
    assert_eq!((&made["allow"], &made["max_files"], &made["files_received"]), (&json!("drop"), &json!(1_000), &json!(0)));
    let sender = visitor(&minji, &made);
    let opened = sender.open().await;
    let page = opened.expect(200);
    assert_eq!(
        (&page["folder_name"], &page["owner_name"], &page["note"]),
        (&json!("과제"), &json!("김민지"), &json!("여기로 보내 주세요"))
    );
    assert!(page["entries"].is_null());
    for hidden in ["secret", &folder, &minji.id, &minji.root_id] {
        assert!(!opened.text().contains(hidden), "{hidden} in {opened}");
    }
    // The name is taken: the file comes beside what is there, and its sender is not told.
    let receipt = sender.drop_file("secret.txt", b"mine").await;
    assert_eq!((&receipt["name"], &receipt["size_bytes"]), (&json!("secret.txt"), &json!(4)));
    assert_eq!(receipt.as_object().unwrap().len(), 3, "{receipt}");
    assert_eq!(minji.names(&folder).await, ["secret (2).txt", "secret.txt"]);
    for answer in [sender.list("root").await, sender.list(&folder).await, sender.downloads(&json!({ "entry_ids": ["root"] })).await] {
        answer.refused(Code::Forbidden);
        assert!(!answer.text().contains("secret"), "{answer}");
    }
    let seen = change(&minji, &made, json!({})).await;
    assert_eq!((&seen["files_received"], &seen["bytes_received"], &seen["open_files"]), (&json!(1), &json!(4), &json!(0)));
    assert_eq!(minji.room().await.used, 10, "the room is the owner's");
    world.finish().await;
}

#[tokio::test]
async fn a_link_to_read_takes_no_files_and_a_drop_is_of_one_folder() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let file = minji.upload("root", "a.txt", b"a").await;
    let reader = visitor(&minji, &share(&minji, &[&folder], json!({})).await);
    reader.start_drop(&[dropped("a", b"a")]).await.refused(Code::Forbidden);
    reader.sign_drop("x", &[(1, b"a")]).await.refused(Code::Forbidden);
    reader.complete_drop(&["x"]).await.refused(Code::Forbidden);
    let bent = async |body: Value, field: &str| {
        let answer = minji.post("/api/shares", &body).await;
        assert_eq!(answer.invalid().first().map(|(field, _)| field.clone()).as_deref(), Some(field), "{answer}");
    };
    bent(json!({ "entry_ids": [text(&file, "id")], "allow": "drop" }), "entry_ids").await;
    bent(json!({ "entry_ids": [folder, "root"], "allow": "drop" }), "entry_ids").await;
    for (field, value) in [
        ("max_files", json!(0)),
        ("max_files", json!(100_001)),
        ("max_bytes", json!(0)),
        ("max_bytes", json!(-1)),
        ("max_file_bytes", json!(0)),
        ("max_downloads", json!(3)),
    ] {
        bent(json!({ "entry_ids": [folder], "allow": "drop", field: value }), field).await;
    }
    bent(json!({ "entry_ids": [folder], "allow": "download", "max_files": 3 }), "max_files").await;
    bent(json!({ "entry_ids": [folder], "allow": "drop", "kinds": ["poem"] }), "kinds.0").await;
    let made = drop_into(&minji, &folder, json!({})).await;
    minji.patch(&format!("/api/shares/{}", text(&made, "id")), &json!({ "allow": "download" })).await.invalid_at("allow", "not_offered");
    world.finish().await;
}

#[tokio::test]
async fn before_its_password_a_drop_takes_nothing_and_tells_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "secret folder").await;
    let made = drop_into(&minji, &folder, json!({ "password": "open sesame" })).await;
    let mut sender = visitor(&minji, &made);
    assert_eq!(sender.open().await.expect(200), json!({ "needs_password": true }));
    sender.start_drop(&[dropped("a", b"a")]).await.refused(Code::Unauthorized);
    sender.sign_drop("x", &[(1, b"a")]).await.refused(Code::Unauthorized);
    sender.complete_drop(&["x"]).await.refused(Code::Unauthorized);
    sender.unlock("open sesame").await;
    sender.drop_file("a.txt", b"a").await;
    change(&minji, &made, json!({ "password": "quite another" })).await;
    sender.start_drop(&[dropped("b", b"b")]).await.refused(Code::Unauthorized);
    assert_eq!(minji.names(&folder).await, ["a.txt"]);
    world.finish().await;
}

#[tokio::test]
async fn senders_neither_see_nor_touch_each_others_uploads() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (folder, other) = (minji.folder("root", "folder").await, minji.folder("root", "other").await);
    let made = drop_into(&minji, &folder, json!({})).await;
    let (one, two) = (visitor(&minji, &made), visitor(&minji, &drop_into(&minji, &other, json!({})).await));
    let id = one.send_drop_only(&dropped("mine.txt", b"mine"), b"mine").await;
    let own = minji.send_only(&crate::harness::files::wanted(&folder, "owners", b"own"), b"own").await;
    // Of another link, an account's own, one half of an id, none.
    let halved = format!("{}{}", &id[..21], "A".repeat(22));
    for (link, wrong) in [(&two, id.as_str()), (&one, own.as_str()), (&one, halved.as_str()), (&one, "nonsense")] {
        link.sign_drop(wrong, &[(1, b"mine")]).await.refused(Code::NotFound);
        let completed = link.complete_drop(&[wrong]).await.expect(200);
        assert_eq!(problem_code(&completed["uploads"][0]), "not_found");
    }
    minji.get(&format!("/api/uploads/{id}")).await.refused(Code::NotFound);
    assert_eq!(minji.get("/api/uploads").await.expect(200)["items"].as_array().unwrap().len(), 1, "the owner's list is the owner's");
    // A key that could be guessed is none; the same secret key is the same upload, with other fields it is refused.
    for key in ["1", "a-guessable-key"] {
        let mut upload = dropped("a", b"a");
        upload["client_key"] = json!(key);
        assert_eq!(problem_code(&one.start_one_drop(&upload).await), "invalid_input");
    }
    let mut upload = dropped("a", b"a");
    upload["client_key"] = json!("Zm9yIG9uZSBzZW5kZXIgYWxvbmU");
    let first = one.start_one_drop(&upload).await;
    assert_eq!(one.start_one_drop(&upload).await["upload_id"], first["upload_id"]);
    assert_ne!(two.start_one_drop(&upload).await["upload_id"], first["upload_id"], "a key is of one link");
    upload["name"] = json!("b");
    assert_eq!(problem_code(&one.start_one_drop(&upload).await), "client_key_reused");
    for field in ["parent_id", "on_conflict"] {
        let mut upload = dropped("a", b"a");
        upload[field] = json!("root");
        assert_eq!(one.start_drop(&[upload]).await.status, 422);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_receipt_stays_what_it_was_whatever_the_owner_does_with_the_file() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let sender = visitor(&minji, &drop_into(&minji, &folder, json!({})).await);
    let id = sender.send_drop_only(&dropped("a.txt", b"hello"), b"hello").await;
    let first = sender.complete_drop(&[&id]).await.expect(200);
    let file = minji.list(&folder, "").await.remove(0);
    minji.patch(&format!("/api/entries/{}", text(&file, "id")), &json!({ "name": "private.txt" })).await.expect(200);
    assert_eq!(sender.complete_drop(&[&id]).await.expect(200), first);
    minji.trash(text(&file, "id")).await;
    assert_eq!(sender.complete_drop(&[&id]).await.expect(200), first);
    world.finish().await;
}

#[tokio::test]
async fn what_a_drop_does_not_take_is_refused_and_reserves_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let limits = json!({ "max_files": 3, "max_bytes": 100, "max_file_bytes": 60, "kinds": ["image", "document"] });
    let made = drop_into(&minji, &folder, limits).await;
    let sender = visitor(&minji, &made);
    let before = minji.room().await;
    for (name, size, code) in [
        ("a.exe", 1, "drop_kind_refused"),
        ("png", 1, "drop_kind_refused"),
        ("a.png", 61, "drop_file_too_large"),
        ("a/b.png", 1, "invalid_input"),
        ("..", 1, "invalid_input"),
    ] {
        assert_eq!(problem_code(&sender.start_one_drop(&sized(name, size)).await), code, "{name}");
    }
    for size in [json!(-1), json!(1.5), json!("1"), json!(9_007_199_254_740_993_u64)] {
        let mut upload = sized("a.png", 1);
        upload["size_bytes"] = size;
        assert_eq!(sender.start_drop(&[upload]).await.status, 422);
    }
    assert_eq!(minji.room().await, before);
    // 60 + 60 are more than 100 together: the first that fit start.
    let started = sender.start_drop(&[sized("a.png", 60), sized("b.png", 60), sized("c.PDF", 40)]).await.expect(200);
    let codes: Vec<&str> = started["uploads"].as_array().unwrap().iter().map(|one| one["problem"]["code"].as_str().unwrap_or("")).collect();
    assert_eq!(codes, ["", "drop_full", ""]);
    assert_eq!(problem_code(&sender.start_one_drop(&sized("d.png", 1)).await), "drop_full");
    let page = sender.open().await.expect(200);
    assert_eq!((&page["files_left"], &page["bytes_left"]), (&json!(1), &json!(0)));
    assert!(sender.start_one_drop(&sized("empty.png", 0)).await["upload_id"].is_string());
    assert_eq!(problem_code(&sender.start_one_drop(&sized("e.png", 0)).await), "drop_full", "an empty file is a file");
    assert_eq!(minji.room().await.reserved, 100);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_starters_at_once_ten_get_the_ten_places() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let made = drop_into(&minji, &folder, json!({ "max_files": 10 })).await;
    let sender = visitor(&minji, &made);
    let wanted: Vec<Value> = (0..100).map(|n| sized(&format!("{n}"), 5)).collect();
    let started = join_all(wanted.iter().map(|upload| sender.start_one_drop(upload))).await;
    let (open, refused): (Vec<&Value>, Vec<&Value>) = started.iter().partition(|one| one["problem"].is_null());
    assert_eq!(open.len(), 10);
    assert!(refused.iter().all(|one| problem_code(one) == "drop_full"), "{refused:?}");
    let seen = change(&minji, &made, json!({})).await;
    assert_eq!((&seen["open_files"], &seen["files_received"]), (&json!(10), &json!(0)));
    assert_eq!(minji.room().await.reserved, 50);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_starters_at_once_never_get_more_than_the_bytes_of_the_drop_or_the_room_of_its_owner() {
    let world = World::with(|settings| settings.quota_bytes = 1_000).await;
    let minji = world.person("minji").await;
    let (folder, other) = (minji.folder("root", "folder").await, minji.folder("root", "other").await);
    let within = visitor(&minji, &drop_into(&minji, &folder, json!({ "max_bytes": 300 })).await);
    let wanted = sized("a", 7);
    let started = join_all((0..100).map(|_| within.start_one_drop(&wanted))).await;
    assert_eq!(started.iter().filter(|one| one["problem"].is_null()).count(), 42, "300 / 7");
    assert_eq!(minji.room().await.reserved, 294);
    let beyond = visitor(&minji, &drop_into(&minji, &other, json!({ "max_bytes": 100_000 })).await);
    let wanted = sized("b", 10);
    let started = join_all((0..100).map(|_| beyond.start_one_drop(&wanted))).await;
    let (open, refused): (Vec<&Value>, Vec<&Value>) = started.iter().partition(|one| one["problem"].is_null());
    assert_eq!(open.len(), 70, "706 / 10");
    for one in refused {
        assert_eq!(problem_code(one), "quota_exceeded");
        assert!(!one.to_string().contains("free") && !one.to_string().contains('6'), "the owner's room is nobody's business: {one}");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_hundred_uploads_are_open_at_once_through_one_drop_and_not_one_more() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let sender = visitor(&minji, &drop_into(&minji, &folder, json!({})).await);
    let wanted: Vec<Value> = (0..25).map(|n| sized(&format!("{n}"), 0)).collect();
    for _ in 0..4 {
        let started = sender.start_drop(&wanted).await.expect(200);
        assert!(started["uploads"].as_array().unwrap().iter().all(|one| one["problem"].is_null()));
    }
    assert_eq!(problem_code(&sender.start_one_drop(&sized("one more", 0)).await), "too_many_uploads");
    minji.upload("root", "the owner's", b"goes on").await;
    world.finish().await;
}

async fn closed_for(sender: &Visitor, id: &str, code: Code) {
    sender.start_drop(&[dropped("late", b"late")]).await.refused(code);
    sender.sign_drop(id, &[(1, b"mine")]).await.refused(code);
    sender.complete_drop(&[id]).await.refused(code);
}

#[tokio::test]
async fn uploads_on_their_way_end_when_the_drop_is_paused_revoked_or_its_folder_is_gone() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let made = drop_into(&minji, &folder, json!({})).await;
    let sender = visitor(&minji, &made);
    let id = sender.send_drop_only(&dropped("mine", b"mine"), b"mine").await;
    change(&minji, &made, json!({ "paused": true })).await;
    closed_for(&sender, &id, Code::SharePaused).await;
    change(&minji, &made, json!({ "paused": false })).await;
    minji.trash(&folder).await;
    closed_for(&sender, &id, Code::ShareEnded).await;
    minji.restore(&folder, &json!({})).await.expect(200);
    assert_eq!(sender.complete_drop(&[&id]).await.expect(200)["uploads"][0]["entry"]["name"], "mine", "what was on its way goes on");
    let id = sender.send_drop_only(&dropped("never", b"mine"), b"mine").await;
    minji.delete(&format!("/api/shares/{}", text(&made, "id"))).await.expect(204);
    closed_for(&sender, &id, Code::ShareEnded).await;
    assert_eq!(minji.names(&folder).await, ["mine"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_arrives_after_an_owner_was_told_that_the_drop_is_paused() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let made = drop_into(&minji, &folder, json!({})).await;
    let sender = visitor(&minji, &made);
    let sends = (0..20).map(|n| {
        let sender = sender.clone();
        async move { sender.send_drop_only(&dropped(&format!("{n}"), b"x"), b"x").await }
    });
    let ids = join_all(sends).await;
    let paused = async {
        change(&minji, &made, json!({ "paused": true })).await;
        minji.names(&folder).await.len()
    };
    let completing = ids.iter().map(|id| {
        let sender = &sender;
        async move { sender.complete_drop(&[id]).await }
    });
    let (_, arrived) = join(join_all(completing), paused).await;
    assert_eq!(minji.names(&folder).await.len(), arrived);
    assert_eq!(change(&minji, &made, json!({})).await["files_received"], json!(arrived));
    world.finish().await;
}

#[tokio::test]
async fn a_large_file_comes_in_parts_and_repeats_change_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let made = drop_into(&minji, &folder, json!({})).await;
    let sender = visitor(&minji, &made);
    let bytes = crate::harness::files::content(PART + 10, 3);
    let started = sender.start_one_drop(&sized("large.bin", u64::try_from(bytes.len()).unwrap())).await;
    let id = text(&started, "upload_id");
    assert_eq!(problem_code(&sender.complete_drop(&[id]).await.expect(200)["uploads"][0]), "upload_incomplete");
    let parts = [(1, &bytes[..PART]), (2, &bytes[PART..])];
    let signed = sender.sign_drop(id, &parts).await.expect(200);
    for (ticket, (_, part)) in part_tickets(&signed["parts"]).iter().zip(parts) {
        assert_eq!(sender.http.put_part(ticket, part).await.status, 200);
    }
    let ids = [id];
    let answers = join_all((0..4).map(|_| sender.complete_drop(&ids))).await;
    for answer in answers {
        assert_eq!(answer.expect(200)["uploads"][0]["entry"]["size_bytes"], json!(bytes.len()));
    }
    let file = minji.list(&folder, "").await.remove(0);
    assert_eq!(sha256(&minji.download(text(&file, "id")).await), sha256(&bytes));
    let seen = change(&minji, &made, json!({})).await;
    assert_eq!((&seen["files_received"], &seen["bytes_received"]), (&json!(1), &json!(bytes.len())));
    world.finish().await;
}

#[tokio::test]
async fn an_owner_changes_what_a_drop_takes_and_never_below_what_came() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let made = drop_into(&minji, &folder, json!({ "max_files": 2, "max_bytes": 10 })).await;
    let path = format!("/api/shares/{}", text(&made, "id"));
    let sender = visitor(&minji, &made);
    sender.drop_file("a", b"12345").await;
    sender.drop_file("b", b"12345").await;
    assert_eq!(change(&minji, &made, json!({})).await["state"], "used_up");
    assert_eq!(problem_code(&sender.start_one_drop(&sized("c", 0)).await), "drop_full");
    minji.patch(&path, &json!({ "max_files": 1 })).await.invalid_at("max_files", "below_used");
    minji.patch(&path, &json!({ "max_bytes": 9 })).await.invalid_at("max_bytes", "below_used");
    let changed = change(&minji, &made, json!({ "max_files": 3, "max_bytes": 12, "max_file_bytes": 2, "kinds": ["image"] })).await;
    assert_eq!((&changed["state"], &changed["kinds"]), (&json!("active"), &json!(["image"])));
    assert_eq!(problem_code(&sender.start_one_drop(&sized("c.png", 3)).await), "drop_file_too_large");
    sender.drop_file("c.png", b"12").await;
    assert_eq!(change(&minji, &made, json!({ "max_file_bytes": null, "kinds": [] })).await["state"], "used_up");
    world.finish().await;
}
