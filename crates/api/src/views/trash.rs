//! What is in the trash, as its owner sees it.

use super::entry::{EntryView, PathStep};
use super::time;
use crate::app::App;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::entries::{EntryRecord, Place};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::trash::expires_at;

/// A trashed entry.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TrashItem")]
pub struct TrashItem {
    /// The entry; its `parent_id` is null.
    #[serde(flatten)]
    pub entry: EntryView,
    /// When it was trashed.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub trashed_at: Timestamp,
    /// When it goes for good.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub expires_at: Timestamp,
    /// The way from the root to the folder that it was in; null when that is gone or in the trash too.
    pub old_path: Option<Vec<PathStep>>,
}

/// A page of the trash.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TrashList")]
pub struct TrashList {
    /// What was trashed last comes first.
    pub items: Vec<TrashItem>,
    /// What to ask the next page with; null on the last one.
    pub next_cursor: Option<String>,
}

impl TrashItem {
    /// Shows entries of the account's trash with the places they had, in as many reads as the deepest place needs.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn read(app: &App, account: &AccountRecord, entries: Vec<EntryRecord>) -> Result<Vec<Self>, Failure> {
        let mut folders: Vec<EntryId> = entries.iter().filter_map(|entry| entry.old_parent_id.clone()).collect();
        folders.sort_unstable();
        folders.dedup();
        let known = app.db().ancestry(&folders).await?;
        let way = |folder: &EntryId| {
            let place = Place::within(&known, &account.account_id, folder).ok().filter(Place::is_live)?;
            Some(place.upward().iter().rev().map(PathStep::from).collect())
        };
        let items = entries.into_iter().filter_map(|entry| {
            let trashed_at = entry.trashed_at?;
            let old_path = entry.old_parent_id.as_ref().and_then(way);
            let entry = EntryView::from(entry).without_parent();
            Some(Self { entry, trashed_at, expires_at: expires_at(trashed_at), old_path })
        });
        Ok(items.collect())
    }
}
