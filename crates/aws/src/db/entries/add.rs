//! New folders, and the writes that every addition to the tree shares.

use super::super::expression::Write;
use super::super::transaction::{Refused, Step, Transaction, pause_before};
use super::super::{Db, conflict, keys};
use super::EntryRecord;
use super::chain::Place;
use crate::failure::Failure;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::tree::{FolderChange, MAX_CHILDREN, plan_add};
use share_cloud_domain::upload::MAX_ENTRIES;

/// How often a write starts over because what it read has changed.
pub(crate) const MAX_RESTARTS: u32 = 40;

/// One folder's change as a conditional update.
pub(crate) fn folder_write(change: &FolderChange) -> Write {
    let key = keys::entry(&change.id);
    let mut write = if change.is_check_only() { Write::check(key) } else { Write::update(key) };
    write = write.exists().lacks("dying").equals_or_lacks("parent_id", change.expect_parent.as_ref().map(EntryId::as_str));
    for (attribute, delta) in [("total_bytes", change.add_bytes), ("file_count", change.add_files), ("child_count", change.add_children)] {
        if delta != 0 {
            write = write.add(attribute, delta);
        }
    }
    if change.limit_children {
        write = write.at_most("child_count", MAX_CHILDREN.saturating_sub(change.add_children.unsigned_abs()));
    }
    if let Some(raise) = &change.raise_height {
        write = write.set("height_bound", raise.to).equals("height_bound", raise.from);
    }
    if change.expect_limited {
        write = write.has("limit_bytes");
        if change.add_bytes != 0 {
            write = write.add("limit_room_bytes", -change.add_bytes);
        }
        if change.add_bytes > 0 {
            write = write.at_least("limit_room_bytes", change.add_bytes);
        }
    } else {
        write = write.lacks("limit_bytes");
    }
    write
}

/// What of a new folder can be refused for its own sake.
pub(crate) struct FolderSteps {
    taken: Step,
    counted: Step,
}

impl FolderSteps {
    /// The folder's own problem, if that is what was refused.
    pub(crate) fn problem(&self, refused: &Refused) -> Option<Code> {
        if refused.is_at(self.taken) { Some(Code::NameTaken) } else { refused.is_at(self.counted).then_some(Code::TooManyEntries) }
    }
}

/// Adds a folder, with what changes above it.
pub(crate) fn push_folder(transaction: &mut Transaction, changes: &[FolderChange], folder: &EntryRecord) -> Result<FolderSteps, Failure> {
    for change in changes {
        transaction.push(folder_write(change));
    }
    transaction.create(folder)?;
    let taken = transaction.create(&folder.to_name().ok_or(Code::Internal)?)?;
    Ok(FolderSteps { taken, counted: transaction.push(count_entry(folder)) })
}

impl Db {
    /// Makes a folder in the place that was read.
    ///
    /// # Errors
    /// `name_taken`, `too_deep`, `folder_full`, `too_many_entries`; `not_found` when the place is gone; `conflict` when it changed
    /// and must be read again.
    async fn add_folder_once(&self, place: &Place, folder: &EntryRecord) -> Result<(), Failure> {
        let changes = plan_add(place.chain(), 0, 0, 1, true).map_err(Problem::from)?;
        let mut transaction = Transaction::new();
        let steps = push_folder(&mut transaction, &changes, folder)?;
        match transaction.run(self).await? {
            Ok(()) => Ok(()),
            Err(refused) => Err(steps.problem(&refused).map_or_else(|| conflict(&refused), Failure::from)),
        }
    }

    /// Makes a folder below the live root.
    ///
    /// # Errors
    /// `not_found`, `name_taken`, `too_deep`, `folder_full`, `too_many_entries`; `conflict` when others kept changing the same place.
    pub async fn create_folder(&self, folder: &EntryRecord, hint: &[EntryId]) -> Result<(), Failure> {
        let parent = folder.parent_id.as_ref().ok_or(Code::NotFound)?;
        let mut hint = hint;
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            let place = self.live_place(&folder.account_id, parent, hint).await?;
            match self.add_folder_once(&place, folder).await {
                Err(failure) if failure.code() == Code::Conflict => hint = &[],
                answer => return answer,
            }
        }
        Err(Failure::store(Code::Unavailable, "others kept changing the same folders"))
    }
}

/// Counts one more entry of the account, within its limit.
fn count_entry(entry: &EntryRecord) -> Write {
    Write::update(keys::storage(&entry.account_id)).add("entry_count", 1).at_most("entry_count", MAX_ENTRIES - 1)
}
