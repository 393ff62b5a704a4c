//! Links that are about to end: told of once, some time before.

use super::super::accounts::AccountRecord;
use super::super::expression::Write;
use super::super::mails::MailRecord;
use super::super::record::Record as _;
use super::super::shares::ShareRecord;
use super::super::transaction::Transaction;
use super::super::{Db, due, keys};
use super::NoticeRecord;
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::account::AccountStatus;

/// What becomes of a link whose owner was to be told of its end.
#[derive(Debug)]
pub enum ShareEnding<'a> {
    /// There is nothing to tell of any more.
    Over,
    /// It is paused: it is looked at again then.
    Later(Timestamp),
    /// Its owner is told.
    Told {
        /// Whose it is.
        owner: &'a AccountRecord,
        /// What the app shows.
        notice: Option<&'a NoticeRecord>,
        /// The letter.
        mail: Option<&'a MailRecord>,
    },
}

/// Sets when a link is told of, or that it is not.
pub(in super::super) fn tells_at(write: Write, share: &super::super::keys::Key, at: Option<Timestamp>) -> Write {
    let shard = at.map(|_| due::shard_of(share));
    write.set_or_remove("tells_at", at).set_or_remove(due::SHARD, shard).set_or_remove(due::AT, at)
}

impl Db {
    /// Tells of the end of a link, once; nothing happens if it has another end by now, or was told of.
    ///
    /// # Errors
    /// `unavailable` when the store is away: it stays due.
    pub async fn tell_of_end(&self, share: &ShareRecord, ending: &ShareEnding<'_>) -> Result<(), Failure> {
        let next = if let ShareEnding::Later(at) = ending { Some(*at) } else { None };
        let update = tells_at(Write::update(share.key()), &share.key(), next);
        let update = update.equals_or_lacks("tells_at", share.tells_at).equals_or_lacks("expires_at", share.expires_at);
        let mut transaction = Transaction::new();
        if let ShareEnding::Told { owner, notice, mail } = ending {
            transaction.push(update.equals("paused", false).lacks("revoked_at"));
            transaction.push(Write::check(keys::account(&owner.account_id)).equals("status", AccountStatus::Active.as_str()));
            if let Some(notice) = notice {
                transaction.put(*notice)?;
            }
            if let Some(mail) = mail {
                transaction.create(*mail)?;
            }
        } else {
            transaction.push(update);
        }
        if let Err(refused) = transaction.run(self).await? {
            tracing::debug!(?refused, "a link changed before it was told of");
        }
        Ok(())
    }
}
