//! The embedded home's own S3: a durable object store in one folder, behind the protocol that `s3s` speaks.
//!
//! ```text
//! index.sqlite   which objects, uploads and parts there are, and where their bytes lie; small bytes themselves
//! bytes/ab/…     files of bytes, named by random ids, never changed once written
//! lock           held by the process that has the store open
//! ```
//!
//! What always holds:
//! - What the index does not name does not exist. A file is written, verified and made durable first, then named in the index by
//!   one commit, then the answer is given. A crash before the commit leaves a file that the next opening removes.
//! - A file is removed only after the commit that forgets it, and only when no answer is being read from it any more.
//! - Keys are never paths.
//! - Bodies are never in memory as a whole, and neither hashing nor file work runs on an async worker.

mod access;
mod bytes;
mod connector;
mod drain;
mod error;
mod faults;
mod index;
mod operations;
mod s3;
mod service;
mod snapshot;
mod upkeep;
mod verify;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use self::bytes::files::{Files, sync_folder};
use self::bytes::receive::{Transfer, in_background};
use self::index::{Change, ClosedIndex, Index};

pub use self::error::StoreError;
pub(crate) use self::faults::TableWrite;
pub use self::faults::{Asked, Fault, Faults, Operation, Point, Rule, Watch};
pub use self::service::{Audience, InvalidHost, Keys, S3Endpoint};
pub use self::snapshot::{Copied, Progress, Snapshot, copy_bytes};
pub use self::verify::altered_objects;

/// Where the store takes the time from.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The index's file in the store's folder.
pub(crate) const INDEX: &str = "index.sqlite";

/// The folder of files in the store's folder.
const BYTES: &str = "bytes";

/// How a store behaves.
#[derive(Clone)]
pub struct Options {
    /// The name of the one bucket, which is there from the start.
    pub bucket: String,
    /// Writes that would leave less than this on the disk are answered 507. 64 MiB by default, so that deletes still find room.
    pub min_free_bytes: u64,
    /// After how many days [`ObjectStore::abort_stale_uploads`] gives up an upload. 8 by default.
    pub stale_upload_days: u32,
    /// Where the time comes from.
    pub clock: Clock,
    /// Faults to come; none by default.
    pub faults: Faults,
}

impl Options {
    /// The defaults, for this bucket and clock.
    pub fn new(bucket: impl Into<String>, clock: Clock) -> Self {
        Self { bucket: bucket.into(), min_free_bytes: 64 * 1024 * 1024, stale_upload_days: 8, clock, faults: Faults::default() }
    }
}

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error("the object store in {0} is in use by another process")]
    Locked(PathBuf),
    /// A later version wrote it.
    #[error("the object store in {folder} cannot be read: {cause}")]
    Newer {
        /// The store's folder.
        folder: PathBuf,
        /// Which version it has.
        cause: String,
    },
    /// There are bytes, and nothing says whose they are.
    #[error("{INDEX} is missing in {0}, though bytes of files are there: put it back from a backup")]
    IndexMissing(PathBuf),
    /// The disk or the index fails.
    #[error("the object store in {folder} cannot be opened")]
    Failed {
        /// The store's folder.
        folder: PathBuf,
        /// What failed.
        source: StoreError,
    },
}

/// A durable object store; clones are the same store. It closes when the last clone and the last endpoint are gone.
#[derive(Clone)]
pub struct ObjectStore(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    files: Files,
    index: Index,
    options: Options,
    /// Held until the store is closed.
    _lock: File,
}

impl ObjectStore {
    /// Opens the store in `folder`, making it if it is not there. Blocks.
    ///
    /// What a crash left is put right first: the index is at its last commit, and bytes it does not name are removed.
    /// That looks at every file once.
    ///
    /// # Errors
    /// [`OpenError::Locked`] while another process has it open, [`OpenError::Newer`] if a later version wrote it,
    /// [`OpenError::IndexMissing`] rather than to take every file for one that nothing refers to.
    pub fn open(folder: &Path, options: Options) -> Result<Self, OpenError> {
        let failed = |source: StoreError| OpenError::Failed { folder: folder.to_path_buf(), source };
        fs::create_dir_all(folder).map_err(|cause| failed(cause.into()))?;
        let lock = File::create(folder.join("lock")).map_err(|cause| failed(cause.into()))?;
        lock.try_lock().map_err(|cause| match cause {
            TryLockError::WouldBlock => OpenError::Locked(folder.to_path_buf()),
            TryLockError::Error(cause) => failed(cause.into()),
        })?;
        let path = folder.join(INDEX);
        let files = Files::open(&folder.join(BYTES)).map_err(|cause| failed(cause.into()))?;
        if !path.exists() && files.are_there().map_err(|cause| failed(cause.into()))? {
            return Err(OpenError::IndexMissing(folder.to_path_buf()));
        }
        let closed = ClosedIndex::open(&path).map_err(|cause| match cause {
            index::IndexError::Sqlite(cause) => failed(cause.into()),
            newer @ index::IndexError::Newer(_) => OpenError::Newer { folder: folder.to_path_buf(), cause: newer.to_string() },
        })?;
        index::sweep(&closed, &files).map_err(failed)?;
        let index = closed.start(&path, files.reaper().clone()).map_err(failed)?;
        let home = folder.to_path_buf();
        // The folder and the files in it would be there after a crash.
        for folder in [Some(folder), folder.parent()].into_iter().flatten().filter(|folder| !folder.as_os_str().is_empty()) {
            sync_folder(folder).map_err(|cause| failed(cause.into()))?;
        }
        Ok(Self(Arc::new(Inner { folder: home, files, index, options, _lock: lock })))
    }
}

impl std::fmt::Debug for ObjectStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ObjectStore").field("bucket", &self.0.options.bucket).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Inner {
    /// Milliseconds since 1970.
    fn now_ms(&self) -> i64 {
        (self.options.clock)().as_millisecond()
    }

    fn transfer(&self, operation: Operation) -> Transfer {
        Transfer { files: self.files.clone(), min_free_bytes: self.options.min_free_bytes, faults: self.options.faults.clone(), operation }
    }

    /// Reads the index on a thread that may block.
    async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> error::Result<T> + Send + 'static,
    ) -> error::Result<T> {
        let store = Arc::clone(self);
        in_background(move || store.index.read(work)).await
    }

    /// Changes the index; tests may let it fail at its end.
    async fn change<T: Send + 'static>(
        &self,
        operation: Operation,
        work: impl FnOnce(&rusqlite::Connection) -> error::Result<Change<T>> + Send + 'static,
    ) -> error::Result<T> {
        let faults = self.options.faults.clone();
        let work = move |index: &rusqlite::Connection| {
            let change = work(index)?;
            faults.check(operation, Point::Commit)?;
            Ok(change)
        };
        self.index.change(work).await
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.index.stop();
        self.files.reaper().stop();
    }
}
