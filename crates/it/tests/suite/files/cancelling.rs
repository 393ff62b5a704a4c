//! Cancelling uploads: the room comes back exactly once.

use crate::harness::World;
use crate::harness::files::{problem_code, sized, text, wanted};
use futures::future::join_all;
use serde_json::json;
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn cancelling_gives_the_room_back_once_however_often_it_is_asked_for() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (a, b) = (minji.start_one(&sized("a", 1_000)).await, minji.start_one(&sized("b", 500)).await);
    let path = format!("/api/uploads/{}", text(&a, "upload_id"));
    for _ in 0..3 {
        minji.delete(&path).await.expect(204);
        assert_eq!(minji.room().await.reserved, 500);
    }
    let upload = minji.get(&path).await.expect(200);
    assert_eq!((&upload["state"], &upload["stored_parts"]), (&json!("cancelled"), &json!([])));
    let open = minji.get("/api/uploads").await.expect(200);
    assert_eq!(open["items"].as_array().unwrap().len(), 1);
    assert_eq!(open["items"][0]["upload_id"], b["upload_id"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_and_completing_at_once_end_in_one_of_both() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut used = 0;
    for n in 0..6 {
        let name = format!("{n}");
        let id = minji.send_only(&wanted("root", &name, b"hello"), b"hello").await;
        let path = format!("/api/uploads/{id}");
        let cancels = join_all((0..3).map(|_| minji.delete(&path)));
        let (completed, cancelled) = futures::future::join(minji.complete_one(&id), cancels).await;
        if completed["problem"].is_null() {
            used += 5;
            assert!(cancelled.iter().all(|answer| answer.status == 409), "{name}: {}", cancelled[0]);
        } else {
            assert_eq!(problem_code(&completed), "upload_closed");
            assert!(cancelled.iter().all(|answer| answer.status == 204), "{name}: {}", cancelled[0]);
        }
    }
    let room = minji.room().await;
    assert_eq!((room.used, room.reserved), (used, 0));
    world.finish().await;
}

#[tokio::test]
async fn a_completed_upload_is_not_cancelled_and_a_cancelled_one_not_completed() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let done = minji.send_only(&wanted("root", "done", b"hello"), b"hello").await;
    let entry = minji.complete_one(&done).await["entry"].clone();
    minji.delete(&format!("/api/uploads/{done}")).await.refused(Code::UploadClosed);
    assert_eq!(minji.download(text(&entry, "id")).await, b"hello");

    let gone = minji.send_only(&wanted("root", "gone", b"hello"), b"hello").await;
    minji.delete(&format!("/api/uploads/{gone}")).await.expect(204);
    assert_eq!(problem_code(&minji.complete_one(&gone).await), "upload_closed");
    let part = json!({ "parts": [{ "number": 1, "sha256": crate::harness::files::sha256(b"hello") }] });
    minji.post(&format!("/api/uploads/{gone}/parts"), &part).await.refused(Code::UploadClosed);
    assert_eq!((minji.room().await.used, minji.room().await.reserved), (5, 0));
    world.finish().await;
}
