//! Into the trash and back: an entry moves with everything below it, at the cost of a move.

use super::super::accounts::AccountRecord;
use super::super::record::from_item;
use super::super::transaction::pause_before;
use super::super::{Db, keys};
use super::add::MAX_RESTARTS;
use super::list::Direction;
use super::{EntryRecord, Place};
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::name::EntryName;
use share_cloud_domain::problem::Code;
use share_cloud_domain::trash::heap_key;
use share_cloud_domain::tree::MoveKind;
use share_cloud_domain::upload::OnConflict;
use std::collections::HashMap;

/// Where a trashed entry goes back to and under which name.
#[derive(Debug, Clone)]
pub struct Restoration {
    /// The folder; none for where it was, or the root if that is gone or in the trash itself.
    pub parent_id: Option<EntryId>,
    /// Its name; none to keep the one it has.
    pub name: Option<EntryName>,
    /// What happens when the name is taken; nothing is replaced.
    pub on_conflict: OnConflict,
    /// The time of the change.
    pub now: Timestamp,
    /// The ids from the root down to the folder, as the caller believes.
    pub hint: Vec<EntryId>,
}

impl EntryRecord {
    /// The same in the trash or on its way out, where names may be equal.
    pub(super) fn heaped(&self, heap: &EntryId, now: Timestamp) -> Self {
        Self {
            parent_id: Some(heap.clone()),
            name_key: heap_key(now, &self.entry_id),
            trashed_at: None,
            old_parent_id: None,
            ..self.clone()
        }
    }
}

impl Db {
    /// Moves an entry below the live root into the trash.
    ///
    /// # Errors
    /// `not_found` when it is not there any more, `forbidden` for the root, `folder_full` when the trash is; `unavailable` when others
    /// kept changing the same folders.
    pub async fn trash(&self, account: &AccountRecord, entry: &EntryRecord, now: Timestamp) -> Result<EntryRecord, Failure> {
        let id = &account.account_id;
        let mut entry = entry.clone();
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            let from = entry.parent_id.clone().ok_or(Code::Forbidden)?;
            let source = self.live_place(id, &from, &[]).await?;
            let trash = self.place(id, &account.trash_id, &[]).await?;
            let heaped = entry.heaped(&account.trash_id, now);
            let after = EntryRecord { trashed_at: Some(now), old_parent_id: Some(from), ..heaped };
            match self.carry(&entry, &after, (&source, &trash), MoveKind::Trash).await {
                Ok(()) => return Ok(after),
                Err(failure) if failure.code() == Code::Conflict => {}
                Err(failure) => return Err(failure),
            }
            entry = self.entry(&entry.entry_id).await?.ok_or(Code::NotFound)?;
        }
        Err(Failure::store(Code::Unavailable, "others kept changing the same folders"))
    }

    /// Brings an entry that lies directly in the trash back into the live tree.
    ///
    /// # Errors
    /// `not_found` when it is not there or the folder that was asked for is not; `name_taken`, `too_deep`, `folder_full`,
    /// `folder_limit_exceeded`; `unavailable` when others kept changing the same folders.
    pub async fn restore(&self, account: &AccountRecord, id: &EntryId, to: &Restoration) -> Result<EntryRecord, Failure> {
        let (mut number, mut free) = (1, None::<EntryName>);
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            let entry = self.trashed(account, id).await?;
            let trash = self.place(&account.account_id, &account.trash_id, &[]).await?;
            let destination = self.place_to_restore(account, &entry, to).await?;
            let own = match &to.name {
                Some(name) => name.clone(),
                None => EntryName::parse(&entry.name).map_err(Failure::internal)?,
            };
            let after = entry.named(&destination, free.as_ref().unwrap_or(&own), to.now);
            match self.carry(&entry, &after, (&trash, &destination), MoveKind::Restore).await {
                Ok(()) => return Ok(after),
                Err(failure) if failure.code() == Code::NameTaken && to.on_conflict == OnConflict::Rename => {
                    let (next, name) = self.free_name(&destination.folder().entry_id, &own, entry.kind, number).await?;
                    (number, free) = (next, Some(name));
                }
                Err(failure) if failure.code() == Code::Conflict => {}
                Err(failure) => return Err(failure),
            }
        }
        Err(Failure::store(Code::Unavailable, "others kept changing the same folders"))
    }

    /// The entry, if it lies directly in the account's trash.
    ///
    /// # Errors
    /// `not_found` if it does not.
    pub async fn trashed(&self, account: &AccountRecord, id: &EntryId) -> Result<EntryRecord, Failure> {
        let entry = self.entry(id).await?.filter(|entry| entry.parent_id.as_ref() == Some(&account.trash_id));
        entry.ok_or_else(|| Code::NotFound.into())
    }

    async fn place_to_restore(&self, account: &AccountRecord, entry: &EntryRecord, to: &Restoration) -> Result<Place, Failure> {
        if let Some(folder) = &to.parent_id {
            return self.live_place(&account.account_id, folder, &to.hint).await;
        }
        let old = entry.old_parent_id.as_ref().unwrap_or(&account.root_id);
        match self.live_place(&account.account_id, old, &to.hint).await {
            Err(failure) if failure.code() == Code::NotFound => self.live_place(&account.account_id, &account.root_id, &[]).await,
            place => place,
        }
    }

    /// A page of the trash, what was trashed last first, from after a name key; where the next one begins.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn list_trash(
        &self,
        account: &AccountRecord,
        after: Option<&str>,
        limit: u16,
    ) -> Result<(Vec<EntryRecord>, Option<String>), Failure> {
        // One more than the page takes tells whether there is another page.
        let (mut names, is_cut) = self.children_in(&account.trash_id, after, i32::from(limit) + 1, Direction::Desc).await?;
        let is_more = is_cut || names.len() > usize::from(limit);
        names.truncate(usize::from(limit));
        let next = names.last().filter(|_| is_more).map(|last| last.name_key.clone());
        Ok((self.by_id(account, names).await?, next))
    }

    /// What was trashed first, up to a moment; at most `limit` entries.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn trashed_until(&self, account: &AccountRecord, until: Timestamp, limit: usize) -> Result<Vec<EntryRecord>, Failure> {
        let limit = i32::try_from(limit).map_err(Failure::internal)?;
        let (names, _) = self.children_in(&account.trash_id, None, limit, Direction::Asc).await?;
        let entries = self.by_id(account, names).await?.into_iter();
        Ok(entries.filter(|entry| entry.trashed_at.is_some_and(|at| at <= until)).collect())
    }

    /// The entries of name items of the trash with all that only the items by id know, in their order; what left meanwhile is left out.
    async fn by_id(&self, account: &AccountRecord, names: Vec<EntryRecord>) -> Result<Vec<EntryRecord>, Failure> {
        let wanted = names.iter().map(|name| keys::entry(&name.entry_id)).collect();
        let mut found: HashMap<EntryId, EntryRecord> = HashMap::with_capacity(names.len());
        for item in self.get_many(wanted).await? {
            let entry: EntryRecord = from_item(item)?;
            found.insert(entry.entry_id.clone(), entry);
        }
        let entries = names.into_iter().filter_map(|name| found.remove(&name.entry_id));
        Ok(entries.filter(|entry| entry.parent_id.as_ref() == Some(&account.trash_id)).collect())
    }
}
