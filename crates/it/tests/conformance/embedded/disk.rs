//! What lies on the disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use share_cloud_local::store::{ObjectStore, OpenError, Options};

use super::super::multipart::Upload;
use super::super::target::{Folder, Target, bytes, now, sha256, wait_until};

/// All files of bytes in a store's folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let folders = std::fs::read_dir(folder.join("bytes")).unwrap();
    let files = folders.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap());
    files.map(|file| file.unwrap().path()).collect()
}

/// Waits until there are exactly this many; they are removed after the answer.
async fn expect_files(target: &Target, count: usize) {
    wait_until(|| files(target.own().folder.path()).len() == count).await;
}

const LARGE: usize = 200_000;

#[tokio::test]
async fn keys_are_never_paths() {
    let target = Target::embedded().await;
    for name in ["../../escaped", "/absolute", "a/b/c", "..", "bytes/00/x"] {
        target.put(name, &bytes(LARGE, 1)).await;
        assert_eq!(target.get(name).await, Some(bytes(LARGE, 1)), "{name}");
    }
    let folder = target.own().folder.path();
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["bytes", "index.sqlite", "index.sqlite-shm", "index.sqlite-wal", "lock"]);
    for file in files(folder) {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
    }
}

#[tokio::test]
async fn small_bytes_need_no_file() {
    let target = Target::embedded().await;
    for number in 0..20 {
        target.put(&format!("small {number}"), &bytes(1000, number)).await;
    }
    assert!(files(target.own().folder.path()).is_empty());
}

#[tokio::test]
async fn a_refused_put_leaves_no_file() {
    let target = Target::embedded().await;
    let ticket = target.ticket("refused", &bytes(LARGE, 1)).await;
    assert_eq!(target.send(&ticket, &bytes(LARGE, 2), &[]).await.status(), 400);
    expect_files(&target, 0).await;
    assert_eq!(target.send(&ticket, &bytes(LARGE, 1), &[]).await.status(), 200);
    assert_eq!(target.send(&ticket, &bytes(LARGE, 1), &[]).await.status(), 412);
    expect_files(&target, 1).await;
}

#[tokio::test]
async fn bytes_go_with_the_last_object_that_needs_them() {
    let target = Target::embedded().await;
    target.put("one", &bytes(LARGE, 1)).await;
    target.put("one", &bytes(LARGE, 2)).await;
    expect_files(&target, 1).await;
    target.client.copy_object().bucket(&target.bucket).key("two").copy_source("things/one").send().await.unwrap();
    expect_files(&target, 1).await;
    target.client.delete_object().bucket(&target.bucket).key("one").send().await.unwrap();
    assert_eq!(target.get("two").await, Some(bytes(LARGE, 2)));
    target.put("two", b"small now").await;
    expect_files(&target, 0).await;
}

#[tokio::test]
async fn an_object_of_parts_is_its_parts_files() {
    let target = Target::embedded().await;
    let upload = Upload::begin(&target, "joined").await;
    let (first, last) = (bytes(5 * 1024 * 1024, 1), bytes(LARGE, 2));
    let etags = [upload.part(1, &first).await, upload.part(2, &last).await];
    upload.part(3, &last).await;
    let before = files(target.own().folder.path());
    assert_eq!(before.len(), 3);
    upload.complete(&[(1, &etags[0], &first), (2, &etags[1], &last)]).send().await.unwrap();
    expect_files(&target, 2).await;
    assert!(files(target.own().folder.path()).iter().all(|file| before.contains(file)));
}

#[tokio::test]
async fn an_aborted_upload_leaves_no_file() {
    let target = Target::embedded().await;
    let upload = Upload::begin(&target, "aborted").await;
    upload.part(1, &bytes(LARGE, 1)).await;
    upload.part(1, &bytes(LARGE, 2)).await;
    expect_files(&target, 1).await;
    target.client.abort_multipart_upload().bucket(&target.bucket).key(&upload.key).upload_id(&upload.id).send().await.unwrap();
    expect_files(&target, 0).await;
}

#[tokio::test]
async fn a_file_being_read_goes_when_the_reader_is_done() {
    let target = Target::embedded().await;
    target.put("read", &bytes(20_000_000, 1)).await;
    let running = target.client.get_object().bucket(&target.bucket).key("read").send().await.unwrap();
    target.client.delete_object().bucket(&target.bucket).key("read").send().await.unwrap();
    assert_eq!(target.get("read").await, None);
    assert_eq!(files(target.own().folder.path()).len(), 1);
    assert_eq!(running.body.collect().await.unwrap().to_vec().len(), 20_000_000);
    expect_files(&target, 0).await;
}

#[tokio::test]
async fn a_store_opened_again_has_everything_and_no_stray_file() {
    let target = Target::embedded().await;
    target.put("large", &bytes(LARGE, 1)).await;
    target.put("small", b"small").await;
    let upload = Upload::begin(&target, "open").await;
    let etag = upload.part(1, &bytes(LARGE, 2)).await;
    let (key, id) = (upload.key.clone(), upload.id.clone());
    let folder = target.close().await;
    std::fs::create_dir_all(folder.path().join("bytes/ab")).unwrap();
    let stray = folder.path().join("bytes/ab").join("ab".repeat(16));
    let foreign = folder.path().join("bytes/ab/notes.txt");
    std::fs::write(&stray, b"half a file").unwrap();
    std::fs::write(&foreign, b"somebody's").unwrap();

    let target = Target::embedded_in(folder, |_| {}).await;
    assert!(!stray.exists());
    assert!(foreign.exists(), "what is not the store's is left alone");
    assert_eq!(target.get("large").await, Some(bytes(LARGE, 1)));
    assert_eq!(target.get("small").await.as_deref(), Some(&b"small"[..]));
    let upload = Upload { target: &target, key, id };
    assert_eq!(upload.listed().await, [(1, 200_000, etag.clone(), sha256(&bytes(LARGE, 2)))]);
    upload.complete(&[(1, &etag, &bytes(LARGE, 2))]).send().await.unwrap();
    assert_eq!(target.get(&upload.key).await, Some(bytes(LARGE, 2)));
}

#[tokio::test]
async fn lost_bytes_are_an_error_and_not_an_empty_file() {
    let target = Target::embedded().await;
    target.put("lost", &bytes(LARGE, 1)).await;
    let file = files(target.own().folder.path()).remove(0);
    let ticket = target.get_ticket("lost").await;
    std::fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(1000).unwrap();
    assert_eq!(target.fetch(&ticket, &[]).await.status(), 500);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(target.fetch(&ticket, &[]).await.status(), 500);
}

fn options() -> Options {
    Options::new("things", Arc::new(now))
}

#[test]
fn a_store_is_open_once_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = ObjectStore::open(folder.path(), options()).unwrap();
    assert!(matches!(ObjectStore::open(folder.path(), options()), Err(OpenError::Locked(_))));
    drop(first);
    ObjectStore::open(folder.path(), options()).unwrap();
}

#[test]
fn a_store_of_a_later_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(ObjectStore::open(folder.path(), options()).unwrap());
    let index = rusqlite::Connection::open(folder.path().join("index.sqlite")).unwrap();
    index.pragma_update(None, "user_version", 2).unwrap();
    drop(index);
    assert!(matches!(ObjectStore::open(folder.path(), options()), Err(OpenError::Newer { .. })));
}

#[tokio::test]
async fn a_store_without_its_index_is_refused_and_keeps_every_file() {
    let target = Target::embedded().await;
    target.put("large", &bytes(LARGE, 1)).await;
    let folder = target.close().await;
    for name in ["index.sqlite", "index.sqlite-wal", "index.sqlite-shm"] {
        std::fs::rename(folder.path().join(name), folder.path().join(format!("away-{name}"))).ok();
    }
    for _ in 0..2 {
        assert!(matches!(ObjectStore::open(folder.path(), options()), Err(OpenError::IndexMissing(_))));
    }
    assert_eq!(files(folder.path()).len(), 1);
    for name in ["index.sqlite", "index.sqlite-wal", "index.sqlite-shm"] {
        std::fs::rename(folder.path().join(format!("away-{name}")), folder.path().join(name)).ok();
    }
    ObjectStore::open(folder.path(), options()).unwrap();
    assert_eq!(files(folder.path()).len(), 1);
}

#[tokio::test]
async fn uploads_without_end_are_given_up_after_their_days() {
    let days = Arc::new(AtomicI64::new(0));
    let clock = {
        let days = Arc::clone(&days);
        move || -> Timestamp { now() + jiff::SignedDuration::from_hours(24 * days.load(Ordering::Relaxed)) }
    };
    let folder = Folder::Temporary(tempfile::tempdir().unwrap());
    let target = Target::embedded_in(folder, |options| options.clock = Arc::new(clock)).await;
    let store = &target.own().store;
    let begin = || target.client.create_multipart_upload().bucket(&target.bucket).key("slow").send();
    let id = begin().await.unwrap().upload_id.unwrap();
    let part = target.client.upload_part().bucket(&target.bucket).key("slow").upload_id(&id).part_number(1);
    part.body(bytes(LARGE, 1).into()).send().await.unwrap();
    days.store(7, Ordering::Relaxed);
    let younger = begin().await.unwrap().upload_id.unwrap();
    assert_eq!(store.abort_stale_uploads().await.unwrap(), 0);
    days.store(9, Ordering::Relaxed);
    assert_eq!(store.abort_stale_uploads().await.unwrap(), 1);
    let left = target.client.list_multipart_uploads().bucket(&target.bucket).send().await.unwrap();
    assert_eq!(left.uploads().iter().map(|upload| upload.upload_id().unwrap()).collect::<Vec<_>>(), [younger]);
    expect_files(&target, 0).await;
}

#[tokio::test]
async fn damage_is_found() {
    let target = Target::embedded().await;
    for name in ["missing", "short", "sound"] {
        target.put(name, &bytes(LARGE, 1)).await;
    }
    target.put("small", b"small").await;
    let store = &target.own().store;
    assert!(store.damaged_objects().await.unwrap().is_empty());
    let before = files(target.own().folder.path());
    target.client.delete_object().bucket(&target.bucket).key("sound").send().await.unwrap();
    wait_until(|| files(target.own().folder.path()).len() == 2).await;
    let left: Vec<_> = before.into_iter().filter(|file| file.exists()).collect();
    std::fs::remove_file(&left[0]).unwrap();
    assert_eq!(store.damaged_objects().await.unwrap().len(), 1);
    std::fs::OpenOptions::new().write(true).open(&left[1]).unwrap().set_len(5).unwrap();
    assert_eq!(store.damaged_objects().await.unwrap(), ["missing", "short"]);
}

#[tokio::test]
async fn a_backup_of_a_store_in_use_is_a_whole_store() {
    let target = Target::embedded().await;
    for number in 0..30_u8 {
        target.put(&format!("{number}"), &bytes(LARGE, number)).await;
    }
    target.put("small", b"small").await;
    let to = tempfile::tempdir().unwrap();
    let changes = async {
        for number in 0..30_u8 {
            target.client.delete_object().bucket(&target.bucket).key(format!("{number}")).send().await.unwrap();
            target.put(&format!("new {number}"), &bytes(LARGE, number)).await;
        }
    };
    let (backed_up, ()) = tokio::join!(target.own().store.back_up(to.path()), changes);
    backed_up.unwrap();
    expect_files(&target, 30).await;
    assert!(target.own().store.back_up(to.path()).await.is_err(), "a backup is not written over another");

    let copy = Target::embedded_in(Folder::Temporary(to), |_| {}).await;
    assert!(copy.own().store.damaged_objects().await.unwrap().is_empty());
    let listed = copy.client.list_objects_v2().bucket(&copy.bucket).send().await.unwrap();
    // Between a removal and what comes for it there is one less.
    assert!(listed.contents().len() >= 30);
    for object in listed.contents() {
        let key = object.key().unwrap();
        let expected = key.rsplit(' ').next().unwrap().parse().map_or_else(|_| b"small".to_vec(), |seed| bytes(LARGE, seed));
        assert!(copy.get(key).await == Some(expected), "{key}");
    }
}
