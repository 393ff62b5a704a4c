//! What of the tree a caller reaches. What is not reached does not exist for them.

use crate::app::App;
use crate::views::entry::{EntryView, EntryWithPath, PathStep};
use share_cloud_aws::db::entries::{EntryRecord, Place};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::{AccountId, EntryId};
use share_cloud_domain::name::EntryKind;
use share_cloud_domain::problem::Code;
use std::collections::{HashMap, HashSet};

/// An entry below the live root (or the root), with everything above it.
#[derive(Debug, Clone)]
pub struct Reached {
    /// The entry.
    pub entry: EntryRecord,
    /// What it is in, or for a folder the folder itself, up to the root.
    pub place: Place,
}

impl Reached {
    /// Whether `id` is the entry or a folder above it.
    #[must_use]
    pub fn passes(&self, id: &EntryId) -> bool {
        self.entry.entry_id == *id || self.place.passes(id)
    }

    /// Whether one of `ids` is the entry or a folder above it.
    #[must_use]
    pub fn passes_any(&self, ids: &HashSet<EntryId>) -> bool {
        ids.contains(&self.entry.entry_id) || self.place.upward().iter().any(|folder| ids.contains(&folder.entry_id))
    }

    /// The way to the entry from the top, the entry last.
    #[must_use]
    pub fn path(&self) -> Vec<PathStep> {
        let mut path: Vec<PathStep> = self.place.upward().iter().rev().map(PathStep::from).collect();
        if self.entry.kind == EntryKind::File {
            path.push(PathStep::from(&self.entry));
        }
        path
    }

    /// The entry with the whole way to it.
    #[must_use]
    pub fn into_view(self) -> EntryWithPath {
        EntryWithPath { path: self.path(), entry: EntryView::from(self.entry) }
    }
}

impl Reached {
    /// The entry of an account, from what was read of the tree.
    fn within(known: &HashMap<EntryId, EntryRecord>, account: &AccountId, id: &EntryId) -> Result<Self, Failure> {
        let entry = known.get(id).filter(|entry| entry.account_id == *account).ok_or(Code::NotFound)?.clone();
        let folder = match entry.kind {
            EntryKind::Folder => entry.entry_id.clone(),
            EntryKind::File => entry.parent_id.clone().ok_or(Code::NotFound)?,
        };
        let place = Place::within(known, account, &folder)?;
        if place.is_live() { Ok(Self { entry, place }) } else { Err(Code::NotFound.into()) }
    }
}

/// The account's entry, below its live root.
///
/// # Errors
/// `not_found` for what is another's, in the trash, or not there.
pub async fn live_entry(app: &App, account: &AccountId, id: &EntryId) -> Result<Reached, Failure> {
    let known = app.db().ancestry(std::slice::from_ref(id)).await?;
    Reached::within(&known, account, id)
}

/// Several entries of the account, each found or not, in their order. The reads are those of the deepest.
///
/// # Errors
/// `unavailable` when the store is away.
pub async fn live_entries(app: &App, account: &AccountId, ids: &[EntryId]) -> Result<Vec<Option<Reached>>, Failure> {
    let known = app.db().ancestry(ids).await?;
    Ok(ids.iter().map(|id| Reached::within(&known, account, id).ok()).collect())
}
