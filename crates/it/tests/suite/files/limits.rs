//! A folder's own limit.

use crate::harness::files::{content, problem_code, text, wanted};
use crate::harness::{Person, World};
use futures::future::join_all;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

async fn limit(minji: &Person, folder: &str, bytes: Value) -> Value {
    minji.patch(&format!("/api/entries/{folder}"), &json!({ "limit_bytes": bytes })).await.expect(200)
}

fn shown(folder: &Value) -> (Option<i64>, Option<i64>) {
    (folder["limit_bytes"].as_i64(), folder["limit_room_bytes"].as_i64())
}

/// A file that is sent and not completed yet.
async fn sent(minji: &Person, folder: &str, name: &str, bytes: &[u8]) -> Value {
    json!({ "upload_id": minji.send_only(&wanted(folder, name, bytes), bytes).await })
}

#[tokio::test]
async fn a_limit_is_set_shown_and_taken_away() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let file = minji.upload(&folder, "a", b"12345").await;
    assert_eq!(shown(&minji.entry(&folder).await), (None, None));
    assert_eq!(shown(&limit(&minji, &folder, json!(8)).await), (Some(8), Some(3)));
    let listed = minji.list("root", "").await;
    assert_eq!(shown(&listed[0]), (Some(8), Some(3)));
    minji.upload(&folder, "b", b"123").await;
    assert_eq!(shown(&minji.entry(&folder).await), (Some(8), Some(0)));
    // A limit below what is there takes nothing away, and nothing more fits.
    assert_eq!(shown(&limit(&minji, &folder, json!(2)).await), (Some(2), Some(-6)));
    let id = sent(&minji, &folder, "c", b"1").await;
    assert_eq!(problem_code(&minji.complete(std::slice::from_ref(&id)).await[0]), "folder_limit_exceeded");
    assert_eq!(minji.room().await.reserved, 1, "bytes and room are kept");
    minji.patch(&format!("/api/entries/{folder}"), &json!({ "name": "other" })).await.expect(200);
    assert_eq!(shown(&minji.entry(&folder).await), (Some(2), Some(-6)));
    assert_eq!(shown(&limit(&minji, &folder, Value::Null).await), (None, None));
    assert!(minji.complete(&[id]).await[0]["problem"].is_null());
    let path = format!("/api/entries/{folder}");
    for (wrong, code) in
        [(json!(-1), "out_of_range"), (json!(1.5), "invalid"), (json!("8"), "invalid"), (json!(9_007_199_254_740_992_i64), "out_of_range")]
    {
        minji.patch(&path, &json!({ "limit_bytes": wrong })).await.invalid_at("limit_bytes", code);
    }
    minji.patch(&format!("/api/entries/{}", text(&file, "id")), &json!({ "limit_bytes": 1 })).await.invalid_at("limit_bytes", "invalid");
    minji.patch("/api/entries/root", &json!({ "limit_bytes": 1 })).await.refused(Code::Forbidden);
    world.finish().await;
}

#[tokio::test]
async fn whatever_makes_a_limited_folder_larger_needs_its_room() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let limited = minji.folder("root", "limited").await;
    let inner = minji.folder(&limited, "inner").await;
    let (file, large) = (minji.upload(&inner, "a", b"1234567890").await, minji.upload("root", "large", b"12345").await);
    let tree = minji.folder("root", "tree").await;
    minji.upload(&tree, "b", b"12345").await;
    limit(&minji, &limited, json!(13)).await;
    let (large, file) = (text(&large, "id"), text(&file, "id"));
    let refused = Code::FolderLimitExceeded;
    minji.patch(&format!("/api/entries/{large}"), &json!({ "parent_id": inner })).await.refused(refused);
    minji.patch(&format!("/api/entries/{tree}"), &json!({ "parent_id": inner })).await.refused(refused);
    minji.copy(large, &json!({ "parent_id": inner })).await.refused(refused);
    minji.copy(&tree, &json!({ "parent_id": limited })).await.refused(refused);
    let batch = minji.post("/api/entries/batch", &json!({ "action": "copy", "entry_ids": [large], "parent_id": inner })).await;
    batch.refused(refused);
    // Replacing counts what it adds.
    let mut upload = wanted(&inner, "a", b"12345678901234");
    upload["on_conflict"] = json!("replace");
    let id = minji.send_only(&upload, b"12345678901234").await;
    assert_eq!(problem_code(&minji.complete_one(&id).await), refused.as_str());
    minji.delete(&format!("/api/uploads/{id}")).await.expect(204);
    let mut upload = wanted(&inner, "a", b"1234");
    upload["on_conflict"] = json!("replace");
    minji.upload_as(&upload, b"1234").await;
    assert_eq!(shown(&minji.entry(&limited).await), (Some(13), Some(9)));
    // And an earlier version what it is larger.
    minji.patch(&format!("/api/entries/{large}"), &json!({ "parent_id": inner })).await.expect(200);
    let versions = minji.get(&format!("/api/entries/{file}/versions")).await.expect(200);
    let earlier = text(&versions["items"][1], "id").to_owned();
    minji.post(&format!("/api/entries/{file}/versions/{earlier}/restore"), &json!({})).await.refused(refused);
    // What is trashed makes room, and needs it again to come back; moving within the folder needs none.
    minji.trash(large).await;
    minji.post(&format!("/api/entries/{file}/versions/{earlier}/restore"), &json!({})).await.expect(200);
    minji.restore(large, &json!({})).await.refused(refused);
    minji.patch(&format!("/api/entries/{file}"), &json!({ "parent_id": limited })).await.expect(200);
    limit(&minji, &limited, json!(15)).await;
    minji.restore(large, &json!({})).await.expect(200);
    assert_eq!(shown(&minji.entry(&limited).await), (Some(15), Some(0)));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_commits_at_once_as_many_pass_as_fit() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    limit(&minji, &folder, json!(175)).await;
    let bytes = content(10, 1);
    let uploads = join_all((0..50).map(|n| {
        let (minji, folder, bytes) = (&minji, &folder, &bytes);
        async move { sent(minji, folder, &format!("{n}"), bytes).await }
    }))
    .await;
    let completed = join_all(uploads.iter().map(|upload| minji.complete(std::slice::from_ref(upload)))).await;
    let (done, refused): (Vec<_>, Vec<_>) = completed.into_iter().map(|mut one| one.remove(0)).partition(|one| one["problem"].is_null());
    assert_eq!((done.len(), refused.len()), (17, 33));
    assert!(refused.iter().all(|one| problem_code(one) == "folder_limit_exceeded"), "{refused:?}");
    let shown = shown(&minji.entry(&folder).await);
    assert_eq!(shown, (Some(175), Some(5)));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_that_is_set_while_files_arrive_is_right() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let arriving = (0..20).map(|n| {
        let (minji, folder) = (&minji, &folder);
        async move { minji.upload(folder, &format!("{n}"), b"12345").await }
    });
    let setting = async {
        for n in 0..20 {
            limit(&minji, &folder, if n % 3 == 0 { Value::Null } else { json!(1_000 + n) }).await;
        }
    };
    futures::future::join(join_all(arriving), setting).await;
    assert_eq!(shown(&minji.entry(&folder).await), (Some(1_019), Some(919)));
    world.finish().await;
}
