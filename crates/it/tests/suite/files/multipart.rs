//! Files of several parts.

use crate::harness::files::{composite, content, part_tickets, problem_code, sized, text};
use crate::harness::{Call, Person, World};
use serde_json::{Value, json};

const PART: usize = 16 * 1_024 * 1_024;

struct Large {
    bytes: Vec<u8>,
    id: String,
}

impl Large {
    async fn start(person: &Person, name: &str, size: usize) -> Self {
        let bytes = content(size, 1);
        let started = person.start_one(&sized(name, size)).await;
        assert_eq!(started["part_count"], json!(size.div_ceil(PART)));
        Self { bytes, id: text(&started, "upload_id").to_owned() }
    }

    fn part(&self, number: u32) -> &[u8] {
        let begin = (usize::try_from(number).unwrap() - 1) * PART;
        &self.bytes[begin..self.bytes.len().min(begin + PART)]
    }

    async fn send(&self, person: &Person, numbers: &[u32]) {
        let parts: Vec<(u32, &[u8])> = numbers.iter().map(|number| (*number, self.part(*number))).collect();
        for ticket in person.sign(&self.id, &parts).await {
            let sent = person.http.put_part(&ticket, self.part(ticket.number)).await;
            assert_eq!(sent.status, 200, "{sent}");
        }
    }

    async fn stored(&self, person: &Person) -> Vec<Value> {
        let upload = person.get(&format!("/api/uploads/{}", self.id)).await.expect(200);
        upload["stored_parts"].as_array().unwrap().clone()
    }

    fn checksum(&self) -> String {
        let parts: Vec<&[u8]> = self.bytes.chunks(PART).collect();
        composite(&parts)
    }
}

#[tokio::test]
async fn a_large_file_goes_in_parts_and_comes_back_whole() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let large = Large::start(&minji, "large.bin", 2 * PART + 12_345).await;
    large.send(&minji, &[3]).await;
    large.send(&minji, &[1, 2]).await;
    let completed = minji.complete_one(&large.id).await;
    let entry = &completed["entry"];
    assert_eq!((&entry["size_bytes"], &entry["sha256"]), (&json!(large.bytes.len()), &Value::Null));
    assert_eq!(entry["checksum"], json!({ "composite": large.checksum(), "part_size_bytes": PART }));
    assert!(minji.download(text(entry, "id")).await == large.bytes);
    assert_eq!(minji.complete_one(&large.id).await, completed, "completing again is the same");
    let room = minji.room().await;
    assert_eq!((room.used, room.reserved), (i64::try_from(large.bytes.len()).unwrap(), 0));
    world.finish().await;
}

#[tokio::test]
async fn an_upload_goes_on_with_the_parts_that_are_missing() {
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    let large = Large::start(&minji, "large.bin", 2 * PART + 1).await;
    assert_eq!(large.stored(&minji).await, Vec::<Value>::new());
    assert_eq!(problem_code(&minji.complete_one(&large.id).await), "upload_incomplete");
    large.send(&minji, &[2]).await;
    assert_eq!(problem_code(&minji.complete_one(&large.id).await), "upload_incomplete");

    minji.sign_in().await;
    let stored = large.stored(&minji).await;
    let second = json!({ "number": 2, "size_bytes": PART, "sha256": crate::harness::files::sha256(large.part(2)) });
    assert_eq!(stored, [second], "what is stored is known after a crash of the client");
    large.send(&minji, &[1, 3]).await;
    let numbers: Vec<u64> = large.stored(&minji).await.iter().map(|part| part["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3]);
    let entry = minji.complete_one(&large.id).await["entry"].clone();
    assert!(minji.download(text(&entry, "id")).await == large.bytes);
    world.finish().await;
}

#[tokio::test]
async fn a_part_of_another_length_or_content_is_refused() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let large = Large::start(&minji, "large.bin", PART + 100).await;
    let ticket = minji.sign(&large.id, &[(2, large.part(2))]).await.remove(0);
    let mut flipped = large.part(2).to_vec();
    flipped[0] ^= 1;
    let longer = [large.part(2), b"!"].concat();
    for wrong in [&flipped[..], &large.part(2)[1..], &longer, b""] {
        let sent = minji.http.put_part(&ticket, wrong).await;
        assert!((400..500).contains(&sent.status), "{sent}");
    }
    let renumbered = ticket.url.replace("partNumber=2", "partNumber=1");
    assert_ne!(renumbered, ticket.url);
    let call =
        ticket.headers.iter().fold(Call::new(reqwest::Method::PUT, renumbered), |call, (name, value)| call.header(name, value.as_str()));
    assert!((400..500).contains(&minji.http.send(call.body(large.part(2))).await.status));
    assert_eq!(large.stored(&minji).await, Vec::<Value>::new());
    large.send(&minji, &[1, 2]).await;
    assert!(minji.complete_one(&large.id).await["problem"].is_null());
    world.finish().await;
}

#[tokio::test]
async fn a_part_that_is_sent_again_replaces_the_first() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut large = Large::start(&minji, "large.bin", PART + 100).await;
    large.send(&minji, &[1, 2]).await;
    large.bytes[PART + 5] ^= 1;
    large.send(&minji, &[2]).await;
    let entry = minji.complete_one(&large.id).await["entry"].clone();
    assert_eq!(entry["checksum"]["composite"], json!(large.checksum()));
    assert!(minji.download(text(&entry, "id")).await == large.bytes);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_that_are_signed_and_completed_at_once_make_one_file() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let large = Large::start(&minji, "large.bin", PART + 100).await;
    futures::future::join_all([1, 2].map(|number| {
        let (large, minji) = (&large, &minji);
        async move { large.send(minji, &[number]).await }
    }))
    .await;
    let completed = futures::future::join_all((0..4).map(|_| minji.complete_one(&large.id))).await;
    assert!(completed.iter().all(|one| one == &completed[0] && one["problem"].is_null()), "{completed:?}");
    assert_eq!(minji.names("root").await, ["large.bin"]);
    world.finish().await;
}

#[tokio::test]
async fn cancelling_drops_the_parts() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let large = Large::start(&minji, "large.bin", PART + 100).await;
    let tickets = minji.sign(&large.id, &[(1, large.part(1)), (2, large.part(2))]).await;
    minji.http.put_part(&tickets[1], large.part(2)).await;
    minji.delete(&format!("/api/uploads/{}", large.id)).await.expect(204);
    assert_eq!(minji.room().await.reserved, 0);
    world.work().await;
    let late = minji.http.put_part(&tickets[0], large.part(1)).await;
    assert_eq!(late.status, 404, "{late}");
    assert_eq!(part_tickets(&json!([])).len(), 0);
    world.finish().await;
}
