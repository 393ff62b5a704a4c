//! The store as it was at one moment, to be copied while it goes on being used; and putting such a copy back.

use std::io;
use std::ops::AddAssign;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::bytes::files::{Files, copy_file, make_folder, sync_folder};
use super::bytes::reaper::Hold;
use super::bytes::receive::in_background;
use super::error::{Result, StoreError};
use super::{BYTES, INDEX, Inner, ObjectStore, index};
use crate::data_folder::durable::How;
use crate::frozen::{CopyError, Frozen};

/// Files of bytes that were copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// How many.
    pub files: u64,
    /// How much is in them.
    pub bytes: u64,
    /// How many the index names and the disk does not have.
    pub missing: u64,
}

impl AddAssign<Option<u64>> for Copied {
    /// Adds one file of this many bytes, or one that is missing.
    fn add_assign(&mut self, bytes: Option<u64>) {
        match bytes {
            Some(bytes) => (self.files, self.bytes) = (self.files + 1, self.bytes + bytes),
            None => self.missing += 1,
        }
    }
}

/// Is told after each file which of the 256 folders it is in and what was copied by then; an error breaks the copying off.
pub type Progress<'a> = &'a dyn Fn(u8, Copied) -> io::Result<()>;

/// The store at one moment. While it lives, no file is removed.
#[derive(Debug)]
pub struct Snapshot {
    store: Arc<Inner>,
    index: Frozen,
    /// Taken before the index's view, so that no file that the view names is removed.
    _hold: Hold,
}

impl ObjectStore {
    /// The store as it is now. Blocks for a moment.
    ///
    /// # Errors
    /// Those of the index.
    pub fn snapshot(&self) -> Result<Snapshot> {
        let hold = self.0.files.reaper().hold();
        let index = Frozen::open(&self.0.folder.join(INDEX))?;
        Ok(Snapshot { store: Arc::clone(&self.0), index, _hold: hold })
    }

    /// Copies the store as it is at one moment into `to`, an empty or new folder, while it goes on being used. The copy is a
    /// store of its own: it is restored by being put in place of the original. Files removed meanwhile go when it is done.
    ///
    /// # Errors
    /// As [`Snapshot::copy`].
    pub async fn back_up(&self, to: &Path) -> Result<()> {
        let (store, to) = (self.clone(), to.to_path_buf());
        in_background(move || store.snapshot()?.copy(&to, &|_, _| Ok(())).map(|_| ())).await
    }
}

impl Snapshot {
    /// Copies the store into `to`, an empty or new folder; on the same file system its files are linked, not copied, as none ever changes.
    /// Blocks.
    ///
    /// # Errors
    /// Those of the disk, an existing copy in `to` among them; what was copied until then is left. Bytes that were lost before are
    /// counted and no error: the rest is worth having.
    pub fn copy(self, to: &Path, watch: Progress<'_>) -> Result<Copied> {
        std::fs::create_dir_all(to)?;
        let (Self { store, index, _hold }, nothing) = (self, Copied::default());
        index.copy_to(&to.join(INDEX), &|| watch(0, nothing)).map_err(|error| match error {
            CopyError::Sqlite(cause) => StoreError::Index(cause),
            CopyError::File(cause) => StoreError::File(cause),
        })?;
        // As long as the view stands, the index's log grows: the files, which take longer, are named by the copy.
        drop(index);
        copy_files(&store.folder, to, How::LinkOrCopy, watch)
    }
}

/// Copies the bytes of a store's copy to where they are to be used; the index must be there already, closed. Nothing is linked, so that
/// the copy stays whole whatever becomes of the store. Blocks.
///
/// # Errors
/// Those of the disk and of the index, and `watch`'s.
pub fn copy_bytes(from: &Path, to: &Path, watch: Progress<'_>) -> Result<Copied> {
    copy_files(from, to, How::Copy, watch)
}

/// Copies the files that the index in `to` names.
fn copy_files(from: &Path, to: &Path, how: How, watch: Progress<'_>) -> Result<Copied> {
    let index = crate::frozen::open_existing(&to.join(INDEX))?;
    let copied = copy_named(&index, from, to, how, watch)?;
    index.close().map_err(|(_, error)| StoreError::Index(error))?;
    sync_folder(to)?;
    Ok(copied)
}

/// Copies the files that an index names from one store's folder to another's.
fn copy_named(index: &Connection, from: &Path, to: &Path, how: How, watch: Progress<'_>) -> Result<Copied> {
    let (from, to) = (from.join(BYTES), to.join(BYTES));
    std::fs::create_dir_all(&to)?;
    let mut copied = Copied::default();
    for folder in Files::folders() {
        let ids = index::files_in(index, folder)?;
        if ids.is_empty() {
            continue;
        }
        let made = make_folder(&to, folder)?;
        for id in ids {
            copied += copy_file(&from, &to, id, how)?;
            watch(folder, copied)?;
        }
        sync_folder(&made)?;
    }
    sync_folder(&to)?;
    Ok(copied)
}
