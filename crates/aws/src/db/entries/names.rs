//! Free names in a folder.

use super::super::record::from_item;
use super::super::{Db, keys};
use super::NameRecord;
use crate::failure::Failure;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::name::{EntryKind, EntryName};

/// How many numbered names are looked at together.
const NAMES_PER_PROBE: u32 = 50;

impl Db {
    /// Whether nothing in the folder has the name, as it looks now.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn is_free(&self, folder: &EntryId, name: &EntryName) -> Result<bool, Failure> {
        Ok(self.get::<NameRecord>(keys::name(folder, &name.folded().key())).await?.is_none())
    }

    /// The next `name (n).ext` that is free in the folder as it looks now, and its number.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn free_name(&self, folder: &EntryId, name: &EntryName, kind: EntryKind, after: u32) -> Result<(u32, EntryName), Failure> {
        let mut from = after + 1;
        loop {
            let candidates: Vec<(u32, EntryName)> =
                (from..from + NAMES_PER_PROBE).map(|number| (number, name.numbered(number, kind))).collect();
            let keys = candidates.iter().map(|(_, name)| keys::name(folder, &name.folded().key())).collect();
            let found = self.get_many(keys).await?;
            let taken: Vec<NameRecord> = found.into_iter().map(from_item).collect::<Result<_, _>>()?;
            let is_free = |name: &EntryName| taken.iter().all(|taken| taken.name_key != name.folded().key());
            if let Some(free) = candidates.into_iter().find(|(_, name)| is_free(name)) {
                return Ok(free);
            }
            from += NAMES_PER_PROBE;
        }
    }
}
