//! A session as its account sees it.

use super::time;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::sessions::SessionRecord;

/// A sign-in that lasts.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Session")]
pub struct SessionView {
    /// The session.
    pub id: String,
    /// The browser's own words.
    pub user_agent: String,
    /// Where the person signed in from.
    pub address: String,
    /// When the person signed in.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// When it was last gone on with.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub last_used_at: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
}

impl SessionView {
    /// Shows a session to `asking`.
    #[must_use]
    pub fn new(session: &SessionRecord, asking: &SessionRecord) -> Self {
        Self {
            id: session.session_id.to_string(),
            user_agent: session.user_agent.clone(),
            address: session.address.clone(),
            created_at: session.created_at,
            last_used_at: session.advanced_at,
            current: session.session_id == asking.session_id,
        }
    }
}

/// The sessions of an account.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SessionList")]
pub struct SessionList {
    /// The sessions, the one used last first.
    pub items: Vec<SessionView>,
    /// Always null: an account has few.
    pub next_cursor: Option<String>,
}
