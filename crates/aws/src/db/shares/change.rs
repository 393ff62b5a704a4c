//! Changing a share: what its owner sets anew holds from the next request on.

use super::super::expression::Write;
use super::super::keys;
use super::super::record::from_old;
use super::{Db, ShareRecord};
use crate::failure::Failure;
use jiff::Timestamp;
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
    /// Another number of downloads.
    pub max_downloads: Option<Option<u32>>,
    /// Other words for the reader.
    pub note: Option<Option<String>>,
    /// Something else that is allowed.
    pub allow: Option<Allow>,
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
        if let Some(most) = self.max_downloads {
            write = write.set_or_remove("max_downloads", most).at_most("downloads_used", most.unwrap_or(u32::MAX));
        }
        if let Some(note) = &self.note {
            write = write.set_or_remove("note", note.as_deref());
        }
        if let Some(allow) = self.allow {
            write = write.set("allow", allow.as_str());
        }
        if let Some(paused) = self.paused {
            write = write.set("paused", paused);
        }
        write
    }
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
            let detail = format!("It was downloaded {} times already: choose no fewer, or pause or end it.", old.downloads_used);
            return Err(Problem::field("max_downloads", "below_used", detail).into());
        }
        let share = self.share(id).await?.filter(|share| share.account_id == *account && share.revoked_at.is_none());
        share.ok_or_else(|| Code::NotFound.into())
    }
}
