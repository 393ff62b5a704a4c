//! A segment's bytes: what changed last comes first, each entry with what a search must know of it.
//!
//! `"scs1"`, then for each entry: milliseconds (i64), id (16 bytes), class (1), size (u64), length of the folded name (u16), the folded
//! name. All numbers are big-endian.

use super::Spot;
use jiff::Timestamp;
use share_cloud_domain::ids::{EntryId, ID_BYTES};
use share_cloud_domain::instant::from_ms;
use share_cloud_domain::search::{Face, FileClass};

/// What a segment begins with; another form of it, or another rule of what is folded how, gets another.
const MARK: &[u8] = b"scs1";

/// The bytes are no segment of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes of a segment are not readable")]
pub struct Unreadable;

/// An entry in a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed<'a> {
    /// The entry's id.
    pub id: [u8; ID_BYTES],
    /// What decides whether it is found.
    pub face: Face<'a>,
}

impl Packed<'_> {
    /// Its place in the order.
    #[must_use]
    pub fn spot(&self) -> Spot {
        Spot { at: self.face.modified_at, entry_id: EntryId::from_random(self.id) }
    }
}

/// An empty segment.
#[must_use]
pub fn empty() -> Vec<u8> {
    MARK.to_vec()
}

/// Adds an entry at the end; whoever adds keeps the order.
pub fn push(segment: &mut Vec<u8>, packed: &Packed<'_>) {
    // A name has at most 255 units, and folding makes at most three of one: it is far from 64 KiB.
    let Ok(length) = u16::try_from(packed.face.folded.len()) else { return };
    segment.extend(packed.face.modified_at.as_millisecond().to_be_bytes());
    segment.extend(packed.id);
    segment.push(packed.face.class.code());
    segment.extend(packed.face.size_bytes.to_be_bytes());
    segment.extend(length.to_be_bytes());
    segment.extend(packed.face.folded.as_bytes());
}

/// Adds all entries of an older segment behind a newer one's.
///
/// # Errors
/// [`Unreadable`] when it is none.
pub fn append(newer: &mut Vec<u8>, older: &[u8]) -> Result<(), Unreadable> {
    newer.extend(older.strip_prefix(MARK).ok_or(Unreadable)?);
    Ok(())
}

/// The entries of a segment, the newest first.
///
/// # Errors
/// [`Unreadable`] when it is none.
pub fn read(segment: &[u8]) -> Result<Entries<'_>, Unreadable> {
    Ok(Entries(segment.strip_prefix(MARK).ok_or(Unreadable)?))
}

/// What is left of a segment's entries.
#[derive(Debug)]
pub struct Entries<'a>(&'a [u8]);

impl<'a> Entries<'a> {
    fn chunk<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        let (chunk, rest) = self.0.split_first_chunk().ok_or(Unreadable)?;
        self.0 = rest;
        Ok(*chunk)
    }

    fn packed(&mut self) -> Result<Packed<'a>, Unreadable> {
        let modified_at: Timestamp = from_ms(i64::from_be_bytes(self.chunk()?));
        let id = self.chunk()?;
        let [code] = self.chunk()?;
        let class = FileClass::of_code(code).ok_or(Unreadable)?;
        let size_bytes = u64::from_be_bytes(self.chunk()?);
        let length = usize::from(u16::from_be_bytes(self.chunk()?));
        let (name, rest) = self.0.split_at_checked(length).ok_or(Unreadable)?;
        self.0 = rest;
        let folded = std::str::from_utf8(name).map_err(|_| Unreadable)?;
        Ok(Packed { id, face: Face { folded, class, size_bytes, modified_at } })
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<Packed<'a>, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let packed = self.packed();
        if packed.is_err() {
            self.0 = &[];
        }
        Some(packed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(n: u8, folded: &str) -> Packed<'_> {
        let modified_at = from_ms(1_000 - i64::from(n));
        Packed { id: [n; ID_BYTES], face: Face { folded, class: FileClass::Image, size_bytes: 1 << 40, modified_at } }
    }

    #[test]
    fn what_is_packed_is_read_again_newer_before_older() {
        let (mut newer, mut older) = (empty(), empty());
        push(&mut newer, &packed(0, "보고서"));
        push(&mut older, &packed(1, ""));
        push(&mut older, &packed(2, "report.pdf"));
        append(&mut newer, &older).unwrap();
        let found: Vec<Packed<'_>> = read(&newer).unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(found, [packed(0, "보고서"), packed(1, ""), packed(2, "report.pdf")]);
        assert_eq!(found[2].spot(), Spot { at: from_ms(998), entry_id: EntryId::from_random([2; ID_BYTES]) });
    }

    #[test]
    fn what_is_cut_or_something_else_is_not_believed() {
        let mut segment = empty();
        push(&mut segment, &packed(0, "name"));
        for end in 5..segment.len() {
            assert!(read(&segment[..end]).unwrap().any(|packed| packed.is_err()), "{end}");
        }
        assert!(read(b"").is_err() && read(b"scs0").is_err());
        assert_eq!(append(&mut empty(), b"something"), Err(Unreadable));
    }
}
