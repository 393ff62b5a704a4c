//! The tree of folders: what a transaction changes in it, and on what conditions.
//!
//! A plan is made of what was read, without any lock. It names each folder whose totals change, once, with the sum of the changes and
//! with what must still be as it was read. Whoever carries it out (the store's transactions, the model of the tests) applies all of
//! it or nothing. Every condition here has a schedule of steps that breaks the tree without it; the tests hold them.

pub mod add;
pub mod chain;
pub mod limit;
pub mod purge;
pub mod relocate;
pub mod removal;
#[cfg(test)]
mod tests;

use crate::ids::EntryId;
use crate::problem::{Code, Problem};

pub use add::{plan_add, plan_replace};
pub use chain::Chain;
pub use limit::{LimitChange, plan_limit};
pub use purge::{PurgePlan, plan_purge};
pub use relocate::{EntryChange, MoveKind, MovePlan, Moved, Totals, plan_move};
pub use removal::{FolderRemoval, plan_removal, removable_files};

/// The deepest a folder may lie below its container, which has depth 0.
pub const MAX_DEPTH: u32 = 32;
/// The most direct children of a folder.
pub const MAX_CHILDREN: u64 = 1_000_000;

/// The three folders that an account gets at sign-up and that have no parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Container {
    /// What is alive.
    Root,
    /// What was trashed and can come back.
    Trash,
    /// What is gone for everyone and still counted until the purge job took it apart. It keeps no totals.
    Purging,
}

/// A folder or container as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its id.
    pub id: EntryId,
    /// What it lies in; none for containers.
    pub parent_id: Option<EntryId>,
    /// Which container it is, if it is one.
    pub container: Option<Container>,
    /// Its name.
    pub name: String,
    /// Bytes of the current versions below it.
    pub total_bytes: u64,
    /// Files below it.
    pub file_count: u64,
    /// Entries directly in it.
    pub child_count: u64,
    /// At least how many folders lie below each other in it; never lowered. Containers do not keep it.
    pub height_bound: u32,
    /// Whether it is being taken apart: nothing may be written in it any more.
    pub dying: bool,
    /// Its own limit, if it has one.
    pub limit_bytes: Option<u64>,
    /// Limit − total, where it has a limit; negative where the limit was set below the total.
    pub limit_room_bytes: Option<i64>,
}

/// A height bound that has to grow: SET to `to` on condition that it is still `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raise {
    /// As read.
    pub from: u32,
    /// As it shall be.
    pub to: u32,
}

/// What a transaction does to one folder, on condition that it exists, is not dying and has the parent that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderChange {
    /// Which folder.
    pub id: EntryId,
    /// The parent that it must still have; none for a container, which must have none.
    pub expect_parent: Option<EntryId>,
    /// To be added to `total_bytes`.
    pub add_bytes: i64,
    /// To be added to `file_count`.
    pub add_files: i64,
    /// To be added to `child_count`.
    pub add_children: i64,
    /// The new height bound, if it has to grow.
    pub raise_height: Option<Raise>,
    /// Whether it has a limit, which must still be so. If it has, `limit_room_bytes` changes by −`add_bytes`, and a positive
    /// `add_bytes` needs at least that much room there.
    pub expect_limited: bool,
    /// Whether `child_count` must be at most [`MAX_CHILDREN`] − `add_children`.
    pub limit_children: bool,
}

impl FolderChange {
    /// Whether nothing of the folder changes, so that its conditions alone are to be checked.
    #[must_use]
    pub const fn is_check_only(&self) -> bool {
        self.add_bytes == 0 && self.add_files == 0 && self.add_children == 0 && self.raise_height.is_none()
    }
}

/// Why there is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// It is not where it would have to be: gone, or not below the container that this needs.
    #[error("it is not there")]
    NotFound,
    /// It is being taken apart.
    #[error("it is being removed")]
    Dying,
    /// A folder would lie in itself.
    #[error("a folder would lie in itself")]
    Cycle,
    /// A folder would lie deeper than [`MAX_DEPTH`].
    #[error("folders would be nested too deep")]
    TooDeep,
    /// A folder would have more than [`MAX_CHILDREN`] children.
    #[error("the folder is full")]
    FolderFull,
    /// A folder's own limit would be passed.
    #[error("the folder's limit would be passed")]
    FolderLimit,
    /// What was read cannot all be true at one moment: read again.
    #[error("what was read does not fit together")]
    Contradiction,
}

impl From<TreeError> for Problem {
    fn from(error: TreeError) -> Self {
        let code = match error {
            TreeError::NotFound | TreeError::Dying => Code::NotFound,
            TreeError::Cycle => Code::FolderCycle,
            TreeError::TooDeep => Code::TooDeep,
            TreeError::FolderFull => Code::FolderFull,
            TreeError::FolderLimit => Code::FolderLimitExceeded,
            TreeError::Contradiction => Code::Conflict,
        };
        code.into()
    }
}

/// A number of bytes or files as a change of it.
pub(crate) fn signed(count: u64) -> Result<i64, TreeError> {
    i64::try_from(count).map_err(|_| TreeError::Contradiction)
}
