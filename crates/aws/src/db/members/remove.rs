//! Taking an entry away from somebody, and all members of an entry that goes for good.

use super::super::activity::ActivityRecord;
use super::super::entries::EntryRecord;
use super::super::expression::Write;
use super::super::jobs::JobRecord;
use super::super::record::{Record, from_item, to_item};
use super::super::transaction::{Transaction, pause_before};
use super::super::{Db, Kind};
use super::{MemberOfRecord, MemberRecord, count, unchanged};
use crate::db::entries::MAX_RESTARTS;
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::activity::Deed;
use share_cloud_domain::ids::{AccountId, EntryId};
use share_cloud_domain::member::Holder;
use share_cloud_domain::problem::Code;

/// How many members one transaction removes: both items of each, beside the job and the entry.
const REMOVED_TOGETHER: i32 = 40;

impl Db {
    /// Takes an entry away from one of its members, as its owner names them.
    ///
    /// # Errors
    /// `not_found` if the entry has no such member of its own.
    pub async fn remove_member(&self, owner: &AccountId, entry: &EntryId, id: &AccountId, now: Timestamp) -> Result<(), Failure> {
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            let members = self.members_of(entry).await?;
            let is_named = |member: &MemberRecord| member.given.iter().any(|given| member.id_of(given) == *id);
            // An address may name two: who had it when it was given, and who has it since and was given it again.
            let named: Vec<MemberRecord> = members.into_iter().filter(is_named).collect();
            if named.is_empty() {
                return Err(Code::NotFound.into());
            }
            let mut transaction = Transaction::new();
            let mut fewer = 0;
            for member in &named {
                fewer += push_without(&mut transaction, member, |kept| member.id_of(kept) != *id)?;
            }
            transaction.push(count(entry, -fewer));
            transaction.put(&ActivityRecord::of(owner, Deed::MemberRemoved, now, entry))?;
            if transaction.run(self).await?.is_ok() {
                return Ok(());
            }
        }
        Err(Failure::store(Code::Unavailable, "others kept changing the same members"))
    }

    /// Somebody gives back what they were given of an entry, by whatever name.
    ///
    /// # Errors
    /// `not_found` if they were given nothing of it.
    pub async fn leave(&self, account: &AccountId, entry: &EntryId) -> Result<(), Failure> {
        let holder = Holder::Account(account.clone());
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            let member = self.member(entry, &holder).await?.ok_or(Code::NotFound)?;
            let mut transaction = Transaction::new();
            let fewer = push_without(&mut transaction, &member, |_| false)?;
            transaction.push(count(entry, -fewer));
            if transaction.run(self).await?.is_ok() {
                return Ok(());
            }
        }
        Err(Failure::store(Code::Unavailable, "others kept changing the same members"))
    }

    /// Gives back some of what an account was given, of whomever; whether there may be more. For an account that is being closed.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn leave_some(&self, account: &AccountId) -> Result<bool, Failure> {
        let found = self.some_given_to(&Holder::Account(account.clone())).await?;
        let more = !found.is_empty();
        for of in found {
            match self.leave(account, &of.entry_id).await {
                Err(failure) if failure.code() == Code::NotFound => self.write(Write::delete(of.key())).await?.unwrap_or_default(),
                answer => answer?,
            }
        }
        Ok(more)
    }

    /// Some of what somebody was given, in no order, strongly consistent.
    pub(super) async fn some_given_to(&self, holder: &Holder) -> Result<Vec<MemberOfRecord>, Failure> {
        let (items, _) = self.some_of(Kind::MemberOf, holder, 25, None).await?;
        items.into_iter().map(from_item).collect()
    }

    /// The step of a job that takes members from an entry which is about to go.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub(crate) async fn push_members_removal(
        &self,
        transaction: &mut Transaction,
        job: &mut JobRecord,
        entry: &EntryRecord,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let (items, _) = self.some_of(Kind::Member, &entry.entry_id, REMOVED_TOGETHER, None).await?;
        let members: Vec<MemberRecord> = items.into_iter().map(from_item).collect::<Result<_, _>>()?;
        transaction.push(job.fenced(now));
        let counted = count(&entry.entry_id, -members.iter().map(MemberRecord::count).sum::<i64>());
        transaction.push(counted.equals("member_count", entry.member_count));
        for member in &members {
            transaction.push(unchanged(Write::delete(member.key()), member)?);
            transaction.push(Write::delete(member.listed().key()));
        }
        Ok(())
    }
}

/// Keeps of a member what `keep` says; both items go where nothing is left. By how many members it is fewer, for the entry's count.
fn push_without(transaction: &mut Transaction, member: &MemberRecord, keep: impl Fn(&super::Given) -> bool) -> Result<i64, Failure> {
    let mut left = member.clone();
    left.given.retain(keep);
    if left.given.is_empty() {
        transaction.push(unchanged(Write::delete(member.key()), member)?);
        transaction.push(Write::delete(member.listed().key()));
    } else {
        transaction.push(unchanged(Write::put(member.key(), to_item(&left)?), member)?);
        transaction.put(&left.listed())?;
    }
    Ok(member.count() - left.count())
}
