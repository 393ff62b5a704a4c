//! Moving, renaming, trashing, restoring and purging an entry: all of it is one entry getting another parent.

use super::chain::{Chain, add_children, check_limit, raise_to};
use super::{Container, Folder, FolderChange, MAX_DEPTH, TreeError, signed};
use crate::ids::{EntryId, VersionId};

/// What is moved, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moved {
    /// A file.
    File {
        /// Its id.
        id: EntryId,
        /// What it lies in.
        parent_id: EntryId,
        /// Its name.
        name: String,
        /// Its current version.
        version_id: VersionId,
        /// Bytes of its current version.
        size_bytes: u64,
    },
    /// A folder with all that is in it.
    Folder(Folder),
}

/// Why an entry gets another parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MoveKind {
    /// Within the live tree, or only to another name.
    Move,
    /// From the live tree into the trash.
    Trash,
    /// From the trash back into the live tree.
    Restore,
    /// From the trash to where it is taken apart.
    Purge,
}

/// What of an entry must still be as it was read, because a write below it or on it may have passed in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Totals {
    /// Of a file.
    File {
        /// Its current version.
        version_id: VersionId,
        /// Bytes of that version.
        size_bytes: u64,
    },
    /// Of a folder.
    Folder {
        /// Bytes below it.
        total_bytes: u64,
        /// Files below it.
        file_count: u64,
        /// Its height bound.
        height_bound: u32,
    },
}

/// What a move does to the entry, on condition that it exists and, if a folder, is not dying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryChange {
    /// Which entry.
    pub id: EntryId,
    /// The parent that it must still have.
    pub expect_parent: EntryId,
    /// The name that it must still have; the name item to be removed is named by the two.
    pub expect_name: String,
    /// What else must be as it was; none when a folder only gets another name.
    pub expect_totals: Option<Totals>,
    /// The parent that it gets; the same when it only gets another name.
    pub new_parent: EntryId,
}

/// What a move changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovePlan {
    /// Each folder of both chains once, with the sum of what it loses and gets.
    pub folders: Vec<FolderChange>,
    /// The entry itself.
    pub entry: EntryChange,
}

impl Moved {
    /// Its id.
    #[must_use]
    pub const fn id(&self) -> &EntryId {
        match self {
            Self::File { id, .. } => id,
            Self::Folder(folder) => &folder.id,
        }
    }

    /// What it lies in; none for a container.
    #[must_use]
    pub const fn parent_id(&self) -> Option<&EntryId> {
        match self {
            Self::File { parent_id, .. } => Some(parent_id),
            Self::Folder(folder) => folder.parent_id.as_ref(),
        }
    }

    /// How many files go with it.
    pub(crate) const fn file_count(&self) -> u64 {
        match self {
            Self::File { .. } => 1,
            Self::Folder(folder) => folder.file_count,
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::File { name, .. } => name,
            Self::Folder(folder) => &folder.name,
        }
    }

    /// Bytes and files that go with it.
    fn weight(&self) -> Result<(i64, i64), TreeError> {
        match self {
            Self::File { size_bytes, .. } => Ok((signed(*size_bytes)?, 1)),
            Self::Folder(folder) => Ok((signed(folder.total_bytes)?, signed(folder.file_count)?)),
        }
    }

    fn totals(&self) -> Totals {
        match self {
            Self::File { version_id, size_bytes, .. } => Totals::File { version_id: version_id.clone(), size_bytes: *size_bytes },
            Self::Folder(Folder { total_bytes, file_count, height_bound, .. }) => {
                Totals::Folder { total_bytes: *total_bytes, file_count: *file_count, height_bound: *height_bound }
            }
        }
    }

    /// How many folders it adds below its parent; none if it is a file.
    fn height(&self) -> Option<u32> {
        match self {
            Self::File { .. } => None,
            Self::Folder(folder) => Some(folder.height_bound.saturating_add(1)),
        }
    }
}

/// Plans what moving an entry changes. `source` begins with the entry's parent, `destination` with the folder that it goes to. With
/// the same parent in both it only gets another name: then nothing but the parent's being there is conditioned.
///
/// # Errors
/// [`TreeError::NotFound`] when source or destination is not where the kind of move needs it, or a container is to be moved;
/// [`TreeError::Contradiction`] when the reads do not fit together and are to be repeated; else what forbids the move.
pub fn plan_move(moved: &Moved, source: &Chain, destination: &Chain, kind: MoveKind) -> Result<MovePlan, TreeError> {
    let expect_parent = moved.parent_id().ok_or(TreeError::NotFound)?;
    if matches!(moved, Moved::Folder(folder) if folder.dying) {
        return Err(TreeError::Dying);
    }
    check_ends(source, destination, kind)?;
    if *expect_parent != source.parent().id || source.contains(moved.id()) || contradict(source, destination) {
        return Err(TreeError::Contradiction);
    }
    if destination.contains(moved.id()) {
        return Err(TreeError::Cycle);
    }
    let is_rename = destination.parent().id == *expect_parent;
    let folders = if is_rename { source.changes(0, 0).into_iter().take(1).collect() } else { changes(moved, source, destination)? };
    let is_folder_rename = is_rename && matches!(moved, Moved::Folder(_));
    let entry = EntryChange {
        id: moved.id().clone(),
        expect_parent: expect_parent.clone(),
        expect_name: moved.name().to_owned(),
        expect_totals: (!is_folder_rename).then(|| moved.totals()),
        new_parent: destination.parent().id.clone(),
    };
    Ok(MovePlan { folders, entry })
}

/// A source ends at the live root or, to restore or purge, is the trash itself; a destination that a caller chooses ends at the live
/// root, any other is the container itself.
fn check_ends(source: &Chain, destination: &Chain, kind: MoveKind) -> Result<(), TreeError> {
    let is_live = |chain: &Chain| chain.container() == Container::Root;
    let is_itself = |chain: &Chain, container: Container| chain.parent().container == Some(container);
    let fits = match kind {
        MoveKind::Move => is_live(source) && is_live(destination),
        MoveKind::Trash => is_live(source) && is_itself(destination, Container::Trash),
        MoveKind::Restore => is_itself(source, Container::Trash) && is_live(destination),
        MoveKind::Purge => is_itself(source, Container::Trash) && is_itself(destination, Container::Purging),
    };
    if fits { Ok(()) } else { Err(TreeError::NotFound) }
}

/// Whether a folder stands in both chains below different parents, or with a limit in one only: a plan has room for one of them. Other
/// numbers may differ, because they change by what is added or are conditioned as the destination's chain has them.
fn contradict(source: &Chain, destination: &Chain) -> bool {
    let differ = |one: &Folder, other: &Folder| {
        one.parent_id != other.parent_id || one.container != other.container || one.limit_bytes.is_some() != other.limit_bytes.is_some()
    };
    source.folders().iter().any(|one| destination.folders().iter().any(|other| one.id == other.id && differ(one, other)))
}

fn changes(moved: &Moved, source: &Chain, destination: &Chain) -> Result<Vec<FolderChange>, TreeError> {
    let (bytes, files) = moved.weight()?;
    let mut changes = source.changes(-bytes, -files);
    if let Some(change) = changes.first_mut() {
        add_children(change, source.parent(), -1)?;
    }
    let goes_live = destination.container() == Container::Root;
    if goes_live && moved.height().is_some_and(|height| destination.depth() + height > MAX_DEPTH) {
        return Err(TreeError::TooDeep);
    }
    for (above, (gain, folder)) in (0..).zip(destination.changes(bytes, files).into_iter().zip(destination.folders())) {
        let at = changes.iter().position(|change| change.id == gain.id).unwrap_or(changes.len());
        if at == changes.len() {
            changes.push(FolderChange { add_bytes: 0, add_files: 0, ..gain.clone() });
        }
        let change = &mut changes[at];
        change.add_bytes += gain.add_bytes;
        change.add_files += gain.add_files;
        check_limit(change, folder)?;
        if above == 0 {
            add_children(change, folder, 1)?;
        }
        if let Some(height) = moved.height().filter(|_| goes_live) {
            change.raise_height = raise_to(folder, height + above);
        }
    }
    Ok(changes)
}
