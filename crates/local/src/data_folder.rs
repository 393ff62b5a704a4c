//! The folder that holds everything of an embedded home: table, objects, letters, keys. One program at a time has it.
//!
//! `format_version` is written last when a folder is made, so a folder that has one is whole.

pub(crate) mod durable;
mod keys;

pub use keys::{Keys, MASTER_KEY_BYTES, MasterKey, MasterSecret};

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The layout that this program writes and reads.
pub const FORMAT_VERSION: u32 = 1;

const VERSION_FILE: &str = "format_version";
const LOCK_FILE: &str = "lock";
pub(crate) const KEYS_FILE: &str = "keys.json";
pub(crate) const TABLE_FILE: &str = "table.sqlite";
pub(crate) const OBJECTS_FOLDER: &str = "objects";
pub(crate) const OUTBOX_FOLDER: &str = "outbox";
/// What only a backup has, and only once it is complete.
pub(crate) const BACKUP_MARKER: &str = "backup.json";
/// What a folder that counts as empty may hold: what an interrupted start left, and what file systems put at their root.
const NOTHING_OF_VALUE: [&str; 5] = [LOCK_FILE, KEYS_FILE, "keys.json.new", "format_version.new", "lost+found"];

/// Why the folder cannot be used: one sentence that names it and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    /// Another program holds the lock.
    #[error("The data folder {} is in use by another share-cloud: stop that one, or choose another folder with --data.", .0.display())]
    InUse(PathBuf),
    /// A newer program wrote it.
    #[error("The data folder {} was written by a newer share-cloud (format {found}, this one reads {FORMAT_VERSION}): start the newer program.", .path.display())]
    Newer {
        /// The data folder.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// It holds something, but nothing of ours.
    #[error("The folder {} holds other things and no share-cloud data: choose an empty or new folder with --data.", .0.display())]
    Foreign(PathBuf),
    /// There is a file in its place.
    #[error("{} is not a folder: choose another one with --data.", .0.display())]
    NotFolder(PathBuf),
    /// A file of ours is gone or not as we wrote it.
    #[error("{} is missing or damaged: put it back from a backup, because {why}.", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What depends on it.
        why: &'static str,
    },
    /// It is a backup, which serving would change.
    #[error("{} is a backup: restore it into a folder of its own with `share-cloud restore {} --data FOLDER`.", .0.display(), .0.display())]
    Backup(PathBuf),
    /// A home is to be restored into it, and one is there.
    #[error("There is a home in {} already: restore into a new or empty folder with --data.", .0.display())]
    Occupied(PathBuf),
    /// There is no home in it.
    #[error("There is no share-cloud data in {}: name the folder of a home with --data.", .0.display())]
    Missing(PathBuf),
    /// It cannot be written.
    #[error("{} cannot be written: give this user the right to write there, or choose another folder with --data.", .0.display())]
    ReadOnly(PathBuf),
    /// There is no room.
    #[error("The disk that holds {} is full: make room there, or choose another folder with --data.", .0.display())]
    DiskFull(PathBuf),
    /// Anything else that the system says.
    #[error("{} cannot be used ({source}): check the disk, or choose another folder with --data.", .path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl DataFolderError {
    /// The sentence for what the system says about a path.
    #[must_use]
    pub fn from_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull(path),
            ErrorKind::NotADirectory | ErrorKind::AlreadyExists => Self::NotFolder(path),
            _ => Self::Io { path, source },
        }
    }
}

/// An open data folder. As long as this value lives, no other program opens the folder.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    keys: Keys,
    /// Held, never read: closing it gives the lock back.
    _lock: File,
}

impl DataFolder {
    /// Opens the folder, or makes it when it is missing or empty.
    ///
    /// # Errors
    /// [`DataFolderError`]; a folder that is foreign or newer is left exactly as it is.
    pub fn open(path: &Path) -> Result<Self, DataFolderError> {
        durable::make_private_folder(path).map_err(|error| DataFolderError::from_io(path, error))?;
        check_version(path)?;
        let lock = lock(path)?;
        // Another program may have made the folder between the first look and the lock.
        let keys = match check_version(path)? {
            Content::Whole => read_keys(path)?,
            Content::Nothing => make(path)?,
        };
        Ok(Self { path: path.to_owned(), keys, _lock: lock })
    }

    /// Opens the folder of a home that was there before: a command must not make one where a name was mistyped.
    ///
    /// # Errors
    /// [`DataFolderError::Missing`] where there is none, else as [`DataFolder::open`].
    pub fn open_existing(path: &Path) -> Result<Self, DataFolderError> {
        if path.join(VERSION_FILE).exists() || path.join(BACKUP_MARKER).exists() {
            Self::open(path)
        } else {
            Err(DataFolderError::Missing(path.to_owned()))
        }
    }

    /// Takes a new or empty folder, to put a home into it.
    ///
    /// # Errors
    /// [`DataFolderError`]; a folder that holds anything is left exactly as it is.
    pub(crate) fn claim(path: &Path) -> Result<NewFolder, DataFolderError> {
        let refuse_home = || match check_version(path)? {
            Content::Whole => Err(DataFolderError::Occupied(path.to_owned())),
            Content::Nothing => Ok(()),
        };
        durable::make_private_folder(path).map_err(|error| DataFolderError::from_io(path, error))?;
        refuse_home()?;
        let lock = lock(path)?;
        refuse_home()?;
        Ok(NewFolder { path: path.to_owned(), _lock: lock })
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The secrets of this folder.
    #[must_use]
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The file that holds the secrets.
    #[must_use]
    pub fn keys_file(&self) -> PathBuf {
        self.path.join(KEYS_FILE)
    }

    /// The table's database.
    #[must_use]
    pub fn table(&self) -> PathBuf {
        self.path.join(TABLE_FILE)
    }

    /// The folder of the stored objects.
    #[must_use]
    pub fn objects(&self) -> PathBuf {
        self.path.join(OBJECTS_FOLDER)
    }

    /// The folder of the letters that were not sent by SMTP.
    #[must_use]
    pub fn outbox(&self) -> PathBuf {
        self.path.join(OUTBOX_FOLDER)
    }

    /// The socket by which commands reach the running home.
    #[must_use]
    pub fn control_socket(&self) -> PathBuf {
        control_socket_of(&self.path)
    }
}

/// The socket by which commands reach the home that runs on a folder, for whoever does not hold the folder.
#[must_use]
pub fn control_socket_of(data: &Path) -> PathBuf {
    data.join("control.sock")
}

enum Content {
    Nothing,
    Whole,
}

fn check_version(path: &Path) -> Result<Content, DataFolderError> {
    if path.join(BACKUP_MARKER).exists() {
        return Err(DataFolderError::Backup(path.to_owned()));
    }
    let file = path.join(VERSION_FILE);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return check_empty(path),
        Err(error) if error.kind() == ErrorKind::InvalidData => String::new(),
        Err(error) => return Err(DataFolderError::from_io(&file, error)),
    };
    match text.trim().parse() {
        Ok(FORMAT_VERSION) => Ok(Content::Whole),
        Ok(found) if found > FORMAT_VERSION => Err(DataFolderError::Newer { path: path.to_owned(), found }),
        _ => Err(DataFolderError::Damaged { path: file, why: "it says how the rest of the folder is to be read" }),
    }
}

fn check_empty(path: &Path) -> Result<Content, DataFolderError> {
    for entry in fs::read_dir(path).map_err(|error| DataFolderError::from_io(path, error))? {
        let name = entry.map_err(|error| DataFolderError::from_io(path, error))?.file_name();
        if !NOTHING_OF_VALUE.iter().any(|known| name == *known) {
            return Err(DataFolderError::Foreign(path.to_owned()));
        }
    }
    Ok(Content::Nothing)
}

fn lock(path: &Path) -> Result<File, DataFolderError> {
    let file = path.join(LOCK_FILE);
    let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&file);
    let lock = lock.map_err(|error| DataFolderError::from_io(path, error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(DataFolderError::InUse(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(DataFolderError::from_io(&file, error)),
    }
}

/// An empty folder that nobody else can use, and that is no home yet.
#[derive(Debug)]
pub(crate) struct NewFolder {
    path: PathBuf,
    /// Held, never read: closing it gives the lock back.
    _lock: File,
}

impl NewFolder {
    /// Makes it a home, now that the rest is there.
    ///
    /// # Errors
    /// [`DataFolderError`]; then it is none.
    pub(crate) fn finish(self, keys_json: &[u8]) -> Result<(), DataFolderError> {
        finish(&self.path, keys_json)
    }
}

fn make(path: &Path) -> Result<Keys, DataFolderError> {
    let failed = |error| DataFolderError::from_io(&path.join(KEYS_FILE), error);
    let keys = Keys::draw().map_err(|error| failed(io::Error::other(error.to_string())))?;
    finish(path, &serde_json::to_vec_pretty(&keys).map_err(|error| failed(error.into()))?)?;
    Ok(keys)
}

/// Writes the keys, and then what makes the folder a home.
fn finish(path: &Path, keys_json: &[u8]) -> Result<(), DataFolderError> {
    if let Err(error) = fs::set_permissions(path, Permissions::from_mode(0o700)) {
        tracing::warn!(%error, "the data folder's permissions stay as they are; keep other users of this machine out of it");
    }
    let keys_path = path.join(KEYS_FILE);
    durable::write_file(path, KEYS_FILE, keys_json).map_err(|error| DataFolderError::from_io(&keys_path, error))?;
    let version = format!("{FORMAT_VERSION}\n");
    durable::write_file(path, VERSION_FILE, version.as_bytes()).map_err(|error| DataFolderError::from_io(path, error))?;
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        durable::sync_folder(parent).map_err(|error| DataFolderError::from_io(path, error))?;
    }
    Ok(())
}

fn read_keys(path: &Path) -> Result<Keys, DataFolderError> {
    let file = path.join(KEYS_FILE);
    let json = match fs::read(&file) {
        Ok(json) => json,
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(DataFolderError::from_io(&file, error)),
    };
    Keys::read(&json).ok_or(DataFolderError::Damaged { path: file, why: "every sign-in and shared link depends on it" })
}

#[cfg(test)]
mod tests;
