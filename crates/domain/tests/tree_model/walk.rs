//! Reading a chain, one item at a time, while others write.

use crate::random::Random;
use crate::store::Store;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::tree::Folder;
use std::collections::BTreeMap;

/// A chain that is being read: from the folder up, or in any order by the ids that a client showed.
pub(crate) struct Walk {
    to_read: Vec<EntryId>,
    order: Vec<EntryId>,
    read: BTreeMap<EntryId, Folder>,
    is_hinted: bool,
}

impl Walk {
    pub(crate) fn new(store: &Store, start: &EntryId, random: &mut Random) -> Self {
        let is_hinted = random.one_in(3);
        let order = if is_hinted { chain_ids(store, start) } else { vec![start.clone()] };
        let (shaft, mut to_read): (Vec<EntryId>, Vec<EntryId>) = order.iter().cloned().partition(|id| store.shaft.contains(id));
        random.shuffle(&mut to_read);
        to_read.extend(shaft);
        Self { to_read, order, read: BTreeMap::new(), is_hinted }
    }

    pub(crate) const fn is_done(&self) -> bool {
        self.to_read.is_empty()
    }

    /// Reads the next item, and the shaft in one go.
    pub(crate) fn step(&mut self, store: &Store) {
        while let Some(id) = self.to_read.pop() {
            if let Some(folder) = store.folders.get(&id).cloned() {
                let parent_id = folder.parent_id.clone();
                self.read.insert(id, folder);
                if let Some(parent_id) = parent_id.filter(|parent| !self.is_hinted && !self.order.contains(parent)) {
                    self.order.push(parent_id.clone());
                    self.to_read.push(parent_id);
                }
            }
            if !self.to_read.last().is_some_and(|next| store.shaft.contains(next)) {
                break;
            }
        }
    }

    /// What was read, in the order of the chain, up to the first that was not there.
    pub(crate) fn folders(&self) -> Vec<Folder> {
        self.order.iter().map_while(|id| self.read.get(id).cloned()).collect()
    }
}

fn chain_ids(store: &Store, start: &EntryId) -> Vec<EntryId> {
    let parent = |id: &EntryId| store.folders.get(id).and_then(|folder| folder.parent_id.clone());
    std::iter::successors(Some(start.clone()), parent).take(64).collect()
}
