//! Earlier versions: listed, downloaded, brought back without copying, removed.

use crate::harness::files::{text, wanted};
use crate::harness::{Person, World};
use futures::future::join_all;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

/// A file in a folder that had these contents, the last one now; its id and its versions from the first on.
async fn file_of(world: &World, person: &Person, folder: &str, contents: &[&[u8]]) -> (String, Vec<String>) {
    let (mut id, mut versions) = (String::new(), Vec::new());
    for bytes in contents {
        let mut upload = wanted(folder, "a.txt", bytes);
        upload["on_conflict"] = json!("replace");
        let entry = person.upload_as(&upload, bytes).await;
        text(&entry, "id").clone_into(&mut id);
        versions.push(text(&entry, "version_id").to_owned());
        world.advance_ms(1);
    }
    (id, versions)
}

async fn list(person: &Person, id: &str) -> Vec<(String, i64, bool)> {
    let listed = person.get(&format!("/api/entries/{id}/versions")).await.expect(200);
    assert!(listed["next_cursor"].is_null());
    let items = listed["items"].as_array().unwrap().iter();
    items.map(|item| (text(item, "id").to_owned(), item["size_bytes"].as_i64().unwrap(), item["current"] == true)).collect()
}

async fn bytes(person: &Person) -> [i64; 3] {
    let storage = person.storage().await;
    ["used_bytes", "versions_bytes", "free_bytes"].map(|name| storage[name].as_i64().unwrap())
}

#[tokio::test]
async fn the_current_version_is_listed_first_then_the_others_from_the_newest() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (id, versions) = file_of(&world, &minji, "root", &[b"1", b"22", b"333"]).await;
    let listed = list(&minji, &id).await;
    let expected = [(&versions[2], 3, true), (&versions[1], 2, false), (&versions[0], 1, false)];
    assert_eq!(listed, expected.map(|(id, size, current)| (id.clone(), size, current)));
    let folder = minji.folder("root", "folder").await;
    for gone in [folder.as_str(), "root", "nonsense"] {
        minji.get(&format!("/api/entries/{gone}/versions")).await.refused(Code::NotFound);
    }
    world.finish().await;
}

#[tokio::test]
async fn an_earlier_version_is_downloaded_as_it_was() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let (id, versions) = file_of(&world, &minji, "root", &[b"first", b"second"]).await;
    let ticket = async |version: &str| {
        let tickets = minji.post("/api/downloads", &json!({ "entry_ids": [id], "version_id": version })).await.expect(200);
        minji.http.fetch(text(&tickets["tickets"][0], "url")).await
    };
    assert_eq!((ticket(&versions[0]).await, ticket(&versions[1]).await), (b"first".to_vec(), b"second".to_vec()));
    let ask = json!({ "entry_ids": [id], "version_id": versions[0] });
    jiho.post("/api/downloads", &ask).await.refused(Code::NotFound);
    for wrong in ["nonsense", &"0".repeat(32)] {
        minji.post("/api/downloads", &json!({ "entry_ids": [id], "version_id": wrong })).await.refused(Code::NotFound);
    }
    minji.post("/api/downloads", &json!({ "entry_ids": ["root"], "version_id": versions[0] })).await.refused(Code::NotFound);
    let two = minji.upload("root", "b", b"b").await;
    let ask = json!({ "entry_ids": [id, two["id"]], "version_id": versions[0] });
    minji.post("/api/downloads", &ask).await.invalid_at("version_id", "invalid");
    world.finish().await;
}

#[tokio::test]
async fn a_restored_version_is_current_again_and_copies_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let (id, versions) = file_of(&world, &minji, &folder, &[b"1", b"22", b"333"]).await;
    let before = bytes(&minji).await;
    let restore = async |version: &str| minji.post(&format!("/api/entries/{id}/versions/{version}/restore"), &json!({})).await;
    let restored = restore(&versions[0]).await.expect(200);
    assert_eq!((&restored["version_id"], &restored["size_bytes"]), (&json!(versions[0]), &json!(1)));
    assert_eq!(minji.download(&id).await, b"1");
    assert_eq!((minji.entry(&folder).await["total_bytes"].clone(), minji.entry("root").await["total_bytes"].clone()), (json!(1), json!(1)));
    assert_eq!(bytes(&minji).await, [before[0], 5, before[2]]);
    assert_eq!(list(&minji, &id).await.iter().map(|(id, ..)| id).collect::<Vec<_>>(), [&versions[0], &versions[2], &versions[1]]);
    restore(&versions[0]).await.expect(200);
    assert_eq!(list(&minji, &id).await.len(), 3, "what is current already stays");
    restore(&versions[2]).await.expect(200);
    assert_eq!(bytes(&minji).await, before);
    restore("nonsense").await.refused(Code::NotFound);
    minji.trash(&id).await;
    restore(&versions[0]).await.refused(Code::NotFound);
    world.finish().await;
}

#[tokio::test]
async fn a_deleted_version_gives_its_room_back_once_and_the_current_one_stays() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (id, versions) = file_of(&world, &minji, "root", &[b"1", b"22", b"333"]).await;
    let [used, .., free] = bytes(&minji).await;
    let delete = async |version: &str| minji.delete(&format!("/api/entries/{id}/versions/{version}")).await;
    delete(&versions[2]).await.refused(Code::Conflict);
    let answers = join_all((0..4).map(|_| delete(&versions[1]))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1, "{answers:?}");
    assert_eq!(bytes(&minji).await, [used - 2, 1, free + 2]);
    delete(&versions[1]).await.refused(Code::NotFound);
    assert_eq!(list(&minji, &id).await.len(), 2);
    world.work().await;
    assert_eq!(minji.download(&id).await, b"333");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restoring_replacing_and_moving_at_once_keeps_every_total() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (a, b) = (minji.folder("root", "a").await, minji.folder("root", "b").await);
    let (id, versions) = file_of(&world, &minji, &a, &[b"1", b"22", b"4444"]).await;
    let restores = join_all(versions.iter().map(|version| {
        let (minji, id) = (&minji, &id);
        async move {
            for _ in 0..3 {
                minji.post(&format!("/api/entries/{id}/versions/{version}/restore"), &json!({})).await.expect(200);
            }
        }
    }));
    let moves = async {
        for turn in 0..6 {
            let parent = if turn % 2 == 0 { &b } else { &a };
            minji.patch(&format!("/api/entries/{id}"), &json!({ "parent_id": parent })).await.expect(200);
        }
    };
    futures::future::join(restores, moves).await;
    let entry: Value = minji.entry(&id).await;
    assert_eq!(
        (minji.entry(&a).await["total_bytes"].clone(), minji.entry(&b).await["total_bytes"].clone()),
        (entry["size_bytes"].clone(), json!(0))
    );
    assert_eq!(minji.room().await.used, 7);
    world.finish().await;
}
