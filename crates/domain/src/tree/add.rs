//! What is added under a folder, and what a file's new content changes above it.

use super::chain::{Chain, add_children, check_limit, raise_to};
use super::{Container, FolderChange, MAX_DEPTH, TreeError, signed};

/// Plans what new entries directly in a folder change in it and above it: bytes and files are sums over all of them, `children` their
/// number. With `new_folder` one or more of them are folders, still empty. That the names are free, the entries' own items condition.
///
/// # Errors
/// [`TreeError::NotFound`] unless the chain ends at the live root; [`TreeError::TooDeep`], [`TreeError::FolderFull`] or
/// [`TreeError::FolderLimit`] by what was read.
pub fn plan_add(chain: &Chain, bytes: i64, files: i64, children: i64, new_folder: bool) -> Result<Vec<FolderChange>, TreeError> {
    if chain.container() != Container::Root {
        return Err(TreeError::NotFound);
    }
    if new_folder && chain.depth() + 1 > MAX_DEPTH {
        return Err(TreeError::TooDeep);
    }
    let mut changes = chain.changes(bytes, files);
    for (height, (change, folder)) in (1..).zip(changes.iter_mut().zip(chain.folders())) {
        if new_folder {
            change.raise_height = raise_to(folder, height);
        }
        check_limit(change, folder)?;
    }
    if let Some(change) = changes.first_mut() {
        add_children(change, chain.parent(), children)?;
    }
    Ok(changes)
}

/// Plans what another current version of a file changes above it. The file's own item is to be conditioned on the `parent_id` with
/// which the chain begins and on the `version_id` that has the old size.
///
/// # Errors
/// [`TreeError::NotFound`] unless the chain ends at the live root; [`TreeError::FolderLimit`] by what was read.
pub fn plan_replace(chain: &Chain, old_size_bytes: u64, new_size_bytes: u64) -> Result<Vec<FolderChange>, TreeError> {
    plan_add(chain, signed(new_size_bytes)? - signed(old_size_bytes)?, 0, 0, false)
}
