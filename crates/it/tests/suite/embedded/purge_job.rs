//! The job that takes apart what is purged, interrupted wherever it can be; and what goes by itself.

use crate::harness::files::{text, wanted};
use crate::harness::{Person, World};
use serde_json::{Value, json};
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::jobs::Step;
use share_cloud_domain::ids::{AccountId, JobId};
use share_cloud_domain::problem::Code;

const DAY_S: i64 = 24 * 3_600;
const LEASE_MS: i64 = 60_000;

/// A folder with folders and files, some of them with earlier versions, on its way out; what its files hold, and the job.
async fn purged_tree(world: &World, minji: &Person) -> (i64, String) {
    let top = minji.folder("root", "top").await;
    let (left, right) = (minji.folder(&top, "left").await, minji.folder(&top, "right").await);
    let deep = minji.folder(&left, "deep").await;
    for folder in [&top, &right, &deep] {
        let many: Vec<Value> = (0..40).map(|n| wanted(folder, &format!("{n}"), b"12")).collect();
        minji.upload_many(&many, b"12").await;
    }
    for _ in 0..9 {
        let mut upload = wanted(&deep, "again", b"123");
        upload["on_conflict"] = json!("replace");
        minji.upload_as(&upload, b"123").await;
        world.advance_ms(1);
    }
    minji.trash(&top).await;
    let used = minji.room().await.used;
    (used, minji.purge(&top).await)
}

async fn account_of(world: &World, minji: &Person) -> AccountRecord {
    world.app().db().account(&AccountId::parse(&minji.id).unwrap()).await.unwrap().unwrap()
}

#[tokio::test]
async fn whoever_does_a_step_may_die_after_it_and_the_next_goes_on() {
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    world.work().await;
    world.stop_work();
    let (used, job_id) = purged_tree(&world, &minji).await;
    let account = account_of(&world, &minji).await;
    let (db, id) = (world.app().db(), JobId::parse(&job_id).unwrap());
    let (mut steps, mut seen) = (0, vec![used]);
    loop {
        let mut job = db.lease_job(&id, world.now()).await.unwrap().unwrap();
        assert!(db.lease_job(&id, world.now()).await.unwrap().is_none(), "one at a time");
        let mut earlier = job.clone();
        let step = db.step_job(&account, &mut job, world.now()).await.unwrap();
        steps += 1;
        world.audited(&format!("after step {steps}")).await;
        let room = minji.room().await;
        assert!(room.used <= seen[seen.len() - 1], "room only comes back");
        seen.push(room.used);
        if step == Step::Last {
            break;
        }
        world.advance_ms(LEASE_MS);
        minji.sign_in().await;
        let next = db.lease_job(&id, world.now()).await.unwrap().unwrap();
        assert_eq!(db.step_job(&account, &mut earlier, world.now()).await.unwrap(), Step::Lost, "whose lease is over does nothing");
        db.release_job(&earlier, world.now()).await.unwrap();
        db.release_job(&next, world.now()).await.unwrap();
    }
    assert!(steps > 8, "{steps} steps");
    assert_eq!(minji.room().await.used, 0);
    minji.done(&job_id).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_home_that_is_dropped_in_the_midst_of_a_purge_goes_on_when_it_is_back() {
    let mut world = World::fresh().await;
    let minji = world.person("minji").await;
    for _ in 0..3 {
        let (_, job_id) = purged_tree(&world, &minji).await;
        world.drop_and_restart().await;
        world.drop_and_restart().await;
        world.work().await;
        let mut minji = minji.clone();
        minji.sign_in().await;
        minji.done(&job_id).await;
        assert_eq!(minji.room().await.used, 0);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_table_that_cannot_be_written_stops_a_purge_and_loses_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    world.work().await;
    world.stop_work();
    let (used, job_id) = purged_tree(&world, &minji).await;
    world.faults.fill_table();
    let done = share_cloud_api::work::run_due(world.app()).await.unwrap();
    assert!(done.failed > 0);
    assert_eq!(minji.room().await.used, used);
    world.faults.clear();
    world.work().await;
    minji.done(&job_id).await;
    assert_eq!(minji.room().await.used, 0);
    world.finish().await;
}

#[tokio::test]
async fn what_is_purged_while_a_job_runs_joins_it() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    world.work().await;
    world.stop_work();
    let (_, first) = purged_tree(&world, &minji).await;
    let file = minji.upload("root", "a", b"123").await;
    minji.trash(text(&file, "id")).await;
    assert_eq!(minji.purge(text(&file, "id")).await, first);
    let job = minji.get(&format!("/api/jobs/{first}")).await.expect(200);
    assert_eq!((&job["state"], &job["done"], &job["total"]), (&json!("running"), &json!(0), &json!(122)));
    let other = minji.upload("root", "b", b"123").await;
    minji.trash(text(&other, "id")).await;
    assert_eq!(minji.delete("/api/trash").await.expect(202)["job_id"], first);
    world.work().await;
    assert_eq!(minji.done(&first).await["total"], 123);
    let folder = minji.folder("root", "folder").await;
    minji.trash(&folder).await;
    let second = minji.purge(&folder).await;
    assert_ne!(second, first, "a job that is done is not begun again");
    world.work().await;
    assert_eq!(minji.done(&second).await["total"], 0);
    world.finish().await;
}

#[tokio::test]
async fn after_thirty_days_in_the_trash_an_entry_goes_by_itself() {
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    let (old, back) = (minji.upload(&folder, "old", b"123").await, minji.upload("root", "back", b"12").await);
    minji.trash(&folder).await;
    minji.trash(text(&back, "id")).await;
    minji.put_back(text(&back, "id")).await;
    world.advance_s(10 * DAY_S).await;
    minji.sign_in().await;
    let young = minji.upload("root", "young", b"1").await;
    minji.trash(text(&young, "id")).await;
    world.advance_s(20 * DAY_S - 1).await;
    minji.sign_in().await;
    assert_eq!((minji.trashed().await.len(), minji.room().await.used), (2, 6));
    world.advance_s(1).await;
    assert_eq!((minji.trashed().await.len(), minji.room().await.used), (1, 3));
    minji.restore(&folder, &json!({})).await.refused(Code::NotFound);
    minji.get(&format!("/api/entries/{}", text(&old, "id"))).await.refused(Code::NotFound);
    world.advance_s(10 * DAY_S).await;
    minji.sign_in().await;
    assert_eq!((minji.trashed().await.len(), minji.names("root").await), (0, vec!["back".to_owned()]));
    assert_eq!(minji.room().await.used, 2);
    world.finish().await;
}

#[tokio::test]
async fn a_job_that_is_done_can_be_asked_for_a_week() {
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    minji.trash(&folder).await;
    let job_id = minji.purge(&folder).await;
    minji.done(&job_id).await;
    world.advance_s(7 * DAY_S - 60).await;
    minji.sign_in().await;
    minji.done(&job_id).await;
    world.finish().await;
}
