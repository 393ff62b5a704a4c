//! Multipart uploads and their parts.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use s3s::S3ErrorCode;

use super::objects::{self, Attributes, Location, Segment, forget_file, json, text, to_json};
use crate::store::bytes::files::FileId;
use crate::store::error::{Result, StoreError};

/// An upload that is neither completed nor aborted.
#[derive(Clone, Debug)]
pub(in crate::store) struct Upload {
    pub(in crate::store) id: String,
    pub(in crate::store) key: String,
    /// Whether every part has to come with its SHA-256.
    pub(in crate::store) wants_sha256: bool,
    pub(in crate::store) attributes: Attributes,
    /// Milliseconds since 1970.
    pub(in crate::store) started_ms: i64,
}

/// A stored part.
#[derive(Clone, Debug)]
pub(in crate::store) struct Part {
    /// 1 to 10,000.
    pub(in crate::store) number: i32,
    pub(in crate::store) size_bytes: u64,
    pub(in crate::store) sha256: [u8; 32],
    /// `None` if it has no bytes.
    pub(in crate::store) location: Option<Location>,
    /// Milliseconds since 1970.
    pub(in crate::store) modified_ms: i64,
}

/// Begins an upload.
pub(in crate::store) fn begin(index: &Connection, upload: &Upload) -> Result<()> {
    let Upload { id, key, wants_sha256, attributes, started_ms } = upload;
    index
        .prepare_cached("INSERT INTO uploads (id, key, wants_sha256, attributes, started_ms) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![id, key.as_bytes(), wants_sha256, to_json(attributes)?, started_ms])?;
    Ok(())
}

/// The open upload of this id and key.
///
/// # Errors
/// 404 `NoSuchUpload` if there is none.
pub(in crate::store) fn find(index: &Connection, id: &str, key: &str) -> Result<Upload> {
    let mut query = index.prepare_cached("SELECT id, key, wants_sha256, attributes, started_ms FROM uploads WHERE id = ?1 AND key = ?2")?;
    let found = query.query_row(params![id, key.as_bytes()], from_row).optional()?;
    found.ok_or_else(|| {
        let message = "The specified multipart upload does not exist. The upload ID may be invalid, or it was aborted or completed.";
        StoreError::refuse(S3ErrorCode::NoSuchUpload, message)
    })
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Upload> {
    Ok(Upload { id: row.get(0)?, key: text(row, 1)?, wants_sha256: row.get(2)?, attributes: json(row, 3)?, started_ms: row.get(4)? })
}

/// Reads columns `file, inline` of a part; a part without bytes has no file.
fn location(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Location>> {
    let (file, inline): (Option<FileId>, bool) = (row.get(column)?, row.get(column + 1)?);
    Ok(file.map(|file| Location { file, inline }))
}

/// Stores a part in place of the one with its number, and answers the files that are needed no more.
pub(in crate::store) fn put_part(index: &Connection, upload: &str, part: &Part) -> Result<Vec<FileId>> {
    let mut replace = index.prepare_cached("DELETE FROM parts WHERE upload = ?1 AND number = ?2 RETURNING file, inline")?;
    let replaced = replace.query_row(params![upload, part.number], |row| location(row, 0)).optional()?.flatten();
    let mut insert = index.prepare_cached(
        "INSERT INTO parts (upload, number, size_bytes, sha256, file, inline, modified_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let file = part.location.map(|location| location.file);
    let inline = part.location.is_some_and(|location| location.inline);
    insert.execute(params![upload, part.number, part.size_bytes, part.sha256, file, inline, part.modified_ms])?;
    forget_files(index, replaced)
}

/// Ends files that nothing refers to; those on the disk are answered.
fn forget_files(index: &Connection, locations: impl IntoIterator<Item = Location>) -> Result<Vec<FileId>> {
    let mut doomed = Vec::new();
    for location in locations {
        doomed.extend(forget_file(index, location)?);
    }
    Ok(doomed)
}

/// At most `limit` parts with numbers above `after`, sorted.
pub(in crate::store) fn parts(index: &Connection, upload: &str, after: i32, limit: usize) -> Result<Vec<Part>> {
    let mut query = index.prepare_cached(
        "SELECT number, size_bytes, sha256, file, inline, modified_ms FROM parts WHERE upload = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
    )?;
    let found = query.query_map(params![upload, after, limit], |row| {
        Ok(Part {
            number: row.get(0)?,
            size_bytes: row.get(1)?,
            sha256: row.get(2)?,
            location: location(row, 3)?,
            modified_ms: row.get(5)?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// All parts by number.
pub(in crate::store) fn all_parts(index: &Connection, upload: &str) -> Result<BTreeMap<i32, Part>> {
    Ok(parts(index, upload, 0, usize::from(u16::MAX))?.into_iter().map(|part| (part.number, part)).collect())
}

/// Turns an upload into `object`, made of `chosen` parts in this order, and answers the files of the parts left over.
pub(in crate::store) fn complete(index: &Connection, upload: &str, object: &objects::Object, chosen: &[&Part]) -> Result<Vec<FileId>> {
    let segment = |part: &&Part| Some(Segment { size_bytes: part.size_bytes, location: part.location? });
    let segments: Vec<Segment> = chosen.iter().filter_map(segment).collect();
    let mut doomed = objects::put(index, object, &segments)?;
    let mut taken = index.prepare_cached("DELETE FROM parts WHERE upload = ?1 AND number = ?2")?;
    for part in chosen {
        taken.execute(params![upload, part.number])?;
    }
    doomed.extend(forget(index, upload)?);
    Ok(doomed)
}

/// Forgets an upload and its parts, and answers their files.
pub(in crate::store) fn forget(index: &Connection, upload: &str) -> Result<Vec<FileId>> {
    let mut delete = index.prepare_cached("DELETE FROM parts WHERE upload = ?1 RETURNING file, inline")?;
    let locations = delete.query_map([upload], |row| location(row, 0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    index.prepare_cached("DELETE FROM uploads WHERE id = ?1")?.execute([upload])?;
    forget_files(index, locations.into_iter().flatten())
}

/// At most `limit` uploads that started before `before_ms`, the oldest first.
pub(in crate::store) fn stale(index: &Connection, before_ms: i64, limit: usize) -> Result<Vec<String>> {
    let mut query = index.prepare_cached("SELECT id FROM uploads WHERE started_ms < ?1 ORDER BY started_ms LIMIT ?2")?;
    Ok(query.query_map(params![before_ms, limit], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// At most `limit` uploads whose keys begin with `prefix`, sorted by key and id, after this key and id.
pub(in crate::store) fn list(index: &Connection, prefix: &str, after: (&str, &str), limit: usize) -> Result<Vec<Upload>> {
    let mut query = index.prepare_cached(
        "SELECT id, key, wants_sha256, attributes, started_ms FROM uploads WHERE (key, id) > (?1, ?2) ORDER BY key, id LIMIT ?3",
    )?;
    let after = if after.0 < prefix { (prefix, "") } else { after };
    let rows = query.query_map(params![after.0.as_bytes(), after.1, limit], from_row)?;
    let mut uploads = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let beyond = uploads.iter().position(|upload| !upload.key.starts_with(prefix));
    uploads.truncate(beyond.unwrap_or(uploads.len()));
    Ok(uploads)
}
