//! What an owner may set of a link, when it is made and later.

use jiff::Timestamp;
use share_cloud_domain::account::NewPassword;
use share_cloud_domain::problem::Problem;
use share_cloud_domain::share::MAX_DOWNLOADS;

/// The password that is to be set: the same rules as for an account's.
///
/// # Errors
/// `invalid_input`.
pub fn password(text: Option<&str>) -> Result<Option<NewPassword>, Problem> {
    text.map(NewPassword::parse).transpose().map_err(|error| error.at("password"))
}

/// Refuses an end or a number of downloads that makes no sense.
///
/// # Errors
/// `invalid_input`.
pub fn check(expires_at: Option<Timestamp>, max_downloads: Option<u32>, now: Timestamp) -> Result<(), Problem> {
    if expires_at.is_some_and(|at| at <= now) {
        return Err(Problem::field("expires_at", "in_the_past", "Choose a time that is still to come."));
    }
    if max_downloads.is_some_and(|most| most == 0 || most > MAX_DOWNLOADS) {
        return Err(Problem::field("max_downloads", "out_of_range", "Choose 1 to 1,000,000 downloads."));
    }
    Ok(())
}
