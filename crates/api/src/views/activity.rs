//! What happened to an account, as it sees it.

use super::time;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::activity::ActivityRecord;
use share_cloud_domain::activity::Deed;

/// Something that happened to an account.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Activity")]
pub struct ActivityView {
    /// What.
    #[schemars(schema_with = "deed_schema")]
    pub deed: &'static str,
    /// When.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// The browser that did it, in its own words; null where none is known.
    pub user_agent: Option<String>,
    /// Where that browser was signed in from; null where none is known.
    pub address: Option<String>,
}

fn deed_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let deeds: Vec<&str> = Deed::ALL.iter().map(|deed| deed.as_str()).collect();
    schemars::json_schema!({ "type": "string", "enum": deeds })
}

impl From<ActivityRecord> for ActivityView {
    fn from(activity: ActivityRecord) -> Self {
        let ActivityRecord { deed, at, user_agent, address, .. } = activity;
        Self { deed: deed.as_str(), at, user_agent, address }
    }
}

/// What happened to an account.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ActivityList")]
pub struct ActivityList {
    /// What happened, the newest first.
    pub items: Vec<ActivityView>,
    /// What to ask the next page with; null on the last one.
    pub next_cursor: Option<String>,
}
