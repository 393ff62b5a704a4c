//! Objects and the segments their bytes lie in.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use super::Change;
use crate::store::bytes::content::Slice;
use crate::store::bytes::files::FileId;
use crate::store::bytes::receive::Place;
use crate::store::error::Result;

/// What a client said of an object's bytes, given back with them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::store) struct Attributes {
    pub(in crate::store) cache_control: Option<String>,
    pub(in crate::store) content_disposition: Option<String>,
    pub(in crate::store) content_encoding: Option<String>,
    pub(in crate::store) content_language: Option<String>,
    pub(in crate::store) content_type: Option<String>,
    /// User metadata, the names without `x-amz-meta-`.
    pub(in crate::store) metadata: BTreeMap<String, String>,
}

/// What is known of an object.
#[derive(Clone, Debug)]
pub(in crate::store) struct Object {
    pub(in crate::store) key: String,
    pub(in crate::store) size_bytes: u64,
    /// Without quotes.
    pub(in crate::store) etag: String,
    /// Base64 as in S3's header, with the number of parts for a composite one; only if the client asked for this checksum.
    pub(in crate::store) sha256: Option<String>,
    pub(in crate::store) attributes: Attributes,
    /// Milliseconds since 1970.
    pub(in crate::store) modified_ms: i64,
}

/// Where bytes that are stored lie.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Location {
    pub(in crate::store) file: FileId,
    /// Whether the file is a row of the index and not one on the disk.
    pub(in crate::store) inline: bool,
}

/// A run of an object's bytes that lie together.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Segment {
    pub(in crate::store) size_bytes: u64,
    pub(in crate::store) location: Location,
}

/// The object of this key and its row's id.
pub(in crate::store) fn find(index: &Connection, key: &str) -> Result<Option<(i64, Object)>> {
    let mut query =
        index.prepare_cached("SELECT id, key, size_bytes, etag, sha256, attributes, modified_ms FROM objects WHERE key = ?1")?;
    Ok(query.query_row([key.as_bytes()], |row| Ok((row.get(0)?, from_row(row)?))).optional()?)
}

/// Whether there is an object of this key.
pub(in crate::store) fn exists(index: &Connection, key: &str) -> Result<bool> {
    Ok(index.prepare_cached("SELECT 1 FROM objects WHERE key = ?1")?.exists([key.as_bytes()])?)
}

/// Reads a row of `id, key, size_bytes, etag, sha256, attributes, modified_ms`.
pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Object> {
    Ok(Object {
        key: text(row, 1)?,
        size_bytes: row.get(2)?,
        etag: row.get(3)?,
        sha256: row.get(4)?,
        attributes: json(row, 5)?,
        modified_ms: row.get(6)?,
    })
}

/// Keys are kept as bytes, so that SQLite sorts them as S3 does.
pub(super) fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    let damaged = |cause| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Blob, Box::new(cause));
    String::from_utf8(row.get(column)?).map_err(damaged)
}

pub(super) fn json(row: &Row<'_>, column: usize) -> rusqlite::Result<Attributes> {
    let damaged = |cause| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(cause));
    serde_json::from_str(&row.get::<_, String>(column)?).map_err(damaged)
}

pub(super) fn to_json(attributes: &Attributes) -> Result<String> {
    serde_json::to_string(attributes).map_err(|cause| rusqlite::Error::ToSqlConversionFailure(cause.into()).into())
}

/// Puts `object` with these segments in place of whatever had its key, and answers the files that are needed no more.
pub(in crate::store) fn put(index: &Connection, object: &Object, segments: &[Segment]) -> Result<Vec<FileId>> {
    let replaced = take(index, &object.key)?;
    let id = insert(index, object)?;
    let mut insert = index.prepare_cached("INSERT INTO segments (object, start, size_bytes, file, inline) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let mut start = 0_u64;
    for segment in segments {
        let Location { file, inline } = segment.location;
        insert.execute(params![id, start, segment.size_bytes, file, inline])?;
        start += segment.size_bytes;
    }
    release(index, replaced)
}

/// Puts `object` with the bytes of the object whose row is `source`; both keep the same files.
pub(in crate::store) fn put_copy(index: &Connection, object: &Object, source: i64) -> Result<Vec<FileId>> {
    let replaced = take(index, &object.key)?;
    let id = insert(index, object)?;
    index
        .prepare_cached(
            "INSERT INTO segments (object, start, size_bytes, file, inline)
             SELECT ?1, start, size_bytes, file, inline FROM segments WHERE object = ?2",
        )?
        .execute([id, source])?;
    release(index, replaced)
}

/// Removes an object, and answers the files that are needed no more. No object is no error.
pub(in crate::store) fn remove(index: &Connection, key: &str) -> Result<Vec<FileId>> {
    let removed = take(index, key)?;
    release(index, removed)
}

fn insert(index: &Connection, object: &Object) -> Result<i64> {
    let mut insert = index
        .prepare_cached("INSERT INTO objects (key, size_bytes, etag, sha256, attributes, modified_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let Object { key, size_bytes, etag, sha256, attributes, modified_ms } = object;
    Ok(insert.insert(params![key.as_bytes(), size_bytes, etag, sha256, to_json(attributes)?, modified_ms])?)
}

/// Forgets the object of this key but not yet its segments.
fn take(index: &Connection, key: &str) -> Result<Option<i64>> {
    Ok(index.prepare_cached("DELETE FROM objects WHERE key = ?1 RETURNING id")?.query_row([key.as_bytes()], |row| row.get(0)).optional()?)
}

/// Forgets the segments of an object that is gone, and answers those of their files that no other object shares.
fn release(index: &Connection, object: Option<i64>) -> Result<Vec<FileId>> {
    let Some(object) = object else { return Ok(Vec::new()) };
    let mut delete = index.prepare_cached("DELETE FROM segments WHERE object = ?1 RETURNING file, inline")?;
    let released = delete
        .query_map([object], |row| Ok(Location { file: row.get(0)?, inline: row.get(1)? }))?
        .collect::<rusqlite::Result<Vec<Location>>>()?;
    let mut shared = index.prepare_cached("SELECT 1 FROM segments WHERE file = ?1")?;
    let mut doomed = Vec::new();
    for location in released {
        if !shared.exists([location.file])? {
            doomed.extend(forget_file(index, location)?);
        }
    }
    Ok(doomed)
}

/// Ends a file that nothing refers to: at once if its bytes are in the index, else its id is answered.
pub(super) fn forget_file(index: &Connection, location: Location) -> Result<Option<FileId>> {
    let Location { file, inline } = location;
    if !inline {
        return Ok(Some(file));
    }
    index.prepare_cached("DELETE FROM inline_files WHERE id = ?1")?.execute([file])?;
    Ok(None)
}

/// Takes over received bytes: where they lie now, and the change that makes it so.
pub(in crate::store) fn adopt(index: &Connection, place: Place) -> Result<(Option<Location>, Change<()>)> {
    let mut change = Change::of(());
    let location = match place {
        Place::Nowhere => None,
        Place::Inline(file, bytes) => {
            index.prepare_cached("INSERT INTO inline_files (id, bytes) VALUES (?1, ?2)")?.execute(params![file, bytes])?;
            Some(Location { file, inline: true })
        }
        Place::File(durable) => {
            let file = durable.id();
            change.kept = Some(durable);
            Some(Location { file, inline: false })
        }
    };
    Ok((location, change))
}

/// A segment, and whose it is.
#[derive(Debug)]
pub(in crate::store) struct OwnedSegment {
    pub(in crate::store) object: i64,
    pub(in crate::store) start: u64,
    pub(in crate::store) key: String,
    pub(in crate::store) size_bytes: u64,
    pub(in crate::store) location: Location,
}

/// At most `limit` segments of all objects, after an object's row and a start.
pub(in crate::store) fn segments_after(index: &Connection, after: (i64, u64), limit: usize) -> Result<Vec<OwnedSegment>> {
    let mut query = index.prepare_cached(
        "SELECT segments.object, segments.start, objects.key, segments.size_bytes, segments.file, segments.inline
         FROM segments JOIN objects ON objects.id = segments.object
         WHERE (segments.object, segments.start) > (?1, ?2) ORDER BY segments.object, segments.start LIMIT ?3",
    )?;
    let rows = query.query_map(params![after.0, after.1, limit], |row| {
        Ok(OwnedSegment {
            object: row.get(0)?,
            start: row.get(1)?,
            key: text(row, 2)?,
            size_bytes: row.get(3)?,
            location: Location { file: row.get(4)?, inline: row.get(5)? },
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Where the bytes of `range` of an object lie, and which files have to stay for that.
pub(in crate::store) fn slices(index: &Connection, object: i64, range: &Range<u64>) -> Result<(VecDeque<Slice>, Vec<FileId>)> {
    let (mut slices, mut files) = (VecDeque::new(), Vec::new());
    let mut query = index.prepare_cached(
        "SELECT start, size_bytes, file, inline FROM segments WHERE object = ?1 AND start < ?3
         AND start >= ifnull((SELECT max(start) FROM segments WHERE object = ?1 AND start <= ?2), 0) ORDER BY start",
    )?;
    let mut rows = query.query(params![object, range.start, range.end])?;
    while let Some(row) = rows.next()? {
        let (start, size_bytes, file): (u64, u64, FileId) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let from = range.start.saturating_sub(start);
        let length = size_bytes.min(range.end - start) - from;
        if row.get(3)? {
            let bytes: Vec<u8> =
                index.prepare_cached("SELECT bytes FROM inline_files WHERE id = ?1")?.query_row([file], |row| row.get(0))?;
            let bounds = usize::try_from(from).and_then(|from| Ok(from..from + usize::try_from(length)?));
            let bounds = bounds.map_err(std::io::Error::other)?;
            slices.push_back(Slice::Inline(Bytes::from(bytes).slice(bounds)));
        } else {
            files.push(file);
            slices.push_back(Slice::File { id: file, start: from, length });
        }
    }
    Ok((slices, files))
}
