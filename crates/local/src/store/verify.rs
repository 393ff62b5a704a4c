//! Whether the bytes of a store that nobody has open are those that were stored: every object and part against its checksum.

use std::io;
use std::path::Path;

use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};

use super::bytes::files::{FileId, Files};
use super::error::Result;
use super::operations::etag_of;
use super::{BYTES, INDEX};
use crate::frozen::open_existing;

/// The keys of objects and open uploads whose bytes are others than were stored, sorted. What is missing is left out: that is for
/// [`super::ObjectStore::damaged_objects`]. Reads everything. Blocks.
///
/// # Errors
/// Those of the index and the disk, and `go_on`'s, which is asked before each object and part.
pub fn altered_objects(folder: &Path, go_on: &dyn Fn() -> io::Result<()>) -> Result<Vec<String>> {
    let index = open_existing(&folder.join(INDEX))?;
    let store = Stored { index: &index, bytes: &folder.join(BYTES) };
    let mut altered = store.altered_parts(go_on)?;
    altered.extend(store.altered_objects(go_on)?);
    altered.sort_unstable();
    altered.dedup();
    Ok(altered)
}

struct Stored<'a> {
    index: &'a Connection,
    bytes: &'a Path,
}

impl Stored<'_> {
    fn altered_objects(&self, go_on: &dyn Fn() -> io::Result<()>) -> Result<Vec<String>> {
        let mut altered = Vec::new();
        let mut objects = self.index.prepare("SELECT id, key, etag FROM objects")?;
        let mut rows = objects.query([])?;
        while let Some(row) = rows.next()? {
            go_on()?;
            let (id, key, etag): (i64, Vec<u8>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if self.etag(id, &etag)?.is_some_and(|found| found != etag) {
                altered.push(String::from_utf8_lossy(&key).into_owned());
            }
        }
        Ok(altered)
    }

    /// The tag that an object's bytes have, as they were joined when it got `etag`; none if some of them are missing.
    fn etag(&self, object: i64, etag: &str) -> Result<Option<String>> {
        let mut segments = self.index.prepare_cached("SELECT file, inline FROM segments WHERE object = ?1 ORDER BY start")?;
        let mut rows = segments.query([object])?;
        let mut digests = Vec::new();
        while let Some(row) = rows.next()? {
            match self.sha256(row.get(0)?, row.get(1)?)? {
                Some(digest) => digests.push(digest),
                None => return Ok(None),
            }
        }
        let part_count = etag.rsplit_once('-').and_then(|(_, count)| count.parse::<usize>().ok());
        // Nothing has no segment: an empty object, or the last part of one.
        if digests.len() < part_count.unwrap_or(1) {
            digests.push(Sha256::digest([]).into());
        }
        let whole = digests.concat();
        Ok(Some(match (part_count, digests.as_slice()) {
            (None, [only]) => etag_of(only),
            _ => format!("{}-{}", etag_of(&Sha256::digest(whole).into()), digests.len()),
        }))
    }

    fn altered_parts(&self, go_on: &dyn Fn() -> io::Result<()>) -> Result<Vec<String>> {
        let mut altered = Vec::new();
        let mut parts = self.index.prepare(
            "SELECT uploads.key, parts.sha256, parts.file, parts.inline FROM parts JOIN uploads ON uploads.id = parts.upload
             WHERE parts.file IS NOT NULL",
        )?;
        let mut rows = parts.query([])?;
        while let Some(row) = rows.next()? {
            go_on()?;
            let (key, sha256): (Vec<u8>, [u8; 32]) = (row.get(0)?, row.get(1)?);
            if self.sha256(row.get(2)?, row.get(3)?)?.is_some_and(|found| found != sha256) {
                altered.push(String::from_utf8_lossy(&key).into_owned());
            }
        }
        Ok(altered)
    }

    /// The checksum of a file of bytes, wherever it lies; none if it is missing.
    fn sha256(&self, file: FileId, is_inline: bool) -> Result<Option<[u8; 32]>> {
        let mut hasher = Sha256::new();
        if is_inline {
            let mut inline = self.index.prepare_cached("SELECT bytes FROM inline_files WHERE id = ?1")?;
            let bytes: Vec<u8> = inline.query_row(params![file], |row| row.get(0))?;
            hasher.update(bytes);
        } else {
            match std::fs::File::open(Files::path(self.bytes, file)) {
                Ok(mut file) => {
                    io::copy(&mut file, &mut hasher)?;
                }
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(cause) => return Err(cause.into()),
            }
        }
        Ok(Some(hasher.finalize().into()))
    }
}
