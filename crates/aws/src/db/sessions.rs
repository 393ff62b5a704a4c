//! Sessions: one refresh-token family each. The item holds generations, never a token.

use super::accounts::AccountRecord;
use super::activity::ActivityRecord;
use super::devices::DeviceRecord;
use super::expression::Write;
use super::keys::{self, Key};
use super::mails::MailRecord;
use super::record::{Record, from_item, millis};
use super::transaction::Transaction;
use super::{Db, Kind, conflict};
use crate::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use share_cloud_domain::activity::Deed;
use share_cloud_domain::ids::{AccountId, SessionId};
use share_cloud_domain::problem::Code;

/// How old the account's last seen moment may be before a refresh writes it again: an admin is told the day, not the minute.
const SEEN_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// A sign-in that lasts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// Whose it is.
    pub account_id: AccountId,
    /// The session: the family of its refresh tokens.
    pub session_id: SessionId,
    /// The account's epoch that it belongs to: it has ended when the account is in another one.
    #[serde(default)]
    pub epoch: u64,
    /// The newest generation that was issued.
    pub generation: u64,
    /// When that was: the first use of the generation before.
    #[serde(with = "millis")]
    pub advanced_at: Timestamp,
    /// Which key the family's tokens are made with.
    pub key_id: String,
    /// When the person signed in.
    #[serde(with = "millis")]
    pub created_at: Timestamp,
    /// When the session ends unless it is used.
    #[serde(with = "millis")]
    pub expires_at: Timestamp,
    /// The browser's own words, shortened.
    pub user_agent: String,
    /// Where the person signed in from.
    pub address: String,
}

impl Record for SessionRecord {
    fn key(&self) -> Key {
        keys::session(&self.account_id, &self.session_id)
    }

    fn drop_after(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Db {
    /// Stores a new session and the device that it is on, with the letter that tells of a device that was not known.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn add_session(&self, session: &SessionRecord, mark: &str, told: Option<&MailRecord>) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        transaction.push(seen(&session.account_id, session.created_at));
        push_session(&mut transaction, session, mark, told)?;
        transaction.run(self).await?.map_err(|refused| conflict(&refused))
    }

    /// The session, if it was not ended.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn session(&self, account: &AccountId, id: &SessionId) -> Result<Option<SessionRecord>, Failure> {
        self.get(keys::session(account, id)).await
    }

    /// Session and account in one consistent read: both or none.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn signed_in(&self, account: &AccountId, id: &SessionId) -> Result<Option<(SessionRecord, AccountRecord)>, Failure> {
        let (mut session, mut person) = (None, None);
        for item in self.get_many(vec![keys::session(account, id), keys::account(account)]).await? {
            let is_account = Key::of(&item).is_some_and(|key| key.sk == Kind::Account.prefix());
            if is_account { person = Some(from_item(item)?) } else { session = Some(from_item(item)?) }
        }
        Ok(session.zip(person))
    }

    /// Issues the next generation, and notes that the account was seen. False if another request did so first.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn advance_session(
        &self,
        session: &SessionRecord,
        account: &AccountRecord,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<bool, Failure> {
        let update = Write::update(session.key())
            .set("generation", session.generation + 1)
            .set("advanced_at", now)
            .set("expires_at", expires_at)
            .set(super::record::TTL, expires_at.as_second())
            .equals("generation", session.generation);
        let mut transaction = Transaction::new();
        transaction.push(update);
        if account.last_seen_at.is_none_or(|at| at <= now - SEEN_EVERY) {
            transaction.push(seen(&account.account_id, now));
        }
        Ok(transaction.run(self).await?.is_ok())
    }

    /// Ends a session, whether it is there or not.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn end_session(&self, account: &AccountId, id: &SessionId) -> Result<(), Failure> {
        self.write(Write::delete(keys::session(account, id))).await.map(drop)
    }

    /// Ends another session of an account from one of it.
    ///
    /// # Errors
    /// `not_found` when it has ended already.
    pub async fn revoke_session(&self, by: &SessionRecord, id: &SessionId, now: Timestamp) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        transaction.push(Write::delete(keys::session(&by.account_id, id)).exists());
        transaction.put(&ActivityRecord::of(&by.account_id, Deed::SessionEnded, now, id).by(by))?;
        transaction.run(self).await?.map_err(|_| Code::NotFound.into())
    }

    /// The account's sessions, those included that have just expired; at most 1,000.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn sessions(&self, account: &AccountId) -> Result<Vec<SessionRecord>, Failure> {
        self.some_of(Kind::Session, account, 1_000, None).await?.0.into_iter().map(from_item).collect()
    }
}

/// A new session, the device that it is on, and the letter that tells of it.
pub(super) fn push_session(
    transaction: &mut Transaction,
    session: &SessionRecord,
    mark: &str,
    told: Option<&MailRecord>,
) -> Result<(), Failure> {
    transaction.create(session)?;
    let signed_in = ActivityRecord::of(&session.account_id, Deed::SignedIn, session.created_at, &session.session_id);
    transaction.put(&signed_in.by(session))?;
    let (account_id, seen_at) = (session.account_id.clone(), session.created_at);
    transaction.put(&DeviceRecord { account_id, mark: mark.to_owned(), seen_at })?;
    if let Some(told) = told {
        transaction.create(told)?;
    }
    Ok(())
}

/// That somebody was signed in to the account then.
fn seen(account: &AccountId, at: Timestamp) -> Write {
    Write::update(keys::account(account)).set("last_seen_at", at).exists()
}
