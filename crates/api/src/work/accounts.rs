//! Accounts that nobody confirmed: they vanish, and their names are free again.

use crate::app::App;
use share_cloud_aws::db::garbage::GarbageRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::{AccountId, GarbageId};

/// Removes an account whose address was not confirmed in time.
///
/// # Errors
/// `unavailable` when the table is away: it stays due.
pub async fn vanish(app: &App, id: &AccountId) -> Result<(), Failure> {
    let now = app.now();
    let account = app.db().account(id).await?;
    let overdue = account.filter(|account| !account.email_verified && account.vanishes_at.is_some_and(|at| at <= now));
    let Some(account) = overdue else { return Ok(()) };
    let marker = GarbageRecord::old_marker(GarbageId::from_random(app.random()), account.account_id.clone(), now);
    if !app.db().remove_unconfirmed(&account, &marker, now).await? {
        tracing::debug!(account_id = %id, "an account was confirmed at the last moment");
    }
    Ok(())
}
