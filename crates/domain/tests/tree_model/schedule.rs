//! One random schedule: a small tree, up to four callers at once, and the look at everything after each step.

use crate::act::{Act, Outcome, Wish};
use crate::check::{Breach, Checker, is_closing};
use crate::condition::Condition;
use crate::random::Random;
use crate::store::{Store, container_id};
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::tree::{Chain, Container, Folder, MAX_CHILDREN, MAX_DEPTH, MoveKind, plan_add};
use std::collections::BTreeMap;

const WISHES: u32 = 16;
const AT_ONCE: usize = 4;

/// Who of several goes on: mostly the one who went last, or anyone, so that some sleep long and some hardly at all.
struct Turns {
    last: usize,
    is_sticky: bool,
}

impl Turns {
    fn next(&mut self, acts: usize, random: &mut Random) -> usize {
        if !self.is_sticky || self.last >= acts || random.one_in(24) {
            self.last = usize::try_from(random.below(acts as u64)).unwrap();
        }
        self.last
    }
}

/// What a schedule came to: how each wish ended, in order, and the first breach.
#[derive(Default)]
pub(crate) struct Story {
    pub(crate) ended: Vec<(Wish, Outcome)>,
    pub(crate) breach: Option<Breach>,
}

pub(crate) fn run(seed: u64, ignored: Option<Condition>) -> Story {
    let mut random = Random::new(seed);
    let mut store = plant(&mut random, ignored);
    let (mut story, mut checker, mut acts, mut started) = (Story::default(), Checker::default(), Vec::<Act>::new(), 0);
    let mut turns = Turns { last: 0, is_sticky: random.one_in(2) };
    story.breach = checker.check(&store).err();
    while story.breach.is_none() && (started < WISHES || !acts.is_empty()) {
        if started < WISHES && acts.len() < AT_ONCE {
            started += 1;
            acts.extend(wish(&store, &mut random, started).map(Act::new));
            continue;
        }
        let at = turns.next(acts.len(), &mut random);
        let Some(act) = acts.get_mut(at) else { continue };
        // Who takes apart what was purged may be gone between any two steps; somebody else goes on.
        if matches!(act.wish, Wish::Dismantle { container: Container::Purging }) && random.one_in(60) {
            acts.remove(at);
            continue;
        }
        let written = store.written;
        let ended = act.step(&mut store, &mut random);
        if store.written > written {
            story.breach = checker.check(&store).err();
        }
        if ended == Some(Outcome::Stuck) {
            story.breach = Some(("what should go through", format!("{:?}", act.wish)));
        }
        if let Some(outcome) = ended {
            story.ended.push((acts.remove(at).wish, outcome));
        }
    }
    story
}

/// A few folders and files below the root or, in every other schedule, below a shaft that leaves them little depth.
fn plant(random: &mut Random, ignored: Option<Condition>) -> Store {
    let mut store = Store::new(ignored);
    let mut ground = container_id(Container::Root).clone();
    if random.one_in(2) {
        for _ in 0..MAX_DEPTH - 3 {
            ground = grow_folder(&mut store, &ground, "s");
            store.shaft.insert(ground.clone());
        }
    }
    let mut folders = vec![ground];
    for name in ["A", "B", "C", "D", "E"] {
        let parent_id = random.pick(&folders).cloned().unwrap();
        if chain(&store, &parent_id).depth() < MAX_DEPTH {
            folders.push(grow_folder(&mut store, &parent_id, name));
        }
    }
    for name in ["x", "y", "z"] {
        let parent_id = random.pick(&folders).cloned().unwrap();
        let size_bytes = 1 + random.below(9);
        let changes = plan_add(&chain(&store, &parent_id), i64::try_from(size_bytes).unwrap(), 1, 1, false).unwrap();
        assert!(store.commit_files(&parent_id, &changes, &[(name.to_owned(), size_bytes)]));
    }
    for id in &folders {
        let folder = store.folders.get_mut(id).unwrap();
        if folder.container.is_none() && random.one_in(4) {
            let room = random.below(20);
            (folder.limit_bytes, folder.limit_room_bytes) = (Some(folder.total_bytes + room), Some(i64::try_from(room).unwrap()));
        }
        if random.one_in(8) {
            let unseen = MAX_CHILDREN - folder.child_count - random.below(3);
            folder.child_count += unseen;
            store.unseen_children.insert(id.clone(), unseen);
        }
    }
    store
}

fn chain(store: &Store, start: &EntryId) -> Chain {
    let above = |folder: &Folder| folder.parent_id.as_ref().and_then(|id| store.folders.get(id)).cloned();
    Chain::new(std::iter::successors(store.folders.get(start).cloned(), above).collect()).unwrap()
}

fn grow_folder(store: &mut Store, parent_id: &EntryId, name: &str) -> EntryId {
    let changes = plan_add(&chain(store, parent_id), 0, 0, 1, true).unwrap();
    assert!(store.make_folder(parent_id, &changes, name));
    store.names[&(parent_id.clone(), name.to_owned())].id.clone()
}

/// Something to want; nothing when there is nothing to want it of.
fn wish(store: &Store, random: &mut Random, started: u32) -> Option<Wish> {
    let (trash, purging) = (container_id(Container::Trash), container_id(Container::Purging).clone());
    let pick = |ids: Vec<EntryId>, random: &mut Random| random.pick(&ids).cloned();
    let is_quiet = |id: &EntryId| store.shaft.contains(id);
    let folders =
        || store.folders.values().filter(|folder| folder.container.is_none() && !is_quiet(&folder.id)).map(|folder| folder.id.clone());
    let entries = || folders().chain(store.files.keys().cloned()).collect::<Vec<_>>();
    let trashed = || store.names.iter().filter(|((parent, _), _)| parent == trash).map(|(_, item)| item.id.clone()).collect::<Vec<_>>();
    let grounds = || {
        let root = container_id(Container::Root);
        let ground = store.shaft.iter().next_back().unwrap_or(root);
        folders().chain([ground.clone(), root.clone()]).collect::<Vec<_>>()
    };
    if started > 10 && random.one_in(25) && !is_closing(store) {
        return Some(Wish::Dismantle { container: Container::Root });
    }
    let name = ["a", "b", "c", "x", "y", "A", "B"][usize::try_from(random.below(7)).unwrap()].to_owned();
    let move_to = |id: EntryId, to: EntryId, kind: MoveKind, name: Option<String>| Wish::Relocate { id, to, kind, name };
    Some(match random.below(16) {
        0 | 1 => {
            let mut files = vec![(name, random.below(10))];
            if random.one_in(3) {
                files.push(("n".to_owned(), random.below(10)));
            }
            Wish::Commit { parent_id: pick(grounds(), random)?, files }
        }
        2 | 3 => Wish::MakeFolder { parent_id: pick(grounds(), random)?, name },
        4 | 5 => Wish::Replace { id: pick(store.files.keys().cloned().collect(), random)?, size_bytes: random.below(10) },
        6..=8 => move_to(pick(entries(), random)?, pick(grounds(), random)?, MoveKind::Move, random.one_in(2).then_some(name)),
        9 => move_to(pick(store.files.keys().cloned().collect(), random)?, pick(grounds(), random)?, MoveKind::Move, Some(name)),
        10 => Wish::Rename { id: pick(entries(), random)?, name },
        11 | 12 => move_to(pick(entries(), random)?, trash.clone(), MoveKind::Trash, None),
        13 => move_to(pick(trashed(), random)?, pick(grounds(), random)?, MoveKind::Restore, random.one_in(2).then_some(name)),
        14 if random.one_in(3) => {
            let mut ids = trashed();
            random.shuffle(&mut ids);
            ids.truncate(3);
            Wish::EmptyTrash { ids: (!ids.is_empty()).then_some(ids)? }
        }
        14 => move_to(pick(trashed(), random)?, purging, MoveKind::Purge, None),
        _ if random.one_in(2) => Wish::Dismantle { container: Container::Purging },
        _ => Wish::SetLimit { id: pick(folders().collect(), random)?, limit_bytes: (!random.one_in(3)).then(|| random.below(40)) },
    })
}

/// How many wishes of each kind came out how, so that a test sees whether anything happened at all.
pub(crate) fn tally(stories: &[Story]) -> BTreeMap<String, u32> {
    let mut tally = BTreeMap::new();
    for (wish, outcome) in stories.iter().flat_map(|story| &story.ended) {
        let kind = match wish {
            Wish::Relocate { kind, .. } => format!("{kind:?}"),
            other => format!("{other:?}").split([' ', '{']).next().unwrap_or_default().to_owned(),
        };
        *tally.entry(format!("{kind} {outcome:?}")).or_insert(0) += 1;
    }
    tally
}
