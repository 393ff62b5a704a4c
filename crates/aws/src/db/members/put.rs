//! Giving somebody an entry. By an address it costs the same and is written the same whether an account has it or not.

use super::super::accounts::AccountRecord;
use super::super::activity::ActivityRecord;
use super::super::entries::EntryRecord;
use super::super::expression::Write;
use super::super::mails::MailRecord;
use super::super::notices::{NoticeOf, NoticeRecord};
use super::super::record::{Record, to_item};
use super::super::transaction::Transaction;
use super::super::{Db, conflict, keys};
use super::{Given, MemberRecord, count, unchanged};
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::account::{AccountStatus, EmailAddress, Username};
use share_cloud_domain::activity::Deed;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::member::{Holder, MemberRole, mark_of};
use share_cloud_domain::problem::Code;

/// Who is to be a member, as they are now.
#[derive(Debug, Clone)]
pub struct Found {
    /// The account that is theirs, if there is one that can be a member.
    pub account: Option<AccountRecord>,
    /// The address that they were named by.
    pub email: Option<EmailAddress>,
    /// Who they are to the table.
    pub holder: Holder,
    /// What they were given before.
    known: Option<MemberRecord>,
    /// The account that has confirmed the address, even if it cannot be a member.
    confirmed_by: Option<AccountId>,
}

/// What is given.
#[derive(Debug, Clone, Copy)]
pub struct PutMember<'a> {
    /// The entry.
    pub entry: &'a EntryRecord,
    /// The role.
    pub role: MemberRole,
    /// The letter that tells of it, for a new member.
    pub mail: Option<&'a MailRecord>,
    /// When.
    pub now: Timestamp,
}

/// Not of an account that is being taken down; one that is closing may still come back.
fn can_be_member(account: &AccountRecord) -> bool {
    account.email_verified && account.closing_job_id.is_none()
}

impl Found {
    /// What they were given before by the same name.
    #[must_use]
    pub fn given(&self) -> Option<&Given> {
        self.known.as_ref()?.given.iter().find(|given| same_name(given.email.as_ref(), self.email.as_ref()))
    }
}

pub(super) fn same_name(one: Option<&EmailAddress>, other: Option<&EmailAddress>) -> bool {
    one.map(EmailAddress::folded) == other.map(EmailAddress::folded)
}

impl Db {
    /// Finds who a username names, and what they were given of the entry.
    ///
    /// # Errors
    /// `not_found` for a name that nobody has whose address is confirmed.
    pub async fn find_member_by_username(&self, entry: &EntryRecord, username: &Username) -> Result<Found, Failure> {
        let id = self.account_of_username(username).await?.ok_or(Code::NotFound)?;
        let account = self.account(&id).await?.filter(can_be_member).filter(|account| account.status == AccountStatus::Active);
        let account = account.ok_or(Code::NotFound)?;
        let holder = Holder::Account(id);
        let known = self.member(&entry.entry_id, &holder).await?;
        Ok(Found { account: Some(account), email: None, holder, known, confirmed_by: None })
    }

    /// Finds who an address names: as many reads whether somebody has it or not.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn find_member_by_email(&self, entry: &EntryRecord, email: &EmailAddress) -> Result<Found, Failure> {
        let confirmed_by = self.account_of_email(email).await?;
        let account = self.account(confirmed_by.as_ref().unwrap_or(&mark_of(email))).await?.filter(can_be_member);
        let waits = || Holder::Address(mark_of(email));
        let holder = account.as_ref().map_or_else(waits, |account| Holder::Account(account.account_id.clone()));
        let known = self.member(&entry.entry_id, &holder).await?;
        Ok(Found { account, email: Some(email.clone()), holder, known, confirmed_by })
    }

    /// Gives somebody an entry, or another role with it; a letter goes with what is new.
    ///
    /// # Errors
    /// `too_many_members`; `not_found` when the entry is gone; `conflict` when who was found has changed and is to be found again.
    pub async fn put_member(&self, found: &Found, put: &PutMember<'_>) -> Result<(), Failure> {
        let (entry_id, owner_id) = (put.entry.entry_id.clone(), put.entry.account_id.clone());
        let is_new = found.given().is_none();
        let given = Given { email: found.email.clone(), role: put.role, at: found.given().map_or(put.now, |given| given.at) };
        let mut member = found.known.clone().unwrap_or_else(|| MemberRecord {
            entry_id: entry_id.clone(),
            holder: found.holder.clone(),
            owner_id: owner_id.clone(),
            given: Vec::new(),
        });
        member.given.retain(|other| !same_name(other.email.as_ref(), found.email.as_ref()));
        member.given.push(given);
        let mut transaction = Transaction::new();
        let counted = transaction.push(if is_new { count(&entry_id, 1) } else { Write::check(keys::entry(&entry_id)).exists() });
        let write = Write::put(member.key(), to_item(&member)?);
        transaction.push(match &found.known {
            Some(known) => unchanged(write, known)?,
            None => write.absent(),
        });
        transaction.put(&member.listed())?;
        push_checks(&mut transaction, found);
        transaction.put(&ActivityRecord::of(&owner_id, Deed::MemberPut, put.now, &entry_id))?;
        if is_new {
            // Also for an address that nobody has, so that it costs the same; an account takes it over with the entry.
            transaction.put(&notice_of(found, put))?;
            if let Some(mail) = put.mail {
                transaction.create(mail)?;
            }
        }
        match transaction.run(self).await? {
            Ok(()) => Ok(()),
            Err(refused) => match refused.at(counted) {
                Some(None) => Err(Code::NotFound.into()),
                Some(Some(_)) => Err(Code::TooManyMembers.into()),
                None => Err(conflict(&refused)),
            },
        }
    }
}

/// What tells a new member of the entry.
fn notice_of(found: &Found, put: &PutMember<'_>) -> NoticeRecord {
    NoticeRecord {
        holder: found.holder.clone(),
        at: put.now,
        entry_id: Some(put.entry.entry_id.clone()),
        in_app: found.account.as_ref().is_none_or(|account| account.notices.member_put.app),
        of: NoticeOf::MemberPut,
    }
}

/// That whoever was found still is who they were: two checks for an address, whether somebody has it or not.
fn push_checks(transaction: &mut Transaction, found: &Found) {
    if let Some(email) = &found.email {
        let check = Write::check(keys::email(&email.folded()));
        transaction.push(match &found.confirmed_by {
            Some(id) => check.equals("account_id", id.as_str()),
            None => check.absent(),
        });
        let other = found.confirmed_by.clone().unwrap_or_else(|| mark_of(email));
        let check = Write::check(keys::account(found.account.as_ref().map_or(&other, |account| &account.account_id)));
        transaction.push(match &found.account {
            Some(_) => check.exists().lacks("closing_job_id"),
            // Nobody's, or one that is being taken down.
            None => check.lacks_or_at_most("created_at", i64::MAX),
        });
    } else if let Some(account) = &found.account {
        transaction.push(Write::check(keys::account(&account.account_id)).exists().lacks("closing_job_id"));
    }
}
