//! A backup is taken while the home goes on, and a home restored from it is whole.

use crate::harness::files::{content, part_tickets, sha256, text, wanted};
use crate::harness::{Person, World};
use futures::future::{join, join_all};
use serde_json::json;
use share_cloud_local::backup::{BackupError, restore};
use share_cloud_local::data_folder::{DataFolder, DataFolderError};
use share_cloud_local::progress::Progress;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tempfile::TempDir;

/// More than stands in the index, so that it is a file.
const LARGE: usize = 100_000;

/// What was answered: entries and the checksums of their bytes.
type Known = BTreeMap<String, String>;

/// A world with somebody in it who has a few files.
async fn world() -> (World, Person, Known) {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut known = Known::new();
    for (name, length) in [("empty", 0), ("small", 100), ("large", LARGE)] {
        let bytes = content(length, 5);
        let entry = minji.upload("root", name, &bytes).await;
        known.insert(text(&entry, "id").to_owned(), sha256(&bytes));
    }
    world.work().await;
    (world, minji, known)
}

/// Restores a backup while somebody waits for it.
fn put_back(backup: &Path, data: &Path) -> Result<(), BackupError> {
    let (progress, _lines) = Progress::channel();
    restore(backup, data, &progress).map(|_| ())
}

/// Restores a backup into a folder of its own and opens it.
async fn restored(backup: &Path) -> World {
    let folder = tempfile::tempdir().unwrap();
    put_back(backup, folder.path()).unwrap_or_else(|error| panic!("{error}"));
    World::open(folder, |_| {}).await
}

/// Signs in at a restored world and compares every file that must be there.
async fn check(world: &World, person: &Person, known: &Known) {
    let mut person = person.via(&world.stranger());
    person.sign_in().await;
    for (entry, digest) in known {
        assert_eq!(sha256(&person.download(entry).await), *digest);
    }
}

/// Makes a folder, a file in it, moves it, replaces it and cancels another upload, again and again.
async fn keep_busy(person: &Person, who: usize, known: &Mutex<Known>, stop: &AtomicBool) {
    for turn in 0_u64.. {
        if stop.load(Ordering::SeqCst) {
            return;
        }
        let name = format!("{who}-{turn}");
        let folder = person.folder("root", &name).await;
        let bytes = content(if turn.is_multiple_of(2) { LARGE } else { 1_000 }, turn);
        let entry = person.upload(&folder, &name, &bytes).await;
        let id = text(&entry, "id").to_owned();
        known.lock().unwrap().insert(id.clone(), sha256(&bytes));
        person.patch(&format!("/api/entries/{id}"), &json!({ "parent_id": "root", "name": format!("{name} moved") })).await.expect(200);
        let started = person.start_one(&wanted("root", &format!("{name} dropped"), &bytes)).await;
        let sent = person.http.put_part(&part_tickets(&started["parts"]).remove(0), &bytes).await;
        assert_eq!(sent.status, 200);
        person.delete(&format!("/api/uploads/{}", text(&started, "upload_id"))).await.expect(204);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_beside_uploads_moves_and_cancels_has_all_that_was_answered_before() {
    let (world, minji, first) = world().await;
    let (known, stop) = (Mutex::new(first), AtomicBool::new(false));
    let busy = join_all((0..4).map(|who| keep_busy(&minji, who, &known, &stop)));
    let backups = async {
        let mut taken = Vec::new();
        for number in 0..4 {
            let seen = known.lock().unwrap().len();
            // Each backup is of another moment, with more in it.
            while known.lock().unwrap().len() < seen + 5 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let answered = known.lock().unwrap().clone();
            let folder = tempfile::tempdir().unwrap();
            let manifest = world.back_up(folder.path()).await.unwrap();
            assert_eq!(manifest.objects.missing, 0, "{number}");
            taken.push((folder, answered));
        }
        stop.store(true, Ordering::SeqCst);
        taken
    };
    let (_, taken) = join(busy, backups).await;
    world.finish().await;
    for (folder, answered) in taken {
        let world = restored(folder.path()).await;
        let audited = world.audit().await;
        assert!(audited.breaches.is_empty() && audited.unsettled.is_empty(), "{audited:#?}");
        check(&world, &minji, &answered).await;
        world.finish().await;
    }
}

#[tokio::test]
async fn an_upload_goes_on_in_the_restored_home() {
    const PART: usize = 16 * 1_024 * 1_024;
    let (world, minji, _) = world().await;
    let bytes = content(PART + 9, 2);
    let started = minji.start_one(&wanted("root", "film", &bytes)).await;
    let id = text(&started, "upload_id").to_owned();
    let tickets = minji.sign(&id, &[(1, &bytes[..PART]), (2, &bytes[PART..])]).await;
    assert_eq!(minji.http.put_part(&tickets[0], &bytes[..PART]).await.status, 200);
    let backup = tempfile::tempdir().unwrap();
    world.back_up(backup.path()).await.unwrap();
    minji.delete(&format!("/api/uploads/{id}")).await.expect(204);
    world.finish().await;

    let world = restored(backup.path()).await;
    let mut minji = minji.via(&world.stranger());
    minji.sign_in().await;
    let upload = minji.get(&format!("/api/uploads/{id}")).await.expect(200);
    assert_eq!(upload["stored_parts"].as_array().unwrap().len(), 1, "the part that was stored is not sent again");
    let tickets = minji.sign(&id, &[(2, &bytes[PART..])]).await;
    assert_eq!(minji.http.put_part(&tickets[0], &bytes[PART..]).await.status, 200);
    let entry = minji.complete_one(&id).await["entry"].clone();
    assert!(minji.download(text(&entry, "id")).await == bytes);
    world.finish().await;
}

#[tokio::test]
async fn a_backup_is_private_and_what_is_removed_later_stays_in_it() {
    let (world, minji, known) = world().await;
    let parent = tempfile::tempdir().unwrap();
    let backup = parent.path().join("monday");
    world.back_up(&backup).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&backup), 0o700);
    for name in ["keys.json", "table.sqlite", "objects/index.sqlite", "backup.json"] {
        assert_eq!(mode(&backup.join(name)), 0o600, "{name}");
    }
    // The home and all of its files go.
    let letters = world.letters("minji@example.com").await.len();
    drop(world);
    let world = restored(&backup).await;
    check(&world, &minji, &known).await;
    assert_eq!(world.letters("minji@example.com").await.len(), letters);
    world.finish().await;
    check(&restored(&backup).await, &minji, &known).await;
}

#[tokio::test]
async fn a_backup_goes_into_an_empty_folder_outside_of_the_home() {
    let (world, ..) = world().await;
    let parent = tempfile::tempdir().unwrap();
    fs::write(parent.path().join("photo"), "a photo").unwrap();
    assert!(matches!(world.back_up(parent.path()).await, Err(BackupError::Occupied(_))));
    assert!(matches!(world.back_up(&parent.path().join("photo")).await, Err(BackupError::Occupied(_))));
    let inside = world.path().join("backups");
    assert!(matches!(world.back_up(&inside).await, Err(BackupError::Inside(_))));
    assert!(!inside.exists() && fs::read_dir(parent.path()).unwrap().count() == 1);
    world.finish().await;
}

/// A backup of a world that is gone.
async fn taken() -> TempDir {
    let (world, ..) = world().await;
    let backup = tempfile::tempdir().unwrap();
    world.back_up(backup.path()).await.unwrap();
    world.finish().await;
    backup
}

fn sentence_of(backup: &Path, data: &Path) -> String {
    put_back(backup, data).unwrap_err().to_string()
}

#[tokio::test]
async fn what_is_no_whole_backup_is_not_restored() {
    let backup = taken().await;
    let parent = tempfile::tempdir().unwrap();
    let attempt = || {
        let data = parent.path().join(fs::read_dir(parent.path()).unwrap().count().to_string());
        let sentence = sentence_of(backup.path(), &data);
        assert!(DataFolder::open_existing(&data).is_err(), "{sentence}, and yet a home comes of it");
        // Whether something was begun there or not, the next attempt has a folder of its own.
        fs::create_dir_all(&data).unwrap();
        sentence
    };
    let damage = |name: &str, bytes: Option<&[u8]>| {
        let path = backup.path().join(name);
        let whole = fs::read(&path).unwrap();
        match bytes {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let sentence = attempt();
        fs::write(&path, whole).unwrap();
        sentence
    };
    assert!(damage("backup.json", None).contains("There is no complete backup"));
    assert!(damage("table.sqlite", Some(b"SQLite format 3\0")).contains("is damaged"));
    assert!(damage("objects/index.sqlite", None).contains("index.sqlite is missing"));
    assert!(damage("keys.json", Some(b"{}")).contains("holds no keys"));
    assert!(
        damage(
            "backup.json",
            Some(br#"{"format_version":99,"taken_at":"2026-01-01T00:00:00Z","objects":{"files":0,"bytes":0,"missing":0}}"#)
        )
        .contains("newer share-cloud")
    );
    let folders = fs::read_dir(backup.path().join("objects/bytes")).unwrap().map(|folder| folder.unwrap().path());
    let file = folders.flat_map(|folder| fs::read_dir(folder).unwrap()).next().unwrap().unwrap().path();
    let file = file.strip_prefix(backup.path()).unwrap().to_str().unwrap().to_owned();
    assert!(damage(&file, None).contains("is damaged"));
    assert!(damage(&file, Some(b"short")).contains("is damaged"));
    assert!(damage(&file, Some(&[0; LARGE])).contains("not those that were stored"), "a bit that rotted");
    put_back(backup.path(), &parent.path().join("whole")).unwrap();
}

#[tokio::test]
async fn a_home_is_restored_only_where_nothing_is() {
    let backup = taken().await;
    let (world, ..) = world().await;
    let sentence = sentence_of(backup.path(), world.path());
    assert!(sentence.contains("There is a home in"), "{sentence}");
    let foreign = tempfile::tempdir().unwrap();
    fs::write(foreign.path().join("photo"), "a photo").unwrap();
    assert!(sentence_of(backup.path(), foreign.path()).contains("holds other things"));
    assert_eq!(fs::read_dir(foreign.path()).unwrap().count(), 1);
    assert!(matches!(DataFolder::open(backup.path()), Err(DataFolderError::Backup(_))), "serving a backup would change it");
    world.finish().await;
}

#[tokio::test]
async fn a_backup_that_nobody_waits_for_any_more_is_broken_off_and_is_none() {
    let (world, ..) = world().await;
    let backup = tempfile::tempdir().unwrap();
    let (progress, lines) = Progress::channel();
    drop(lines);
    assert!(matches!(world.back_up_with(backup.path(), progress).await, Err(BackupError::BrokenOff(_))));
    let data = tempfile::tempdir().unwrap();
    assert!(sentence_of(backup.path(), data.path()).contains("There is no complete backup"));
    world.finish().await;
}
