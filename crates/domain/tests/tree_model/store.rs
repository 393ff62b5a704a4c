//! A store in memory that carries out plans as the table does: every condition holds and all of it happens, or none of it does.

use crate::condition::Condition;
use share_cloud_domain::ids::{EntryId, VersionId};
use share_cloud_domain::tree::{
    Container, EntryChange, Folder, FolderChange, FolderRemoval, LimitChange, MAX_CHILDREN, MovePlan, Moved, PurgePlan, Totals,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) parent_id: EntryId,
    pub(crate) name: String,
    pub(crate) version_id: VersionId,
    pub(crate) size_bytes: u64,
}

/// What a listing shows of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameItem {
    pub(crate) id: EntryId,
    pub(crate) version_id: Option<VersionId>,
}

pub(crate) struct Store {
    pub(crate) folders: BTreeMap<EntryId, Folder>,
    pub(crate) files: BTreeMap<EntryId, File>,
    pub(crate) names: BTreeMap<(EntryId, String), NameItem>,
    pub(crate) used_bytes: u64,
    /// Children that a folder is said to have and that are nowhere else, so that a folder can be nearly full.
    pub(crate) unseen_children: BTreeMap<EntryId, u64>,
    /// Folders that no step moves, which only make the tree deep.
    pub(crate) shaft: BTreeSet<EntryId>,
    pub(crate) ignored: Option<Condition>,
    /// Whether the last transaction failed because of a name.
    pub(crate) name_was_taken: bool,
    /// How many transactions went through.
    pub(crate) written: u64,
    drawn: u64,
}

static CONTAINER_IDS: LazyLock<[EntryId; 3]> = LazyLock::new(|| [1, 2, 3].map(|byte| EntryId::from_random([byte; 16])));

pub(crate) fn container_id(container: Container) -> &'static EntryId {
    &CONTAINER_IDS[container as usize]
}

impl Store {
    pub(crate) fn new(ignored: Option<Condition>) -> Self {
        let (folders, files, names) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (unseen_children, shaft) = (BTreeMap::new(), BTreeSet::new());
        let mut store =
            Self { folders, files, names, used_bytes: 0, unseen_children, shaft, ignored, name_was_taken: false, written: 0, drawn: 0 };
        for container in [Container::Root, Container::Trash, Container::Purging] {
            let folder = Folder { container: Some(container), ..empty_folder(container_id(container).clone(), None, "") };
            store.folders.insert(folder.id.clone(), folder);
        }
        store
    }

    pub(crate) fn draw(&mut self) -> [u8; 16] {
        self.drawn += 1;
        let mut bytes = [0xF0; 16];
        bytes[8..].copy_from_slice(&self.drawn.to_be_bytes());
        bytes
    }

    pub(crate) fn moved(&self, id: &EntryId) -> Option<Moved> {
        let file = |file: &File| Moved::File {
            id: id.clone(),
            parent_id: file.parent_id.clone(),
            name: file.name.clone(),
            version_id: file.version_id.clone(),
            size_bytes: file.size_bytes,
        };
        self.files.get(id).map(file).or_else(|| self.folders.get(id).cloned().map(Moved::Folder))
    }

    /// Under which key of a folder an entry is listed: live ones by name, others by what is always its own.
    pub(crate) fn name_key(&self, parent_id: &EntryId, name: &str, id: &EntryId) -> (EntryId, String) {
        let is_heap = parent_id == container_id(Container::Trash) || parent_id == container_id(Container::Purging);
        (parent_id.clone(), if is_heap { id.to_string() } else { name.to_owned() })
    }

    pub(crate) fn commit_files(&mut self, parent_id: &EntryId, changes: &[FolderChange], files: &[(String, u64)]) -> bool {
        let are_free = files.iter().all(|(name, _)| self.name_is_free(&(parent_id.clone(), name.clone())));
        if !are_free || !self.change_folders(changes) {
            return false;
        }
        for (name, size_bytes) in files {
            let (id, version_id) = (EntryId::from_random(self.draw()), VersionId::from_random(self.draw()));
            self.names.insert((parent_id.clone(), name.clone()), NameItem { id: id.clone(), version_id: Some(version_id.clone()) });
            self.files.insert(id, File { parent_id: parent_id.clone(), name: name.clone(), version_id, size_bytes: *size_bytes });
            self.used_bytes += size_bytes;
        }
        true
    }

    pub(crate) fn make_folder(&mut self, parent_id: &EntryId, changes: &[FolderChange], name: &str) -> bool {
        let key = (parent_id.clone(), name.to_owned());
        if !self.name_is_free(&key) || !self.change_folders(changes) {
            return false;
        }
        let id = EntryId::from_random(self.draw());
        self.names.insert(key, NameItem { id: id.clone(), version_id: None });
        self.folders.insert(id.clone(), empty_folder(id, Some(parent_id.clone()), name));
        true
    }

    /// Gives a file another content; the old one goes at once, which is enough here.
    pub(crate) fn replace(&mut self, id: &EntryId, read: &File, changes: &[FolderChange], size_bytes: u64) -> bool {
        let Some(file) = self.files.get(id).cloned() else { return false };
        let holds = self.must(Condition::ReplacedParent, file.parent_id == read.parent_id)
            && self.must(Condition::ReplacedVersion, file.version_id == read.version_id);
        if !holds || !self.change_folders(changes) {
            return false;
        }
        let version_id = VersionId::from_random(self.draw());
        let key = self.name_key(&file.parent_id, &file.name, id);
        self.names.insert(key, NameItem { id: id.clone(), version_id: Some(version_id.clone()) });
        self.used_bytes = self.used_bytes + size_bytes - file.size_bytes;
        self.files.insert(id.clone(), File { version_id, size_bytes, ..file });
        true
    }

    pub(crate) fn relocate(&mut self, plan: &MovePlan, new_name: &str) -> bool {
        let entry = &plan.entry;
        let old_key = self.name_key(&entry.expect_parent, &entry.expect_name, &entry.id);
        let new_key = self.name_key(&entry.new_parent, new_name, &entry.id);
        let is_free = old_key == new_key || self.name_is_free(&new_key);
        if !self.entry_is_as_read(entry) || !is_free || !self.change_folders(&plan.folders) {
            return false;
        }
        self.put_elsewhere(entry, new_name);
        true
    }

    /// Moves trashed entries to where they are taken apart; there the names are free.
    pub(crate) fn purge(&mut self, plan: &PurgePlan) -> bool {
        if !plan.entries.iter().all(|entry| self.entry_is_as_read(entry)) || !self.change_folders(&plan.folders) {
            return false;
        }
        plan.entries.iter().for_each(|entry| self.put_elsewhere(entry, &entry.expect_name));
        true
    }

    fn put_elsewhere(&mut self, entry: &EntryChange, new_name: &str) {
        self.names.remove(&self.name_key(&entry.expect_parent, &entry.expect_name, &entry.id));
        let version_id = match &entry.expect_totals {
            Some(Totals::File { version_id, .. }) => Some(version_id.clone()),
            _ => None,
        };
        let new_key = self.name_key(&entry.new_parent, new_name, &entry.id);
        self.names.insert(new_key, NameItem { id: entry.id.clone(), version_id });
        if let Some(file) = self.files.get_mut(&entry.id) {
            (file.parent_id, file.name) = (entry.new_parent.clone(), new_name.to_owned());
        } else if let Some(folder) = self.folders.get_mut(&entry.id) {
            (folder.parent_id, folder.name) = (Some(entry.new_parent.clone()), new_name.to_owned());
        }
    }

    fn entry_is_as_read(&self, entry: &EntryChange) -> bool {
        let Some(now) = self.moved(&entry.id) else { return false };
        let name = match &now {
            Moved::File { name, .. } => name,
            Moved::Folder(folder) => &folder.name,
        };
        self.must(Condition::EntryParent, now.parent_id() == Some(&entry.expect_parent))
            && self.must(Condition::EntryName, *name == entry.expect_name)
            && self.must(Condition::FolderDying, !matches!(&now, Moved::Folder(folder) if folder.dying))
            && match (&now, &entry.expect_totals) {
                (_, None) => true,
                (Moved::File { version_id: now, size_bytes: now_bytes, .. }, Some(Totals::File { version_id, size_bytes })) => {
                    self.must(Condition::EntryVersion, now == version_id && now_bytes == size_bytes)
                }
                (Moved::Folder(now), Some(Totals::Folder { total_bytes, file_count, height_bound })) => {
                    self.must(Condition::EntryTotals, now.total_bytes == *total_bytes && now.file_count == *file_count)
                        && self.must(Condition::EntryHeight, now.height_bound == *height_bound)
                }
                _ => false,
            }
    }

    pub(crate) fn set_limit(&mut self, change: &LimitChange) -> bool {
        let as_read = |folder: &&Folder| {
            self.must(Condition::FolderDying, !folder.dying)
                && self.must(Condition::LimitTotal, folder.total_bytes == change.expect_total_bytes)
        };
        if self.folders.get(&change.id).filter(as_read).is_none() {
            return false;
        }
        let Some(folder) = self.folders.get_mut(&change.id) else { return false };
        self.written += 1;
        (folder.limit_bytes, folder.limit_room_bytes) = (change.limit.map(|limit| limit.0), change.limit.map(|limit| limit.1));
        true
    }

    pub(crate) fn mark_dying(&mut self, id: &EntryId) -> bool {
        self.written += 1;
        self.folders.get_mut(id).map(|folder| folder.dying = true).is_some()
    }

    pub(crate) fn remove_file(&mut self, id: &EntryId, read: &File) -> bool {
        let as_read = |file: &&File| file.parent_id == read.parent_id && file.version_id == read.version_id && file.name == read.name;
        if self.files.get(id).filter(as_read).is_none() {
            return false;
        }
        self.files.remove(id);
        self.used_bytes -= read.size_bytes;
        self.names.remove(&self.name_key(&read.parent_id, &read.name, id));
        self.lose_child(&read.parent_id)
    }

    pub(crate) fn remove_folder(&mut self, removal: &FolderRemoval) -> bool {
        let as_read = |folder: &&Folder| {
            let is_childless = self.must(Condition::FolderChildless, folder.child_count == 0);
            folder.dying && is_childless && folder.parent_id.as_ref() == Some(&removal.expect_parent)
        };
        let Some(folder) = self.folders.get(&removal.id).filter(as_read).cloned() else { return false };
        self.folders.remove(&removal.id);
        self.names.remove(&self.name_key(&removal.expect_parent, &folder.name, &removal.id));
        self.lose_child(&removal.expect_parent)
    }

    /// Takes away the root of an account that closes.
    pub(crate) fn remove_root(&mut self) -> bool {
        let root = container_id(Container::Root);
        let is_done = self.folders.get(root).is_some_and(|folder| folder.dying && folder.child_count == 0);
        self.written += 1;
        is_done && self.folders.remove(root).is_some()
    }

    fn lose_child(&mut self, id: &EntryId) -> bool {
        self.written += 1;
        self.folders.get_mut(id).map(|folder| folder.child_count -= 1).is_some()
    }

    fn name_is_free(&mut self, key: &(EntryId, String)) -> bool {
        let is_free = !self.names.contains_key(key);
        self.name_was_taken |= !is_free;
        self.must(Condition::NameFree, is_free)
    }

    fn must(&self, condition: Condition, holds: bool) -> bool {
        holds || self.ignored == Some(condition)
    }

    fn change_folders(&mut self, changes: &[FolderChange]) -> bool {
        if !changes.iter().all(|change| self.folder_is_as_read(change)) {
            return false;
        }
        self.written += 1;
        for change in changes {
            // An update of an item that is not there makes one, as in DynamoDB.
            let folder = self.folders.entry(change.id.clone()).or_insert_with(|| empty_folder(change.id.clone(), None, ""));
            folder.total_bytes = folder.total_bytes.wrapping_add_signed(change.add_bytes);
            folder.file_count = folder.file_count.wrapping_add_signed(change.add_files);
            folder.child_count = folder.child_count.wrapping_add_signed(change.add_children);
            if let Some(raise) = change.raise_height {
                folder.height_bound = raise.to;
            }
            if change.expect_limited {
                folder.limit_room_bytes = Some(folder.limit_room_bytes.unwrap_or(0) - change.add_bytes);
            }
        }
        true
    }

    fn folder_is_as_read(&self, change: &FolderChange) -> bool {
        let missing = empty_folder(change.id.clone(), None, "");
        let now = self.folders.get(&change.id).unwrap_or(&missing);
        let has_room = !change.expect_limited || change.add_bytes <= 0 || now.limit_room_bytes.is_some_and(|room| room >= change.add_bytes);
        let has_places = !change.limit_children || now.child_count.saturating_add_signed(change.add_children) <= MAX_CHILDREN;
        self.must(Condition::FolderExists, self.folders.contains_key(&change.id))
            && self.must(Condition::FolderParent, now.parent_id == change.expect_parent)
            && self.must(Condition::FolderDying, !now.dying)
            && self.must(Condition::FolderHeight, change.raise_height.is_none_or(|raise| now.height_bound == raise.from))
            && self.must(Condition::FolderLimited, now.limit_bytes.is_some() == change.expect_limited)
            && self.must(Condition::FolderLimitRoom, has_room)
            && self.must(Condition::FolderChildren, has_places)
    }
}

fn empty_folder(id: EntryId, parent_id: Option<EntryId>, name: &str) -> Folder {
    Folder {
        id,
        parent_id,
        container: None,
        name: name.to_owned(),
        total_bytes: 0,
        file_count: 0,
        child_count: 0,
        height_bound: 0,
        dying: false,
        limit_bytes: None,
        limit_room_bytes: None,
    }
}
