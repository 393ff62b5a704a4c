//! Uploads that nobody finished: their room goes back, their bytes become garbage.

use crate::app::App;
use share_cloud_aws::db::garbage::GarbageRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::problem::Code;
use share_cloud_domain::upload::UploadState;

/// Expires an upload if it is open and its time is over.
///
/// # Errors
/// `unavailable` when the table is away: it stays due.
pub async fn expire(app: &App, scope: &str, scope_key: &str) -> Result<(), Failure> {
    let now = app.now();
    let found = app.db().upload_by_key(scope, scope_key).await?;
    let Some(upload) = found.filter(|upload| upload.state == UploadState::Open && upload.expires_at <= now) else { return Ok(()) };
    let garbage = GarbageRecord::upload(&upload, now);
    match app.db().close_upload(&upload, UploadState::Expired, &garbage, now).await {
        // It was committed a moment ago.
        Err(failure) if failure.code() == Code::UploadClosed => Ok(()),
        answer => answer,
    }
}
