//! An account that has confirmed an address takes over what was given to the address before.

use super::super::Db;
use super::super::accounts::AccountRecord;
use super::super::expression::Write;
use super::super::keys::{self, Key};
use super::super::notices::NoticeRecord;
use super::super::record::{Record, millis, to_item};
use super::super::transaction::Transaction;
use super::put::same_name;
use super::{Given, MemberOfRecord, MemberRecord, count, unchanged};
use crate::failure::Failure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use share_cloud_domain::account::EmailAddress;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::member::{Holder, mark_of};

/// That an account is to take over what waits for its address. Written by the transaction that confirms the address: from then on nothing
/// more can wait for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinRecord {
    /// The account.
    pub account_id: AccountId,
    /// The address.
    pub email: EmailAddress,
    /// When it was confirmed.
    #[serde(with = "millis")]
    pub confirmed_at: Timestamp,
}

impl Record for JoinRecord {
    fn key(&self) -> Key {
        keys::join(&self.account_id, &mark_of(&self.email))
    }

    fn due_at(&self) -> Option<Timestamp> {
        Some(self.confirmed_at)
    }
}

impl Db {
    /// Takes over some of what waits for the address; whether there may be more. Each entry is one transaction, so it does not matter who
    /// does it, how often, or where they stop.
    ///
    /// # Errors
    /// `unavailable` when the store is away: the rest stays due.
    pub async fn join_some(&self, account: &AccountId, mark: &AccountId) -> Result<bool, Failure> {
        let Some(join) = self.get::<JoinRecord>(keys::join(account, mark)).await? else { return Ok(false) };
        let owner = self.account_of_email(&join.email).await?;
        let joining = self.account(account).await?.filter(|account| account.closing_job_id.is_none());
        let (Some(joining), true) = (joining, owner.as_ref() == Some(account)) else {
            // Whoever confirms the address next takes it over.
            self.write(Write::delete(join.key())).await.map(drop)?;
            return Ok(false);
        };
        let waiting = self.some_given_to(&Holder::Address(mark.clone())).await?;
        if waiting.is_empty() {
            self.write(Write::delete(join.key())).await.map(drop)?;
            return Ok(false);
        }
        for of in waiting {
            self.join_entry(&joining, &join, &of).await?;
        }
        Ok(true)
    }

    /// One entry; what changes meanwhile is looked at again the next time.
    async fn join_entry(&self, account: &AccountRecord, join: &JoinRecord, of: &MemberOfRecord) -> Result<(), Failure> {
        let entry = &of.entry_id;
        // Somebody else took it over, or it was taken away, a moment ago.
        let Some(waiting) = self.member(entry, &of.holder).await? else { return Ok(()) };
        let mut transaction = Transaction::new();
        transaction.push(unchanged(Write::delete(waiting.key()), &waiting)?);
        transaction.push(Write::delete(waiting.listed().key()));
        let told = NoticeRecord::key_of_gift(&of.holder, entry);
        let notice: Option<NoticeRecord> = self.get(told.clone()).await?;
        transaction.push(Write::delete(told));
        if waiting.owner_id == account.account_id {
            // Whoever gave it to an address of their own has it already.
            transaction.push(count(entry, -waiting.count()));
        } else {
            self.push_joined(&mut transaction, account, &waiting).await?;
            // It is told anew to who can read it only now; gifts of before there were notices have none.
            if let Some(notice) = notice.filter(|_| account.notices.member_put.app) {
                let holder = Holder::Account(account.account_id.clone());
                transaction.put(&NoticeRecord { holder, at: join.confirmed_at, in_app: true, ..notice })?;
            }
        }
        transaction.push(Write::check(keys::email(&join.email.folded())).equals("account_id", account.account_id.as_str()));
        transaction.push(Write::check(account.key()).exists().lacks("closing_job_id"));
        if let Err(refused) = transaction.run(self).await? {
            tracing::debug!(?refused, "what waits for an address changed meanwhile");
        }
        Ok(())
    }

    /// The account's own items, with what it may have been given by other names before.
    async fn push_joined(&self, transaction: &mut Transaction, account: &AccountRecord, waiting: &MemberRecord) -> Result<(), Failure> {
        let holder = Holder::Account(account.account_id.clone());
        let known = self.member(&waiting.entry_id, &holder).await?;
        let mut joined = known.clone().unwrap_or_else(|| MemberRecord { holder, given: Vec::new(), ..waiting.clone() });
        // Whom the owner named by the address again since it was confirmed is one member, as the owner said last.
        let is_new = |given: &&Given| !joined.given.iter().any(|other| same_name(other.email.as_ref(), given.email.as_ref()));
        let new: Vec<Given> = waiting.given.iter().filter(is_new).cloned().collect();
        if new.len() < waiting.given.len() {
            let twice = i64::try_from(waiting.given.len() - new.len()).map_err(Failure::internal)?;
            transaction.push(count(&waiting.entry_id, -twice));
        }
        joined.given.extend(new);
        let write = Write::put(joined.key(), to_item(&joined)?);
        transaction.push(match &known {
            Some(known) => unchanged(write, known)?,
            None => write.absent(),
        });
        transaction.put(&joined.listed())?;
        Ok(())
    }
}
