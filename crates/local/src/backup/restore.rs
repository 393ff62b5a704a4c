//! Putting a backup back: into a new or empty folder, which is a home only once everything is there.

use super::{BackupError, Manifest, copy_letters, heard, tell};
use crate::data_folder::durable::{self, How};
use crate::data_folder::{
    BACKUP_MARKER, DataFolder, DataFolderError, FORMAT_VERSION, KEYS_FILE, Keys, OBJECTS_FOLDER, OUTBOX_FOLDER, TABLE_FILE,
};
use crate::frozen::open_existing;
use crate::progress::Progress;
use crate::store;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Makes a home in `data`, a new or empty folder, of the backup in `from`, which stays as it is. Blocks.
///
/// # Errors
/// [`BackupError`]; a home is there only when this succeeds.
pub fn restore(from: &Path, data: &Path, progress: &Progress) -> Result<Manifest, BackupError> {
    let manifest = read_manifest(from)?;
    let damaged = |why: String| BackupError::Damaged { path: from.to_owned(), why };
    let keys = fs::read(from.join(KEYS_FILE)).map_err(|error| damaged(format!("{KEYS_FILE}: {error}")))?;
    Keys::read(&keys).ok_or_else(|| damaged(format!("{KEYS_FILE} holds no keys")))?;
    let folder = DataFolder::claim(data)?;
    let failed = BackupError::at(data);
    durable::make_private_folder(&data.join(OBJECTS_FOLDER)).map_err(&failed)?;
    for name in [PathBuf::from(TABLE_FILE), Path::new(OBJECTS_FOLDER).join(store::INDEX)] {
        heard(progress).map_err(&failed)?;
        match durable::copy(&from.join(&name), &data.join(&name), How::Copy).map_err(&failed)? {
            Some(_) => check(&data.join(&name)).map_err(|why| damaged(format!("{}: {why}", name.display())))?,
            None => return Err(damaged(format!("{} is missing", name.display()))),
        }
    }
    progress.say("The table and the index of the objects are whole.");
    let watch = |part, copied| {
        tell(progress, part, copied);
        heard(progress)
    };
    let copied = store::copy_bytes(&from.join(OBJECTS_FOLDER), &data.join(OBJECTS_FOLDER), &watch);
    let copied = copied.map_err(|error| BackupError::of_store(data, error))?;
    if copied != manifest.objects {
        let (found, stated) = (copied, manifest.objects);
        return Err(damaged(format!(
            "{} files with {} bytes in place of {} with {}",
            found.files, found.bytes, stated.files, stated.bytes
        )));
    }
    progress.say("The files are copied; now their bytes are compared with their checksums.");
    let altered = store::altered_objects(&data.join(OBJECTS_FOLDER), &|| heard(progress));
    if let [first, others @ ..] = altered.map_err(|error| BackupError::of_store(data, error))?.as_slice() {
        return Err(damaged(format!("the bytes of object {first} and of {} others are not those that were stored", others.len())));
    }
    copy_letters(&from.join(OUTBOX_FOLDER), &data.join(OUTBOX_FOLDER), How::Copy).map_err(&failed)?;
    folder.finish(&keys)?;
    Ok(manifest)
}

fn read_manifest(from: &Path) -> Result<Manifest, BackupError> {
    let json = match fs::read(from.join(BACKUP_MARKER)) {
        Ok(json) => json,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Err(BackupError::Incomplete(from.to_owned()));
        }
        Err(error) => return Err(BackupError::at(from)(error)),
    };
    let damaged = |error: serde_json::Error| BackupError::Damaged { path: from.to_owned(), why: format!("{BACKUP_MARKER}: {error}") };
    let manifest: Manifest = serde_json::from_slice(&json).map_err(damaged)?;
    if manifest.format_version > FORMAT_VERSION {
        return Err(DataFolderError::Newer { path: from.to_owned(), found: manifest.format_version }.into());
    }
    Ok(manifest)
}

/// Whether every page of a database is as it should be.
fn check(path: &Path) -> Result<(), String> {
    let look = || {
        let database = open_existing(path)?;
        let said: String = database.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        database.close().map_err(|(_, error)| error)?;
        Ok::<_, rusqlite::Error>(said)
    };
    match look() {
        Ok(said) if said == "ok" => Ok(()),
        Ok(said) => Err(said),
        Err(error) => Err(error.to_string()),
    }
}
