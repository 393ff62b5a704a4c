//! Moving and renaming: whatever is below, a constant number of writes for each folder above.

use super::super::expression::Write;
use super::super::record::to_item;
use super::super::transaction::{Step, Transaction, pause_before};
use super::super::{Db, conflict, due, keys, search};
use super::add::{MAX_RESTARTS, folder_write};
use super::{EntryRecord, Place, Record};
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::name::{EntryKind, EntryName};
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::tree::{EntryChange, MoveKind, Moved, Totals, plan_move};
use share_cloud_domain::upload::OnConflict;

/// Where an entry goes and under which name.
#[derive(Debug, Clone)]
pub struct Relocation {
    /// The folder it goes to; none to stay where it is when the change happens.
    pub parent_id: Option<EntryId>,
    /// Its new name; none to keep the one it has when the change happens.
    pub name: Option<EntryName>,
    /// What happens when the name is taken; nothing is replaced.
    pub on_conflict: OnConflict,
    /// The time of the change.
    pub now: Timestamp,
    /// The ids from the root down to the new folder, as the caller believes.
    pub hint: Vec<EntryId>,
}

impl Db {
    /// Moves or renames an entry below the live root.
    ///
    /// # Errors
    /// `not_found`, `name_taken`, `folder_cycle`, `too_deep`, `folder_full`, `folder_limit_exceeded`; `unavailable` when others kept
    /// changing the same folders.
    pub async fn relocate(&self, entry: &EntryRecord, to: &Relocation) -> Result<EntryRecord, Failure> {
        let account = &entry.account_id;
        let mut entry = entry.clone();
        let (mut number, mut free) = (1, None::<EntryName>);
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            let from = entry.parent_id.clone().ok_or(Code::Forbidden)?;
            let source = self.live_place(account, &from, &[]).await?;
            let destination = match &to.parent_id {
                Some(parent_id) if *parent_id != from => self.live_place(account, parent_id, &to.hint).await?,
                _ => source.clone(),
            };
            let own = match &to.name {
                Some(name) => name.clone(),
                None => EntryName::parse(&entry.name).map_err(|_| Code::Forbidden)?,
            };
            let after = entry.named(&destination, free.as_ref().unwrap_or(&own), to.now);
            match self.carry(&entry, &after, (&source, &destination), MoveKind::Move).await {
                Ok(()) => return Ok(after),
                Err(failure) if failure.code() == Code::NameTaken && to.on_conflict == OnConflict::Rename => {
                    let (next, name) = self.free_name(&destination.folder().entry_id, &own, entry.kind, number).await?;
                    (number, free) = (next, Some(name));
                }
                Err(failure) if failure.code() == Code::Conflict => {}
                Err(failure) => return Err(failure),
            }
            entry = self.entry(&entry.entry_id).await?.ok_or(Code::NotFound)?;
        }
        Err(Failure::store(Code::Unavailable, "others kept changing the same folders"))
    }

    /// Marks an entry, or takes the mark away.
    ///
    /// # Errors
    /// `conflict` when it was moved or replaced meanwhile.
    pub async fn star(&self, entry: &EntryRecord, starred: bool) -> Result<EntryRecord, Failure> {
        let name = entry.to_name().ok_or(Code::Forbidden)?;
        let mut transaction = Transaction::new();
        let by_id = Write::update(keys::entry(&entry.entry_id)).set("starred", starred).equals("name_key", entry.name_key.as_str());
        let by_id = by_id.set_or_remove(search::STARRED_OF, starred.then_some(entry.account_id.as_str()));
        transaction.push(by_id.equals("parent_id", name.parent_id.as_str()).lacks("dying"));
        let by_name = Write::update(name.key()).set("starred", starred);
        transaction.push(by_name.equals("entry_id", entry.entry_id.as_str()));
        transaction.run(self).await?.map_err(|refused| conflict(&refused))?;
        Ok(EntryRecord { starred, ..entry.clone() })
    }

    /// Carries an entry over as the rules of the tree say, in one transaction.
    ///
    /// # Errors
    /// As [`Db::relocate`]; `conflict` when something changed and must be read again.
    pub(super) async fn carry(
        &self,
        entry: &EntryRecord,
        after: &EntryRecord,
        (source, destination): (&Place, &Place),
        kind: MoveKind,
    ) -> Result<(), Failure> {
        let plan = plan_move(&as_moved(entry)?, source.chain(), destination.chain(), kind).map_err(Problem::from)?;
        let mut transaction = Transaction::new();
        for change in &plan.folders {
            transaction.push(folder_write(change));
        }
        let (own, taken) = push_entry(&mut transaction, &plan.entry, entry, after)?;
        match transaction.run(self).await? {
            Ok(()) => Ok(()),
            // Where the entry is no more as it was read, the name may be its own.
            Err(refused) if !refused.is_at(own) && taken.is_some_and(|taken| refused.is_at(taken)) => Err(Code::NameTaken.into()),
            Err(refused) => Err(conflict(&refused)),
        }
    }
}

impl EntryRecord {
    /// The same in a live folder under a name.
    pub(super) fn named(&self, folder: &Place, name: &EntryName, now: Timestamp) -> Self {
        Self {
            parent_id: Some(folder.folder().entry_id.clone()),
            name: name.as_str().to_owned(),
            name_key: name.folded().key(),
            modified_at: if self.name == name.as_str() { self.modified_at } else { now },
            trashed_at: None,
            old_parent_id: None,
            ..self.clone()
        }
    }
}

/// The entry as the rules of the tree see it when it moves.
pub(super) fn as_moved(entry: &EntryRecord) -> Result<Moved, Failure> {
    if entry.kind == EntryKind::Folder {
        return Ok(Moved::Folder(entry.to_folder()));
    }
    let content = entry.content.as_ref().ok_or_else(|| Failure::internal("a file without content"))?;
    Ok(Moved::File {
        id: entry.entry_id.clone(),
        parent_id: entry.parent_id.clone().ok_or(Code::Forbidden)?,
        name: entry.name.clone(),
        version_id: content.version_id.clone(),
        size_bytes: content.size_bytes,
    })
}

/// Adds what becomes of the entry's two items; where its own condition stands, and where its name may be taken.
pub(super) fn push_entry(
    transaction: &mut Transaction,
    change: &EntryChange,
    entry: &EntryRecord,
    after: &EntryRecord,
) -> Result<(Step, Option<Step>), Failure> {
    let (old_name, new_name) = (entry.to_name().ok_or(Code::Forbidden)?, after.to_name().ok_or(Code::Forbidden)?);
    let own = transaction.push(entry_write(change, entry, after));
    let put = Write::put(new_name.key(), to_item(&new_name)?);
    if old_name.key() == new_name.key() {
        transaction.push(put.equals("entry_id", entry.entry_id.as_str()));
        return Ok((own, None));
    }
    transaction.push(Write::delete(old_name.key()).equals("entry_id", entry.entry_id.as_str()));
    Ok((own, Some(transaction.push(put.absent()))))
}

/// The moved entry's own update, on condition that it is still as it was read.
fn entry_write(change: &EntryChange, entry: &EntryRecord, after: &EntryRecord) -> Write {
    let write = Write::update(keys::entry(&entry.entry_id))
        .equals_or_lacks("parent_id", Some(change.expect_parent.as_str()))
        .equals("name", change.expect_name.as_str())
        .equals("starred", entry.starred)
        .lacks("dying")
        .set("parent_id", change.new_parent.as_str())
        .set("name", after.name.as_str())
        .set("name_key", after.name_key.as_str())
        .set("modified_at", after.modified_at);
    let write = if entry.trashed_at == after.trashed_at { write } else { set_trashed(write, after) };
    match &change.expect_totals {
        Some(Totals::Folder { total_bytes, file_count, height_bound }) => {
            write.equals("total_bytes", *total_bytes).equals("file_count", *file_count).equals("height_bound", *height_bound)
        }
        Some(Totals::File { version_id, size_bytes }) => write.equals("version_id", version_id.as_str()).equals("size_bytes", *size_bytes),
        None => write,
    }
}

/// What only an entry has that lies directly in the trash, its place in the index of what is due among it.
fn set_trashed(write: Write, after: &EntryRecord) -> Write {
    let due_at = after.due_at();
    write
        .set_or_remove("trashed_at", after.trashed_at)
        .set_or_remove("old_parent_id", after.old_parent_id.as_ref().map(EntryId::as_str))
        .set_or_remove(due::SHARD, due_at.map(|_| due::shard_of(&after.key())))
        .set_or_remove(due::AT, due_at)
}
