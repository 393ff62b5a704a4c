//! Out of the trash for good: gone at once, counted until it is taken apart, given back once.

use crate::harness::files::{problem_code, sized, text, wanted};
use crate::harness::{Person, World};
use futures::future::{join, join_all};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

async fn objects(world: &World) -> usize {
    let listed = world.app().objects().list(None).await.unwrap();
    listed.iter().filter(|object| !object.key.ends_with("marker")).count()
}

/// Used bytes, those of earlier versions, those in the trash.
async fn bytes(person: &Person) -> [i64; 3] {
    let storage = person.storage().await;
    ["used_bytes", "versions_bytes", "trash_bytes"].map(|name| storage[name].as_i64().unwrap())
}

fn replacing(parent: &str, name: &str, bytes: &[u8]) -> Value {
    let mut upload = wanted(parent, name, bytes);
    upload["on_conflict"] = json!("replace");
    upload
}

#[tokio::test]
async fn the_trash_still_counts_and_a_purge_gives_all_versions_back_once() {
    let world = World::with(|settings| settings.quota_bytes = 20).await;
    let minji = world.person("minji").await;
    for content in [b"123".as_slice(), b"12345", b"1234567"] {
        minji.upload_as(&replacing("root", "a", content), content).await;
        world.advance_ms(1);
    }
    let id = text(&minji.list("root", "").await[0], "id").to_owned();
    minji.trash(&id).await;
    assert_eq!(bytes(&minji).await, [15, 8, 7]);
    assert_eq!(problem_code(&minji.start(&[sized("new", 6)]).await[0]), "quota_exceeded");
    let job_id = minji.purge(&id).await;
    assert_eq!(minji.trashed().await, Vec::<Value>::new());
    assert_eq!(minji.done(&job_id).await["total"], 1);
    world.work().await;
    assert_eq!((bytes(&minji).await, minji.room().await.free, objects(&world).await), ([0, 0, 0], 20, 0));
    minji.delete(&format!("/api/trash/{id}")).await.refused(Code::NotFound);
    minji.restore(&id, &json!({})).await.refused(Code::NotFound);
    minji.get(&format!("/api/entries/{id}")).await.refused(Code::NotFound);
    minji.upload("root", "a", &[0; 20]).await;
    world.finish().await;
}

#[tokio::test]
async fn a_folder_goes_with_all_that_is_in_it_however_wide_and_deep() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let top = minji.folder("root", "top").await;
    let mut deepest = top.clone();
    for depth in 0..10 {
        deepest = minji.folder(&deepest, &format!("{depth}")).await;
        minji.folder(&deepest, "empty").await;
    }
    for folder in [&top, &deepest] {
        let many: Vec<Value> = (0..70).map(|n| wanted(folder, &format!("file {n}"), b"12")).collect();
        minji.upload_many(&many, b"12").await;
    }
    for _ in 0..12 {
        minji.upload_as(&replacing(&deepest, "again", b"1234"), b"1234").await;
        world.advance_ms(1);
    }
    let kept = minji.upload("root", "kept", b"kept").await;
    minji.trash(&top).await;
    assert_eq!(bytes(&minji).await, [4 + 280 + 48, 44, 284]);
    let job_id = minji.purge(&top).await;
    assert_eq!(minji.done(&job_id).await["total"], 141);
    world.work().await;
    assert_eq!((bytes(&minji).await, objects(&world).await), ([4, 0, 0], 1));
    assert_eq!(minji.download(text(&kept, "id")).await, b"kept");
    assert_eq!(world.audit().await.counts.entries, 1);
    world.finish().await;
}

#[tokio::test]
async fn an_emptied_trash_is_empty_at_once_and_the_room_comes_back() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    minji.delete("/api/trash").await.expect(204);
    let many: Vec<Value> = (0..75).map(|n| wanted("root", &format!("{n}"), b"12")).collect();
    let files = minji.upload_many(&many, b"12").await;
    for file in &files {
        minji.trash(text(file, "id")).await;
    }
    let folder = minji.folder("root", "folder").await;
    minji.upload(&folder, "a", b"123").await;
    minji.trash(&folder).await;
    let kept = minji.upload("root", "kept", b"1").await;
    let job_id = text(&minji.delete("/api/trash").await.expect(202), "job_id").to_owned();
    assert_eq!((minji.trashed().await.len(), minji.trash_bytes().await), (0, 0));
    minji.done(&job_id).await;
    world.work().await;
    assert_eq!((bytes(&minji).await, objects(&world).await), ([1, 0, 0], 1));
    minji.delete("/api/trash").await.expect(204);
    minji.entry(text(&kept, "id")).await;
    world.finish().await;
}

#[tokio::test]
async fn more_than_a_request_takes_is_left_to_the_job() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let many: Vec<Value> = (0..300).map(|n| wanted("root", &format!("{n}"), b"")).collect();
    let files = minji.upload_many(&many, b"").await;
    for chunk in files.chunks(25) {
        join_all(chunk.iter().map(|file| minji.trash(text(file, "id")))).await;
    }
    let job_id = text(&minji.delete("/api/trash").await.expect(202), "job_id").to_owned();
    let later = minji.upload("root", "later", b"later").await;
    world.advance_ms(1);
    minji.trash(text(&later, "id")).await;
    world.work().await;
    minji.done(&job_id).await;
    assert_eq!(minji.trashed().await.len(), 1, "what was trashed afterwards stays");
    assert_eq!(world.audit().await.counts.entries, 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_at_once_keeps_every_total() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (a, b) = (minji.folder("root", "a").await, minji.folder("root", "b").await);
    let shaken = minji.folder(&a, "shaken").await;
    let uploads = join_all((0..12).map(|n| {
        let (minji, shaken) = (&minji, &shaken);
        async move {
            let id = minji.send_only(&wanted(shaken, &format!("{n}"), &vec![b'x'; 10 + n]), &vec![b'x'; 10 + n]).await;
            let completed = minji.complete_one(&id).await;
            // Whoever comes while the folder is in the trash puts the file elsewhere.
            if !completed["problem"].is_null() {
                assert_eq!(problem_code(&completed), "not_found");
                let body = json!({ "upload_id": id, "parent_id": "root" });
                assert!(minji.complete(&[body]).await[0]["problem"].is_null());
            }
        }
    }));
    let shaking = async {
        for turn in 0..6 {
            let parent = if turn % 2 == 0 { &b } else { &a };
            minji.patch(&format!("/api/entries/{shaken}"), &json!({ "parent_id": parent })).await.expect(200);
            minji.trash(&shaken).await;
            minji.put_back(&shaken).await;
        }
    };
    let purging = join_all((0..4).map(|n| {
        let (minji, a) = (&minji, &a);
        async move {
            for turn in 0..3 {
                let folder = minji.folder(a, &format!("gone {n} {turn}")).await;
                minji.upload(&folder, "file", b"12345").await;
                minji.trash(&folder).await;
                minji.purge(&folder).await;
            }
        }
    }));
    join(join(uploads, purging), shaking).await;
    world.work().await;
    let bytes_left: i64 = (0..12).map(|n| 10 + n).sum();
    assert_eq!(bytes(&minji).await, [bytes_left, 0, 0]);
    assert_eq!(minji.entry("root").await["total_bytes"], json!(bytes_left));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_restore_and_purge_one_entry_at_once_one_wins() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    for round in 0..6 {
        let file = minji.upload("root", &format!("{round}"), b"123").await;
        let id = text(&file, "id");
        minji.trash(id).await;
        let purges = join_all((0..3).map(|_| async { minji.delete(&format!("/api/trash/{id}")).await }));
        let restores = join_all((0..3).map(|_| async { minji.restore(id, &json!({})).await }));
        let (purged, restored) = join(purges, restores).await;
        let won = purged.iter().chain(&restored).filter(|answer| answer.status < 300).count();
        assert_eq!(won, 1, "{purged:?} {restored:?}");
    }
    world.work().await;
    let kept = minji.list("root", "").await.len();
    assert_eq!(bytes(&minji).await, [3 * i64::try_from(kept).unwrap(), 0, 0]);
    world.finish().await;
}
