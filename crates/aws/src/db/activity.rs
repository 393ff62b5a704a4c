//! What happened to an account, written by the transactions that do it and kept for 180 days.

use super::keys::{self, Key};
use super::record::{Record, from_item, millis};
use super::sessions::SessionRecord;
use super::{Db, Kind, Query};
use crate::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use share_cloud_domain::activity::{ACTIVITY_LIFE_S, Deed};
use share_cloud_domain::ids::AccountId;

/// Something that happened to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityRecord {
    /// To which account.
    pub account_id: AccountId,
    /// What.
    pub deed: Deed,
    /// When.
    #[serde(with = "millis")]
    pub at: Timestamp,
    /// The session, letter, link or account that it is about: two of one kind at one moment are two.
    pub subject: String,
    /// The browser of the session that did it, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// Where that session was signed in from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl Record for ActivityRecord {
    fn key(&self) -> Key {
        Key::new(Kind::Activity, &self.account_id, self.place())
    }

    fn drop_after(&self) -> Option<Timestamp> {
        Some(self.at + SignedDuration::from_secs(ACTIVITY_LIFE_S))
    }
}

impl ActivityRecord {
    /// Something that no session of the account is known to have done.
    pub(crate) fn of(account_id: &AccountId, deed: Deed, at: Timestamp, subject: &impl ToString) -> Self {
        Self { account_id: account_id.clone(), deed, at, subject: subject.to_string(), user_agent: None, address: None }
    }

    /// The same, done by a session of the account.
    pub(crate) fn by(self, session: &SessionRecord) -> Self {
        Self { user_agent: Some(session.user_agent.clone()), address: Some(session.address.clone()), ..self }
    }

    /// Its place among what happened to the account: by time.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{:020}#{}#{}", self.at.as_millisecond(), self.deed.as_str(), self.subject)
    }
}

impl Db {
    /// A page of what happened to an account, the newest first, and the place where the next one begins. What is over is left out.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn activity(
        &self,
        account: &AccountId,
        now: Timestamp,
        after: Option<String>,
        limit: u16,
    ) -> Result<(Vec<ActivityRecord>, Option<String>), Failure> {
        let partition = keys::partition(Kind::Activity, account);
        let limit = usize::from(limit);
        let mut start = after.map(|place| Key::new(Kind::Activity, account, place).to_item());
        let mut items = Vec::new();
        loop {
            let wanted = i32::try_from(limit + 1 - items.len()).unwrap_or(i32::MAX);
            let query =
                Query { index: None, partition: partition.clone(), sort_key: keys::SK, prefix: "", start, limit: wanted, forward: false };
            let (page, rest) = self.query(query).await?;
            items.extend(page);
            start = rest;
            if start.is_none() || items.len() > limit {
                break;
            }
        }
        let more = items.len() > limit;
        items.truncate(limit);
        let mut found: Vec<ActivityRecord> = items.into_iter().map(from_item).collect::<Result<_, _>>()?;
        let next = if more { found.last().map(ActivityRecord::place) } else { None };
        found.retain(|activity| activity.drop_after().is_none_or(|end| end > now));
        Ok((found, next))
    }
}
