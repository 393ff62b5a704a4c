//! The way from a folder up to its container.

use super::{Container, Folder, FolderChange, MAX_CHILDREN, MAX_DEPTH, Raise, TreeError};

/// A folder, its parent, and so on up to the container, each naming the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    folders: Vec<Folder>,
    container: Container,
    depth: u32,
}

impl Chain {
    /// Checks what was read, the folder itself first, its container last. The reads may be of different moments; conditioning every
    /// link in the transaction makes them one.
    ///
    /// # Errors
    /// [`TreeError::NotFound`] when there is no folder or the last is no container: what should come next is gone.
    /// [`TreeError::Contradiction`] when a link is broken, a folder comes twice or there are more than can lie in each other.
    /// [`TreeError::Dying`] when one of them is being taken apart.
    pub fn new(folders: Vec<Folder>) -> Result<Self, TreeError> {
        let (last, below) = folders.split_last().ok_or(TreeError::NotFound)?;
        let links_hold = folders.windows(2).all(|pair| pair[0].parent_id.as_ref() == Some(&pair[1].id) && pair[0].container.is_none());
        let repeats = (1..folders.len()).any(|at| folders[..at].iter().any(|folder| folder.id == folders[at].id));
        let depth = u32::try_from(below.len()).map_err(|_| TreeError::Contradiction)?;
        if !links_hold || repeats || depth > MAX_DEPTH {
            return Err(TreeError::Contradiction);
        }
        let container = last.container.ok_or(TreeError::NotFound)?;
        if last.parent_id.is_some() {
            return Err(TreeError::Contradiction);
        }
        if folders.iter().any(|folder| folder.dying) {
            return Err(TreeError::Dying);
        }
        Ok(Self { folders, container, depth })
    }

    /// The container in which all of it lies.
    #[must_use]
    pub const fn container(&self) -> Container {
        self.container
    }

    /// How deep the folder lies; a container itself has depth 0.
    #[must_use]
    pub const fn depth(&self) -> u32 {
        self.depth
    }

    /// The folder that the chain starts from, which is the parent of what is added or moved.
    #[must_use]
    pub fn parent(&self) -> &Folder {
        &self.folders[0]
    }

    /// All of them, the folder itself first.
    #[must_use]
    pub fn folders(&self) -> &[Folder] {
        &self.folders
    }

    /// Whether the folder or something above it has this id.
    #[must_use]
    pub fn contains(&self, id: &crate::ids::EntryId) -> bool {
        self.folders.iter().any(|folder| folder.id == *id)
    }

    /// A change of each folder by that many bytes and files, without its limits checked.
    pub(crate) fn changes(&self, bytes: i64, files: i64) -> Vec<FolderChange> {
        self.folders.iter().map(|folder| change(folder, bytes, files)).collect()
    }
}

fn change(folder: &Folder, bytes: i64, files: i64) -> FolderChange {
    let keeps_totals = folder.container != Some(Container::Purging);
    FolderChange {
        id: folder.id.clone(),
        expect_parent: folder.parent_id.clone(),
        add_bytes: if keeps_totals { bytes } else { 0 },
        add_files: if keeps_totals { files } else { 0 },
        add_children: 0,
        raise_height: None,
        expect_limited: folder.limit_bytes.is_some(),
        limit_children: false,
    }
}

/// The raise that makes a folder's bound at least that high; none where it is, or for a container.
pub(crate) fn raise_to(folder: &Folder, height: u32) -> Option<Raise> {
    let is_needed = folder.container.is_none() && folder.height_bound < height;
    is_needed.then_some(Raise { from: folder.height_bound, to: height })
}

/// Adds children to the change of their parent, conditioned on their number.
///
/// # Errors
/// [`TreeError::FolderFull`] when they are too many by what was read.
pub(crate) fn add_children(change: &mut FolderChange, parent: &Folder, children: i64) -> Result<(), TreeError> {
    change.add_children += children;
    if change.add_children > 0 {
        let added = u64::try_from(change.add_children).map_err(|_| TreeError::Contradiction)?;
        if parent.child_count.saturating_add(added) > MAX_CHILDREN {
            return Err(TreeError::FolderFull);
        }
        change.limit_children = true;
    }
    Ok(())
}

/// Whether the folder's limit takes the change, by what was read.
///
/// # Errors
/// [`TreeError::FolderLimit`] when it does not.
pub(crate) fn check_limit(change: &FolderChange, folder: &Folder) -> Result<(), TreeError> {
    let has_room = folder.limit_bytes.is_none() || folder.limit_room_bytes.is_some_and(|room| room >= change.add_bytes);
    if change.add_bytes > 0 && !has_room { Err(TreeError::FolderLimit) } else { Ok(()) }
}
