//! Small files that a crash at any moment leaves whole: the old content, the new content, or no file, never half of one.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// What a file is called while it is being written; whoever finds one at a start may remove it.
pub(crate) const UNFINISHED: &str = ".new";

/// Makes a folder that only its owner may enter, with its missing parents. A folder that is there stays as it is.
pub(crate) fn make_private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Writes `folder/name`, readable by its owner alone. When it returns, the file outlives a loss of power.
pub(crate) fn write_file(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let unfinished = folder.join(format!("{name}{UNFINISHED}"));
    let write = || {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&unfinished, folder.join(name))?;
        sync_folder(folder)
    };
    write().inspect_err(|_| {
        // The first error is the one to tell; what is left behind is written over next time.
        drop(fs::remove_file(&unfinished));
    })
}

/// How a file comes to be in two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// As one file with two names where the file system can, else as a copy. Only for files that never change.
    LinkOrCopy,
    /// As two files.
    Copy,
}

/// Puts a file in a second place, with its permissions, and answers its length; none if it is missing. Its bytes are durable then, its
/// name once the folder is synced.
pub(crate) fn copy(from: &Path, to: &Path, how: How) -> io::Result<Option<u64>> {
    let length = match fs::metadata(from) {
        Ok(found) => found.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    // A link fails across file systems, on those without links, and at the limit of links of a file; a copy then says what is wrong.
    if how == How::LinkOrCopy && fs::hard_link(from, to).is_ok() {
        return Ok(Some(length));
    }
    fs::copy(from, to)?;
    File::open(to)?.sync_all()?;
    Ok(Some(length))
}

/// Makes renames and removals in a folder outlive a loss of power.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_file_is_replaced_whole_and_private() {
        let folder = tempfile::tempdir().unwrap();
        for content in ["first and longer", "second"] {
            write_file(folder.path(), "note", content.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(folder.path().join("note")).unwrap(), content);
        }
        assert_eq!(fs::metadata(folder.path().join("note")).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing unfinished stays");
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        // A folder in the place of the file makes the last step, the rename, fail.
        fs::create_dir_all(folder.path().join("note/inside")).unwrap();
        assert!(write_file(folder.path(), "note", b"new").is_err());
        assert!(folder.path().join("note/inside").is_dir());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
