//! The audit: whether everything that should always hold does. Tests, the fault suite and `share-cloud audit` call it.
//!
//! It reads the bucket and the table once, keeping a few numbers of each item, and holds them against each other. Requests go on
//! meanwhile, so a reading shows the items at different moments and what it finds is of three kinds:
//!
//! - What **one item** proves is certain: an item is read as it is.
//! - What rests on **a few items** (an entry and its name, a folder and its children, an account and its parts) is a suspect.
//!   The items are read again and one transaction of checks proves that they are so at one moment ([`snapshot`]); then the same rules
//!   are held against them alone ([`look`]). More than fit in a transaction are read until three looks in a row agree.
//! - What rests on **all that an account has** (the sums of its room, objects without a reason) is settled by
//!   reading the account again: three times the same in every item and object means that it was so at one moment ([`passes`]).
//!
//! So nothing is reported that was not so at one moment, and no pause in requests is needed but for the sums of an account, which must
//! stand still for as long as two readings take. What cannot be told because an account never does is reported apart, never dropped.

mod breach;
mod contents;
mod derived;
mod facts;
mod findings;
mod gather;
mod id;
mod identity;
mod intake;
mod jobs;
mod look;
mod members;
mod names;
mod own;
mod passes;
mod pause;
mod reading;
mod rooms;
mod shares;
mod snapshot;
#[cfg(test)]
mod tests;
mod tree;

pub use breach::{Breach, Fault, ItemName, Subject};

use super::Db;
use crate::failure::Failure;
use crate::objects::Objects;
use facts::Facts;
use findings::Findings;
use jiff::Timestamp;
use look::Verdict;
use reading::Reader;
use share_cloud_domain::tree::Container;

/// The most breaches that one audit reports.
pub const MAX_BREACHES: usize = 1_000;

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Accounts.
    pub accounts: usize,
    /// Files and folders, without containers.
    pub entries: usize,
    /// Versions, the current ones among them.
    pub versions: usize,
    /// Open uploads.
    pub uploads: usize,
    /// Objects, markers among them.
    pub objects: usize,
    /// The bytes of all versions.
    pub bytes: u64,
    /// Entries that wait to be taken apart, each with all that is in it.
    pub purging: u64,
}

/// What an audit found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// When it was asked for.
    pub at: Timestamp,
    /// How much was looked at.
    pub counts: Counts,
    /// Everything that does not hold, at most [`MAX_BREACHES`].
    pub breaches: Vec<Breach>,
    /// What seemed not to hold, of accounts that changed at every look: neither a breach nor none.
    pub unsettled: Vec<Breach>,
    /// There is more than the report names.
    pub is_cut: bool,
}

/// Checks every invariant of the data, while requests go on.
///
/// # Errors
/// `unavailable` or `store_unavailable` when a store is away.
pub async fn audit(db: &Db, objects: &Objects, now: Timestamp) -> Result<Report, Failure> {
    audit_in_pages(db, objects, now, None).await
}

/// The same, reading the table in pages of so many items instead of the largest that there are. Tests take small ones, so that much
/// changes between the first and the last.
///
/// # Errors
/// As [`audit`].
pub async fn audit_in_pages(db: &Db, objects: &Objects, now: Timestamp, page_items: Option<i32>) -> Result<Report, Failure> {
    let reader = Reader { db, objects, page_items };
    let facts = reader.read(None).await?;
    let counts = counts(&facts);
    let findings = Findings::of(&facts);
    // The facts of millions of entries go before anything is read again.
    let certain = { facts }.certain;
    let mut report = Report { at: now, counts, breaches: certain, unsettled: Vec::new(), is_cut: findings.is_cut };
    Box::pin(settle(&reader, findings, &mut report)).await?;
    report.is_cut |= report.breaches.len() > MAX_BREACHES;
    report.breaches.truncate(MAX_BREACHES);
    Ok(report)
}

/// Looks again at every suspect, until there are more breaches than a report names.
async fn settle(reader: &Reader<'_>, findings: Findings, report: &mut Report) -> Result<(), Failure> {
    let Reader { db, objects, .. } = *reader;
    let mut sums = Vec::new();
    for sum in findings.sums {
        match look::folder(db, &sum).await? {
            Verdict::Broken(sum) => sums.push(sum),
            Verdict::Holds => {}
            Verdict::Unsettled => report.unsettled.extend(tree::folder_breaches(&[sum.alone()])),
        }
    }
    report.breaches.extend(tree::folder_breaches(&sums));
    let (wide, narrow): (Vec<Breach>, Vec<Breach>) = findings.suspects.into_iter().partition(gather::is_wide);
    for suspect in narrow {
        if report.breaches.len() > MAX_BREACHES {
            return Ok(());
        }
        match look_at(db, objects, &suspect).await? {
            Verdict::Broken(breach) => report.breaches.push(breach),
            Verdict::Holds => {}
            Verdict::Unsettled => report.unsettled.push(suspect),
        }
    }
    let settled = passes::settle(reader, wide).await?;
    report.breaches.extend(settled.breaches);
    report.unsettled.extend(settled.unsettled);
    Ok(())
}

async fn look_at(db: &Db, objects: &Objects, suspect: &Breach) -> Result<Verdict<Breach>, Failure> {
    let (Subject::Version { account_id, entry_id, version_id }, Fault::NoObject | Fault::ObjectSize { .. }) =
        (&suspect.subject, &suspect.fault)
    else {
        return look::together(db, suspect).await;
    };
    let verdict = look::content(db, objects, (account_id, entry_id, version_id)).await?;
    Ok(match verdict {
        Verdict::Broken(fault) => Verdict::Broken(Breach::new(suspect.subject.clone(), fault)),
        Verdict::Holds => Verdict::Holds,
        Verdict::Unsettled => Verdict::Unsettled,
    })
}

fn counts(facts: &Facts) -> Counts {
    let current = facts.files.iter().map(|file| file.size_bytes);
    let purging = facts.folders.iter().filter(|folder| folder.container == Some(Container::Purging));
    let folders = facts.folders.iter().filter(|folder| folder.container.is_none()).count();
    Counts {
        accounts: facts.accounts.len(),
        entries: facts.files.len() + folders,
        versions: facts.files.len() + facts.versions.len(),
        uploads: facts.uploads.len(),
        objects: facts.objects.len(),
        bytes: current.chain(facts.versions.iter().map(|version| version.size_bytes)).fold(0, u64::saturating_add),
        purging: purging.map(|folder| folder.child_count).sum(),
    }
}
