//! One page of a folder, at the same cost whatever the folder holds.

use super::super::page::{InOrder, Position, cut};
use super::super::record::from_item;
use super::super::{Db, Item, Kind, Query, keys};
use super::{EntryRecord, NameRecord};
use crate::failure::Failure;
use serde::{Deserialize, Serialize};
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::name::EntryKind;
use share_cloud_domain::order;
use std::collections::HashMap;

/// What a listing is sorted by; folders always come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SortBy {
    /// Natural order of names.
    #[default]
    Name,
    /// When it was modified.
    Modified,
    /// The size of files; folders by name.
    Size,
}

impl SortBy {
    /// The local index that holds this order; its sort key has the same name.
    pub(crate) const fn index(self) -> &'static str {
        match self {
            Self::Name => "lsi1",
            Self::Modified => "lsi2",
            Self::Size => "lsi3",
        }
    }
}

/// Which way a listing runs, within folders and within files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Smallest first.
    #[default]
    Asc,
    /// Largest first.
    Desc,
}

/// Which page of which folder.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// The folder.
    pub folder: EntryId,
    /// The order.
    pub sort: SortBy,
    /// Its direction.
    pub direction: Direction,
    /// At most how many entries, 1 to 1,000.
    pub limit: u16,
    /// Where the page before ended.
    pub after: Option<Position>,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The entries, folders with their totals.
    pub entries: Vec<EntryRecord>,
    /// Where the next page begins, if there is one.
    pub next: Option<Position>,
}

/// In an index key folders come before files by their first character.
const PHASES: [&str; 2] = [order::group(EntryKind::Folder), order::group(EntryKind::File)];

impl Db {
    /// Lists a folder. The cost depends on the page only.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn list_folder(&self, query: &ListQuery) -> Result<Listing, Failure> {
        let limit = usize::from(query.limit);
        let mut items: Vec<Item> = Vec::new();
        let mut after = query.after.clone();
        for phase in PHASES {
            let start = match after.take() {
                Some(after) if after.index_key.starts_with(phase) => Some(after),
                // The page before ended in a later phase: this one is over.
                Some(later) if later.index_key.as_str() > phase => {
                    after = Some(later);
                    continue;
                }
                _ => None,
            };
            // One more than the page takes tells whether there is another page.
            items.extend(self.list_phase(query, phase, start, limit + 1 - items.len()).await?);
            if items.len() > limit {
                break;
            }
        }
        let next = cut(&mut items, limit, query.sort.index());
        let mut entries = Vec::with_capacity(items.len());
        for item in items {
            entries.push(from_item::<NameRecord>(item)?.into_entry());
        }
        self.add_totals(&mut entries).await?;
        Ok(Listing { entries, next })
    }

    /// At most `wanted` name items of one phase.
    async fn list_phase(&self, query: &ListQuery, phase: &str, after: Option<Position>, wanted: usize) -> Result<Vec<Item>, Failure> {
        let partition = keys::partition(Kind::Name, &query.folder);
        let forward = query.direction == Direction::Asc;
        self.in_order(&InOrder { index: query.sort.index(), partition, prefix: phase, forward }, after, wanted).await
    }

    /// The children of a folder in the order of their name keys, from after one, for walks that need no index.
    pub(crate) async fn children(&self, folder: &EntryId, after: Option<&str>, limit: i32) -> Result<(Vec<EntryRecord>, bool), Failure> {
        self.children_in(folder, after, limit, Direction::Asc).await
    }

    /// The same in either direction.
    pub(super) async fn children_in(
        &self,
        folder: &EntryId,
        after: Option<&str>,
        limit: i32,
        direction: Direction,
    ) -> Result<(Vec<EntryRecord>, bool), Failure> {
        let partition = keys::partition(Kind::Name, folder);
        let start = after.map(|after| keys::name(folder, after).to_item());
        let forward = direction == Direction::Asc;
        let query = Query { index: None, partition, sort_key: keys::SK, prefix: "", start, limit, forward };
        let (items, rest) = self.query(query).await?;
        let entries = items.into_iter().map(|item| Ok(from_item::<NameRecord>(item)?.into_entry())).collect::<Result<_, Failure>>()?;
        Ok((entries, rest.is_some()))
    }

    /// A page of a folder's children in the order of their stored names, from after one; whether there are more.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn walk_folder(&self, folder: &EntryId, after: Option<&str>, limit: u16) -> Result<(Vec<EntryRecord>, bool), Failure> {
        self.children(folder, after, i32::from(limit)).await
    }

    /// Gives the folders of a listing their totals, which stand on their other item only.
    async fn add_totals(&self, entries: &mut [EntryRecord]) -> Result<(), Failure> {
        let folders = entries.iter().filter(|entry| entry.kind == EntryKind::Folder);
        let ids: Vec<EntryId> = folders.map(|entry| entry.entry_id.clone()).collect();
        let found = self.entries(&ids).await?;
        let mut totals: HashMap<EntryId, EntryRecord> = found.into_iter().map(|entry| (entry.entry_id.clone(), entry)).collect();
        for entry in entries.iter_mut().filter(|entry| entry.kind == EntryKind::Folder) {
            if let Some(found) = totals.remove(&entry.entry_id) {
                *entry = EntryRecord { name: entry.name.clone(), parent_id: entry.parent_id.clone(), ..found };
            }
        }
        Ok(())
    }
}
