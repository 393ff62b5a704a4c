//! An object store that fails in the middle of an upload.

use crate::harness::World;
use crate::harness::files::{content, part_tickets, problem_code, sized, text, wanted};
use serde_json::json;
use share_cloud_domain::problem::Code;
use share_cloud_local::store::{Fault, Operation, Point, Rule};

const PART: usize = 16 * 1_024 * 1_024;

#[tokio::test]
async fn while_the_store_cannot_be_read_an_upload_waits_with_its_bytes_and_room() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let id = minji.send_only(&wanted("root", "a", b"hello"), b"hello").await;
    world.faults.always(Some(Operation::HeadObject), Point::Request, Fault::BrokenDisk);
    let waiting = minji.complete_one(&id).await;
    assert_eq!((problem_code(&waiting), &waiting["problem"]["status"]), ("store_unavailable", &json!(503)));
    world.faults.clear();
    assert_eq!(minji.room().await.reserved, 5);
    assert!(minji.complete_one(&id).await["problem"].is_null());
    world.finish().await;
}

#[tokio::test]
async fn bytes_that_the_disk_did_not_take_are_sent_again() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let started = minji.start_one(&wanted("root", "a", b"hello")).await;
    let ticket = part_tickets(&started["parts"]).remove(0);
    for (fault, status) in [(Fault::FullDisk, 507), (Fault::BrokenDisk, 500), (Fault::SlowDown, 503)] {
        world.faults.inject(Rule { operation: Some(Operation::PutObject), point: Point::Commit, fault, skip: 0, times: 1 });
        assert_eq!(minji.http.put_part(&ticket, b"hello").await.status, status);
        world.faults.clear();
        assert_eq!(problem_code(&minji.complete_one(text(&started, "upload_id")).await), "upload_incomplete");
    }
    assert_eq!(minji.http.put_part(&ticket, b"hello").await.status, 200);
    assert!(minji.complete_one(text(&started, "upload_id")).await["problem"].is_null());
    world.finish().await;
}

#[tokio::test]
async fn a_put_whose_answer_was_lost_is_stored_already() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let started = minji.start_one(&wanted("root", "a", b"hello")).await;
    let ticket = part_tickets(&started["parts"]).remove(0);
    let lost = Rule { operation: Some(Operation::PutObject), point: Point::Answer, fault: Fault::BrokenDisk, skip: 0, times: 1 };
    world.faults.inject(lost);
    assert_eq!(minji.http.put_part(&ticket, b"hello").await.status, 500);
    assert_eq!(minji.http.put_part(&ticket, b"hello").await.status, 412);
    assert!(minji.complete_one(text(&started, "upload_id")).await["problem"].is_null());
    world.finish().await;
}

#[tokio::test]
async fn joining_parts_whose_answer_was_lost_is_not_done_twice() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let bytes = content(PART + 10, 5);
    let started = minji.start_one(&sized("large", bytes.len())).await;
    let id = text(&started, "upload_id");
    let parts = [(1, &bytes[..PART]), (2, &bytes[PART..])];
    for (ticket, (_, part)) in minji.sign(id, &parts).await.iter().zip(parts) {
        assert_eq!(minji.http.put_part(ticket, part).await.status, 200);
    }
    world.faults.always(Some(Operation::CompleteMultipartUpload), Point::Answer, Fault::BrokenDisk);
    let first = minji.complete_one(id).await;
    world.faults.clear();
    let second = minji.complete_one(id).await;
    assert!(second["problem"].is_null(), "{first} then {second}");
    assert!(minji.download(text(&second["entry"], "id")).await == bytes);
    assert_eq!(minji.room().await.used, i64::try_from(bytes.len()).unwrap());
    world.finish().await;
}

#[tokio::test]
async fn a_part_cannot_be_signed_while_the_store_is_away_and_can_a_moment_later() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let started = minji.start_one(&sized("large", PART + 10)).await;
    let path = format!("/api/uploads/{}/parts", text(&started, "upload_id"));
    let body = json!({ "parts": [{ "number": 2, "sha256": crate::harness::files::sha256(&[0; 10]) }] });
    world.faults.always(Some(Operation::CreateMultipartUpload), Point::Request, Fault::SlowDown);
    minji.post(&path, &body).await.refused(Code::StoreUnavailable);
    world.faults.clear();
    minji.post(&path, &body).await.expect(200);
    world.finish().await;
}
