//! Earlier versions: a file keeps twenty, and what goes for a new one gives its room back.

use crate::harness::files::{text, wanted};
use crate::harness::{Person, World};
use futures::future::join_all;
use serde_json::{Value, json};

async fn replace(person: &Person, name: &str, bytes: &[u8]) -> Value {
    let mut upload = wanted("root", name, bytes);
    upload["on_conflict"] = json!("replace");
    person.upload_as(&upload, bytes).await
}

/// Bytes used, and how many of them are earlier versions'.
async fn used(person: &Person) -> (i64, i64) {
    let storage = person.storage().await;
    (storage["used_bytes"].as_i64().unwrap(), storage["versions_bytes"].as_i64().unwrap())
}

async fn objects(world: &World) -> usize {
    let listed = world.app().objects().list(None).await.unwrap();
    listed.iter().filter(|object| !object.key.ends_with("marker")).count()
}

#[tokio::test]
async fn the_twenty_first_earlier_version_goes_the_oldest_first_and_its_room_comes_back() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    for size in 1..=21_usize {
        replace(&minji, "a", &vec![b'x'; size]).await;
        world.advance_ms(1);
    }
    assert_eq!(used(&minji).await, ((1..=21).sum(), (1..=20).sum()));
    world.work().await;
    assert_eq!(objects(&world).await, 21);
    for size in 22..=25_usize {
        replace(&minji, "a", &vec![b'x'; size]).await;
        world.advance_ms(1);
        let size = i64::try_from(size).unwrap();
        assert_eq!(used(&minji).await, ((size - 20..=size).sum(), (size - 20..size).sum()));
        minji.room().await;
    }
    world.work().await;
    assert_eq!(objects(&world).await, 21, "the bytes of what went are gone");
    assert_eq!(minji.download(text(&minji.list("root", "").await[0], "id")).await, vec![b'x'; 25]);
    world.finish().await;
}

#[tokio::test]
async fn a_file_of_no_bytes_is_replaced_for_ever_and_stays_twenty_one_objects() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    for _ in 0..40 {
        replace(&minji, "empty", b"").await;
        world.advance_ms(1);
    }
    world.work().await;
    assert_eq!((objects(&world).await, used(&minji).await), (21, (0, 0)));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replacements_at_once_of_several_full_files_keep_twenty_of_each() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let names = ["a", "b", "c"];
    for _ in 0..21 {
        minji.upload_many(&names.map(|name| as_replacement(name, b"12")), b"12").await;
        world.advance_ms(1);
    }
    assert_eq!(used(&minji).await, (126, 120));
    let waves = join_all((0..4).map(|_| minji.replace_many(&names, b"123"))).await;
    assert!(waves.iter().flatten().all(|one| one["problem"].is_null()), "{waves:?}");
    assert_eq!(used(&minji).await, (3 * (17 * 2 + 4 * 3), 3 * (17 * 2 + 3 * 3)));
    world.work().await;
    assert_eq!(objects(&world).await, 3 * 21);
    world.finish().await;
}

fn as_replacement(name: &str, bytes: &[u8]) -> Value {
    let mut upload = wanted("root", name, bytes);
    upload["on_conflict"] = json!("replace");
    upload
}

impl Person {
    /// Replaces files of these names in one call.
    async fn replace_many(&self, names: &[&str], bytes: &[u8]) -> Vec<Value> {
        let wanted: Vec<Value> = names.iter().map(|name| as_replacement(name, bytes)).collect();
        let mut ids = Vec::new();
        for one in wanted {
            ids.push(json!({ "upload_id": self.send_only(&one, bytes).await }));
        }
        self.complete(&ids).await
    }
}
