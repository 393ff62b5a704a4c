//! What waits to be taken apart, and the job that does it.

use super::super::super::jobs::{CopyWork, JobRecord, JobState};
use super::super::super::keys;
use super::world::{OTHERS_ROOT, PURGING, ROOT, TOP_FILE, TRASHED, World, account, entry, job, now};
use share_cloud_domain::ids::JobId;
use share_cloud_domain::upload::OnConflict;

#[test]
fn what_waits_to_be_taken_apart_has_a_job_that_runs() {
    let mut world = World::new();
    world.item(&keys::entry(&entry(PURGING))).remove("job_id");
    let sentences = world.sentences();
    assert_eq!(sentences[0], "Folder 12 of account a1 waits to be taken apart and names no job that does it.");
    assert_eq!(sentences[1], "Job 61 of account a1 runs, and its account's purging container does not name it.");
    let mut world = World::new();
    world.remove(&keys::job(&job()));
    assert_eq!(world.sentences(), ["Folder 12 of account a1 names a job that does not run."]);
    let mut world = World::new();
    world.put(&JobRecord { state: JobState::Done, done: 1, total: 1, closed_at: Some(now()), ..JobRecord::new(job(), account(1), now()) });
    assert_eq!(world.sentences(), ["Folder 12 of account a1 names a job that does not run."]);
}

#[test]
fn a_job_is_the_one_of_its_account() {
    let mut world = World::new();
    world.put(&JobRecord::new(JobId::from_random([0x62; 16]), account(1), now()));
    assert_eq!(world.sentences(), ["Job 62 of account a1 runs, and its account's purging container does not name it."]);
    let mut world = World::new();
    world.set_text(&keys::entry(&entry(OTHERS_ROOT)), "job_id", job().as_str());
    let sentences = world.sentences();
    assert_eq!(sentences[0], "Folder 18 of account a2 names a job and is not the purging container.");
    assert_eq!(sentences[1], "Folder 18 of account a2 names a job that does not run.");
}

#[test]
fn a_job_does_no_more_than_there_is_and_ends_when_all_is_done() {
    let running = JobRecord { total: 1, ..JobRecord::new(job(), account(1), now()) };
    for wrong in [
        JobRecord { done: 2, ..running.clone() },
        JobRecord { closed_at: Some(now()), ..running.clone() },
        JobRecord { state: JobState::Done, closed_at: Some(now()), ..running },
    ] {
        let mut world = World::new();
        world.put(&wrong);
        assert_eq!(world.sentences()[0], "Item JOB#61 has a state that does not go with its other fields.");
    }
}

#[test]
fn what_lies_in_the_trash_says_since_when() {
    let mut world = World::new();
    for name in ["trashed_at", "old_parent_id", "due_at", "due_shard"] {
        world.item(&keys::entry(&entry(TRASHED))).remove(name);
    }
    let words = "says that it was trashed and does not lie in the trash, or the other way round.";
    assert_eq!(world.sentences(), [format!("Folder 22 of account a1 {words}")]);
    let mut world = World::new();
    world.set(&keys::entry(&entry(TOP_FILE)), "trashed_at", 5);
    let sentences = world.sentences();
    assert!(sentences.contains(&"File 30 of account a1 was trashed at no time or from nowhere.".to_owned()), "{sentences:?}");
}

/// A copy for whose rest 5 bytes are reserved.
fn copying() -> JobRecord {
    let copy = CopyWork {
        asked_by: account(1),
        parent_id: entry(ROOT),
        name: None,
        on_conflict: OnConflict::Fail,
        sources: vec![entry(TOP_FILE)],
        begun: 0,
        made: Vec::new(),
        folders: Vec::new(),
        open: Vec::new(),
        reserved_bytes: 5,
        problems: Vec::new(),
    };
    JobRecord { copy: Some(copy), total: 1, ..JobRecord::new(JobId::from_random([0x62; 16]), account(1), now()) }
}

#[test]
fn what_a_copy_reserves_counts_for_as_long_as_it_runs() {
    let mut world = World::new();
    world.put(&copying());
    let counted = [
        "Account a1 has reserved_bytes 6, but there are 11.",
        "Account a1 has open_uploads 1, but there are 2.",
        "Account a1 has copy_count 0, but there are 1.",
    ]
    .map(str::to_owned);
    assert_eq!(world.sentences(), counted, "and no container names it");
    world.set(&keys::storage(&account(1)), "reserved_bytes", 11);
    world.set(&keys::storage(&account(1)), "free_bytes", 79_028_447);
    world.set(&keys::storage(&account(1)), "open_uploads", 2);
    world.set(&keys::storage(&account(1)), "copy_count", 1);
    assert!(world.sentences().is_empty());
    let ended = JobRecord { state: JobState::Done, done: 1, closed_at: Some(now()), ..copying() };
    world.put(&ended);
    assert!(world.sentences().contains(&"Item JOB#62 has a state that does not go with its other fields.".to_owned()));
    // A purging container that names a copy has nobody who takes apart what is in it.
    let mut world = World::new();
    world.put(&JobRecord { job_id: job(), ..copying() });
    assert!(world.sentences().contains(&"Folder 12 of account a1 names a job that does not run.".to_owned()));
}
