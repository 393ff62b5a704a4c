//! What a person has, in memory and without any cleverness: every entry knows its parent, and everything else is counted when it is asked for.

use std::collections::{BTreeMap, BTreeSet};

/// An entry of the model.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The folder it is in; none for what lies in the trash by itself.
    pub(super) parent: Option<String>,
    /// Where it comes back to.
    pub(super) old_parent: Option<String>,
    pub(super) name: String,
    pub(super) starred: bool,
    /// The contents of a file by their ids, the current one last; none for a folder.
    pub(super) contents: Option<Vec<(String, i64)>>,
}

impl Node {
    pub(super) fn is_folder(&self) -> bool {
        self.contents.is_none()
    }

    fn size(&self) -> i64 {
        self.contents.iter().flatten().last().map_or(0, |(_, size)| *size)
    }
}

/// A tree below one folder, and what was trashed out of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    /// The folder at the top, which is no entry of the model.
    pub(super) top: String,
    pub(super) entries: BTreeMap<String, Node>,
}

/// An entry as a listing shows it: name, whether it is a folder, whether starred, bytes and files.
pub(super) type Shown = (String, bool, bool, i64, i64);

impl Model {
    pub(super) fn new(top: &str) -> Self {
        Self { top: top.to_owned(), entries: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, id: &str, parent: &str, name: &str, contents: Option<Vec<(String, i64)>>) {
        let node = Node { parent: Some(parent.to_owned()), old_parent: None, name: name.to_owned(), starred: false, contents };
        self.entries.insert(id.to_owned(), node);
    }

    pub(super) fn children<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a String, &'a Node)> {
        self.entries.iter().filter(move |(_, node)| node.parent.as_deref() == Some(folder))
    }

    /// The entry and all that is below it.
    pub(super) fn below(&self, id: &str) -> BTreeSet<String> {
        let mut all = BTreeSet::from([id.to_owned()]);
        for (child, _) in self.children(id) {
            all.extend(self.below(child));
        }
        all
    }

    pub(super) fn remove(&mut self, id: &str) {
        for gone in self.below(id) {
            self.entries.remove(&gone);
        }
    }

    /// Whether an entry is reached from the top, or is the top.
    pub(super) fn is_live(&self, id: &str) -> bool {
        id == self.top || self.entries.get(id).and_then(|node| node.parent.as_deref()).is_some_and(|parent| self.is_live(parent))
    }

    /// The names from below the top down to an entry.
    pub(super) fn path(&self, id: &str) -> Vec<String> {
        let Some(node) = self.entries.get(id) else { return Vec::new() };
        let mut path = node.parent.as_deref().map(|parent| self.path(parent)).unwrap_or_default();
        path.push(node.name.clone());
        path
    }

    /// Who has a name in a folder, whatever its case.
    pub(super) fn named<'a>(&'a self, folder: &'a str, name: &str) -> Option<&'a String> {
        self.children(folder).find(|(_, node)| node.name.to_lowercase() == name.to_lowercase()).map(|(id, _)| id)
    }

    /// Bytes of the current contents and number of files of an entry and all below it.
    pub(super) fn totals(&self, id: &str) -> (i64, i64) {
        let own = self.entries.get(id).filter(|node| !node.is_folder()).map_or((0, 0), |node| (node.size(), 1));
        self.children(id).map(|(child, _)| self.totals(child)).fold(own, |(bytes, files), (b, f)| (bytes + b, files + f))
    }

    /// Bytes of all contents, and of those that are not current.
    pub(super) fn room(&self) -> (i64, i64) {
        let used: i64 = self.entries.values().flat_map(|node| node.contents.iter().flatten()).map(|(_, size)| size).sum();
        (used, used - self.entries.values().map(Node::size).sum::<i64>())
    }

    pub(super) fn shown(&self, folder: &str) -> BTreeMap<String, Shown> {
        let show = |(id, node): (&String, &Node)| {
            let (bytes, files) = self.totals(id);
            (id.clone(), (node.name.clone(), node.is_folder(), node.starred, bytes, files))
        };
        self.children(folder).map(show).collect()
    }

    /// What lies in the trash by itself, with its bytes.
    pub(super) fn trashed(&self) -> BTreeMap<String, i64> {
        let trashed = self.entries.iter().filter(|(_, node)| node.parent.is_none());
        trashed.map(|(id, _)| (id.clone(), self.totals(id).0)).collect()
    }

    /// The live folders, the top among them.
    pub(super) fn folders(&self) -> Vec<String> {
        let folders = self.entries.iter().filter(|(id, node)| node.is_folder() && self.is_live(id)).map(|(id, _)| id.clone());
        std::iter::once(self.top.clone()).chain(folders).collect()
    }

    /// The live entries for which something holds.
    pub(super) fn live(&self, fits: impl Fn(&Node) -> bool) -> Vec<String> {
        self.entries.iter().filter(|(id, node)| fits(node) && self.is_live(id)).map(|(id, _)| id.clone()).collect()
    }
}
