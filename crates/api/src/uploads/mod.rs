//! What the routes of uploads share: whose an upload is, how parts are signed, and when its bytes count as stored.

pub mod completing;
pub mod dropping;
pub mod parts;
pub mod starting;
pub mod stored;

use crate::app::App;
use crate::identity::me::Me;
use share_cloud_aws::db::uploads::UploadRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::upload::UploadId;

/// Refuses a list that is empty or too long.
///
/// # Errors
/// `invalid_input`.
pub fn check_count(field: &str, count: usize, most: usize) -> Result<(), Problem> {
    if (1..=most).contains(&count) {
        return Ok(());
    }
    Err(Problem::field(field, "out_of_range", format!("Send 1 to {most} of them.")))
}

/// The upload of this id that the account started.
///
/// # Errors
/// `not_found` for any other.
pub async fn find_own(app: &App, me: &Me, id: &str) -> Result<UploadRecord, Failure> {
    let id = UploadId::parse(id).ok_or(Code::NotFound)?;
    app.db().upload(me.account.account_id.as_str(), &id).await
}
