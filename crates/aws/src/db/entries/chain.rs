//! The way from a folder up to its container, read one by one or at once when the caller knows it.

use super::super::Db;
use super::EntryRecord;
use crate::failure::Failure;
use share_cloud_domain::ids::{AccountId, EntryId};
use share_cloud_domain::name::EntryKind;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::tree::{Chain, Container, MAX_DEPTH};
use std::collections::{HashMap, HashSet};

/// A folder with everything above it, the folder first, its container last; as it was read, link by link.
#[derive(Debug, Clone)]
pub struct Place {
    records: Vec<EntryRecord>,
    chain: Chain,
}

impl Place {
    /// Puts a place together from what was read, the folder first.
    fn new(records: Vec<EntryRecord>) -> Result<Self, Failure> {
        let chain = Chain::new(records.iter().map(EntryRecord::to_folder).collect()).map_err(Problem::from)?;
        Ok(Self { records, chain })
    }

    /// The place of an account's folder, from what [`Db::ancestry`] read.
    ///
    /// # Errors
    /// `not_found` as [`Db::place`].
    pub fn within(known: &HashMap<EntryId, EntryRecord>, account: &AccountId, folder: &EntryId) -> Result<Self, Failure> {
        let mut records: Vec<EntryRecord> = Vec::new();
        let mut next = Some(folder);
        while let Some(id) = next {
            let record = known.get(id).filter(|record| is_passable(record, account, records.len())).ok_or(Code::NotFound)?;
            next = record.parent_id.as_ref();
            records.push(record.clone());
        }
        Self::new(records)
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> &EntryRecord {
        // A chain is never empty: it holds at least its container.
        &self.records[0]
    }

    /// The folder and all above it, the container last.
    #[must_use]
    pub fn upward(&self) -> &[EntryRecord] {
        &self.records
    }

    /// The same for the rules of the tree.
    #[must_use]
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Whether it is below the live root (or is the root).
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.chain.container() == Container::Root
    }

    /// Whether `id` is the folder or above it.
    #[must_use]
    pub fn passes(&self, id: &EntryId) -> bool {
        self.records.iter().any(|record| record.entry_id == *id)
    }
}

/// Whether the way up goes on through a record: a folder of the account that is not being removed, and not too deep.
fn is_passable(record: &EntryRecord, account: &AccountId, steps: usize) -> bool {
    record.account_id == *account && record.kind == EntryKind::Folder && !record.dying && steps <= MAX_DEPTH as usize
}

impl Db {
    /// Reads a folder of whoever it is and everything above it; the same account's all the way. `hint` is as for [`Db::place`].
    ///
    /// # Errors
    /// `not_found` if there is no such folder, or it is being removed; `unavailable` when the store is away.
    pub async fn place_of_anyone(&self, folder: &EntryId, hint: &[EntryId]) -> Result<Place, Failure> {
        self.climb(None, folder, hint).await
    }

    /// Reads a folder of an account and everything above it. `hint` are the ids from the root down to the folder, as the caller
    /// believes; a right one saves reads, a wrong one costs time only.
    ///
    /// # Errors
    /// `not_found` if there is no such folder of the account, or it is being removed; `unavailable` when the store is away.
    pub async fn place(&self, account: &AccountId, folder: &EntryId, hint: &[EntryId]) -> Result<Place, Failure> {
        self.climb(Some(account.clone()), folder, hint).await
    }

    /// Goes up, reading one by one what the hint did not name. Without an account, the first folder says whose it is.
    async fn climb(&self, mut account: Option<AccountId>, folder: &EntryId, hint: &[EntryId]) -> Result<Place, Failure> {
        let mut known: HashMap<EntryId, EntryRecord> = HashMap::new();
        if hint.len() > 1 && u32::try_from(hint.len()).is_ok_and(|length| length <= MAX_DEPTH + 1) {
            known = self.entries(hint).await?.into_iter().map(|record| (record.entry_id.clone(), record)).collect();
        }
        let mut records = Vec::new();
        let mut next = Some(folder.clone());
        while let Some(id) = next {
            let record = match known.remove(&id) {
                Some(record) => record,
                None => self.entry(&id).await?.ok_or(Code::NotFound)?,
            };
            let owner = account.get_or_insert_with(|| record.account_id.clone());
            if !is_passable(&record, owner, records.len()) {
                return Err(Code::NotFound.into());
            }
            next = record.parent_id.clone();
            records.push(record);
        }
        Place::new(records)
    }

    /// Entries with everything above them, level by level: as many reads as the deepest needs, however many there are.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn ancestry(&self, ids: &[EntryId]) -> Result<HashMap<EntryId, EntryRecord>, Failure> {
        let mut known: HashMap<EntryId, EntryRecord> = HashMap::new();
        let mut wanted: HashSet<EntryId> = ids.iter().cloned().collect();
        while !wanted.is_empty() && known.len() <= ids.len() * (MAX_DEPTH as usize + 2) {
            let found = self.entries(&wanted.into_iter().collect::<Vec<_>>()).await?;
            known.extend(found.iter().map(|record| (record.entry_id.clone(), record.clone())));
            wanted = found.into_iter().filter_map(|record| record.parent_id).filter(|id| !known.contains_key(id)).collect();
        }
        Ok(known)
    }

    /// The same for a folder that must be below the live root.
    ///
    /// # Errors
    /// As [`Db::place`]; `not_found` too when the folder is in the trash or being removed.
    pub async fn live_place(&self, account: &AccountId, folder: &EntryId, hint: &[EntryId]) -> Result<Place, Failure> {
        let place = self.place(account, folder, hint).await?;
        if place.is_live() { Ok(place) } else { Err(Code::NotFound.into()) }
    }
}
