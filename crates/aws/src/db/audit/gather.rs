//! Which items a suspect rests on. Some of them name others, so the keys follow from what was read so far; once nothing that was read
//! names another, the items are all that the suspect rests on.

use super::super::accounts::AccountRecord;
use super::super::keys::{self, Key, Kind};
use super::super::record::from_item;
use super::super::{Db, Item};
use super::breach::{Breach, Fault, ItemName, Subject};
use super::intake::text;
use crate::failure::Failure;
use share_cloud_domain::ids::{AccountId, EntryId, JobId};

/// How many folders above each other are read at most; a table in ruins may have loops.
const MAX_CLIMB: usize = 64;
/// How many children one read takes.
const PAGE: i32 = 1_000;

/// The folder whose children the suspect rests on, if it does. They are found by a query, so others may come meanwhile.
pub(super) const fn parent<'a>(subject: &'a Subject, fault: &Fault) -> Option<&'a EntryId> {
    match (subject, fault) {
        (Subject::Entry { entry_id, .. }, Fault::Sum { .. }) => Some(entry_id),
        _ => None,
    }
}

/// The keys of the entries in a folder.
pub(super) async fn children(db: &Db, folder: &EntryId) -> Result<Vec<Key>, Failure> {
    let (mut found, mut after) = (Vec::new(), None::<String>);
    loop {
        let (children, more) = db.children(folder, after.as_deref(), PAGE).await?;
        found.extend(children.iter().map(|child| keys::entry(&child.entry_id)));
        after = children.last().map(|child| child.name_key.clone());
        if !more || after.is_none() {
            return Ok(found);
        }
    }
}

/// The keys of the items that the suspect rests on, but a folder's children, as far as the items that were read name them.
pub(super) fn wanted(subject: &Subject, fault: &Fault, items: &[Item]) -> Vec<Key> {
    match subject {
        Subject::Entry { entry_id, account_id, .. } => of_entry(entry_id, account_id, fault, items),
        Subject::Name { folder_id, name_key, entry_id } => vec![keys::name(folder_id, name_key), keys::entry(entry_id)],
        Subject::Version { version_id, entry_id, .. } => {
            let other = if let Fault::Twice { other_id } = fault { Some(other_id) } else { None };
            let of_file = |file: &EntryId| [keys::entry(file), keys::version(file, version_id.as_str())];
            [entry_id].into_iter().chain(other).flat_map(of_file).collect()
        }
        Subject::Job { job_id, account_id } => of_job(job_id, account_id, items),
        Subject::Share { share_id, account_id } => vec![keys::share(share_id), keys::share_of(account_id, share_id)],
        Subject::Account(id) => of_account(id, fault, items),
        Subject::Username(name) => with_owner(keys::username(name), items),
        Subject::Email(address) => with_owner(keys::email(address), items),
        Subject::Item(ItemName(key)) => vec![key.clone()],
        Subject::Object(_) => Vec::new(),
    }
}

fn find<'a>(items: &'a [Item], key: &Key) -> Option<&'a Item> {
    items.iter().find(|item| text(item, keys::PK) == Some(&key.pk) && text(item, keys::SK) == Some(&key.sk))
}

fn of_entry(id: &EntryId, account: &AccountId, fault: &Fault, items: &[Item]) -> Vec<Key> {
    match fault {
        Fault::Sum { .. } | Fault::Cycle | Fault::Depth { .. } => climb(id, items),
        Fault::Height { deepest_id, .. } => climb(deepest_id, items),
        Fault::Unconfirmed { .. } => vec![keys::entry(id), keys::account(account)],
        Fault::NoJob => {
            let named = find(items, &keys::entry(id)).and_then(|item| text(item, "job_id")).and_then(|job| JobId::parse(job).ok());
            [keys::entry(id)].into_iter().chain(named.map(|job| keys::job(&job))).collect()
        }
        _ => {
            let item = find(items, &keys::entry(id));
            let parent = item.and_then(|item| text(item, "parent_id")).and_then(|parent| EntryId::parse(parent).ok());
            let name_key = item.and_then(|item| text(item, "name_key"));
            let around = parent.zip(name_key).map(|(parent, name_key)| [keys::entry(&parent), keys::name(&parent, name_key)]);
            [keys::entry(id)].into_iter().chain(around.into_iter().flatten()).collect()
        }
    }
}

/// A job, its account and the container that should name it.
fn of_job(id: &JobId, account: &AccountId, items: &[Item]) -> Vec<Key> {
    let record = find(items, &keys::account(account)).and_then(|item| from_item::<AccountRecord>(item.clone()).ok());
    let purging = record.map(|account| keys::entry(&account.purging_id));
    [keys::job(id), keys::account(account)].into_iter().chain(purging).collect()
}

/// A folder and all above it.
fn climb(start: &EntryId, items: &[Item]) -> Vec<Key> {
    let mut found = Vec::new();
    let mut next = Some(keys::entry(start));
    while let Some(key) = next.filter(|key| found.len() < MAX_CLIMB && !found.contains(key)) {
        let above = find(items, &key).and_then(|item| text(item, "parent_id")).and_then(|parent| EntryId::parse(parent).ok());
        found.push(key);
        next = above.map(|parent| keys::entry(&parent));
    }
    found
}

fn of_account(id: &AccountId, fault: &Fault, items: &[Item]) -> Vec<Key> {
    let named_by = if let Fault::Missing { named_by: ItemName(key) } = fault { Some(key.clone()) } else { None };
    let account = find(items, &keys::account(id)).and_then(|item| from_item::<AccountRecord>(item.clone()).ok());
    let parts = account.map(|account| {
        let [root, trash, purging] = [&account.root_id, &account.trash_id, &account.purging_id].map(keys::entry);
        [keys::username(account.username.as_str()), keys::email(&account.email.folded()), root, trash, purging]
    });
    let own = [keys::account(id), keys::credential(id), keys::storage(id)];
    own.into_iter().chain(named_by).chain(parts.into_iter().flatten()).collect()
}

/// An item that names an account, and the account.
fn with_owner(key: Key, items: &[Item]) -> Vec<Key> {
    let account = find(items, &key).and_then(|item| text(item, "account_id")).and_then(|id| AccountId::parse(id).ok());
    [key].into_iter().chain(account.map(|id| keys::account(&id))).collect()
}

/// Whether a suspect rests on so much that only whole readings can settle it.
pub(super) const fn is_wide(breach: &Breach) -> bool {
    matches!((&breach.subject, &breach.fault), (Subject::Account(_) | Subject::Share { .. }, Fault::Sum { .. }) | (_, Fault::Unclaimed))
}

/// Whether an item's partition is of this kind.
pub(super) fn is_of(kind: Kind, item: &Item) -> bool {
    text(item, keys::PK).and_then(|pk| pk.split_once('#')).is_some_and(|(prefix, _)| prefix == kind.prefix())
}
