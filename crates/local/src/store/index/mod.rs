//! The index: one SQLite file that says which objects, uploads and parts there are, and which files hold their bytes.
//!
//! What the index does not name does not exist. One thread writes, and commits the changes of all who wait in one transaction;
//! readers see the last commit and wait for nobody.

pub(super) mod listing;
pub(super) mod objects;
pub(super) mod uploads;
mod writer;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, Transaction};

pub(super) use self::writer::Change;
use self::writer::Writer;
use super::bytes::files::{FileId, Files};
use super::bytes::reaper::Reaper;
use super::error::Result;

/// The version of the tables below.
const VERSION: i64 = 1;

const TABLES: &str = "
    -- Ids are never used twice, so that the segments of a replaced object are never those of another.
    CREATE TABLE objects (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key BLOB NOT NULL UNIQUE,
        size_bytes INTEGER NOT NULL,
        etag TEXT NOT NULL,
        sha256 TEXT,
        attributes TEXT NOT NULL,
        modified_ms INTEGER NOT NULL
    );
    -- The bytes of an object are those of its segments in order. Copies share files.
    CREATE TABLE segments (
        object INTEGER NOT NULL,
        start INTEGER NOT NULL,
        size_bytes INTEGER NOT NULL,
        file BLOB NOT NULL,
        inline INTEGER NOT NULL,
        PRIMARY KEY (object, start)
    ) WITHOUT ROWID;
    CREATE INDEX segments_by_file ON segments (file);
    CREATE TABLE uploads (
        id TEXT PRIMARY KEY,
        key BLOB NOT NULL,
        wants_sha256 INTEGER NOT NULL,
        attributes TEXT NOT NULL,
        started_ms INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX uploads_by_key ON uploads (key, id);
    CREATE INDEX uploads_by_start ON uploads (started_ms);
    CREATE TABLE parts (
        upload TEXT NOT NULL,
        number INTEGER NOT NULL,
        size_bytes INTEGER NOT NULL,
        sha256 BLOB NOT NULL,
        file BLOB,
        inline INTEGER NOT NULL,
        modified_ms INTEGER NOT NULL,
        PRIMARY KEY (upload, number)
    ) WITHOUT ROWID;
    CREATE INDEX parts_by_file ON parts (file);
    -- The bytes of small files.
    CREATE TABLE inline_files (
        id BLOB NOT NULL UNIQUE,
        bytes BLOB NOT NULL
    );
    PRAGMA user_version = 1;
";

/// The index of one store.
#[derive(Debug)]
pub(super) struct Index {
    reads: Mutex<Connection>,
    writer: Writer,
}

/// The index before anything may be asked of it: recovery comes first.
#[derive(Debug)]
pub(super) struct ClosedIndex(Connection);

/// Why an index cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(super) enum IndexError {
    #[error("its format is {0}, newer than {VERSION}")]
    Newer(i64),
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

impl ClosedIndex {
    /// Opens or makes the file; SQLite brings it to its last commit.
    pub(super) fn open(path: &Path) -> std::result::Result<Self, IndexError> {
        let mut connection = connect(path)?;
        let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        match version {
            VERSION => {}
            0 => {
                let making = connection.transaction()?;
                making.execute_batch(TABLES)?;
                making.commit()?;
            }
            newer => return Err(IndexError::Newer(newer)),
        }
        Ok(Self(connection))
    }

    /// Starts the thread that writes.
    pub(super) fn start(self, path: &Path, reaper: Reaper) -> Result<Index> {
        let reads = connect(path)?;
        reads.pragma_update(None, "query_only", true)?;
        Ok(Index { reads: Mutex::new(reads), writer: Writer::start(self.0, reaper)? })
    }
}

/// The files on the disk, of one folder, that the index needs.
pub(super) fn files_in(index: &Connection, folder: u8) -> rusqlite::Result<std::collections::HashSet<FileId>> {
    let (low, high) = FileId::bounds(folder);
    let mut files = index.prepare_cached(
        "SELECT file FROM segments WHERE file BETWEEN ?1 AND ?2 AND NOT inline
         UNION ALL SELECT file FROM parts WHERE file BETWEEN ?1 AND ?2 AND NOT inline",
    )?;
    files.query_map((low, high), |row| row.get(0))?.collect()
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(64);
    // FULL makes every commit durable before it is answered. The log is kept to 16 MiB between checkpoints.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;
         PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY;",
    )?;
    Ok(connection)
}

impl Index {
    /// Reads from one unchanging state. Blocks.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let connection = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        // Dropped, it is rolled back, which for a read means only that it ends.
        work(&connection.unchecked_transaction()?)
    }

    /// Makes a change, durable before this returns. It happens as a whole or not at all, and once begun even if nobody waits any more.
    ///
    /// # Errors
    /// What `work` refused, and everything that keeps the commit from being durable.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<Change<T>> + Send + 'static,
    ) -> Result<T> {
        self.writer.change(work).await
    }

    /// Commits what was asked before and ends the thread.
    pub(super) fn stop(&self) {
        self.writer.stop();
    }
}

/// Removes what the disk holds and the index does not name, and reports what it names and the disk does not hold.
pub(super) fn sweep(index: &ClosedIndex, files: &Files) -> Result<()> {
    for folder in Files::folders() {
        let mut needed = files_in(&index.0, folder)?;
        let entries = match std::fs::read_dir(files.folder(folder)) {
            Ok(entries) => Some(entries),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => None,
            Err(cause) => return Err(cause.into()),
        };
        for entry in entries.into_iter().flatten() {
            let entry = entry?;
            match entry.file_name().to_str().and_then(FileId::parse) {
                None => tracing::warn!(path = %entry.path().display(), "a file that is not the store's was left alone"),
                Some(id) if needed.remove(&id) => {}
                Some(_) => {
                    tracing::info!(path = %entry.path().display(), "bytes that nothing refers to are removed");
                    std::fs::remove_file(entry.path())?;
                }
            }
        }
        for lost in needed {
            tracing::error!(?lost, "the bytes of an object or a part are missing");
        }
    }
    Ok(())
}
