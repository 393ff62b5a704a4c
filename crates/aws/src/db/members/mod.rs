//! Members: who was given an entry, from both sides. By entry it is the truth, and what every request of a member reads; by person it is
//! what they are shown. Both are written together, and the entry counts them, so that whoever removes it knows that there are some.

mod join;
mod put;
mod reach;
mod remove;

pub use join::JoinRecord;
pub use put::{Found, PutMember};
pub use reach::Memberships;

use super::entries::EntryRecord;
use super::expression::{Value, Write};
use super::keys::{self, Key};
use super::page::{InOrder, Position, cut};
use super::record::{Record, from_item, millis, to_item};
use super::{Db, Kind};
use crate::failure::Failure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use share_cloud_domain::account::EmailAddress;
use share_cloud_domain::ids::{AccountId, EntryId};
use share_cloud_domain::member::{Holder, MAX_MEMBERS, MemberRole, mark_of};

/// What somebody was given of an entry. They may be given it by username and by addresses of theirs; each is a member of its own to the
/// owner, so that the owner learns of nobody which addresses they have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The address that the owner named; none for a username.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
    /// What they may do.
    pub role: MemberRole,
    /// Since when.
    #[serde(with = "millis")]
    pub at: Timestamp,
}

/// Somebody who was given an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRecord {
    /// The entry.
    pub entry_id: EntryId,
    /// Who.
    pub holder: Holder,
    /// Whose the entry is.
    pub owner_id: AccountId,
    /// As what they were named; never empty.
    pub given: Vec<Given>,
}

impl Record for MemberRecord {
    fn key(&self) -> Key {
        keys::member(&self.entry_id, &self.holder)
    }
}

impl MemberRecord {
    /// The highest of what was given.
    #[must_use]
    pub fn role(&self) -> Option<MemberRole> {
        self.given.iter().map(|given| given.role).max()
    }

    /// By what the owner names one of those that were given: the account for a username, what stands for the address otherwise.
    #[must_use]
    pub fn id_of(&self, given: &Given) -> AccountId {
        match (&given.email, &self.holder) {
            (Some(email), _) => mark_of(email),
            (None, Holder::Account(id) | Holder::Address(id)) => id.clone(),
        }
    }

    /// The account, where it was named by its username.
    #[must_use]
    pub fn account_by_username(&self) -> Option<&AccountId> {
        match &self.holder {
            Holder::Account(id) if self.given.iter().any(|given| given.email.is_none()) => Some(id),
            _ => None,
        }
    }

    /// How many members it is to the owner.
    pub(crate) fn count(&self) -> i64 {
        i64::try_from(self.given.len()).unwrap_or(i64::MAX)
    }

    /// The other side of it.
    fn listed(&self) -> MemberOfRecord {
        let created_at = self.given.iter().map(|given| given.at).min().unwrap_or(Timestamp::UNIX_EPOCH);
        MemberOfRecord { holder: self.holder.clone(), entry_id: self.entry_id.clone(), owner_id: self.owner_id.clone(), created_at }
    }
}

/// The local index that holds what somebody was given by when.
const GIVEN_INDEX: &str = "lsi1";

/// That somebody was given an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberOfRecord {
    /// Who.
    pub holder: Holder,
    /// What.
    pub entry_id: EntryId,
    /// Whose it is.
    pub owner_id: AccountId,
    /// Since when.
    #[serde(with = "millis")]
    pub created_at: Timestamp,
}

impl Record for MemberOfRecord {
    fn key(&self) -> Key {
        keys::member_of(&self.holder, &self.entry_id)
    }

    fn index_keys(&self) -> Vec<(&'static str, String)> {
        vec![(GIVEN_INDEX, format!("{:020}#{}", self.created_at.as_millisecond(), self.entry_id))]
    }
}

/// On condition that what was given is what was read: what is written rests on all of it.
fn unchanged(write: Write, member: &MemberRecord) -> Result<Write, Failure> {
    let given = to_item(member)?.remove("given").ok_or_else(|| Failure::internal("a member who was given nothing"))?;
    Ok(write.equals("given", Value(given)))
}

/// On condition that the entry has as many members as were read: for what stores or deletes the whole item.
pub(crate) fn same_members(write: Write, entry: &EntryRecord) -> Write {
    if entry.member_count == 0 { no_members(write) } else { write.equals("member_count", entry.member_count) }
}

/// On condition that the entry has no members of its own.
pub(crate) fn no_members(write: Write) -> Write {
    write.lacks_or_at_most("member_count", 0_i64)
}

/// Counts members of an entry that is there, within the limit.
fn count(entry: &EntryId, more: i64) -> Write {
    let write = Write::update(keys::entry(entry)).exists().add("member_count", more);
    if more > 0 { write.lacks_or_at_most("member_count", i64::from(MAX_MEMBERS) - more) } else { write }
}

impl Db {
    /// Those who were given the entry itself, in no order; at most as many as an entry can have.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn members_of(&self, entry: &EntryId) -> Result<Vec<MemberRecord>, Failure> {
        let (items, _) = self.some_of(Kind::Member, entry, 1_000, None).await?;
        items.into_iter().map(from_item).collect()
    }

    /// What somebody was given of an entry.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn member(&self, entry: &EntryId, holder: &Holder) -> Result<Option<MemberRecord>, Failure> {
        self.get(keys::member(entry, holder)).await
    }

    /// A page of what somebody was given, the latest first, and where the next one begins.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn given_to(
        &self,
        holder: &Holder,
        after: Option<Position>,
        limit: u16,
    ) -> Result<(Vec<MemberOfRecord>, Option<Position>), Failure> {
        let partition = keys::partition(Kind::MemberOf, holder);
        let order = InOrder { index: GIVEN_INDEX, partition, prefix: "", forward: false };
        let limit = usize::from(limit);
        let mut items = self.in_order(&order, after, limit + 1).await?;
        let next = cut(&mut items, limit, GIVEN_INDEX);
        Ok((items.into_iter().map(from_item).collect::<Result<_, _>>()?, next))
    }
}
