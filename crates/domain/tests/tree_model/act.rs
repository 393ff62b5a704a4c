//! What callers do: read step by step, plan, and ask the store to carry the plan out in one go.

use crate::random::Random;
use crate::store::{File, Store, container_id};
use crate::walk::Walk;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::tree::{
    Chain, Container, Folder, MoveKind, Moved, TreeError, plan_add, plan_limit, plan_move, plan_purge, plan_removal, plan_replace,
};

/// What a caller wants.
#[derive(Debug, Clone)]
pub(crate) enum Wish {
    Commit {
        parent_id: EntryId,
        files: Vec<(String, u64)>,
    },
    MakeFolder {
        parent_id: EntryId,
        name: String,
    },
    Replace {
        id: EntryId,
        size_bytes: u64,
    },
    Relocate {
        id: EntryId,
        to: EntryId,
        kind: MoveKind,
        name: Option<String>,
    },
    Rename {
        id: EntryId,
        name: String,
    },
    SetLimit {
        id: EntryId,
        limit_bytes: Option<u64>,
    },
    /// Moves several trashed entries on their way out together.
    EmptyTrash {
        ids: Vec<EntryId>,
    },
    /// Takes apart what lies in purging or, when the account closes, all that is alive.
    Dismantle {
        container: Container,
    },
}

/// How it came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    Refused(TreeError),
    /// A condition did not hold any more, or the name was taken.
    Failed,
    /// It did not go through although nobody wrote anything since it began to read.
    Stuck,
}

/// A caller on the way.
pub(crate) struct Act {
    pub(crate) wish: Wish,
    /// How many transactions had gone through when it began.
    began: Option<u64>,
    moved: Option<Moved>,
    together: Vec<Moved>,
    source: Option<Walk>,
    destination: Option<Walk>,
    job: Job,
}

impl Act {
    pub(crate) const fn new(wish: Wish) -> Self {
        let job = Job { heap: Vec::new(), read: None, steps: 0 };
        Self { wish, began: None, moved: None, together: Vec::new(), source: None, destination: None, job }
    }

    /// One read, or the end of it. What happened, if it ended.
    pub(crate) fn step(&mut self, store: &mut Store, random: &mut Random) -> Option<Outcome> {
        let began = *self.began.get_or_insert(store.written);
        let is_alone = began == store.written;
        store.name_was_taken = false;
        let ended = self.go_on(store, random);
        let is_vain =
            matches!(ended, Some(Outcome::Failed)) && !store.name_was_taken || ended == Some(Outcome::Refused(TreeError::Contradiction));
        if is_alone && is_vain && !matches!(self.wish, Wish::Dismantle { .. }) { Some(Outcome::Stuck) } else { ended }
    }

    fn go_on(&mut self, store: &mut Store, random: &mut Random) -> Option<Outcome> {
        match self.wish.clone() {
            Wish::Commit { parent_id, files } => self.add(store, random, &parent_id, |store, chain| {
                let bytes: u64 = files.iter().map(|file| file.1).sum();
                let count = i64::try_from(files.len()).unwrap();
                let changes = plan_add(chain, i64::try_from(bytes).unwrap(), count, count, false)?;
                Ok(store.commit_files(&parent_id, &changes, &files))
            }),
            Wish::MakeFolder { parent_id, name } => self.add(store, random, &parent_id, |store, chain| {
                let changes = plan_add(chain, 0, 0, 1, true)?;
                Ok(store.make_folder(&parent_id, &changes, &name))
            }),
            Wish::Replace { id, size_bytes } => self.replace(store, random, &id, size_bytes),
            Wish::Relocate { id, to, kind, name } => self.relocate(store, random, &id, Some(&to), kind, name.as_deref()),
            Wish::Rename { id, name } => self.relocate(store, random, &id, None, MoveKind::Move, Some(&name)),
            Wish::EmptyTrash { ids } => self.empty_trash(store, random, &ids),
            Wish::SetLimit { id, limit_bytes } => self.set_limit(store, &id, limit_bytes),
            Wish::Dismantle { container } => self.job.step(store, container),
        }
    }

    fn add(
        &mut self,
        store: &mut Store,
        random: &mut Random,
        parent_id: &EntryId,
        act: impl FnOnce(&mut Store, &Chain) -> Result<bool, TreeError>,
    ) -> Option<Outcome> {
        let is_read = walk(&mut self.source, store, parent_id, random)?;
        Some(outcome(Chain::new(is_read).and_then(|chain| act(store, &chain))))
    }

    fn replace(&mut self, store: &mut Store, random: &mut Random, id: &EntryId, size_bytes: u64) -> Option<Outcome> {
        let Some(moved) = &self.moved else { return self.read_entry(store, id) };
        let Moved::File { parent_id, name, version_id, size_bytes: old_bytes, .. } = moved.clone() else {
            return Some(Outcome::Refused(TreeError::NotFound));
        };
        let folders = walk(&mut self.source, store, &parent_id, random)?;
        let read = File { parent_id, name, version_id, size_bytes: old_bytes };
        let plan = Chain::new(folders).and_then(|chain| plan_replace(&chain, old_bytes, size_bytes));
        Some(outcome(plan.map(|changes| store.replace(id, &read, &changes, size_bytes))))
    }

    fn relocate(
        &mut self,
        store: &mut Store,
        random: &mut Random,
        id: &EntryId,
        to: Option<&EntryId>,
        kind: MoveKind,
        name: Option<&str>,
    ) -> Option<Outcome> {
        let Some(moved) = self.moved.clone() else { return self.read_entry(store, id) };
        let Some(parent_id) = moved.parent_id().cloned() else { return Some(Outcome::Refused(TreeError::NotFound)) };
        // The two chains are read in any order, so that either can be the older one.
        let destination_first = to.filter(|_| random.one_in(2)).map(|to| walk(&mut self.destination, store, to, random));
        if destination_first == Some(None) {
            return None;
        }
        let source = walk(&mut self.source, store, &parent_id, random)?;
        let destination = match to {
            Some(to) => walk(&mut self.destination, store, to, random)?,
            None => source.clone(),
        };
        let plan = || plan_move(&moved, &Chain::new(source)?, &Chain::new(destination)?, kind);
        Some(outcome(plan().map(|plan| store.relocate(&plan, name.unwrap_or(&plan.entry.expect_name)))))
    }

    /// Reads the entries one by one, then both containers; what is gone by then is left out.
    fn empty_trash(&mut self, store: &mut Store, random: &mut Random, ids: &[EntryId]) -> Option<Outcome> {
        let at = usize::try_from(self.job.steps).unwrap();
        if let Some(id) = ids.get(at) {
            self.job.steps += 1;
            let is_trashed = |moved: &Moved| moved.parent_id() == Some(container_id(Container::Trash));
            self.together.extend(store.moved(id).filter(is_trashed));
            return None;
        }
        let trash = walk(&mut self.source, store, container_id(Container::Trash), random)?;
        let purging = walk(&mut self.destination, store, container_id(Container::Purging), random)?;
        let plan = || plan_purge(&self.together, &Chain::new(trash)?, &Chain::new(purging)?);
        Some(outcome(plan().map(|plan| store.purge(&plan))))
    }

    fn set_limit(&mut self, store: &mut Store, id: &EntryId, limit_bytes: Option<u64>) -> Option<Outcome> {
        let Some(moved) = &self.moved else { return self.read_entry(store, id) };
        let Moved::Folder(folder) = moved else { return Some(Outcome::Refused(TreeError::NotFound)) };
        Some(outcome(plan_limit(folder, limit_bytes).map(|change| store.set_limit(&change))))
    }

    fn read_entry(&mut self, store: &Store, id: &EntryId) -> Option<Outcome> {
        self.moved = store.moved(id);
        if self.moved.is_some() { None } else { Some(Outcome::Refused(TreeError::NotFound)) }
    }
}

/// Reads on; the chain once all of it is read and was read in an earlier step, so that something can happen before it is used.
fn walk(slot: &mut Option<Walk>, store: &Store, start: &EntryId, random: &mut Random) -> Option<Vec<Folder>> {
    let walk = slot.get_or_insert_with(|| Walk::new(store, start, random));
    if walk.is_done() {
        return Some(walk.folders());
    }
    walk.step(store);
    None
}

fn outcome(result: Result<bool, TreeError>) -> Outcome {
    match result {
        Ok(true) => Outcome::Done,
        Ok(false) => Outcome::Failed,
        Err(error) => Outcome::Refused(error),
    }
}

/// The purge job: each folder is marked, listed, emptied and removed; files go as they come.
struct Job {
    heap: Vec<EntryId>,
    read: Option<(EntryId, Moved)>,
    steps: u32,
}

impl Job {
    fn step(&mut self, store: &mut Store, container: Container) -> Option<Outcome> {
        self.steps += 1;
        if self.steps == 1 {
            let start = container_id(container);
            if container == Container::Root {
                store.mark_dying(start);
            }
            self.heap = children(store, start);
            return None;
        }
        match self.read.take() {
            Some((id, Moved::File { parent_id, name, version_id, size_bytes, .. })) => {
                store.remove_file(&id, &File { parent_id, name, version_id, size_bytes });
            }
            Some((id, Moved::Folder(folder))) if !folder.dying => {
                store.mark_dying(&id);
                self.heap.push(id);
            }
            Some((id, Moved::Folder(folder))) => match plan_removal(&folder) {
                Ok(removal) if store.remove_folder(&removal) => {}
                _ => {
                    self.heap.insert(0, id.clone());
                    self.heap.extend(children(store, &id));
                }
            },
            None => {
                let Some(id) = self.heap.pop() else { return self.end(store, container) };
                self.read = store.moved(&id).map(|moved| (id, moved));
            }
        }
        (self.steps > 400).then_some(Outcome::Failed)
    }

    /// Looks again whether something is left.
    fn end(&mut self, store: &mut Store, container: Container) -> Option<Outcome> {
        self.heap = children(store, container_id(container));
        if !self.heap.is_empty() && self.steps <= 400 {
            return None;
        }
        let is_done = container != Container::Root || store.remove_root();
        Some(if is_done { Outcome::Done } else { Outcome::Failed })
    }
}

fn children(store: &Store, id: &EntryId) -> Vec<EntryId> {
    store.names.iter().filter(|((parent_id, _), _)| parent_id == id).map(|(_, item)| item.id.clone()).collect()
}
