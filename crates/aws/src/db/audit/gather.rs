//! Which items a suspect rests on, as they are named now.

use super::super::accounts::AccountRecord;
use super::super::entries::EntryRecord;
use super::super::keys::{self, Key, Kind};
use super::super::{Db, Item};
use super::breach::{Breach, Fault, ItemName, Subject};
use super::intake::text;
use crate::failure::Failure;
use share_cloud_domain::ids::{AccountId, EntryId};

/// How many folders above each other are read at most; a table in ruins may have loops.
const MAX_CLIMB: usize = 100;
/// How many children one read takes.
const PAGE: i32 = 1_000;

/// Whether the items are found by a query, so that others may have come meanwhile.
pub(super) const fn is_open_ended(fault: &Fault) -> bool {
    matches!(fault, Fault::Sum { .. })
}

/// The keys of all items that the suspect rests on, each once.
pub(super) async fn keys(db: &Db, subject: &Subject, fault: &Fault) -> Result<Vec<Key>, Failure> {
    let mut found = match subject {
        Subject::Entry { entry_id, account_id, .. } => of_entry(db, entry_id, account_id, fault).await?,
        Subject::Name { folder_id, name_key, entry_id } => vec![keys::name(folder_id, name_key), keys::entry(entry_id)],
        Subject::Version { version_id, entry_id, .. } => {
            let files = [Some(entry_id), if let Fault::Twice { other_id } = fault { Some(other_id) } else { None }];
            let of_file = |file: &EntryId| [keys::entry(file), keys::version(file, version_id.as_str())];
            files.into_iter().flatten().flat_map(of_file).collect()
        }
        Subject::Share { share_id, account_id } => vec![keys::share(share_id), keys::share_of(account_id, share_id)],
        Subject::Account(id) => of_account(db, id, fault).await?,
        Subject::Username(name) => {
            of_owned(db, Key { pk: keys::partition(Kind::Username, name), sk: Kind::Username.prefix().to_owned() }).await?
        }
        Subject::Email(address) => of_owned(db, keys::email(address)).await?,
        Subject::Item(ItemName(key)) => vec![key.clone()],
        Subject::Object(_) => Vec::new(),
    };
    found.sort_unstable_by(|one, other| (&one.pk, &one.sk).cmp(&(&other.pk, &other.sk)));
    found.dedup();
    Ok(found)
}

async fn of_entry(db: &Db, id: &EntryId, account: &AccountId, fault: &Fault) -> Result<Vec<Key>, Failure> {
    match fault {
        Fault::Sum { .. } => {
            let mut found = climb(db, id).await?;
            let mut after: Option<String> = None;
            loop {
                let (children, more) = db.children(id, after.as_deref(), PAGE).await?;
                found.extend(children.iter().map(|child| keys::entry(&child.entry_id)));
                after = children.last().map(|child| child.name_key.clone());
                if !more || after.is_none() {
                    return Ok(found);
                }
            }
        }
        Fault::Cycle | Fault::Depth { .. } => climb(db, id).await,
        Fault::Height { deepest_id, .. } => climb(db, deepest_id).await,
        Fault::Unconfirmed { .. } => Ok(vec![keys::entry(id), keys::account(account)]),
        _ => {
            let entry = db.entry(id).await?;
            let name = entry.as_ref().and_then(EntryRecord::to_name);
            let around = name.map(|name| [keys::name(&name.parent_id, &name.name_key), keys::entry(&name.parent_id)]);
            Ok([keys::entry(id)].into_iter().chain(around.into_iter().flatten()).collect())
        }
    }
}

/// A folder and all above it.
async fn climb(db: &Db, start: &EntryId) -> Result<Vec<Key>, Failure> {
    let mut found = Vec::new();
    let mut next = Some(start.clone());
    while let Some(id) = next.filter(|id| found.len() < MAX_CLIMB && !found.contains(&keys::entry(id))) {
        found.push(keys::entry(&id));
        next = db.entry(&id).await?.and_then(|entry| entry.parent_id);
    }
    Ok(found)
}

async fn of_account(db: &Db, id: &AccountId, fault: &Fault) -> Result<Vec<Key>, Failure> {
    let named_by = if let Fault::Missing { named_by: ItemName(key) } = fault { Some(key.clone()) } else { None };
    let mut found: Vec<Key> = [keys::account(id), keys::credential(id), keys::storage(id)].into_iter().chain(named_by).collect();
    if let Some(account) = db.account(id).await? {
        found.extend(parts(&account));
    }
    Ok(found)
}

fn parts(account: &AccountRecord) -> [Key; 5] {
    let containers = [&account.root_id, &account.trash_id, &account.purging_id].map(keys::entry);
    let [root, trash, purging] = containers;
    [keys::username(account.username.as_str()), keys::email(&account.email.folded()), root, trash, purging]
}

/// An item that names an account, and the account.
async fn of_owned(db: &Db, key: Key) -> Result<Vec<Key>, Failure> {
    let item: Option<Item> = db.get_many(vec![key.clone()]).await?.pop();
    let account = item.as_ref().and_then(|item| text(item, "account_id")).and_then(|id| AccountId::parse(id).ok());
    Ok([key].into_iter().chain(account.map(|id| keys::account(&id))).collect())
}

/// Whether a suspect rests on so much that only whole readings can settle it.
pub(super) const fn is_wide(breach: &Breach) -> bool {
    matches!((&breach.subject, &breach.fault), (Subject::Account(_), Fault::Sum { .. }) | (_, Fault::Unclaimed))
}
