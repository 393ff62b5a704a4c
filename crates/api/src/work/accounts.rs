//! Accounts whose time is over: those that nobody confirmed vanish, those that were closed are handed to a job. Their names are free then.

use crate::app::App;
use jiff::Timestamp;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::garbage::GarbageRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::{AccountId, GarbageId, JobId};

/// Does what is due to an account.
///
/// # Errors
/// `unavailable` when the table is away: it stays due.
pub async fn end(app: &App, id: &AccountId) -> Result<(), Failure> {
    let now = app.now();
    let Some(account) = app.db().account(id).await? else { return Ok(()) };
    if account.closes_at.is_some_and(|at| at <= now) {
        return app.db().begin_removal(&account, &JobId::from_random(app.random()), now).await.map(drop);
    }
    vanish(app, &account, now).await
}

/// Removes an account whose address was not confirmed in time.
async fn vanish(app: &App, account: &AccountRecord, now: Timestamp) -> Result<(), Failure> {
    if account.email_verified || account.vanishes_at.is_none_or(|at| at > now) {
        return Ok(());
    }
    let marker = GarbageRecord::old_marker(GarbageId::from_random(app.random()), account.account_id.clone(), now);
    if !app.db().remove_unconfirmed(account, &marker, now).await? {
        tracing::debug!(account_id = %account.account_id, "an account was confirmed at the last moment");
    }
    Ok(())
}
