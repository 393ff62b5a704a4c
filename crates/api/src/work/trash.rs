//! What lay in the trash for thirty days goes for good.

use crate::app::App;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::{EntryId, JobId};
use share_cloud_domain::problem::Code;
use share_cloud_domain::trash::expires_at;

/// Purges an entry if it is in the trash and its time is over.
///
/// # Errors
/// `unavailable` when the table is away: it stays due.
pub async fn purge_overdue(app: &App, id: &EntryId) -> Result<(), Failure> {
    let now = app.now();
    let entry = app.db().entry(id).await?;
    let overdue = entry.filter(|entry| entry.trashed_at.is_some_and(|at| expires_at(at) <= now));
    let Some(entry) = overdue else { return Ok(()) };
    let account = app.db().account(&entry.account_id).await?.ok_or(Code::NotFound)?;
    match app.db().purge(&account, vec![entry], JobId::from_random(app.random()), now).await {
        // It was restored or purged a moment ago.
        Err(failure) if failure.code() == Code::NotFound => Ok(()),
        answer => answer.map(drop),
    }
}
