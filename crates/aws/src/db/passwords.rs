//! New passwords, and with them the end of the sessions that the old one opened.

use super::accounts::AccountRecord;
use super::activity::ActivityRecord;
use super::expression::Write;
use super::mails::MailRecord;
use super::sessions::SessionRecord;
use super::transaction::Transaction;
use super::{Db, Record, conflict, keys};
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::activity::Deed;
use share_cloud_domain::problem::Code;

/// What gives the right to set a new password.
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// The hash of the password that it replaces, which was verified.
    OldHash(&'a str),
    /// The hash of a letter's token, which is used up.
    TokenHash(&'a str),
}

impl Db {
    /// Stores a new password's hash. All sessions end, but the one that is kept. A letter tells the account's owner.
    ///
    /// # Errors
    /// `token_invalid` when the token is used; `conflict` when the password or the sessions changed meanwhile.
    pub async fn set_password(
        &self,
        account: &AccountRecord,
        proof: Proof<'_>,
        new_hash: &str,
        kept: Option<&SessionRecord>,
        told: &MailRecord,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        let credential = Write::update(keys::credential(&account.account_id)).set("password_hash", new_hash).set("changed_at", now);
        let used = match proof {
            Proof::OldHash(old) => {
                transaction.push(credential.equals("password_hash", old));
                None
            }
            Proof::TokenHash(token) => {
                transaction.push(credential.exists());
                Some(transaction.push(Write::delete(keys::token(token)).exists()))
            }
        };
        begin_epoch(&mut transaction, account, kept);
        transaction.create(told)?;
        let deed = if used.is_some() { Deed::PasswordReset } else { Deed::PasswordChanged };
        let changed = ActivityRecord::of(&account.account_id, deed, now, &told.mail_id);
        transaction.put(&kept.map_or(changed.clone(), |kept| changed.by(kept)))?;
        let Err(refused) = transaction.run(self).await? else { return Ok(()) };
        let token_used = used.is_some_and(|used| refused.is_at(used));
        Err(if token_used { Code::TokenInvalid.into() } else { conflict(&refused) })
    }

    /// Ends all sessions of an account, but the one that is kept.
    ///
    /// # Errors
    /// `conflict` when the sessions changed meanwhile.
    pub async fn end_other_sessions(&self, account: &AccountRecord, kept: &SessionRecord, now: Timestamp) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        begin_epoch(&mut transaction, account, Some(kept));
        let ended = ActivityRecord::of(&account.account_id, Deed::OtherSessionsEnded, now, &kept.session_id);
        transaction.put(&ended.by(kept))?;
        transaction.run(self).await?.map_err(|refused| conflict(&refused))
    }
}

/// One number on the account ends every session of the epoch before, however many there are.
fn begin_epoch(transaction: &mut Transaction, account: &AccountRecord, kept: Option<&SessionRecord>) {
    let epoch = account.session_epoch + 1;
    let update = Write::update(account.key()).set("session_epoch", epoch);
    transaction.push(update.equals_or_lacks("session_epoch", Some(account.session_epoch)));
    if let Some(kept) = kept {
        transaction.push(Write::update(kept.key()).set("epoch", epoch).exists());
    }
}
