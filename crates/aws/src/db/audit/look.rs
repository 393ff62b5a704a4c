//! A second look at one suspect: the few items that it rests on, read together, decide.

use super::super::entries::EntryRecord;
use super::super::keys::{self, Key};
use super::super::record::from_item;
use super::super::versions::VersionRecord;
use super::super::{Db, Kind};
use super::breach::{Breach, Fault, Subject};
use super::facts::Facts;
use super::findings::Findings;
use super::pause::pause;
use super::tree::FolderSum;
use super::{gather, snapshot};
use crate::failure::Failure;
use crate::objects::{ObjectKey, Objects};
use share_cloud_domain::ids::{AccountId, EntryId, VersionId};
use std::collections::HashSet;

/// How often a look begins again because somebody changed the same items.
const MAX_LOOKS: u32 = 40;
/// The longest wait between two looks: what is changed all the time comes to no rest by waiting.
const MAX_WAIT_MS: u64 = 40;
/// How many looks must say the same where a query is part of them or the items are too many for one transaction: then each of them alone
/// may be of two moments, if somebody takes a thing away and brings it back just then.
const LOOKS_AT_MANY: u32 = 4;
/// How often the items that were read may name others: folders lie in each other.
const MAX_STEPS: u32 = 80;
/// How many items the looks at one suspect may read before they give up: a folder of a million that is never at rest would take hours.
const MAX_READS: usize = 4_000_000;

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
    let (mut agreed, mut reads) = (0, 0);
    for count in 0..MAX_LOOKS {
        if let Some(Moment { facts, is_one }) = moment(db, subject, fault, &mut reads).await? {
            let Some(found) = find(Findings::of(&facts)) else { return Ok(Verdict::Holds) };
            agreed += 1;
            if is_one || agreed == LOOKS_AT_MANY {
                return Ok(Verdict::Broken(found));
            }
        }
        if reads > MAX_READS {
            break;
        }
        pause(count, MAX_WAIT_MS).await;
    }
    Ok(Verdict::Unsettled)
}

/// What a suspect rests on, as it was at one moment.
struct Moment {
    facts: Facts,
    /// One transaction has proved it.
    is_one: bool,
}

/// Reads it; none when somebody changed it meanwhile. Counts what it reads.
async fn moment(db: &Db, subject: &Subject, fault: &Fault, reads: &mut usize) -> Result<Option<Moment>, Failure> {
    let parent = gather::parent(subject, fault);
    let (before, children) = match parent {
        Some(folder) => (db.get_many(vec![keys::entry(folder)]).await?, gather::found(db, folder, fault).await?),
        None => (Vec::new(), Vec::new()),
    };
    let mut wanted = Vec::new();
    for _ in 0..MAX_STEPS {
        let items = db.get_many(wanted.clone()).await?;
        if !add_missing(&mut wanted, gather::wanted(subject, fault, &items)) {
            break;
        }
    }
    add_missing(&mut wanted, children.clone());
    *reads += wanted.len() + children.len();
    let Some(items) = snapshot::read(db, &wanted).await? else { return Ok(None) };
    if add_missing(&mut wanted.clone(), gather::wanted(subject, fault, &items)) {
        return Ok(None);
    }
    if let Some(folder) = parent {
        let is_as_before = before.iter().all(|before| items.contains(before));
        if !is_as_before || gather::found(db, folder, fault).await? != children {
            return Ok(None);
        }
    }
    let mut facts = Facts::default();
    items.into_iter().for_each(|item| facts.take(item));
    facts.sort();
    Ok(Some(Moment { facts, is_one: parent.is_none() && snapshot::fits(&wanted) }))
}

/// Adds the keys that are not there yet; whether there were any.
fn add_missing(keys: &mut Vec<Key>, wanted: Vec<Key>) -> bool {
    let before = keys.len();
    let mut known: HashSet<Key> = keys.iter().cloned().collect();
    keys.extend(wanted.into_iter().filter(|key| known.insert(key.clone())));
    keys.len() > before
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
            let content = if gather::is_of(Kind::Version, &item) {
                Some(from_item::<VersionRecord>(item)?.content)
            } else {
                from_item::<EntryRecord>(item)?.content
            };
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
        if let Some(moment) = moment(db, &subject, &Fault::Lacks(""), &mut 0).await? {
            return Ok(super::rooms::check_containers(&moment.facts).map_or(Verdict::Holds, Verdict::Broken));
        }
        pause(count, MAX_WAIT_MS).await;
    }
    Ok(Verdict::Unsettled)
}
