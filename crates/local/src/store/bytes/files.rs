//! Files of bytes, named by random ids. A file is written once, never changed, and known to nobody until the index names it.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use super::promised::{Promise, Promised};
use super::reaper::Reaper;
use crate::data_folder::durable::{self, How};

/// Files lie in one of this many folders, named by the first byte of their id.
const FOLDERS: u16 = 256;

/// The random name of a file; says nothing of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::store) struct FileId([u8; 16]);

impl FileId {
    /// Draws a new one, of 128 random bits.
    pub(in crate::store) fn draw() -> io::Result<Self> {
        random().map(Self)
    }

    /// Reads a file's name; `None` if this store did not give it.
    pub(in crate::store) fn parse(name: &str) -> Option<Self> {
        if name.len() != 32 || !name.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        u128::from_str_radix(name, 16).ok().map(|number| Self(number.to_be_bytes()))
    }

    /// The lowest and the highest id in the folder of this number.
    pub(in crate::store) fn bounds(folder: u8) -> (Self, Self) {
        let (mut low, mut high) = ([0; 16], [0xff; 16]);
        low[0] = folder;
        high[0] = folder;
        (Self(low), Self(high))
    }
}

/// Makes the names in a folder durable.
pub(in crate::store) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Makes the folder of this number below `root`.
pub(in crate::store) fn make_folder(root: &Path, folder: u8) -> io::Result<PathBuf> {
    let path = Files::folder_path(root, folder);
    fs::create_dir_all(&path)?;
    Ok(path)
}

/// Puts a file below another root too, and answers its length; none if it is missing. Its bytes are durable then, its name once the
/// folder is.
pub(in crate::store) fn copy_file(from: &Path, to: &Path, id: FileId, how: How) -> io::Result<Option<u64>> {
    let length = durable::copy(&Files::path(from, id), &Files::path(to, id), how)?;
    if length.is_none() {
        tracing::error!(?id, "bytes to be copied are missing");
    }
    Ok(length)
}

/// 128 random bits.
pub(in crate::store) fn random() -> io::Result<[u8; 16]> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|cause| io::Error::other(cause.to_string()))?;
    Ok(bytes)
}

/// Lowercase hexadecimal.
pub(in crate::store) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

impl ToSql for FileId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.as_slice()))
    }
}

impl FromSql for FileId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_blob()?.try_into().map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

/// The folder of files.
#[derive(Clone, Debug)]
pub(in crate::store) struct Files {
    root: Arc<Path>,
    /// The folders whose names are durable; the others are made when they are first needed.
    made: Arc<Mutex<HashSet<u8>>>,
    promised: Promised,
    reaper: Reaper,
}

impl Files {
    /// Opens `root`, making it if it is not there.
    pub(in crate::store) fn open(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        Ok(Self { root: root.into(), made: Arc::default(), promised: Promised::default(), reaper: Reaper::start(root.to_path_buf())? })
    }

    /// The numbers of all folders.
    pub(in crate::store) fn folders() -> impl Iterator<Item = u8> {
        (0..FOLDERS).filter_map(|number| u8::try_from(number).ok())
    }

    /// Whether there is any file of bytes.
    pub(in crate::store) fn are_there(&self) -> io::Result<bool> {
        for folder in Self::folders() {
            let first = match std::fs::read_dir(self.folder(folder)) {
                Ok(mut entries) => entries.next(),
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
                Err(cause) => return Err(cause),
            };
            if first.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Where the folder of this number is.
    pub(in crate::store) fn folder(&self, folder: u8) -> PathBuf {
        Self::folder_path(&self.root, folder)
    }

    fn folder_path(root: &Path, folder: u8) -> PathBuf {
        root.join(hex(&[folder]))
    }

    /// Where the file of this id is below `root`.
    pub(in crate::store) fn path(root: &Path, id: FileId) -> PathBuf {
        Self::folder_path(root, id.0[0]).join(hex(&id.0))
    }

    /// What removes files once nobody reads them.
    pub(in crate::store) fn reaper(&self) -> &Reaper {
        &self.reaper
    }

    /// Room on the disk for so many bytes, with `min_free_bytes` left beside them and all others that are on their way.
    pub(super) fn promise(&self, bytes: u64, min_free_bytes: u64) -> io::Result<Promise> {
        self.promised.promise(bytes, min_free_bytes, || fs4::available_space(&self.root))
    }

    /// Begins a new, empty file, for which there is room.
    pub(super) fn create(&self, promise: Promise) -> io::Result<NewFile> {
        let id = FileId::draw()?;
        let path = Self::path(&self.root, id);
        self.make_folder(id.0[0])?;
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(NewFile { id, path, file, promise, guard: Guard { id, reaper: Some(self.reaper.clone()) } })
    }

    /// Sees to it that a folder is there, and would be after a crash.
    fn make_folder(&self, folder: u8) -> io::Result<()> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if !made.contains(&folder) {
            fs::create_dir_all(self.folder(folder))?;
            sync_folder(&self.root)?;
            made.insert(folder);
        }
        Ok(())
    }

    /// How long a file is; `None` if it is not there.
    pub(in crate::store) fn length(&self, id: FileId) -> io::Result<Option<u64>> {
        match fs::metadata(Self::path(&self.root, id)) {
            Ok(found) => Ok(Some(found.len())),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(cause),
        }
    }

    /// Opens a file to be read.
    pub(super) fn read(&self, id: FileId) -> io::Result<File> {
        File::open(Self::path(&self.root, id))
    }
}

/// A file that is being written. Dropped before [`NewFile::sync`], it is removed.
#[derive(Debug)]
pub(super) struct NewFile {
    id: FileId,
    path: PathBuf,
    file: File,
    promise: Promise,
    guard: Guard,
}

impl NewFile {
    /// Appends a batch.
    pub(super) fn write(&mut self, batch: &[Bytes]) -> io::Result<()> {
        // One write per piece costs less than copying the pieces together, as each holds at least what one read of the socket gave.
        for piece in batch {
            self.file.write_all(piece)?;
            self.promise.keep(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        }
        Ok(())
    }

    /// Makes the bytes and the name durable.
    pub(super) fn sync(self) -> io::Result<DurableFile> {
        self.file.sync_all()?;
        if let Some(folder) = self.path.parent() {
            sync_folder(folder)?;
        }
        Ok(DurableFile { id: self.id, guard: self.guard })
    }
}

/// A file that would survive a crash, though nothing refers to it yet. Dropped before [`DurableFile::keep`], it is removed.
#[derive(Debug)]
pub(in crate::store) struct DurableFile {
    id: FileId,
    guard: Guard,
}

impl DurableFile {
    /// Its name.
    pub(in crate::store) fn id(&self) -> FileId {
        self.id
    }

    /// To be called once the index names it, or may do so after a restart: it stays.
    pub(in crate::store) fn keep(mut self) {
        self.guard.reaper = None;
    }
}

/// Has the file removed, unless told otherwise.
#[derive(Debug)]
struct Guard {
    id: FileId,
    reaper: Option<Reaper>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(reaper) = self.reaper.take() {
            reaper.condemn(&[self.id]);
        }
    }
}
