//! Closing an account: for a while signing in undoes it, then a job takes everything down.

use super::accounts::AccountRecord;
use super::activity::ActivityRecord;
use super::admins::still_admin;
use super::entries::{MAX_RESTARTS, push_errand};
use super::expression::Write;
use super::jobs::JobRecord;
use super::mails::MailRecord;
use super::record::Record as _;
use super::sessions::{SessionRecord, push_session};
use super::transaction::{Transaction, pause_before};
use super::{Db, conflict, due};
use crate::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use share_cloud_domain::account::{AccountStatus, CLOSING_LIFE_S, Role};
use share_cloud_domain::activity::Deed;
use share_cloud_domain::ids::JobId;
use share_cloud_domain::problem::{Code, Problem};

/// How long signing in undoes the closing of an account.
const CLOSING_LIFE: SignedDuration = SignedDuration::from_secs(CLOSING_LIFE_S);

/// The sign-in that undoes the closing of its account.
#[derive(Debug)]
pub struct Return<'a> {
    /// The new session.
    pub session: &'a SessionRecord,
    /// The device that it is on.
    pub mark: &'a str,
    /// The letter that tells of a device that was not known.
    pub told: Option<&'a MailRecord>,
    /// The letter that tells that the closing is undone.
    pub undone: Option<&'a MailRecord>,
}

impl Db {
    /// Begins to close an account: all sessions end, its links too, and a letter tells until when signing in undoes it.
    ///
    /// # Errors
    /// `forbidden` for the last admin; `conflict` when the account or its password changed meanwhile.
    pub async fn close_account(
        &self,
        account: &AccountRecord,
        by: &SessionRecord,
        told: Option<&MailRecord>,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let closing = AccountRecord { closes_at: Some(now + CLOSING_LIFE), ..account.clone() };
        let mut update = Write::update(account.key())
            .set("status", AccountStatus::Closing.as_str())
            .set("closes_at", now + CLOSING_LIFE)
            .set("session_epoch", account.session_epoch + 1)
            .equals("status", account.status.as_str())
            .equals("role", account.role.as_str())
            .equals("email_verified", account.email_verified)
            .equals_or_lacks("session_epoch", Some(account.session_epoch));
        if let Some(at) = closing.due_at() {
            update = update.set(due::SHARD, due::shard_of(&account.key())).set(due::AT, at);
        }
        let mut transaction = Transaction::new();
        transaction.push(update);
        if account.role == Role::Admin {
            let another = self.another_admin(&account.account_id).await?;
            let only = || Problem::new(Code::Forbidden, "You are the only admin: make somebody else one first, then close.");
            transaction.push(still_admin(&another.ok_or_else(only)?));
        }
        let began = ActivityRecord::of(&account.account_id, Deed::ClosingBegan, now, &by.session_id);
        transaction.put(&began.by(by))?;
        if let Some(told) = told {
            transaction.create(told)?;
        }
        transaction.run(self).await?.map_err(|refused| conflict(&refused))
    }

    /// Undoes the closing of an account by a sign-in, in one.
    ///
    /// # Errors
    /// `conflict` when somebody else undid it first, or the account is being taken down.
    pub async fn reopen_account(&self, account: &AccountRecord, back: Return<'_>) -> Result<(), Failure> {
        let Return { session, mark, told, undone } = back;
        let now = session.created_at;
        let update = Write::update(account.key())
            .set("status", AccountStatus::Active.as_str())
            .set("last_seen_at", now)
            .remove("closes_at")
            .equals("status", AccountStatus::Closing.as_str())
            .equals_or_lacks("closes_at", account.closes_at)
            .equals("email_verified", account.email_verified)
            .equals_or_lacks("session_epoch", Some(account.session_epoch))
            .lacks("closing_job_id");
        let update = match account.vanishes_at {
            Some(at) => update.set(due::AT, at),
            None => update.remove(due::SHARD).remove(due::AT),
        };
        let mut transaction = Transaction::new();
        transaction.push(update);
        push_session(&mut transaction, session, mark, told)?;
        transaction.put(&ActivityRecord::of(&account.account_id, Deed::ClosingUndone, now, &session.session_id).by(session))?;
        if let Some(undone) = undone {
            transaction.create(undone)?;
        }
        transaction.run(self).await?.map_err(|refused| conflict(&refused))
    }

    /// Hands an account whose time to come back is over to a job: the one that takes apart what it purged, or this fresh one. False if
    /// it came back, is gone or has its job already.
    ///
    /// # Errors
    /// `unavailable` when others kept changing the same things.
    pub async fn begin_removal(&self, account: &AccountRecord, fresh: &JobId, now: Timestamp) -> Result<bool, Failure> {
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            let current = self.account(&account.account_id).await?;
            let is_over = |account: &AccountRecord| account.closes_at.is_some_and(|at| at <= now) && account.closing_job_id.is_none();
            if !current.is_some_and(|current| is_over(&current)) {
                return Ok(false);
            }
            let purging = self.entry(&account.purging_id).await?.ok_or(Code::NotFound)?;
            let mut transaction = Transaction::new();
            let job = JobRecord::new(fresh.clone(), account.account_id.clone(), now);
            let job = JobRecord { closes: true, ..job };
            let job_id = push_errand(&mut transaction, &purging, job, |write| write.set("closes", true))?;
            let update = Write::update(account.key()).set("closing_job_id", job_id.as_str()).remove(due::SHARD).remove(due::AT);
            let update = update.equals("status", AccountStatus::Closing.as_str()).at_most("closes_at", now).lacks("closing_job_id");
            transaction.push(update);
            if transaction.run(self).await?.is_ok() {
                return Ok(true);
            }
        }
        Err(Failure::store(Code::Unavailable, "others kept changing the same account"))
    }
}
