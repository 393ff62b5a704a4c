//! How the purge job takes a folder apart.

use super::{Folder, TreeError};
use crate::ids::EntryId;

/// What removing a folder's item is conditioned on: that it exists, is dying and has no children. Its parent's `child_count` goes down
/// by one in the same transaction, dying or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderRemoval {
    /// Which folder.
    pub id: EntryId,
    /// The parent that it must still have.
    pub expect_parent: EntryId,
}

/// Plans the removal of a folder that was read. Whether it is empty, only the condition says: the job looks into it when that fails.
///
/// # Errors
/// [`TreeError::NotFound`] for a container; [`TreeError::Contradiction`] unless it is dying.
pub fn plan_removal(folder: &Folder) -> Result<FolderRemoval, TreeError> {
    let expect_parent = folder.parent_id.clone().ok_or(TreeError::NotFound)?;
    if folder.dying { Ok(FolderRemoval { id: folder.id.clone(), expect_parent }) } else { Err(TreeError::Contradiction) }
}
