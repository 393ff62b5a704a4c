//! Moving and renaming: whatever is below, a constant number of writes for each folder above.

use super::super::expression::Write;
use super::super::transaction::{Transaction, pause_before};
use super::super::{Db, conflict, keys};
use super::add::{MAX_RESTARTS, folder_write};
use super::{EntryRecord, Place};
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::name::{EntryKind, EntryName};
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::tree::{MoveKind, MovePlan, Moved, Totals, plan_move};

/// Where an entry goes and under which name.
#[derive(Debug, Clone)]
pub struct Relocation {
    /// The folder it goes to; none to stay where it is when the change happens.
    pub parent_id: Option<EntryId>,
    /// Its new name; none to keep the one it has when the change happens.
    pub name: Option<EntryName>,
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
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            let from = entry.parent_id.clone().ok_or(Code::Forbidden)?;
            let source = self.live_place(account, &from, &[]).await?;
            let destination = match &to.parent_id {
                Some(parent_id) if *parent_id != from => self.live_place(account, parent_id, &to.hint).await?,
                _ => source.clone(),
            };
            match self.relocate_once(&entry, &source, &destination, to).await {
                Err(failure) if failure.code() == Code::Conflict => {}
                answer => return answer,
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
        transaction.push(by_id.equals("parent_id", name.parent_id.as_str()).lacks("dying"));
        let by_name = Write::update(super::Record::key(&name)).set("starred", starred);
        transaction.push(by_name.equals("entry_id", entry.entry_id.as_str()));
        transaction.run(self).await?.map_err(|refused| conflict(&refused))?;
        Ok(EntryRecord { starred, ..entry.clone() })
    }

    async fn relocate_once(
        &self,
        entry: &EntryRecord,
        source: &Place,
        destination: &Place,
        to: &Relocation,
    ) -> Result<EntryRecord, Failure> {
        let moved = as_moved(entry)?;
        let plan = plan_move(&moved, source.chain(), destination.chain(), MoveKind::Move).map_err(Problem::from)?;
        let name = match &to.name {
            Some(name) => name.clone(),
            None => EntryName::parse(&entry.name).map_err(|_| Code::Forbidden)?,
        };
        let after = EntryRecord {
            parent_id: Some(destination.folder().entry_id.clone()),
            name: name.as_str().to_owned(),
            name_key: name.folded().key(),
            modified_at: if entry.name == name.as_str() { entry.modified_at } else { to.now },
            ..entry.clone()
        };
        let (old_name, new_name) = (entry.to_name().ok_or(Code::Forbidden)?, after.to_name().ok_or(Code::Forbidden)?);
        let mut transaction = Transaction::new();
        for change in &plan.folders {
            transaction.push(folder_write(change));
        }
        transaction.push(entry_write(&plan, entry, &after));
        let item = super::super::record::to_item(&new_name)?;
        let same_place = super::Record::key(&old_name) == super::Record::key(&new_name);
        let taken = if same_place {
            transaction.push(Write::put(super::Record::key(&new_name), item).equals("entry_id", entry.entry_id.as_str()))
        } else {
            transaction.push(Write::delete(super::Record::key(&old_name)).equals("entry_id", entry.entry_id.as_str()));
            transaction.push(Write::put(super::Record::key(&new_name), item).absent())
        };
        match transaction.run(self).await? {
            Ok(()) => Ok(after),
            Err(refused) if refused.is_at(taken) && !same_place => Err(Code::NameTaken.into()),
            Err(refused) => Err(conflict(&refused)),
        }
    }
}

/// The entry as the rules of the tree see it when it moves.
fn as_moved(entry: &EntryRecord) -> Result<Moved, Failure> {
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

/// The moved entry's own update, on condition that it is still as it was read.
fn entry_write(plan: &MovePlan, entry: &EntryRecord, after: &EntryRecord) -> Write {
    let write = Write::update(keys::entry(&entry.entry_id))
        .equals_or_lacks("parent_id", Some(plan.entry.expect_parent.as_str()))
        .equals("name", plan.entry.expect_name.as_str())
        .equals("starred", entry.starred)
        .lacks("dying")
        .set("parent_id", plan.entry.new_parent.as_str())
        .set("name", after.name.as_str())
        .set("name_key", after.name_key.as_str())
        .set("modified_at", after.modified_at);
    match &plan.entry.expect_totals {
        Some(Totals::Folder { total_bytes, file_count, height_bound }) => {
            write.equals("total_bytes", *total_bytes).equals("file_count", *file_count).equals("height_bound", *height_bound)
        }
        Some(Totals::File { version_id, size_bytes }) => write.equals("version_id", version_id.as_str()).equals("size_bytes", *size_bytes),
        None => write,
    }
}
