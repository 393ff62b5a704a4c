//! Public links: the share itself, which shares an account has, and the counted takings of its content.

mod change;
mod opens;
mod room;

pub use change::ShareChange;
pub(crate) use opens::OpensRecord;
pub use room::DropRoom;

use super::activity::ActivityRecord;
use super::expression::Write;
use super::keys::{self, Key};
use super::notices::tells_at;
use super::page::{InOrder, Position, cut};
use super::record::{Record, from_item, from_old, millis, millis_optional};
use super::transaction::Transaction;
use super::{Db, Kind, conflict};
use crate::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use share_cloud_domain::activity::Deed;
use share_cloud_domain::ids::{AccountId, DownloadId, EntryId, ShareId};
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::share::{Allow, MAX_SHARES, Standing, share_state};
use std::cmp::Reverse;

/// How long a revoked or expired share stays known, so that its link says that it has ended.
const ENDED_LIFE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A public link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShareRecord {
    /// The share.
    pub share_id: ShareId,
    /// Who shares.
    pub account_id: AccountId,
    /// What is shared: entries of the account.
    pub entry_ids: Vec<EntryId>,
    /// What the link lets people do.
    pub allow: Allow,
    /// The hash of its password, a PHC string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_hash: Option<String>,
    /// When it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub expires_at: Option<Timestamp>,
    /// When its owner is to be told that it ends soon; none once that was done.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub tells_at: Option<Timestamp>,
    /// How often its content may be taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_downloads: Option<u32>,
    /// How often it was.
    pub downloads_used: u32,
    /// The bytes of what those downloads were of.
    #[serde(default)]
    pub bytes: u64,
    /// What its owner says to the reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether it is closed for now.
    pub paused: bool,
    /// For a drop: what it may take, and what is left of that.
    #[serde(flatten)]
    pub drop_room: Option<DropRoom>,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub revoked_at: Option<Timestamp>,
    /// Which key its token is made with.
    pub key_id: String,
    /// When it was made.
    #[serde(with = "millis")]
    pub created_at: Timestamp,
}

impl Record for ShareRecord {
    fn key(&self) -> Key {
        keys::share(&self.share_id)
    }

    fn due_at(&self) -> Option<Timestamp> {
        self.tells_at
    }
}

impl ShareRecord {
    /// How it stands for its owner, who knows whether anything of it is still there.
    #[must_use]
    pub fn standing(&self, now: Timestamp, is_there: bool) -> Standing {
        let is_full = self.drop_room.as_ref().is_some_and(DropRoom::is_full);
        let is_used_up = is_full || self.max_downloads.is_some_and(|most| self.downloads_used >= most);
        Standing::of(now, self.expires_at, is_used_up, self.paused, is_there)
    }

    /// About how many bytes it takes in an answer.
    fn shown_bytes(&self) -> usize {
        1_024 + 36 * self.entry_ids.len() + self.note.as_ref().map_or(0, String::len)
    }

    /// A change of it on condition that it is as open as when it was read: nobody revoked or paused it, its time is not over, and
    /// neither its password nor what it allows is another.
    pub(crate) fn while_open(&self, now: Timestamp) -> Write {
        Write::update(self.key())
            .equals("paused", false)
            .lacks("revoked_at")
            .lacks_or_above("expires_at", now)
            .equals_or_lacks("password_hash", self.password_hash.as_deref())
            .equals("allow", self.allow.as_str())
    }

    /// Why it is not open any more, from how it was when [`Self::while_open`] failed; none where it still is.
    pub(crate) fn why_closed(&self, old: Option<Self>, now: Timestamp) -> Option<Problem> {
        let Some(old) = old else { return Some(Code::ShareEnded.into()) };
        let state = share_state(now, old.expires_at, old.max_downloads, old.downloads_used, old.paused, old.revoked_at.is_some());
        if let Err(problem) = state {
            return Some(problem);
        }
        if old.password_hash != self.password_hash {
            return Some(Code::Unauthorized.into());
        }
        (old.allow != self.allow).then(|| Code::Forbidden.into())
    }
}

/// How many bytes of shares a page holds before it ends, whatever its limit: an answer of a function has at most 6 MB.
const MAX_PAGE_BYTES: usize = 512 * 1_024;
/// How many shares are read at once for a page.
const SHARES_AT_ONCE: usize = 25;

/// The local index that holds an account's shares by when they were made.
const MADE_INDEX: &str = "lsi1";

/// That an account has a share.
#[derive(Serialize, Deserialize)]
pub(crate) struct ShareOfRecord {
    pub(crate) account_id: AccountId,
    pub(crate) share_id: ShareId,
    #[serde(with = "millis")]
    pub(crate) created_at: Timestamp,
}

impl Record for ShareOfRecord {
    fn key(&self) -> Key {
        keys::share_of(&self.account_id, &self.share_id)
    }

    fn index_keys(&self) -> Vec<(&'static str, String)> {
        vec![(MADE_INDEX, format!("{:020}#{}", self.created_at.as_millisecond(), self.share_id))]
    }
}

/// Who ends a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoker {
    /// Whose it is.
    Owner,
    /// An admin, as somebody reported it.
    Admin,
}

/// A counted taking: whoever has its id may go on and resume until it ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DownloadRecord {
    /// The taking.
    pub download_id: DownloadId,
    /// Of which share.
    pub share_id: ShareId,
    /// What was asked for: nothing beside it is given for this taking.
    pub entry_ids: Vec<EntryId>,
    /// Until when it may go on.
    #[serde(with = "millis")]
    pub expires_at: Timestamp,
}

impl Record for DownloadRecord {
    fn key(&self) -> Key {
        keys::download(&self.share_id, self.download_id.as_str())
    }

    fn drop_after(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Db {
    /// Stores a new share and counts it.
    ///
    /// # Errors
    /// `too_many_shares`; `unavailable` when the store is away.
    pub async fn add_share(&self, share: &ShareRecord) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        let (account_id, share_id, created_at) = (share.account_id.clone(), share.share_id.clone(), share.created_at);
        transaction.put(&ActivityRecord::of(&account_id, Deed::ShareMade, created_at, &share_id))?;
        let count = Write::update(keys::storage(&account_id)).exists().add("share_count", 1);
        let counted = transaction.push(count.lacks_or_at_most("share_count", MAX_SHARES - 1));
        transaction.create(share)?;
        transaction.create(&ShareOfRecord { account_id, share_id, created_at })?;
        transaction.run(self).await?.map_err(|refused| if refused.is_at(counted) { Code::TooManyShares.into() } else { conflict(&refused) })
    }

    /// The share, whoever asks and whatever its state.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn share(&self, id: &ShareId) -> Result<Option<ShareRecord>, Failure> {
        self.get(keys::share(id)).await
    }

    /// A page of the shares of an account that were not revoked, the newest first, and where the next one begins. It ends before
    /// its limit where the shares are large.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn shares_of(
        &self,
        account: &AccountId,
        after: Option<Position>,
        limit: u16,
    ) -> Result<(Vec<ShareRecord>, Option<Position>), Failure> {
        let partition = keys::partition(Kind::ShareOf, account);
        let order = InOrder { index: MADE_INDEX, partition, prefix: "", forward: false };
        let limit = usize::from(limit);
        let mut items = self.in_order(&order, after, limit + 1).await?;
        let mut next = cut(&mut items, limit, MADE_INDEX);
        let (mut shares, mut bytes, mut read): (Vec<ShareRecord>, usize, usize) = (Vec::new(), 0, 0);
        while read < items.len() && bytes < MAX_PAGE_BYTES {
            let chunk = items.iter().skip(read).take(SHARES_AT_ONCE);
            let of: Vec<ShareOfRecord> = chunk.cloned().map(from_item).collect::<Result<_, _>>()?;
            read += of.len();
            for found in self.get_many(of.iter().map(|of| keys::share(&of.share_id)).collect()).await? {
                let share: ShareRecord = from_item(found)?;
                bytes += share.shown_bytes();
                shares.push(share);
            }
        }
        if read < items.len() {
            next = cut(&mut items, read, MADE_INDEX);
        }
        // One that was revoked between the two reads is not shown.
        shares.retain(|share| share.revoked_at.is_none());
        shares.sort_by_key(|share| Reverse((share.created_at, share.share_id.clone())));
        Ok((shares, next))
    }

    /// Ends a share for good and gives its place back, once. Its link says so for a while.
    ///
    /// # Errors
    /// `not_found` unless it is the account's.
    pub async fn revoke_share(&self, account: &AccountId, id: &ShareId, by: Revoker, now: Timestamp) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        let update = Write::update(keys::share(id)).set("revoked_at", now).set(super::record::TTL, (now + ENDED_LIFE).as_second());
        let update = tells_at(update, &keys::share(id), None);
        let revoked = transaction.push(update.equals("account_id", account.as_str()).lacks("revoked_at"));
        transaction.push(Write::delete(keys::share_of(account, id)));
        transaction.push(Write::update(keys::storage(account)).exists().add("share_count", -1));
        let deed = if by == Revoker::Owner { Deed::ShareEnded } else { Deed::ShareEndedByAdmin };
        transaction.put(&ActivityRecord::of(account, deed, now, id))?;
        let Err(refused) = transaction.run(self).await? else { return Ok(()) };
        let old: Option<ShareRecord> = from_old(refused.at(revoked).flatten())?;
        if old.is_some_and(|old| old.account_id == *account) { Ok(()) } else { Err(Code::NotFound.into()) }
    }

    /// Takes one download of so many bytes, exactly as often as the share allows under any number of takers, and only if the share is
    /// as it was when the taker was let in.
    ///
    /// # Errors
    /// `share_ended` when it is revoked, expired or used up, `share_paused`; `unauthorized` when it has another password by now, and
    /// `forbidden` when it allows something else.
    pub async fn take_download(&self, share: &ShareRecord, download: &DownloadRecord, bytes: u64, now: Timestamp) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        let update = share.while_open(now).add("downloads_used", 1).add("bytes", bytes);
        let taken = transaction.push(update.below_attribute("downloads_used", "max_downloads"));
        transaction.create(download)?;
        let Err(refused) = transaction.run(self).await? else { return Ok(()) };
        let Some(old) = refused.at(taken) else { return Err(conflict(&refused)) };
        Err(share.why_closed(from_old(old)?, now).unwrap_or_else(|| Code::ShareEnded.into()).into())
    }

    /// The taking of that id, unless it has ended.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn download(&self, share: &ShareId, id: &DownloadId, now: Timestamp) -> Result<Option<DownloadRecord>, Failure> {
        let found: Option<DownloadRecord> = self.get(keys::download(share, id.as_str())).await?;
        Ok(found.filter(|download| download.expires_at > now))
    }
}
