//! A second look at one suspect: the few items that it rests on, read together, decide.

use super::super::entries::EntryRecord;
use super::super::keys::{self, Key};
use super::super::record::from_item;
use super::super::versions::VersionRecord;
use super::super::{Db, Kind};
use super::breach::{Breach, Fault, Subject};
use super::facts::Facts;
use super::findings::Findings;
use super::intake::text;
use super::pause::pause;
use super::tree::FolderSum;
use super::{gather, snapshot};
use crate::failure::Failure;
use crate::objects::{ObjectKey, Objects};
use share_cloud_domain::ids::{AccountId, EntryId, VersionId};

/// How often a look begins again because somebody changed the same items.
const MAX_LOOKS: u32 = 40;
/// How many looks in a row must say the same where the items are too many for one transaction.
const LOOKS_AT_MANY: u32 = 3;

/// What a second look says.
pub(super) enum Verdict<T> {
    /// All is well, now if not before.
    Holds,
    /// It is so.
    Broken(T),
    /// The items changed at every look.
    Unsettled,
}

/// Looks at a suspect that rests on a few items.
pub(super) async fn together(db: &Db, suspect: &Breach) -> Result<Verdict<Breach>, Failure> {
    look(db, &suspect.subject, &suspect.fault, |findings| findings.suspects.into_iter().find(|found| found.is_same(suspect))).await
}

/// Looks at a folder whose totals are not those of its children.
pub(super) async fn folder(db: &Db, suspect: &FolderSum) -> Result<Verdict<FolderSum>, Failure> {
    let fault = Fault::Sum { name: "total_bytes", held: 0, counted: 0 };
    look(db, &suspect.subject(), &fault, |findings| findings.sums.into_iter().find(|sum| sum.folder == suspect.folder)).await
}

/// Reads what the suspect rests on until nobody changes it meanwhile, and finds what it shows.
async fn look<T>(db: &Db, subject: &Subject, fault: &Fault, find: impl Fn(Findings) -> Option<T>) -> Result<Verdict<T>, Failure> {
    let mut agreed = 0;
    for count in 0..MAX_LOOKS {
        let keys = gather::keys(db, subject, fault).await?;
        let Some(items) = snapshot::read(db, &keys).await? else {
            pause(count).await;
            continue;
        };
        // What lies in a folder may have changed before its children were read.
        if gather::is_open_ended(fault) && gather::keys(db, subject, fault).await? != keys {
            pause(count).await;
            continue;
        }
        let mut facts = Facts::default();
        items.into_iter().for_each(|item| facts.take(item));
        facts.sort();
        let Some(found) = find(Findings::of(&facts)) else { return Ok(Verdict::Holds) };
        agreed += 1;
        if snapshot::fits(&keys) || agreed == LOOKS_AT_MANY {
            return Ok(Verdict::Broken(found));
        }
        pause(count).await;
    }
    Ok(Verdict::Unsettled)
}

/// Looks at a version without its object: it is so if the version is there before and after the bucket says so.
pub(super) async fn content(
    db: &Db,
    objects: &Objects,
    (account, entry, version): (&AccountId, &EntryId, &VersionId),
) -> Result<Verdict<Fault>, Failure> {
    let Some(held) = size_of(db, entry, version).await? else { return Ok(Verdict::Holds) };
    let fault = match objects.head(&ObjectKey::content(account, version)).await? {
        None => Fault::NoObject,
        Some(object) if object.size_bytes != held => Fault::ObjectSize { held, stored: object.size_bytes },
        Some(_) => return Ok(Verdict::Holds),
    };
    let is_still_there = size_of(db, entry, version).await?.is_some();
    Ok(if is_still_there { Verdict::Broken(fault) } else { Verdict::Holds })
}

/// The size of a version if it is there, current or earlier.
async fn size_of(db: &Db, entry: &EntryId, version: &VersionId) -> Result<Option<u64>, Failure> {
    // It may become an earlier one, or the current one, between the two reads; then the second round finds it.
    for _ in 0..2 {
        let mut sizes = Vec::new();
        for item in db.get_many(vec![keys::entry(entry), keys::version(entry, version.as_str())]).await? {
            let is_version = text(&item, keys::PK).is_some_and(|pk| pk.starts_with(Kind::Version.prefix()));
            let content =
                if is_version { Some(from_item::<VersionRecord>(item)?.content) } else { from_item::<EntryRecord>(item)?.content };
            sizes.extend(content.filter(|content| content.version_id == *version).map(|content| content.size_bytes));
        }
        if let Some(size_bytes) = sizes.first() {
            return Ok(Some(*size_bytes));
        }
    }
    Ok(None)
}

/// Looks at an account whose `used_bytes` is not the sum of its versions but never stood still: what its containers say and its
/// earlier versions make must be the same, and these few items can be read together. Only while nothing is in purging.
pub(super) async fn used(db: &Db, account: &AccountId) -> Result<Verdict<Fault>, Failure> {
    let subject = Subject::Account(account.clone());
    for count in 0..MAX_LOOKS {
        let keys: Vec<Key> = gather::keys(db, &subject, &Fault::Lacks("")).await?;
        let Some(items) = snapshot::read(db, &keys).await? else {
            pause(count).await;
            continue;
        };
        let mut facts = Facts::default();
        items.into_iter().for_each(|item| facts.take(item));
        facts.sort();
        return Ok(super::rooms::check_containers(&facts).map_or(Verdict::Holds, Verdict::Broken));
    }
    Ok(Verdict::Unsettled)
}
