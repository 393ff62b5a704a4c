//! Changing a share: what its owner sets anew holds from the next request on.

use super::super::expression::Write;
use super::super::keys;
use super::super::notices::tells_at;
use super::super::record::from_old;
use super::{Db, DropRoom, ShareRecord};
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::drops::FileKind;
use share_cloud_domain::ids::{AccountId, ShareId};
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::share::Allow;

/// What changes of a share; `None` stays, `Some(None)` goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShareChange {
    /// Another password's hash.
    pub password_hash: Option<Option<String>>,
    /// Another end.
    pub expires_at: Option<Option<Timestamp>>,
    /// When its owner is told of that end; where the end is another.
    pub tells_at: Option<Option<Timestamp>>,
    /// Another number of downloads.
    pub max_downloads: Option<Option<u32>>,
    /// Other words for the reader.
    pub note: Option<Option<String>>,
    /// Something else that is allowed.
    pub allow: Option<Allow>,
    /// For a drop: how many files it may take, as it was read and as it is to be.
    pub max_files: Option<(u32, u32)>,
    /// For a drop: how many bytes, as it was read and as it is to be.
    pub max_bytes: Option<(u64, u64)>,
    /// For a drop: how large a file may be.
    pub max_file_bytes: Option<Option<u64>>,
    /// For a drop: which kinds of files.
    pub kinds: Option<Vec<FileKind>>,
    /// Closed for now, or open again.
    pub paused: Option<bool>,
}

impl ShareChange {
    fn write(&self, account: &AccountId, id: &ShareId) -> Write {
        let mut write = Write::update(keys::share(id)).equals("account_id", account.as_str()).lacks("revoked_at");
        if let Some(hash) = &self.password_hash {
            write = write.set_or_remove("password_hash", hash.as_deref());
        }
        if let Some(expires_at) = self.expires_at {
            write = write.set_or_remove("expires_at", expires_at);
        }
        if let Some(at) = self.tells_at {
            write = tells_at(write, &keys::share(id), at);
        }
        if let Some(most) = self.max_downloads {
            write = write.set_or_remove("max_downloads", most).at_most("downloads_used", most.unwrap_or(u32::MAX));
        }
        if let Some(note) = &self.note {
            write = write.set_or_remove("note", note.as_deref());
        }
        if let Some(allow) = self.allow {
            write = write.set("allow", allow.as_str());
        }
        if let Some((old, new)) = self.max_files {
            let more = i64::from(new) - i64::from(old);
            write = write.set("max_files", new).equals("max_files", old).add("files_left", more).at_most("files_received", new);
        }
        if let Some((old, new)) = self.max_bytes {
            let more = i64::try_from(i128::from(new) - i128::from(old)).unwrap_or(0);
            write = write.set("max_bytes", new).equals("max_bytes", old).add("bytes_left", more).at_most("bytes_received", new);
        }
        if let Some(most) = self.max_file_bytes {
            write = write.set_or_remove("max_file_bytes", most);
        }
        if let Some(kinds) = &self.kinds {
            write = write.set("kinds", kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>());
        }
        if let Some(paused) = self.paused {
            write = write.set("paused", paused);
        }
        write
    }
}

/// Why a drop could not be changed.
fn drop_refused(change: &ShareChange, room: &DropRoom) -> Problem {
    let below =
        |field: &'static str| Problem::field(field, "below_used", "The link has taken more already: choose more, or pause or end it.");
    if change.max_files.is_some_and(|(_, new)| new < room.files_received) {
        return below("max_files");
    }
    if change.max_bytes.is_some_and(|(_, new)| new < room.bytes_received) {
        return below("max_bytes");
    }
    Code::Conflict.into()
}

impl Db {
    /// Changes a share of the account's that was not revoked; answers it as it is then.
    ///
    /// # Errors
    /// `not_found` unless there is one; `invalid_input` for fewer downloads than were taken.
    pub async fn update_share(&self, account: &AccountId, id: &ShareId, change: &ShareChange) -> Result<ShareRecord, Failure> {
        if *change != ShareChange::default()
            && let Err(refused) = self.write(change.write(account, id)).await?
        {
            let old: Option<ShareRecord> = from_old(refused.only_old())?;
            let old = old.filter(|old| old.account_id == *account && old.revoked_at.is_none()).ok_or(Code::NotFound)?;
            if let Some(room) = &old.drop_room {
                return Err(drop_refused(change, room).into());
            }
            let detail = format!("It was downloaded {} times already: choose no fewer, or pause or end it.", old.downloads_used);
            return Err(Problem::field("max_downloads", "below_used", detail).into());
        }
        let share = self.share(id).await?.filter(|share| share.account_id == *account && share.revoked_at.is_none());
        share.ok_or_else(|| Code::NotFound.into())
    }
}
