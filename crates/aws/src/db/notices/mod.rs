//! Notices: what an account is told of in the app. Each is written by the transaction of what it tells of, or by work that finds it due.

mod drops;
mod rooms;
mod shares;

pub(super) use drops::received;
pub(super) use rooms::look;
pub use shares::ShareEnding;
pub(super) use shares::tells_at;

use super::keys::{self, Key};
use super::page::{InOrder, Position, cut};
use super::record::{Record, from_item, millis, millis_optional};
use super::{Db, Kind};
use crate::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use share_cloud_domain::ids::{AccountId, EntryId, ShareId};
use share_cloud_domain::member::Holder;
use share_cloud_domain::notice::{NOTICE_LIFE_S, NoticeKind};

/// The local index that holds what is shown in the app, by when it happened last. What is told by letter alone is not in it.
const SHOWN_INDEX: &str = "lsi1";

/// The most unread notices that are counted: more of them are as many to whoever looks.
pub const MAX_UNREAD: u16 = 100;

/// What a notice tells of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoticeOf {
    /// The owner of the entry gave it. Who that is, the entry tells for as long as it may be seen: nobody's name stays here when they go.
    MemberPut,
    /// Files came through a link, in one stretch of time.
    DropReceived {
        /// The link.
        share_id: ShareId,
        /// Where the stretch begins.
        #[serde(with = "millis")]
        stretch_at: Timestamp,
        /// How many files came.
        files: u64,
        /// Of how many of them letters told.
        #[serde(default)]
        told_files: u64,
        /// When a letter is due, while there may be something to tell of.
        #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
        letter_at: Option<Timestamp>,
    },
    /// A link is about to end.
    ShareExpiring {
        /// The link.
        share_id: ShareId,
        /// When it ends.
        #[serde(with = "millis")]
        expires_at: Timestamp,
    },
    /// So many percent of the room are used.
    Room {
        /// How many: 80 or 95.
        percent: u8,
    },
}

impl NoticeOf {
    /// What kind of notice it is.
    #[must_use]
    pub const fn kind(&self) -> NoticeKind {
        match self {
            Self::MemberPut => NoticeKind::MemberPut,
            Self::DropReceived { .. } => NoticeKind::DropReceived,
            Self::ShareExpiring { .. } => NoticeKind::ShareExpiring,
            Self::Room { .. } => NoticeKind::Room,
        }
    }
}

/// A notice of an account; or of an address that nobody has confirmed, until an account takes it over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRecord {
    /// Who is told.
    pub holder: Holder,
    /// When it happened, or happened last.
    #[serde(with = "millis")]
    pub at: Timestamp,
    /// The entry that it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_id: Option<EntryId>,
    /// Whether it is shown in the app.
    #[serde(default)]
    pub in_app: bool,
    /// What it tells of.
    #[serde(flatten)]
    pub of: NoticeOf,
}

impl Record for NoticeRecord {
    fn key(&self) -> Key {
        keys::notice(&self.holder, &self.place())
    }

    fn due_at(&self) -> Option<Timestamp> {
        if let NoticeOf::DropReceived { letter_at, .. } = &self.of { *letter_at } else { None }
    }

    fn drop_after(&self) -> Option<Timestamp> {
        Some(ends_at(self.at))
    }

    fn index_keys(&self) -> Vec<(&'static str, String)> {
        if self.in_app { vec![(SHOWN_INDEX, shown_key(self.at, &self.place()))] } else { Vec::new() }
    }
}

impl NoticeRecord {
    /// Its place among the account's: what happens again to the same thing is the same notice.
    #[must_use]
    pub fn place(&self) -> String {
        let about = match &self.of {
            NoticeOf::MemberPut => self.entry_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            NoticeOf::DropReceived { share_id, stretch_at, .. } => drop_place(share_id, *stretch_at),
            NoticeOf::ShareExpiring { share_id, expires_at } => format!("{share_id}#{}", expires_at.as_millisecond()),
            NoticeOf::Room { percent } => format!("{percent}#{}", self.at.as_millisecond()),
        };
        placed(self.of.kind(), &about)
    }

    /// Where it stands that somebody was given an entry.
    pub(super) fn key_of_gift(holder: &Holder, entry: &EntryId) -> Key {
        keys::notice(holder, &placed(NoticeKind::MemberPut, entry.as_str()))
    }
}

fn placed(kind: NoticeKind, about: &str) -> String {
    format!("{}#{about}", kind.as_str())
}

fn drop_place(share: &ShareId, stretch_at: Timestamp) -> String {
    format!("{share}#{}", stretch_at.as_millisecond())
}

fn shown_key(at: Timestamp, place: &str) -> String {
    format!("{:020}#{place}", at.as_millisecond())
}

fn ends_at(at: Timestamp) -> Timestamp {
    at + SignedDuration::from_secs(NOTICE_LIFE_S)
}

impl Db {
    /// A page of what an account is shown, the newest first, and where the next one begins. What is over is left out.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn notices(
        &self,
        account: &AccountId,
        now: Timestamp,
        after: Option<Position>,
        limit: u16,
    ) -> Result<(Vec<NoticeRecord>, Option<Position>), Failure> {
        let order = InOrder { index: SHOWN_INDEX, partition: keys::partition(Kind::Notice, account), prefix: "", forward: false };
        let limit = usize::from(limit);
        let mut items = self.in_order(&order, after, limit + 1).await?;
        let next = cut(&mut items, limit, SHOWN_INDEX);
        let mut found: Vec<NoticeRecord> = items.into_iter().map(from_item).collect::<Result<_, _>>()?;
        found.retain(|notice| ends_at(notice.at) > now);
        Ok((found, next))
    }

    /// How many of them happened after the moment up to which they were read, at most [`MAX_UNREAD`].
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn unread(&self, account: &AccountId, now: Timestamp, read_at: Option<Timestamp>) -> Result<usize, Failure> {
        let (newest, _) = self.notices(account, now, None, MAX_UNREAD).await?;
        Ok(newest.iter().filter(|notice| read_at.is_none_or(|read_at| notice.at > read_at)).count())
    }

    /// The notice at a place, shown or not.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn notice(&self, holder: &Holder, place: &str) -> Result<Option<NoticeRecord>, Failure> {
        self.get(keys::notice(holder, place)).await
    }
}
