//! How the purge job takes a folder apart.

use super::{Folder, TreeError};
use crate::ids::EntryId;

/// The actions that removing any number of files of one folder takes together: the room, the folder and the job.
const SHARED_ACTIONS: usize = 3;
/// The actions of one file: itself, its name and the garbage of its content.
const ACTIONS_PER_FILE: usize = 3;
/// The actions of each earlier version of it: itself and its garbage.
const ACTIONS_PER_VERSION: usize = 2;

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

/// How many of some files go in one transaction of so many actions, the first ones first; `versions` says how many earlier versions
/// each of them has.
#[must_use]
pub fn removable_files(versions: impl IntoIterator<Item = usize>, max_actions: usize) -> usize {
    let mut actions = SHARED_ACTIONS;
    let fits = |versions: &usize| {
        actions += ACTIONS_PER_FILE + ACTIONS_PER_VERSION * versions;
        actions <= max_actions
    };
    versions.into_iter().take_while(fits).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_transaction_of_a_hundred_takes_32_files_or_two_with_twenty_earlier_versions() {
        assert_eq!(removable_files([0; 100], 100), 32);
        assert_eq!(removable_files([20; 100], 100), 2);
        assert_eq!(removable_files([], 100), 0);
    }

    proptest! {
        #[test]
        fn the_files_that_go_together_fit_and_one_more_would_not(versions in prop::collection::vec(0_usize..=20, 1..60)) {
            let count = removable_files(versions.iter().copied(), 100);
            let actions = |files: &[usize]| 3 + files.iter().map(|versions| 3 + 2 * versions).sum::<usize>();
            prop_assert!(count >= 1 && actions(&versions[..count]) <= 100);
            prop_assert!(count == versions.len() || actions(&versions[..=count]) > 100);
        }
    }
}
