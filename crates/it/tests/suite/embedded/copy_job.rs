//! The job that copies, interrupted wherever it can be, while its sources and its destination change.

use crate::harness::copying::problems;
use crate::harness::files::{content, sized, text, wanted};
use crate::harness::{Person, World, eventually};
use serde_json::{Value, json};
use share_cloud_api::work::{self, copies};
use share_cloud_aws::db::Due;
use share_cloud_aws::db::jobs::{JobRecord, Step};
use share_cloud_domain::copy::MAX_COPIES;
use share_cloud_domain::ids::JobId;
use share_cloud_domain::problem::Code;
use share_cloud_local::store::{Fault, Operation, Point, Rule};
use std::pin::Pin;
use std::task::{Context, Poll};

const LEASE_MS: i64 = 60_000;

/// A home in which nobody works but who says so.
async fn quiet() -> (World, Person) {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    world.work().await;
    world.stop_work();
    (world, minji)
}

/// A folder with folders and files, of which some steps are made.
async fn tree(minji: &Person, files: usize) -> String {
    let top = minji.folder("root", "top").await;
    let inner = minji.folder(&top, "inner").await;
    minji.folder(&inner, "empty").await;
    for folder in [&top, &inner] {
        let many: Vec<Value> = (0..files).map(|n| wanted(folder, &format!("{n:02}"), b"123")).collect();
        minji.upload_many(&many, b"123").await;
    }
    top
}

async fn lease(world: &World, id: &JobId) -> JobRecord {
    world.app().db().lease_job(id, world.now()).await.unwrap().unwrap()
}

#[tokio::test]
async fn whoever_does_a_step_may_die_after_it_and_the_next_goes_on() {
    let (world, mut minji) = quiet().await;
    let top = tree(&minji, 30).await;
    let used = minji.room().await.used;
    let job_id = minji.copy_folder(&top, "root").await;
    let id = JobId::parse(&job_id).unwrap();
    assert_eq!(minji.room().await.reserved, used, "all of it is reserved at once");
    let mut steps = 0;
    loop {
        let mut job = lease(&world, &id).await;
        assert!(world.app().db().lease_job(&id, world.now()).await.unwrap().is_none(), "one at a time");
        let mut earlier = job.clone();
        let step = copies::step(world.app(), &mut job).await.unwrap();
        steps += 1;
        world.audited(&format!("after step {steps}")).await;
        let room = minji.room().await;
        assert!(step == Step::Last || room.used + room.reserved == 2 * used, "what is not used yet is reserved");
        if step == Step::Last {
            break;
        }
        world.advance_ms(LEASE_MS);
        minji.sign_in().await;
        let next = lease(&world, &id).await;
        assert_eq!(copies::step(world.app(), &mut earlier).await.unwrap(), Step::Lost, "whose lease is over does nothing");
        world.audited(&format!("after a late step {steps}")).await;
        world.app().db().release_job(&next, world.now()).await.unwrap();
    }
    assert!(steps > 8, "{steps} steps");
    let job = minji.done(&job_id).await;
    assert_eq!(minji.tree(job["entry_ids"][0].as_str().unwrap()).await, minji.tree(&top).await);
    let room = minji.room().await;
    assert_eq!((room.used, room.reserved), (2 * used, 0));
    world.finish().await;
}

/// Polls a future so many times and drops it, as a kill does: what was asked of a store by then may be done, and nobody hears of it.
struct Cut<F> {
    work: Pin<Box<F>>,
    polls: u32,
}

impl<F: Future> Future for Cut<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.work.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if self.polls == 0 => Poll::Ready(None),
            Poll::Pending => {
                self.polls -= 1;
                Poll::Pending
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_killed_between_any_two_calls_of_the_stores_ends_well() {
    let (world, mut minji) = quiet().await;
    let top = tree(&minji, 2).await;
    let (wanted, size) = (minji.tree(&top).await, minji.room().await.used);
    let mut cuts = 0;
    for polls in 0.. {
        let used = minji.room().await.used;
        let job_id = minji.copy_folder(&top, "root").await;
        let id = JobId::parse(&job_id).unwrap();
        let cut = Cut { work: Box::pin(work::perform(world.app(), &Due::Job(id))), polls }.await;
        world.audited(&format!("after {polls} polls")).await;
        cuts += u32::from(cut.is_none());
        world.advance_ms(LEASE_MS);
        minji.sign_in().await;
        world.work().await;
        let job = minji.done(&job_id).await;
        let room = minji.room().await;
        assert_eq!((room.used, room.reserved), (used + size, 0), "after {polls} polls");
        let copy = job["entry_ids"][0].as_str().unwrap();
        assert_eq!(minji.tree(copy).await, wanted, "after {polls} polls");
        minji.trash(copy).await;
        let purge = minji.purge(copy).await;
        world.work().await;
        minji.done(&purge).await;
        if cut.is_some() {
            break;
        }
    }
    assert!(cuts > 30, "{cuts} cuts show little");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_home_that_is_dropped_in_the_midst_of_a_copy_goes_on_when_it_is_back() {
    let mut world = World::fresh().await;
    let minji = world.person("minji").await;
    let top = tree(&minji, 40).await;
    let used = minji.room().await.used;
    let job_id = minji.copy_folder(&top, "root").await;
    world.drop_and_restart().await;
    world.drop_and_restart().await;
    world.work().await;
    let mut minji = minji.clone();
    minji.sign_in().await;
    minji.done(&job_id).await;
    assert_eq!(minji.room().await.used, 2 * used);
    world.finish().await;
}

#[tokio::test]
async fn stores_that_fail_stop_a_copy_and_lose_nothing() {
    let (world, minji) = quiet().await;
    let top = tree(&minji, 3).await;
    let used = minji.room().await.used;
    for operation in [Operation::CopyObject, Operation::HeadObject] {
        for point in [Point::Request, Point::Answer] {
            let job_id = minji.copy_folder(&top, "root").await;
            world.faults.inject(Rule { operation: Some(operation), point, fault: Fault::BrokenDisk, skip: 1, times: 100 });
            assert!(work::run_due(world.app()).await.unwrap().failed > 0, "{operation:?} {point:?}");
            assert!(minji.room().await.reserved > 0);
            world.faults.clear();
            world.work().await;
            minji.done(&job_id).await;
        }
    }
    let job_id = minji.copy_folder(&top, "root").await;
    world.faults.fill_table();
    assert!(work::run_due(world.app()).await.unwrap().failed > 0);
    world.faults.clear();
    world.work().await;
    minji.done(&job_id).await;
    // A full disk is no reason to try for ever: what it does not take is told.
    let job_id = minji.copy_folder(&top, "root").await;
    world.faults.always(Some(Operation::CopyObject), Point::Request, Fault::FullDisk);
    world.work().await;
    let job = minji.over(&job_id).await;
    assert_eq!((problems(&job)[0], problems(&job).len()), (("00", "insufficient_storage"), 6));
    assert_eq!((minji.room().await.used, minji.room().await.reserved), (6 * used, 0));
    world.finish().await;
}

#[tokio::test]
async fn a_file_whose_answer_is_lost_is_copied_by_the_next_and_once() {
    let (world, minji) = quiet().await;
    let file = minji.upload("root", "a", b"123").await;
    world.faults.always(Some(Operation::CopyObject), Point::Answer, Fault::BrokenDisk);
    let queued = minji.copy(text(&file, "id"), &json!({ "parent_id": "root", "name": "b" })).await.expect(202);
    world.faults.clear();
    assert_eq!((minji.room().await.reserved, minji.names("root").await), (3, vec!["a".to_owned()]));
    world.work().await;
    minji.done(text(&queued, "job_id")).await;
    assert_eq!((minji.room().await.used, minji.names("root").await), (6, vec!["a".to_owned(), "b".to_owned()]));
    world.finish().await;
}

/// Does so many steps of a job and gives it back.
async fn steps(world: &World, job_id: &str, count: u32) {
    let mut job = lease(world, &JobId::parse(job_id).unwrap()).await;
    for _ in 0..count {
        assert_eq!(copies::step(world.app(), &mut job).await.unwrap(), Step::Done);
    }
    world.app().db().release_job(&job, world.now()).await.unwrap();
}

#[tokio::test]
async fn what_changes_underneath_is_copied_as_it_is_then_or_told() {
    let (world, minji) = quiet().await;
    let top = minji.folder("root", "top").await;
    minji.upload(&top, "a", b"1").await;
    let (inner, z) = (minji.folder(&top, "inner").await, minji.folder(&top, "z").await);
    minji.upload(&inner, "b", b"12").await;
    minji.upload(&z, "c", b"123").await;
    let job_id = minji.copy_folder(&top, "root").await;
    world.advance_ms(1);
    // The folder is made and the first file is begun: what it is to be copied from is replaced, and the one after it grows.
    steps(&world, &job_id, 2).await;
    let replace = async |parent: &str, name: &str, bytes: &[u8]| {
        let mut upload = wanted(parent, name, bytes);
        upload["on_conflict"] = json!("replace");
        minji.upload_as(&upload, bytes).await;
    };
    replace(&top, "a", b"other").await;
    replace(&inner, "b", b"grown").await;
    minji.upload(&inner, "new", b"later").await;
    // And a folder that is still to come goes for good.
    minji.trash(&z).await;
    let purge = minji.purge(&z).await;
    world.work().await;
    minji.done(&purge).await;
    let job = minji.over(&job_id).await;
    assert_eq!(problems(&job), []);
    let copy = minji.tree(job["entry_ids"][0].as_str().unwrap()).await;
    let is = |path: &str, bytes: &[u8]| copy.contains(&(path.to_owned(), Some(bytes.to_vec())));
    assert!(is("/a", b"1") && is("/inner/b", b"grown") && copy.len() == 3, "{copy:?}");
    assert_eq!(minji.room().await.reserved, 0);
    world.finish().await;
}

#[tokio::test]
async fn a_file_that_is_purged_while_it_is_copied_is_told_and_its_room_is_free_again() {
    let (world, minji) = quiet().await;
    let top = minji.folder("root", "top").await;
    let (a, _) = (minji.upload(&top, "a", b"1").await, minji.upload(&top, "b", b"12").await);
    let job_id = minji.copy_folder(&top, "root").await;
    steps(&world, &job_id, 2).await;
    minji.trash(text(&a, "id")).await;
    let purge = minji.purge(text(&a, "id")).await;
    let mut copying = lease(&world, &JobId::parse(&job_id).unwrap()).await;
    world.app().db().release_job(&copying, world.now()).await.unwrap();
    work::perform(world.app(), &Due::Job(JobId::parse(&purge).unwrap())).await.unwrap();
    // The object goes only with its garbage.
    copying = lease(&world, &JobId::parse(&job_id).unwrap()).await;
    work::run_due(world.app()).await.unwrap();
    world.app().db().release_job(&copying, world.now()).await.unwrap();
    world.work().await;
    let job = minji.over(&job_id).await;
    assert_eq!(problems(&job), [("a", "not_found")]);
    assert_eq!(minji.names(job["entry_ids"][0].as_str().unwrap()).await, ["b"]);
    assert_eq!((minji.room().await.used, minji.room().await.reserved), (4, 0));
    world.finish().await;
}

#[tokio::test]
async fn a_copy_that_is_trashed_or_whose_account_is_suspended_ends_and_gives_its_room_back() {
    let (world, mut minji) = quiet().await;
    let top = tree(&minji, 30).await;
    let used = minji.room().await.used;
    let job_id = minji.copy_folder(&top, "root").await;
    steps(&world, &job_id, 3).await;
    let job = minji.get(&format!("/api/jobs/{job_id}")).await.expect(200);
    minji.trash(job["entry_ids"][0].as_str().unwrap()).await;
    world.work().await;
    assert!(!problems(&minji.over(&job_id).await).is_empty());
    assert_eq!(minji.room().await.reserved, 0);
    world.audited("a trashed copy").await;

    let job_id = minji.copy_folder(&top, "root").await;
    steps(&world, &job_id, 2).await;
    assert_eq!(minji.room().await.reserved, used);
    world.set_status(&minji.id, "suspended").await;
    world.work().await;
    world.audited("a suspended account").await;
    world.set_status(&minji.id, "active").await;
    minji.sign_in().await;
    let job = minji.over(&job_id).await;
    assert!(problems(&job).iter().all(|(_, code)| *code == "account_suspended"), "{job}");
    assert_eq!(minji.room().await.reserved, 0);
    world.finish().await;
}

#[tokio::test]
async fn so_many_copies_run_at_a_time_and_nobodys_letter_waits_for_them() {
    let (world, minji) = quiet().await;
    let top = tree(&minji, 1).await;
    let mut jobs = Vec::new();
    for _ in 0..MAX_COPIES {
        jobs.push(minji.copy_folder(&top, "root").await);
    }
    let how = json!({ "parent_id": "root", "on_conflict": "rename" });
    minji.copy(&top, &how).await.refused(Code::TooManyRequests);
    world.audited("as many as may run").await;
    // However many jobs were due before it, a letter is found first.
    world.advance_ms(1);
    world.newcomer("jiho").await;
    let due = world.app().db().due(world.now(), 1).await.unwrap();
    assert!(matches!(due[0], Due::Mail(_)) && due.iter().any(|due| matches!(due, Due::Job(_))), "{due:?}");
    world.work().await;
    for job in jobs {
        minji.done(&job).await;
    }
    minji.copy(&top, &how).await.expect(202);
    world.finish().await;
}

/// The same with somebody to whom a folder is given.
async fn given(role: &str) -> (World, Person, Person, String) {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let folder = minji.folder("root", "given").await;
    minji.give(&folder, &jiho.username, role).await;
    world.work().await;
    world.stop_work();
    (world, minji, jiho, folder)
}

#[tokio::test]
async fn an_editor_who_is_removed_copies_nothing_more_into_what_they_were_given() {
    let (world, minji, jiho, folder) = given("editor").await;
    let top = tree(&jiho, 30).await;
    let job_id = jiho.copy_folder(&top, &folder).await;
    steps(&world, &job_id, 3).await;
    let (files, used) = (minji.tree(&folder).await.len(), minji.room().await.used);
    assert!(minji.room().await.reserved > 0);
    minji.take_from(&folder, &jiho.id).await;
    world.work().await;
    assert_eq!(minji.tree(&folder).await.len(), files, "what was there stays and nothing comes");
    assert_eq!((minji.room().await.used, minji.room().await.reserved), (used, 0));
    world.finish().await;
}

#[tokio::test]
async fn a_viewer_who_is_removed_gets_no_more_of_what_is_copied_not_even_what_was_begun() {
    let (world, minji, jiho, folder) = given("viewer").await;
    for name in ["a", "b", "c"] {
        minji.upload(&folder, name, b"123").await;
    }
    let job_id = jiho.copy_folder(&folder, "root").await;
    // The folder is made, and its files are begun.
    steps(&world, &job_id, 2).await;
    assert_eq!(jiho.room().await.reserved, 9);
    minji.take_from(&folder, &jiho.id).await;
    world.work().await;
    let job = jiho.over(&job_id).await;
    assert_eq!(problems(&job), [("a", "not_found"), ("b", "not_found"), ("c", "not_found"), ("given", "not_found")]);
    assert_eq!(jiho.tree(job["entry_ids"][0].as_str().unwrap()).await, []);
    assert_eq!((jiho.room().await.used, jiho.room().await.reserved), (0, 0));
    world.finish().await;
}

#[tokio::test]
async fn what_does_not_fit_is_refused_before_anything_is_copied() {
    let world = World::with(|settings| settings.quota_bytes = 10).await;
    let minji = world.person("minji").await;
    let (top, to) = (minji.folder("root", "top").await, minji.folder("root", "to").await);
    let (a, b) = (minji.upload(&top, "a", b"123").await, minji.upload(&top, "b", b"123").await);
    minji.copy(&top, &json!({ "parent_id": to })).await.refused(Code::QuotaExceeded);
    let batch = |ids: Value| json!({ "action": "copy", "entry_ids": ids, "parent_id": to });
    minji.post("/api/entries/batch", &batch(json!([a["id"], b["id"]]))).await.refused(Code::QuotaExceeded);
    assert_eq!((minji.names(&to).await.len(), minji.room().await.free, minji.room().await.reserved), (0, 4, 0));
    // An open upload's room is not free either.
    let open = minji.start_one(&sized("open", 2)).await;
    minji.copy(text(&a, "id"), &json!({ "parent_id": to })).await.refused(Code::QuotaExceeded);
    minji.delete(&format!("/api/uploads/{}", text(&open, "upload_id"))).await.expect(204);
    minji.copy(text(&a, "id"), &json!({ "parent_id": to })).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn room_that_others_need_is_not_taken_twice_by_copies_at_once() {
    let world = World::with(|settings| settings.quota_bytes = 100).await;
    let minji = world.person("minji").await;
    let top = minji.folder("root", "top").await;
    minji.upload(&top, "a", &content(10, 1)).await;
    let how = json!({ "parent_id": "root", "on_conflict": "rename" });
    let copies = (0..20).map(|_| minji.copy(&top, &how));
    let answers = futures::future::join_all(copies).await;
    let queued: Vec<Value> = answers.iter().filter(|answer| answer.status == 202).map(|answer| answer.json()).collect();
    assert_eq!(queued.len(), 9);
    assert!(answers.iter().all(|answer| [202, 507].contains(&answer.status)));
    for job in &queued {
        minji.over(text(job, "job_id")).await;
    }
    let names = eventually("all are there", || async { Some(minji.names("root").await).filter(|names| names.len() == 10) }).await;
    assert_eq!((names.len(), minji.room().await.free), (10, 0));
    world.finish().await;
}
