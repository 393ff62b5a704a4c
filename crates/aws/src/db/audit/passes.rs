//! Suspects that rest on everything an account has: they are settled by reading the account again and again until it stands still.

use super::super::Db;
use super::breach::{Breach, Fault, Subject};
use super::facts::Facts;
use super::findings::Findings;
use super::id::Id;
use super::look::{self, Verdict};
use super::pause::pause;
use super::reading::Reader;
use crate::failure::Failure;
use share_cloud_domain::ids::AccountId;
use std::collections::{BTreeSet, HashMap};

/// How many readings in a row must find an account the same in every item and object: then it was so at one moment between them.
const STILL: u32 = 3;
/// The longest wait between two readings, so that an account may come to rest.
const MAX_WAIT_MS: u64 = 500;
/// The most readings.
const MAX_READINGS: u32 = 12;
/// How often in a row a sum that was off must be right before it is believed to be: once may be chance where much is written.
const RIGHT: u32 = 3;
/// After how many readings without a reason an object has none. A reason passes on at most twice in an object's life, from upload to
/// version to garbage, and a reading can miss it only while it passes on.
const UNCLAIMED: u32 = 5;

/// A suspect and what the readings said of it.
struct Wide {
    breach: Breach,
    account: Id,
    seen: u32,
    right: u32,
}

/// How long an account has been the same.
#[derive(Default)]
struct Stillness {
    print: Option<u64>,
    readings: u32,
}

/// What is known in the end.
#[derive(Default)]
pub(super) struct Settled {
    pub(super) breaches: Vec<Breach>,
    /// Suspects of accounts that never stood still.
    pub(super) unsettled: Vec<Breach>,
}

/// What the readings have come to.
#[derive(Default)]
pub(super) struct Readings {
    open: Vec<Wide>,
    still: HashMap<Id, Stillness>,
    pub(super) settled: Settled,
}

pub(super) async fn settle(reader: &Reader<'_>, suspects: Vec<Breach>) -> Result<Settled, Failure> {
    let mut readings = Readings::new(suspects);
    for count in 0..MAX_READINGS {
        if readings.are_done() {
            break;
        }
        pause(count, MAX_WAIT_MS).await;
        readings.judge(&reader.read(Some(readings.accounts())).await?);
    }
    let Readings { open, mut settled, .. } = readings;
    for wide in open {
        match used(reader.db, &wide).await? {
            Verdict::Broken(fault) => settled.breaches.push(Breach::new(wide.breach.subject, fault)),
            Verdict::Holds => {}
            Verdict::Unsettled => settled.unsettled.push(wide.breach),
        }
    }
    Ok(settled)
}

impl Readings {
    pub(super) fn new(suspects: Vec<Breach>) -> Self {
        let wide = |breach: Breach| Some(Wide { account: account_of(&breach)?, breach, seen: 0, right: 0 });
        Self { open: suspects.into_iter().filter_map(wide).collect(), ..Self::default() }
    }

    /// Whether every suspect is settled.
    pub(super) fn are_done(&self) -> bool {
        self.open.is_empty()
    }

    fn accounts(&self) -> BTreeSet<Id> {
        self.open.iter().map(|wide| wide.account).collect()
    }

    /// Holds the open suspects against one more reading; those that it settles leave.
    pub(super) fn judge(&mut self, facts: &Facts) {
        for account in self.accounts() {
            let stillness = self.still.entry(account).or_default();
            let print = Some(facts.prints.get(&account).copied().unwrap_or_default());
            stillness.readings = if stillness.print == print { stillness.readings + 1 } else { 1 };
            stillness.print = print;
        }
        let found = Findings::of(facts).suspects;
        let Self { open, still, settled } = self;
        open.retain_mut(|wide| {
            let stands_still = still.get(&wide.account).is_some_and(|stillness| stillness.readings >= STILL);
            wide.stays_open(found.iter().find(|found| found.is_same(&wide.breach)), stands_still, &mut settled.breaches)
        });
    }
}

impl Wide {
    /// Takes in what one reading says; whether that leaves the suspect open.
    fn stays_open(&mut self, found: Option<&Breach>, stands_still: bool, breaches: &mut Vec<Breach>) -> bool {
        let is_object = matches!(self.breach.fault, Fault::Unclaimed);
        let Some(found) = found else {
            self.right += 1;
            return !stands_still && !is_object && self.right < RIGHT;
        };
        (self.seen, self.right) = (self.seen + 1, 0);
        self.breach = found.clone();
        let is_broken = stands_still || (is_object && self.seen >= UNCLAIMED);
        if is_broken {
            breaches.push(found.clone());
        }
        !is_broken
    }
}

/// Whose readings settle a suspect.
fn account_of(breach: &Breach) -> Option<Id> {
    match &breach.subject {
        Subject::Account(account_id) | Subject::Share { account_id, .. } => Some(Id::from(account_id)),
        Subject::Object(key) => key.split('/').nth(1).and_then(|id| AccountId::parse(id).ok()).map(|id| Id::from(&id)),
        _ => None,
    }
}

/// The last word on the used bytes of an account that never stood still.
async fn used(db: &Db, wide: &Wide) -> Result<Verdict<Fault>, Failure> {
    match (&wide.breach.subject, &wide.breach.fault) {
        (Subject::Account(account), Fault::Sum { name: "used_bytes", .. }) => look::used(db, account).await,
        _ => Ok(Verdict::Unsettled),
    }
}
