//! Full disks, broken disks, lost answers.

use share_cloud_local::store::{Fault, Operation, Point};

use super::super::multipart::Upload;
use super::super::target::{Folder, Target, bytes, code, wait_until};
use super::disk::files;

const LARGE: usize = 1_300_000;

#[tokio::test]
async fn a_full_disk_is_answered_507_and_nothing_is_left() {
    let target = Target::embedded().await;
    for (length, points) in
        [(100, &[Point::Write, Point::Sync, Point::Commit][..]), (LARGE, &[Point::Write, Point::Sync, Point::Synced, Point::Commit])]
    {
        let key = format!("full {length}");
        target.put(&key, b"before").await;
        for point in points {
            let ticket = target.ticket("new", &bytes(length, 1)).await;
            target.own().faults.always(Some(Operation::PutObject), *point, Fault::FullDisk);
            let answer = target.send(&ticket, &bytes(length, 1), &[]).await;
            assert_eq!(answer.status(), 507, "{point:?}");
            assert_eq!(code(&answer.text().await.unwrap()), "InsufficientStorage");
            let put = target.client.put_object().bucket(&target.bucket).key(&key).body(bytes(length, 2).into());
            put.send().await.unwrap_err();
            target.own().faults.clear();
            assert_eq!(target.get("new").await, None);
            assert_eq!(target.get(&key).await.as_deref(), Some(&b"before"[..]));
            wait_until(|| files(target.own().folder.path()).is_empty()).await;
        }
        let ticket = target.ticket(&format!("after {length}"), &bytes(length, 1)).await;
        assert_eq!(target.send(&ticket, &bytes(length, 1), &[]).await.status(), 200);
        target.client.delete_object().bucket(&target.bucket).key(format!("after {length}")).send().await.unwrap();
    }
}

#[tokio::test]
async fn a_disk_filled_beyond_its_reserve_takes_no_bytes_but_lets_them_go() {
    let folder = Folder::Temporary(tempfile::tempdir().unwrap());
    let target = Target::embedded_in(folder, |_| {}).await;
    target.put("there", &bytes(LARGE, 1)).await;
    let folder = target.close().await;
    let target = Target::embedded_in(folder, |options| options.min_free_bytes = u64::MAX / 2).await;
    for length in [10, LARGE] {
        let ticket = target.ticket("new", &bytes(length, 1)).await;
        assert_eq!(target.send(&ticket, &bytes(length, 1), &[]).await.status(), 507);
    }
    assert_eq!(target.get("there").await, Some(bytes(LARGE, 1)));
    target.client.delete_object().bucket(&target.bucket).key("there").send().await.unwrap();
    wait_until(|| files(target.own().folder.path()).is_empty()).await;
}

#[tokio::test]
async fn a_broken_disk_is_answered_500_and_a_busy_store_503() {
    let target = Target::embedded().await;
    let ticket = target.ticket("new", &bytes(LARGE, 1)).await;
    for (fault, status, expected) in [(Fault::BrokenDisk, 500, "InternalError"), (Fault::SlowDown, 503, "SlowDown")] {
        for point in [Point::Request, Point::Write, Point::Sync, Point::Synced, Point::Commit] {
            target.own().faults.always(None, point, fault);
            let answer = target.send(&ticket, &bytes(LARGE, 1), &[]).await;
            target.own().faults.clear();
            assert_eq!(answer.status(), status, "{point:?}");
            assert_eq!(code(&answer.text().await.unwrap()), expected);
            wait_until(|| files(target.own().folder.path()).is_empty()).await;
        }
    }
    assert_eq!(target.send(&ticket, &bytes(LARGE, 1), &[]).await.status(), 200);
}

#[tokio::test]
async fn a_fault_strikes_when_its_rule_says() {
    let target = Target::embedded().await;
    let rule = |skip, times| share_cloud_local::store::Rule {
        operation: Some(Operation::HeadBucket),
        point: Point::Request,
        fault: Fault::SlowDown,
        skip,
        times,
    };
    target.own().faults.inject(rule(1, 2));
    let mut outcomes = Vec::new();
    for _ in 0..5 {
        outcomes.push(target.client.head_bucket().bucket(&target.bucket).send().await.is_ok());
    }
    assert_eq!(outcomes, [true, false, false, true, true]);
}

#[tokio::test]
async fn what_is_stored_stays_stored_though_its_answer_was_lost() {
    let target = Target::embedded().await;
    let ticket = target.ticket("put", &bytes(LARGE, 1)).await;
    target.own().faults.always(None, Point::Answer, Fault::BrokenDisk);
    assert_eq!(target.send(&ticket, &bytes(LARGE, 1), &[]).await.status(), 500);
    target.own().faults.clear();
    assert_eq!(target.send(&ticket, &bytes(LARGE, 1), &[]).await.status(), 412);
    assert_eq!(target.get("put").await, Some(bytes(LARGE, 1)));

    let upload = Upload::begin(&target, "multi").await;
    let etag = upload.part(1, &bytes(LARGE, 2)).await;
    target.own().faults.always(Some(Operation::CompleteMultipartUpload), Point::Answer, Fault::SlowDown);
    upload.complete(&[(1, &etag, &bytes(LARGE, 2))]).send().await.unwrap_err();
    target.own().faults.clear();
    assert_eq!(target.get(&upload.key).await, Some(bytes(LARGE, 2)));
}

#[tokio::test]
async fn a_failed_change_undoes_only_itself_though_others_share_its_commit() {
    let target = Target::embedded().await;
    target.own().faults.inject(share_cloud_local::store::Rule {
        operation: Some(Operation::PutObject),
        point: Point::Commit,
        fault: Fault::FullDisk,
        skip: 5,
        times: 7,
    });
    let puts = (0..40_u8).map(|seed| {
        let put = target.client.put_object().bucket(&target.bucket).key(format!("{seed}")).body(bytes(1000, seed).into());
        async move { (seed, put.send().await.is_ok()) }
    });
    let results = futures::future::join_all(puts).await;
    assert_eq!(results.iter().filter(|(_, stored)| !stored).count(), 7);
    for (seed, stored) in results {
        assert_eq!(target.get(&format!("{seed}")).await, stored.then(|| bytes(1000, seed)));
    }
}
