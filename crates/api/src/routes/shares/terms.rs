//! What an owner may set of a link, when it is made and later.

use crate::app::App;
use crate::identity::tries::count_work;
use jiff::Timestamp;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::NewPassword;
use share_cloud_domain::drops::{FileKind, MAX_DROP_BYTES, MAX_DROP_FILES};
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::problem::Problem;
use share_cloud_domain::share::MAX_DOWNLOADS;

/// The password that is to be set: the same rules as for an account's.
///
/// # Errors
/// `invalid_input`.
pub fn password(text: Option<&str>) -> Result<Option<NewPassword>, Problem> {
    text.map(NewPassword::parse).transpose().map_err(|error| error.at("password"))
}

/// What is stored of it, counted among what the account has hashed.
///
/// # Errors
/// `too_many_requests`.
pub async fn hash(app: &App, account: &AccountId, password: &NewPassword) -> Result<String, Failure> {
    count_work(app, account.as_str()).await?;
    app.passwords().hash(password.expose()).await
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

/// Refuses limits of a drop that make no sense, and such of another link.
///
/// # Errors
/// `invalid_input`.
pub fn check_drop(
    is_drop: bool,
    max_downloads: Option<u32>,
    max_files: Option<u32>,
    max_bytes: Option<u64>,
    max_file_bytes: Option<u64>,
    kinds: Option<&[FileKind]>,
) -> Result<(), Problem> {
    let given = [
        ("max_files", max_files.is_some(), max_files.is_none_or(|most| (1..=MAX_DROP_FILES).contains(&most))),
        ("max_bytes", max_bytes.is_some(), max_bytes.is_none_or(|most| (1..=MAX_DROP_BYTES).contains(&most))),
        ("max_file_bytes", max_file_bytes.is_some(), max_file_bytes.is_none_or(|most| (1..=MAX_DROP_BYTES).contains(&most))),
        ("kinds", kinds.is_some(), kinds.is_none_or(|kinds| kinds.len() <= FileKind::ALL.len())),
    ];
    for (field, is_given, is_possible) in given {
        if is_given && !is_drop {
            return Err(Problem::field(field, "not_offered", "Only a link that takes files has this limit."));
        }
        if !is_possible {
            return Err(Problem::field(field, "out_of_range", "Choose at least 1, at most 100,000 files and 5 TiB, and each kind once."));
        }
    }
    if is_drop && max_downloads.is_some() {
        return Err(Problem::field("max_downloads", "not_offered", "Nothing is downloaded through a link that takes files."));
    }
    Ok(())
}
