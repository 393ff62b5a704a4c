//! Objects in the order of their keys, page by page. A page costs what it shows, however many objects there are.

use rusqlite::Connection;

use super::objects::{Object, from_row};
use crate::store::error::Result;

/// What to list.
#[derive(Clone, Debug)]
pub(in crate::store) struct Query {
    /// Only keys that begin so.
    pub(in crate::store) prefix: String,
    /// Keys that go on to this after the prefix are shown once, up to its end. Empty is none.
    pub(in crate::store) delimiter: String,
    /// The lowest key to show.
    pub(in crate::store) from: Vec<u8>,
    /// How many objects and common prefixes at most.
    pub(in crate::store) limit: usize,
}

/// One page.
#[derive(Debug, Default)]
pub(in crate::store) struct Page {
    pub(in crate::store) objects: Vec<Object>,
    pub(in crate::store) common_prefixes: Vec<String>,
    /// Where the next page begins; `None` if this is the last.
    pub(in crate::store) next: Option<Vec<u8>>,
}

/// The lowest string that is above all those beginning with `prefix`; `None` if there is none.
pub(in crate::store) fn successor(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut above = prefix[..=last].to_vec();
    above[last] += 1;
    Some(above)
}

/// The lowest string above `key`.
pub(in crate::store) fn after(key: &str) -> Vec<u8> {
    [key.as_bytes(), &[0]].concat()
}

/// Lists a page.
pub(in crate::store) fn list(index: &Connection, query: &Query) -> Result<Page> {
    let mut page = Page::default();
    let mut from = query.from.clone().max(query.prefix.as_bytes().to_vec());
    while let Some(common) = list_until_common(index, query, &mut page, &mut from)? {
        if shown(&page) == query.limit {
            page.next = Some(from);
            break;
        }
        let Some(above) = successor(common.as_bytes()) else { break };
        from = above;
        page.common_prefixes.push(common);
    }
    Ok(page)
}

fn shown(page: &Page) -> usize {
    page.objects.len() + page.common_prefixes.len()
}

/// Lists objects up to the first key that belongs under a common prefix, which is answered; `None` at the end of the page.
fn list_until_common(index: &Connection, query: &Query, page: &mut Page, from: &mut Vec<u8>) -> Result<Option<String>> {
    let mut statement = index
        .prepare_cached("SELECT id, key, size_bytes, etag, sha256, attributes, modified_ms FROM objects WHERE key >= ?1 ORDER BY key")?;
    let mut rows = statement.query([&*from])?;
    while let Some(row) = rows.next()? {
        let object = from_row(row)?;
        if !object.key.starts_with(&query.prefix) {
            break;
        }
        if let Some(common) = common_prefix(&object.key, query) {
            *from = object.key.into_bytes();
            return Ok(Some(common));
        }
        if shown(page) == query.limit {
            page.next = Some(object.key.into_bytes());
            return Ok(None);
        }
        page.objects.push(object);
    }
    Ok(None)
}

fn common_prefix(key: &str, query: &Query) -> Option<String> {
    if query.delimiter.is_empty() {
        return None;
    }
    let below = key.strip_prefix(&query.prefix)?;
    let end = below.find(&query.delimiter)? + query.delimiter.len();
    Some(format!("{}{}", query.prefix, &below[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_successor_of_a_prefix_is_above_every_key_that_begins_with_it() {
        assert_eq!(successor(b"a/"), Some(b"a0".to_vec()));
        assert_eq!(successor(b"a\xff"), Some(b"b".to_vec()));
        assert_eq!(successor(b"\xff"), None);
        assert_eq!(successor(b""), None);
    }
}
