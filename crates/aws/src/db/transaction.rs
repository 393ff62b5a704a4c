//! Writes that happen together or not at all. Conflicts and throttling are retried here, with jitter, to a limit.

use super::expression::Write;
use super::record::{Record, to_item};
use super::{Db, Item};
use crate::failure::Failure;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::{TransactWriteItemsError, TransactWriteItemsOutput};
use aws_sdk_dynamodb::types::{CancellationReason, TransactWriteItem};
use share_cloud_domain::problem::Code;
use std::time::Duration;

/// DynamoDB's limit of actions in one transaction.
pub const MAX_ACTIONS: usize = 100;

/// How often a transaction that met another one is tried.
const MAX_TRIES: u32 = 10;

/// The longest first wait; each further one may be twice as long, to [`MAX_WAIT_MS`].
const FIRST_WAIT_MS: u64 = 8;
const MAX_WAIT_MS: u64 = 400;

/// The place of an action in its transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step(usize);

/// The steps whose conditions failed, with the items as they were.
pub(crate) struct Refused(Vec<(Step, Option<Item>)>);

/// Which steps, and whether there was an item: what is in it (names, addresses, hashes) is for no log.
impl std::fmt::Debug for Refused {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|(step, item)| (step, item.is_some()))).finish()
    }
}

impl Refused {
    /// Whether this step's condition failed; if so, the item as it was, if there was one.
    pub(crate) fn at(&self, step: Step) -> Option<Option<&Item>> {
        self.0.iter().find(|(refused, _)| *refused == step).map(|(_, item)| item.as_ref())
    }

    /// The item of the one write of a transaction, as it was when its condition failed.
    pub(crate) fn only_old(&self) -> Option<&Item> {
        self.at(Step(0)).flatten()
    }

    pub(crate) fn is_at(&self, step: Step) -> bool {
        self.at(step).is_some()
    }
}

/// What came of a transaction.
pub(crate) type Outcome = Result<Result<(), Refused>, Failure>;

/// Up to [`MAX_ACTIONS`] writes on different items.
#[derive(Default)]
pub(crate) struct Transaction(Vec<Write>);

impl Transaction {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn push(&mut self, write: Write) -> Step {
        self.0.push(write);
        Step(self.0.len() - 1)
    }

    /// Stores a record that must not be there yet.
    pub(crate) fn create<R: Record>(&mut self, record: &R) -> Result<Step, Failure> {
        Ok(self.push(Write::put(record.key(), to_item(record)?).absent()))
    }

    /// Stores a record whatever is there.
    pub(crate) fn put<R: Record>(&mut self, record: &R) -> Result<Step, Failure> {
        Ok(self.push(Write::put(record.key(), to_item(record)?)))
    }

    /// Carries the writes out.
    ///
    /// # Errors
    /// `unavailable` when the store is away, or others kept changing the same items. `Ok(Err(_))` names the conditions that failed.
    pub(crate) async fn run(self, db: &Db) -> Outcome {
        let actions = self.0.into_iter().map(|write| write.into_action(db.table())).collect::<Result<Vec<_>, _>>();
        let actions = actions.map_err(Failure::internal)?;
        debug_assert!(actions.len() <= MAX_ACTIONS, "{} actions in a transaction", actions.len());
        let mut wait_ms = FIRST_WAIT_MS;
        for _ in 1..MAX_TRIES {
            match verdict(send(db, actions.clone()).await) {
                Verdict::Done => return Ok(Ok(())),
                Verdict::Refused(refused) => return Ok(Err(refused)),
                Verdict::Failed(failure) => return Err(*failure),
                Verdict::Again(_) => tokio::time::sleep(jittered(wait_ms)).await,
            }
            wait_ms = (wait_ms * 2).min(MAX_WAIT_MS);
        }
        once(db, actions).await
    }

    /// Carries the writes out if nobody else is at the same items: for what matters less than the time that it takes.
    ///
    /// # Errors
    /// As [`Self::run`], at the first meeting with another.
    pub(crate) async fn run_once(self, db: &Db) -> Outcome {
        let actions = self.0.into_iter().map(|write| write.into_action(db.table())).collect::<Result<Vec<_>, _>>();
        once(db, actions.map_err(Failure::internal)?).await
    }
}

async fn once(db: &Db, actions: Vec<TransactWriteItem>) -> Outcome {
    match verdict(send(db, actions).await) {
        Verdict::Done => Ok(Ok(())),
        Verdict::Refused(refused) => Ok(Err(refused)),
        Verdict::Failed(failure) | Verdict::Again(failure) => Err(*failure),
    }
}

type Answer = Result<TransactWriteItemsOutput, SdkError<TransactWriteItemsError>>;

/// Each call draws its own client request token (the SDK does), so the SDK's retries of a lost answer write once.
async fn send(db: &Db, actions: Vec<TransactWriteItem>) -> Answer {
    db.client().transact_write_items().set_transact_items(Some(actions)).send().await
}

enum Verdict {
    Done,
    Refused(Refused),
    Again(Box<Failure>),
    Failed(Box<Failure>),
}

fn verdict(answer: Answer) -> Verdict {
    let Err(error) = answer else { return Verdict::Done };
    let busy = match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
            let refused = refusals(canceled.cancellation_reasons());
            if !refused.0.is_empty() {
                return Verdict::Refused(refused);
            }
            canceled.cancellation_reasons().iter().any(is_passing)
        }
        Some(TransactWriteItemsError::TransactionInProgressException(_)) => true,
        _ => false,
    };
    let failure = Box::new(Failure::of_sdk(Code::Unavailable, error));
    if busy { Verdict::Again(failure) } else { Verdict::Failed(failure) }
}

fn refusals(reasons: &[CancellationReason]) -> Refused {
    let failed = |reason: &CancellationReason| reason.code() == Some("ConditionalCheckFailed");
    let refused = reasons.iter().enumerate().filter(|(_, reason)| failed(reason));
    Refused(refused.map(|(index, reason)| (Step(index), reason.item().cloned())).collect())
}

fn is_passing(reason: &CancellationReason) -> bool {
    matches!(reason.code(), Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded"))
}

/// Waits before another try of something that a busy store did not do; each wait may be twice as long as the one before.
///
/// # Errors
/// `unavailable` after too many tries.
pub(super) async fn pause(tries: u32) -> Result<(), Failure> {
    if tries >= MAX_TRIES {
        return Err(Failure::store(Code::Unavailable, "the store kept leaving keys out"));
    }
    tokio::time::sleep(jittered((FIRST_WAIT_MS << tries.min(10)).min(MAX_WAIT_MS))).await;
    Ok(())
}

/// Waits before a read and a write go again because others changed what was read: not at all the first time, then at random and longer, so
/// that those who met once do not meet again and again.
pub(crate) async fn pause_before(restart: u32) {
    if restart > 1 {
        let max_ms = (FIRST_WAIT_MS << restart.min(16)).min(MAX_WAIT_MS / 2);
        tokio::time::sleep(jittered(max_ms)).await;
    }
}

fn jittered(max_ms: u64) -> Duration {
    let random = getrandom::u64().unwrap_or(0);
    Duration::from_millis(random % max_ms + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_refused_is_told_without_what_the_item_holds() {
        let item = Item::from([("name".to_owned(), aws_sdk_dynamodb::types::AttributeValue::S("a secret name".to_owned()))]);
        assert_eq!(format!("{:?}", Refused(vec![(Step(3), Some(item)), (Step(4), None)])), "[(Step(3), true), (Step(4), false)]");
    }
}
