//! A whole home in another folder, taken while it goes on, and put back.
//!
//! Table and objects of a backup are of one moment: while the one right to write to the table is held, both stores' views are fixed (two
//! short reads), and then the copying may take its time. So every version in the table has its object and the sums are those of the files,
//! whatever people did meanwhile; no order of copying alone would do, as objects come before their versions and go after them. Files
//! of bytes never change, and none is removed while the copying lasts, so they can be linked where the file system can.
//!
//! ```text
//! table.sqlite, objects/, outbox/, keys.json   as in the data folder
//! backup.json                                  written last: without it the folder is no backup
//! ```

mod restore;

pub use restore::restore;

use crate::data_folder::durable::{self, How};
use crate::data_folder::{BACKUP_MARKER, DataFolderError, FORMAT_VERSION, KEYS_FILE, OBJECTS_FOLDER, OUTBOX_FOLDER, TABLE_FILE};
use crate::frozen::CopyError;
use crate::home::Home;
use crate::progress::Progress;
use crate::store::{Copied, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs::{self, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// How many files of bytes are copied between two lines of progress.
const FILES_A_LINE: u64 = 1_000;

/// Why there is no backup, or nothing restored from one: one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Something is in the folder.
    #[error("{} holds something already: name a new or empty folder for the backup.", .0.display())]
    Occupied(PathBuf),
    /// The folder is a part of what is to be copied.
    #[error("{} lies inside the data folder: name a folder outside of it.", .0.display())]
    Inside(PathBuf),
    /// Nothing says that the backup came to its end.
    #[error("There is no complete backup in {}: it was broken off, or this is another folder. Use one that was finished.", .0.display())]
    Incomplete(PathBuf),
    /// It is not as it was written.
    #[error("The backup in {} is damaged ({why}): use another one.", .path.display())]
    Damaged {
        /// The backup's folder.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// There is no room.
    #[error("The disk that holds {} is full: make room there, remove that folder, and try again.", .0.display())]
    DiskFull(PathBuf),
    /// Whoever asked is gone, or the home stops.
    #[error("The copying was broken off: what is in {} is not complete. Remove it, and try again.", .0.display())]
    BrokenOff(PathBuf),
    /// Anything else that the system says.
    #[error("{} cannot be used ({source}): check the disk, or choose another folder.", .path.display())]
    Io {
        /// Where it happened.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A database cannot be copied.
    #[error("The {part} cannot be copied ({source}): check the disk, and audit the home.")]
    Database {
        /// Which.
        part: &'static str,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The data folder cannot be used.
    #[error(transparent)]
    Folder(#[from] DataFolderError),
}

impl BackupError {
    /// The sentence for what the system says about a folder that is being written.
    fn at(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| {
            let path = path.to_owned();
            match source.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull(path),
                ErrorKind::Interrupted => Self::BrokenOff(path),
                _ => Self::Io { path, source },
            }
        }
    }

    fn of_sqlite(path: &Path, part: &'static str, source: rusqlite::Error) -> Self {
        let is_full = source.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull);
        if is_full { Self::DiskFull(path.to_owned()) } else { Self::Database { part, source } }
    }

    fn of_copy(path: &Path, part: &'static str, error: CopyError) -> Self {
        match error {
            CopyError::Sqlite(source) => Self::of_sqlite(path, part, source),
            CopyError::File(source) => Self::at(path)(source),
        }
    }

    fn of_store(path: &Path, error: StoreError) -> Self {
        match error {
            StoreError::Index(source) => Self::of_sqlite(path, "index of the object store", source),
            StoreError::File(source) => Self::at(path)(source),
            other => Self::at(path)(io::Error::other(other)),
        }
    }
}

/// What a backup says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The layout of the data folder.
    pub format_version: u32,
    /// The moment that it is of.
    pub taken_at: Timestamp,
    /// The files of bytes in it.
    pub objects: Copied,
}

/// Copies a home into `to`, a new or empty folder. Blocks. The home goes on meanwhile; what was answered before the call is in the copy.
///
/// # Errors
/// [`BackupError`]; what was copied until then is left and is no backup.
pub fn back_up(home: &Home, to: &Path, progress: &Progress) -> Result<Manifest, BackupError> {
    claim(to, home.folder().path())?;
    let failed = BackupError::at(to);
    let (table, objects) = home.freeze().map_err(|error| BackupError::of_store(to, error))?;
    let taken_at = home.app().now();
    table.copy_to(&to.join(TABLE_FILE), &|| heard(progress)).map_err(|error| BackupError::of_copy(to, "table", error))?;
    drop(table);
    progress.say("The table is copied.");
    let objects = objects.copy(&to.join(OBJECTS_FOLDER), &|folder, copied| {
        tell(progress, folder, copied);
        heard(progress)
    });
    let objects = objects.map_err(|error| BackupError::of_store(to, error))?;
    // A letter that leaves meanwhile is in both, and sent twice after a restore; the other order would lose it.
    copy_letters(&home.folder().outbox(), &to.join(OUTBOX_FOLDER), How::LinkOrCopy).map_err(&failed)?;
    let keys = fs::read(home.folder().keys_file()).map_err(&failed)?;
    durable::write_file(to, KEYS_FILE, &keys).map_err(&failed)?;
    let manifest = Manifest { format_version: FORMAT_VERSION, taken_at, objects };
    let json = serde_json::to_vec_pretty(&manifest).map_err(|error| failed(error.into()))?;
    durable::write_file(to, BACKUP_MARKER, &json).map_err(&failed)?;
    if let Some(parent) = to.parent() {
        durable::sync_folder(parent).map_err(&failed)?;
    }
    Ok(manifest)
}

/// Makes the folder of a backup, or takes an empty one, outside of what is to be copied.
fn claim(to: &Path, data: &Path) -> Result<(), BackupError> {
    let failed = BackupError::at(to);
    durable::make_private_folder(to).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => BackupError::Occupied(to.to_owned()),
        _ => failed(error),
    })?;
    if fs::read_dir(to).map_err(&failed)?.any(|entry| entry.map_or(true, |entry| entry.file_name() != "lost+found")) {
        return Err(BackupError::Occupied(to.to_owned()));
    }
    if to.canonicalize().map_err(&failed)?.starts_with(data.canonicalize().map_err(&failed)?) {
        fs::remove_dir(to).map_err(&failed)?;
        return Err(BackupError::Inside(to.to_owned()));
    }
    fs::set_permissions(to, Permissions::from_mode(0o700)).map_err(&failed)
}

/// Whether somebody still waits for the copy.
fn heard(progress: &Progress) -> io::Result<()> {
    if progress.is_unheard() { Err(ErrorKind::Interrupted.into()) } else { Ok(()) }
}

/// Says now and then how far the files of bytes are.
fn tell(progress: &Progress, folder: u8, copied: Copied) {
    if copied.files.is_multiple_of(FILES_A_LINE) {
        progress.say(format!("Objects: {} files by now, {} % of them.", copied.files, u32::from(folder) * 100 / 256));
    }
}

/// Copies the letters of an outbox; a home that sends its letters may have none.
fn copy_letters(from: &Path, to: &Path, how: How) -> io::Result<()> {
    let letters = match fs::read_dir(from) {
        Ok(letters) => letters,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    durable::make_private_folder(to)?;
    for letter in letters {
        let letter = letter?;
        let is_whole = letter.path().extension().is_some_and(|extension| extension == "json");
        if is_whole {
            // One that grows too old meanwhile goes, and is missed by nobody.
            durable::copy(&letter.path(), &to.join(letter.file_name()), how)?;
        }
    }
    durable::sync_folder(to)
}
