//! The folders: that each lies in another up to a container, not too deep, and that its numbers are those of what is in it.
//!
//! A folder's totals are held against its direct children: its files' sizes and its folders' totals as they say them. That can be
//! read again together, however much lies below. What is wrong in a folder then shows in it and, with the sign turned, in
//! the one above; [`folder_breaches`] adds the two up and names only the folder that is wrong.

use super::breach::{Breach, Fault, Subject};
use super::facts::{Facts, Folder, Shown};
use super::findings::Findings;
use super::id::Id;
use share_cloud_domain::name::EntryKind;
use share_cloud_domain::tree::{Container, MAX_DEPTH};
use std::collections::BTreeMap;

/// Where a folder lies.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    depth: u32,
    top: Top,
    /// In purging, or being taken apart: totals are not kept.
    is_frozen: bool,
}

/// Where the way up ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Top {
    In(Container),
    /// At a folder whose parent is not there.
    Lost,
    /// Nowhere: a folder lies in itself.
    Loop,
}

/// What a folder says and what its children make.
pub(super) struct FolderSum {
    pub(super) folder: Id,
    account: Id,
    /// What it says less what its children say.
    bytes: i128,
    files: i128,
    /// The folder and all above it, with what they say.
    upward: Vec<(Id, u64, u64)>,
}

impl FolderSum {
    pub(super) fn subject(&self) -> Subject {
        Subject::Entry { kind: EntryKind::Folder, entry_id: self.folder.entry(), account_id: self.account.account() }
    }

    /// The same of the folder alone, without those above it.
    pub(super) fn alone(mut self) -> Self {
        self.upward.truncate(1);
        self
    }
}

/// What is directly in a folder.
#[derive(Clone, Default)]
struct Children {
    bytes: i128,
    files: i128,
    count: u64,
}

/// How many folders lie below each other, and the lowest.
#[derive(Clone, Copy)]
struct Height {
    folders: u32,
    deepest: Id,
}

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    let parents: Vec<Option<usize>> = facts.folders.iter().map(|folder| folder.parent.and_then(|parent| facts.folder_at(parent))).collect();
    check_parents(facts, findings);
    let places = places(facts, &parents, findings);
    check_depths(facts, &parents, &places, findings);
    let children = children(facts, &parents);
    for (at, (folder, children)) in facts.folders.iter().zip(&children).enumerate() {
        if folder.child_count != children.count {
            let fault = Fault::Sum { name: "child_count", held: folder.child_count.into(), counted: children.count.into() };
            findings.suspect(Breach::new(subject(folder), fault));
        }
        let bytes = i128::from(folder.total_bytes) - children.bytes;
        let files = i128::from(folder.file_count) - children.files;
        if (bytes, files) != (0, 0) && !places[at].is_frozen && places[at].top != Top::Loop {
            let upward = upward(facts, &parents, at);
            findings.suspect_sum(FolderSum { folder: folder.id, account: folder.account, bytes, files, upward });
        }
    }
}

fn subject(folder: &Folder) -> Subject {
    Subject::Entry { kind: EntryKind::Folder, entry_id: folder.id.entry(), account_id: folder.account.account() }
}

/// That what an entry lies in is a folder of its account, and that its name key is made as that folder needs it.
fn check_parents(facts: &Facts, findings: &mut Findings) {
    for file in &facts.files {
        let subject = || Subject::Entry { kind: EntryKind::File, entry_id: file.id.entry(), account_id: file.account.account() };
        check_parent(facts, (file.account, file.parent), (file.shown, file.is_trashed), subject, findings);
    }
    for folder in &facts.folders {
        if let (Some(parent), Some(shown)) = (folder.parent, folder.shown) {
            check_parent(facts, (folder.account, parent), (shown, folder.is_trashed), || subject(folder), findings);
        }
    }
}

fn check_parent(
    facts: &Facts,
    (account, parent): (Id, Id),
    (shown, is_trashed): (Shown, bool),
    subject: impl Fn() -> Subject,
    findings: &mut Findings,
) {
    let parent_id = parent.entry();
    let Some(parent) = facts.folder(parent) else {
        return findings.suspect(Breach::new(subject(), Fault::Orphan { parent_id }));
    };
    if parent.account != account {
        findings.suspect(Breach::new(subject(), Fault::ForeignParent { parent_id }));
    }
    let is_live = !matches!(parent.container, Some(Container::Trash | Container::Purging));
    if !(if is_live { shown.is_folded } else { shown.has_id }) {
        findings.suspect(Breach::new(subject(), Fault::NameKey));
    }
    if is_trashed != (parent.container == Some(Container::Trash)) {
        findings.suspect(Breach::new(subject(), Fault::Trashed));
    }
}

/// Where each folder lies. A loop is found once, at the smallest id in it.
fn places(facts: &Facts, parents: &[Option<usize>], findings: &mut Findings) -> Vec<Place> {
    let mut places: Vec<Option<Place>> = vec![None; facts.folders.len()];
    let mut on_way = vec![false; facts.folders.len()];
    for start in 0..facts.folders.len() {
        let mut way = Vec::new();
        let mut here = Some(start);
        while let Some(at) = here.filter(|at| places[*at].is_none() && !on_way[*at]) {
            on_way[at] = true;
            way.push(at);
            here = parents[at];
        }
        let mut above = here.and_then(|at| places[at]);
        if let Some(again) = here.filter(|at| places[*at].is_none()) {
            let ring = way.iter().position(|at| *at == again).map_or(&way[..], |from| &way[from..]);
            if let Some(smallest) = ring.iter().map(|at| &facts.folders[*at]).min_by_key(|folder| folder.id) {
                findings.suspect(Breach::new(subject(smallest), Fault::Cycle));
            }
            above = Some(Place { depth: 0, top: Top::Loop, is_frozen: false });
        }
        for at in way.into_iter().rev() {
            on_way[at] = false;
            above = Some(place_below(&facts.folders[at], above));
            places[at] = above;
        }
    }
    places.into_iter().map(|place| place.unwrap_or(Place { depth: 0, top: Top::Lost, is_frozen: false })).collect()
}

fn place_below(folder: &Folder, above: Option<Place>) -> Place {
    let own = folder.is_dying || folder.container == Some(Container::Purging);
    match above {
        Some(above) => Place { depth: above.depth.saturating_add(1), top: above.top, is_frozen: above.is_frozen || own },
        None => Place { depth: 0, top: folder.container.map_or(Top::Lost, Top::In), is_frozen: own },
    }
}

fn check_depths(facts: &Facts, parents: &[Option<usize>], places: &[Place], findings: &mut Findings) {
    let mut from_below: Vec<usize> = (0..places.len()).filter(|at| places[*at].top != Top::Loop).collect();
    from_below.sort_unstable_by_key(|at| std::cmp::Reverse(places[*at].depth));
    let mut heights: Vec<Option<Height>> = vec![None; places.len()];
    for at in from_below {
        let (folder, place) = (&facts.folders[at], places[at]);
        let height = heights[at].unwrap_or(Height { folders: 0, deepest: folder.id });
        if let Some(parent) = parents[at] {
            let above = heights[parent].map_or(0, |height| height.folders);
            if above < height.folders + 1 {
                heights[parent] = Some(Height { folders: height.folders + 1, ..height });
            }
        }
        if place.top == Top::In(Container::Root) && place.depth > MAX_DEPTH {
            findings.suspect(Breach::new(subject(folder), Fault::Depth { depth: place.depth }));
        }
        if folder.container.is_none() && !place.is_frozen && folder.height_bound < height.folders {
            let (bound, height, deepest_id) = (folder.height_bound, height.folders, height.deepest.entry());
            findings.suspect(Breach::new(subject(folder), Fault::Height { bound, height, deepest_id }));
        }
    }
}

fn children(facts: &Facts, parents: &[Option<usize>]) -> Vec<Children> {
    let mut children = vec![Children::default(); facts.folders.len()];
    for file in &facts.files {
        if let Some(parent) = facts.folder_at(file.parent).map(|at| &mut children[at]) {
            parent.bytes += i128::from(file.size_bytes);
            parent.files += 1;
            parent.count += 1;
        }
    }
    for (folder, parent) in facts.folders.iter().zip(parents) {
        if let Some(parent) = parent.map(|at| &mut children[at]) {
            parent.bytes += i128::from(folder.total_bytes);
            parent.files += i128::from(folder.file_count);
            parent.count += 1;
        }
    }
    children
}

fn upward(facts: &Facts, parents: &[Option<usize>], start: usize) -> Vec<(Id, u64, u64)> {
    let way = std::iter::successors(Some(start), |at| parents[*at]).map(|at| &facts.folders[at]);
    way.map(|folder| (folder.id, folder.total_bytes, folder.file_count)).collect()
}

/// The folders whose totals are wrong, from the differences between folders and their children: a folder is off by its own difference
/// and all below it.
pub(super) fn folder_breaches(sums: &[FolderSum]) -> Vec<Breach> {
    struct Off {
        account: Id,
        total_bytes: u64,
        file_count: u64,
        bytes: i128,
        files: i128,
    }
    let mut off: BTreeMap<Id, Off> = BTreeMap::new();
    for sum in sums {
        for (id, total_bytes, file_count) in &sum.upward {
            let (total_bytes, file_count) = (*total_bytes, *file_count);
            let off = off.entry(*id).or_insert(Off { account: sum.account, total_bytes, file_count, bytes: 0, files: 0 });
            off.bytes += sum.bytes;
            off.files += sum.files;
        }
    }
    let breaches = off.into_iter().flat_map(|(id, off)| {
        let subject = Subject::Entry { kind: EntryKind::Folder, entry_id: id.entry(), account_id: off.account.account() };
        let numbers = [("total_bytes", off.total_bytes, off.bytes), ("file_count", off.file_count, off.files)];
        numbers.into_iter().filter(|(_, _, by)| *by != 0).map(move |(name, held, by)| {
            let held = i128::from(held);
            Breach::new(subject.clone(), Fault::Sum { name, held, counted: held - by })
        })
    });
    breaches.collect()
}
