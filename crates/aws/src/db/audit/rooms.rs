//! That an account's numbers are the sums of what it has.

use super::breach::{Breach, Fault, Subject};
use super::facts::Facts;
use super::findings::Findings;
use super::id::Id;
use share_cloud_domain::tree::Container;
use std::collections::HashMap;

/// What an account has.
#[derive(Default)]
struct Tally {
    used_bytes: i128,
    versions_bytes: i128,
    reserved_bytes: i128,
    entry_count: i128,
    open_uploads: i128,
    share_count: i128,
    copy_count: i128,
}

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    let mut tallies: HashMap<Id, Tally> = HashMap::new();
    for file in &facts.files {
        let tally = tallies.entry(file.account).or_default();
        tally.used_bytes += i128::from(file.size_bytes);
        tally.entry_count += 1;
    }
    for folder in facts.folders.iter().filter(|folder| folder.container.is_none()) {
        tallies.entry(folder.account).or_default().entry_count += 1;
    }
    for version in &facts.versions {
        let tally = tallies.entry(version.account).or_default();
        tally.used_bytes += i128::from(version.size_bytes);
        tally.versions_bytes += i128::from(version.size_bytes);
    }
    for upload in &facts.uploads {
        let tally = tallies.entry(upload.account).or_default();
        tally.reserved_bytes += i128::from(upload.size_bytes);
        tally.open_uploads += 1;
    }
    for job in &facts.jobs {
        let Some(reserved_bytes) = job.copies_bytes else { continue };
        let tally = tallies.entry(job.account).or_default();
        tally.reserved_bytes += i128::from(reserved_bytes);
        tally.open_uploads += 1;
        tally.copy_count += 1;
    }
    for share in facts.shares.iter().filter(|share| !share.is_revoked) {
        tallies.entry(share.account).or_default().share_count += 1;
    }
    let nothing = Tally::default();
    for room in &facts.rooms {
        let tally = tallies.get(&room.account).unwrap_or(&nothing);
        let numbers = [
            ("used_bytes", room.used_bytes, tally.used_bytes),
            ("reserved_bytes", room.reserved_bytes, tally.reserved_bytes),
            ("versions_bytes", room.versions_bytes, tally.versions_bytes),
            ("entry_count", room.entry_count, tally.entry_count),
            ("open_uploads", room.open_uploads, tally.open_uploads),
            ("share_count", room.share_count, tally.share_count),
            ("copy_count", room.copy_count, tally.copy_count),
        ];
        for (name, held, counted) in numbers {
            let held = i128::from(held);
            if held != counted {
                findings.suspect(Breach::new(Subject::Account(room.account.account()), Fault::Sum { name, held, counted }));
            }
        }
    }
}

/// What the containers and the earlier versions of one account make, where its used bytes are something else. The facts are of that
/// account alone; while something is in purging, which keeps no totals, nothing can be said.
pub(super) fn check_containers(facts: &Facts) -> Option<Fault> {
    let room = facts.rooms.first()?;
    let of = |container: Container| facts.folders.iter().find(|folder| folder.container == Some(container));
    let (root, trash, purging) = (of(Container::Root)?, of(Container::Trash)?, of(Container::Purging)?);
    let counted = i128::from(root.total_bytes) + i128::from(trash.total_bytes) + i128::from(room.versions_bytes);
    let held = i128::from(room.used_bytes);
    (purging.child_count == 0 && held != counted).then_some(Fault::Sum { name: "used_bytes", held, counted })
}
