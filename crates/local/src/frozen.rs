//! An SQLite database as it is at one moment, while others go on writing it.

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

/// How long to wait for others who hold the database.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many pages are copied before others are asked whether to go on.
const PAGES: i32 = 2_048;

/// Opens a database that is there.
pub(crate) fn open_existing(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

/// Why a database was not copied.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CopyError {
    /// SQLite says no.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// The disk says no, or whoever watches.
    #[error(transparent)]
    File(#[from] io::Error),
}

/// A reader whose view does not move (a read transaction of the write-ahead log).
#[derive(Debug)]
pub(crate) struct Frozen(Connection);

impl Frozen {
    /// Fixes the view at the last commit.
    pub(crate) fn open(path: &Path) -> rusqlite::Result<Self> {
        let connection = open_existing(path)?;
        connection.execute_batch("PRAGMA query_only = ON; BEGIN")?;
        // A transaction has no view before its first read.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
        Ok(Self(connection))
    }

    /// Writes the view into a new file that only its owner may read; when it returns, the file outlives a loss of power. Blocks.
    ///
    /// # Errors
    /// Those of SQLite and the disk, a file that is there already among them; and `go_on`'s.
    pub(crate) fn copy_to(&self, path: &Path, go_on: &dyn Fn() -> io::Result<()>) -> Result<(), CopyError> {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        let mut copy = open_existing(path)?;
        // The file is made durable as a whole at the end.
        copy.execute_batch("PRAGMA synchronous = OFF")?;
        let backup = Backup::new(&self.0, &mut copy)?;
        while backup.step(PAGES)? != StepResult::Done {
            go_on()?;
        }
        drop(backup);
        copy.close().map_err(|(_, error)| error)?;
        Ok(File::open(path)?.sync_all()?)
    }
}
