//! Copying: what a copy needs before it begins, and what of a tree that changes meanwhile belongs to it.

use crate::tree::add::plan_add;
use crate::tree::chain::Chain;
use crate::tree::{MAX_DEPTH, TreeError};
use jiff::Timestamp;

/// How many copies into an account run at a time: work gives each a turn, and nobody's shall wait for hundreds.
pub const MAX_COPIES: i64 = 16;
/// How many problems a copy keeps for whoever asked; further ones are counted only.
pub const MAX_COPY_PROBLEMS: usize = 100;

/// What all sources of a copy are together, as they were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// Bytes of the current versions: what is reserved before anything is copied.
    pub bytes: u64,
    /// Files.
    pub files: u64,
    /// How many entries are asked for.
    pub sources: u64,
    /// The largest height bound of the folders among them; none where all are files.
    pub height_bound: Option<u32>,
}

impl Extent {
    /// With a file more.
    #[must_use]
    pub fn and_file(self, size_bytes: u64) -> Self {
        Self { bytes: self.bytes.saturating_add(size_bytes), files: self.files + 1, sources: self.sources + 1, ..self }
    }

    /// With a folder and all that is in it.
    #[must_use]
    pub fn and_folder(self, total_bytes: u64, file_count: u64, height_bound: u32) -> Self {
        Self {
            bytes: self.bytes.saturating_add(total_bytes),
            files: self.files.saturating_add(file_count),
            sources: self.sources + 1,
            height_bound: Some(self.height_bound.unwrap_or(0).max(height_bound)),
        }
    }

    /// Whether a folder takes all of it, by what was read: what cannot end well does not begin. Each write conditions it again.
    ///
    /// # Errors
    /// [`TreeError::NotFound`] unless the folder is below the live root; [`TreeError::TooDeep`], [`TreeError::FolderFull`] or
    /// [`TreeError::FolderLimit`].
    pub fn check(&self, chain: &Chain) -> Result<(), TreeError> {
        let signed = |count: u64| i64::try_from(count).map_err(|_| TreeError::Contradiction);
        plan_add(chain, signed(self.bytes)?, signed(self.files)?, signed(self.sources)?, self.height_bound.is_some())?;
        match self.height_bound {
            Some(height_bound) if chain.depth() + 1 + height_bound > MAX_DEPTH => Err(TreeError::TooDeep),
            _ => Ok(()),
        }
    }
}

/// Whether a child of a copied folder belongs to the copy: what was made after it began does not, so that two copies into each other end.
#[must_use]
pub fn belongs(made_at: Timestamp, began_at: Timestamp) -> bool {
    made_at <= began_at
}

/// How many of the bytes of what comes next the copy's own reservation holds, and how many have to be free: where a file grew meanwhile, it
/// is not enough.
#[must_use]
pub fn draw(reserved_bytes: u64, next_bytes: u64) -> (u64, u64) {
    let held = reserved_bytes.min(next_bytes);
    (held, next_bytes - held)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::EntryId;
    use crate::tree::{Container, Folder, MAX_CHILDREN};
    use proptest::prelude::*;

    fn folder(id: u8, parent: Option<u8>) -> Folder {
        let id_of = |id: u8| EntryId::from_random([id; 16]);
        Folder {
            id: id_of(id),
            parent_id: parent.map(id_of),
            container: parent.is_none().then_some(Container::Root),
            name: String::new(),
            total_bytes: 0,
            file_count: 0,
            child_count: 0,
            height_bound: 0,
            dying: false,
            limit_bytes: None,
            limit_room_bytes: None,
        }
    }

    /// A chain of that depth, its folder changed.
    fn chain(depth: u8, change: impl FnOnce(&mut Folder)) -> Chain {
        let mut folders: Vec<Folder> = (0..=depth).rev().map(|id| folder(id, id.checked_sub(1))).collect();
        change(&mut folders[0]);
        Chain::new(folders).unwrap()
    }

    #[test]
    fn a_tree_is_copied_where_its_deepest_folder_still_fits() {
        let tree = Extent::default().and_folder(0, 0, 2).and_folder(0, 0, 1);
        assert_eq!(tree.check(&chain(29, |_| {})), Ok(()));
        assert_eq!(tree.check(&chain(30, |_| {})), Err(TreeError::TooDeep));
        assert_eq!(Extent::default().and_file(1).check(&chain(32, |_| {})), Ok(()));
    }

    #[test]
    fn a_limit_and_a_full_folder_refuse_before_anything_is_copied() {
        let two = Extent::default().and_file(3).and_folder(4, 2, 0);
        let limited = |room: i64| chain(1, |folder| (folder.limit_bytes, folder.limit_room_bytes) = (Some(100), Some(room)));
        assert_eq!((two.check(&limited(7)), two.check(&limited(6))), (Ok(()), Err(TreeError::FolderLimit)));
        assert_eq!(two.check(&chain(0, |folder| folder.child_count = MAX_CHILDREN - 1)), Err(TreeError::FolderFull));
        assert_eq!(two.check(&chain(0, |folder| folder.child_count = MAX_CHILDREN - 2)), Ok(()));
    }

    proptest! {
        #[test]
        fn what_is_drawn_is_what_comes(reserved in 0..1_000_u64, next in 0..1_000_u64) {
            let (held, free) = draw(reserved, next);
            prop_assert!(held + free == next && held <= reserved && (free == 0 || held == reserved));
        }
    }
}
