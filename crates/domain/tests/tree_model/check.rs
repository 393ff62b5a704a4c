//! What must hold after every step.

use crate::store::{Store, container_id};
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::tree::{Container, Folder, MAX_CHILDREN, MAX_DEPTH};
use std::collections::{BTreeMap, BTreeSet};

/// A breach, by the name of what it breaks and the entry where it shows.
pub(crate) type Breach = (&'static str, String);

/// Holds the store against its own files, and remembers what may only go one way.
#[derive(Default)]
pub(crate) struct Checker {
    totals: BTreeMap<EntryId, u64>,
    /// What is in purging or being taken apart, and how many children it had.
    frozen: BTreeMap<EntryId, u64>,
    /// The names in a folder that is dying.
    dying_names: BTreeMap<EntryId, BTreeSet<String>>,
}

/// What is true of a folder, counted from its parts.
#[derive(Default, Clone)]
struct Truth {
    bytes: u64,
    files: u64,
    children: u64,
    height: u32,
    depth: u32,
    /// In purging, or at or below a folder that is dying: nothing is added there, and totals are not kept.
    is_frozen: bool,
}

impl Checker {
    /// # Errors
    /// The first breach found.
    pub(crate) fn check(&mut self, store: &Store) -> Result<(), Breach> {
        check_names(store)?;
        let truths = truths(store)?;
        let used_bytes: u64 = store.files.values().map(|file| file.size_bytes).sum();
        if used_bytes != store.used_bytes {
            return Err(("used", format!("{used_bytes} is not {}", store.used_bytes)));
        }
        for (folder, truth) in store.folders.values().zip(&truths) {
            let id = || folder.id.to_string();
            let unseen = store.unseen_children.get(&folder.id).copied().unwrap_or(0);
            if folder.child_count != truth.children + unseen || folder.child_count > MAX_CHILDREN {
                return Err(("children", id()));
            }
            if truth.is_frozen {
                self.check_frozen(store, folder).map_err(|what| (what, id()))?;
                continue;
            }
            self.check_living(folder, truth).map_err(|what| (what, id()))?;
        }
        self.check_files(store)
    }

    /// What is frozen gets nothing new, not even a name once it is dying.
    fn check_frozen(&mut self, store: &Store, folder: &Folder) -> Result<(), &'static str> {
        let before = self.frozen.insert(folder.id.clone(), folder.child_count);
        if folder.container == Some(Container::Purging) {
            return if (folder.total_bytes, folder.file_count) == (0, 0) { Ok(()) } else { Err("purging without totals") };
        }
        if before.is_some_and(|before| before < folder.child_count) {
            return Err("late");
        }
        if folder.dying {
            let names = store.names.range((folder.id.clone(), String::new())..).take_while(|((parent, _), _)| *parent == folder.id);
            let names: BTreeSet<String> = names.map(|((_, name), _)| name.clone()).collect();
            let before = self.dying_names.insert(folder.id.clone(), names.clone());
            if before.is_some_and(|before| !names.is_subset(&before)) {
                return Err("late name");
            }
        }
        Ok(())
    }

    /// What was frozen never lives again.
    fn check_files(&mut self, store: &Store) -> Result<(), Breach> {
        for (id, file) in &store.files {
            if self.frozen.contains_key(&file.parent_id) {
                self.frozen.insert(id.clone(), 0);
            } else if self.frozen.contains_key(id) {
                return Err(("risen", id.to_string()));
            }
        }
        Ok(())
    }

    fn check_living(&mut self, folder: &Folder, truth: &Truth) -> Result<(), &'static str> {
        if self.frozen.contains_key(&folder.id) {
            return Err("risen");
        }
        if (folder.total_bytes, folder.file_count) != (truth.bytes, truth.files) {
            return Err("totals");
        }
        if truth.depth > MAX_DEPTH {
            return Err("depth");
        }
        if folder.container.is_none() && folder.height_bound < truth.height {
            return Err("height");
        }
        let room = folder.limit_bytes.map(|limit| i64::try_from(limit).unwrap() - i64::try_from(truth.bytes).unwrap());
        if folder.limit_room_bytes != room {
            return Err("limit room");
        }
        let before = self.totals.insert(folder.id.clone(), truth.bytes).unwrap_or(0);
        if truth.bytes > before && room.is_some_and(|room| room < 0) {
            return Err("limit");
        }
        Ok(())
    }
}

fn truths(store: &Store) -> Result<Vec<Truth>, Breach> {
    let at: BTreeMap<&EntryId, usize> = store.folders.keys().enumerate().map(|(at, id)| (id, at)).collect();
    let folders: Vec<&Folder> = store.folders.values().collect();
    let mut parents = Vec::with_capacity(folders.len());
    for folder in &folders {
        let parent = folder.parent_id.as_ref().map(|id| at.get(id).copied().ok_or(("orphan", folder.id.to_string())));
        if parent.is_none() && folder.container.is_none() {
            return Err(("phantom", folder.id.to_string()));
        }
        parents.push(parent.transpose()?);
    }
    let mut truths = vec![Truth::default(); folders.len()];
    for (start, folder) in folders.iter().enumerate() {
        let mut height = 0;
        let (mut depth, mut is_frozen) = (0, false);
        let mut next = Some(start);
        while let Some(here) = next {
            truths[here].height = truths[here].height.max(height);
            is_frozen |= folders[here].dying || folders[here].container == Some(Container::Purging);
            height += 1;
            next = parents[here];
            depth += u32::from(next.is_some());
            if height as usize > folders.len() {
                return Err(("cycle", folder.id.to_string()));
            }
        }
        (truths[start].depth, truths[start].is_frozen) = (depth, is_frozen);
        if let Some(parent) = parents[start] {
            truths[parent].children += 1;
        }
    }
    for (id, file) in &store.files {
        let parent = at.get(&file.parent_id).copied().ok_or(("orphan", id.to_string()))?;
        truths[parent].children += 1;
        let mut next = Some(parent);
        while let Some(here) = next {
            truths[here].bytes += file.size_bytes;
            truths[here].files += 1;
            next = parents[here];
        }
    }
    Ok(truths)
}

/// Each entry has exactly the one name item that shows it. Where two would have one, it shows one of them only.
fn check_names(store: &Store) -> Result<(), Breach> {
    let files = store.files.iter().map(|(id, file)| (id, &file.parent_id, &file.name, Some(&file.version_id)));
    let folders =
        store.folders.values().filter_map(|folder| folder.parent_id.as_ref().map(|parent| (&folder.id, parent, &folder.name, None)));
    let mut count = 0;
    for (id, parent_id, name, version_id) in files.chain(folders) {
        count += 1;
        let item = store.names.get(&store.name_key(parent_id, name, id));
        if !item.is_some_and(|item| item.id == *id && item.version_id.as_ref() == version_id) {
            return Err(("name item", id.to_string()));
        }
    }
    if count == store.names.len() { Ok(()) } else { Err(("name item of nothing", format!("{count} entries, {} items", store.names.len()))) }
}

/// Whether the account is closed or closing, so that nothing live can be picked any more.
pub(crate) fn is_closing(store: &Store) -> bool {
    store.folders.get(container_id(Container::Root)).is_none_or(|root| root.dying)
}
