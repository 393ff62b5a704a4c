//! Random schedules of callers who read and write the tree at once, over the very plans that the store's transactions carry out.
//!
//! A schedule that breaks something prints its number. `TREE_MODEL_SEED=<number> TREE_MODEL_SCHEDULES=1` runs it alone, a larger
//! `TREE_MODEL_SCHEDULES` runs more of them.
#![cfg(test)]

mod act;
mod check;
mod condition;
mod random;
mod schedule;
mod store;
mod walk;

use crate::condition::Condition;
use crate::schedule::{Story, run, tally};

const SCHEDULES: u64 = 3_000;
/// Within how many schedules the store must break that ignores a condition. The rarest takes some thousands: an account has to end.
const SCHEDULES_TO_BREAK: u64 = 20_000;

#[test]
fn no_schedule_breaks_the_tree() {
    let (first, count) = (setting("TREE_MODEL_SEED").unwrap_or(0), setting("TREE_MODEL_SCHEDULES").unwrap_or(SCHEDULES));
    let stories: Vec<Story> = (first..first + count).map(whole).collect();
    if count < SCHEDULES {
        return;
    }
    let tally = tally(&stories);
    for (what, at_least) in [
        ("Commit Done", 1_000),
        ("Dismantle Done", 400),
        ("EmptyTrash Done", 100),
        ("MakeFolder Done", 1_000),
        ("MakeFolder Refused(TooDeep)", 100),
        ("Move Done", 1_000),
        ("Move Failed", 500),
        ("Move Refused(Contradiction)", 50),
        ("Move Refused(Cycle)", 100),
        ("Move Refused(FolderFull)", 50),
        ("Move Refused(FolderLimit)", 50),
        ("Move Refused(TooDeep)", 50),
        ("Purge Done", 200),
        ("Rename Done", 500),
        ("Replace Done", 1_000),
        ("Restore Done", 100),
        ("SetLimit Done", 500),
        ("Trash Done", 1_000),
    ] {
        let times = tally.get(what).copied().unwrap_or(0);
        assert!(times >= at_least, "{what}: only {times} times, so the schedules show little; all: {tally:#?}");
    }
}

/// A schedule that must come to its end without a breach.
fn whole(seed: u64) -> Story {
    let story = run(seed, None);
    if let Some((what, place)) = &story.breach {
        let told: String = story.ended.iter().map(|(wish, outcome)| format!("  {outcome:?}: {wish:?}\n")).collect();
        panic!("TREE_MODEL_SEED={seed} TREE_MODEL_SCHEDULES=1 breaks {what} at {place}\n{told}");
    }
    story
}

#[test]
fn without_any_one_condition_some_schedule_breaks_the_tree() {
    for condition in Condition::ALL {
        let found = (0..SCHEDULES_TO_BREAK).find_map(|seed| run(seed, Some(condition)).breach.map(|(what, _)| (seed, what)));
        let (seed, what) =
            found.unwrap_or_else(|| panic!("{SCHEDULES_TO_BREAK} schedules hold without {condition:?}: the model misses it"));
        println!("without {condition:?}, schedule {seed} breaks {what}");
    }
}

fn setting(name: &str) -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "a test is told by its environment which schedules to run")]
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap())
}
