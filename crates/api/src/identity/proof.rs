//! Proving by the password that the person at a signed-in browser is the account's.

use super::me::Me;
use super::tries::{Tries, count_work};
use crate::app::App;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::PresentedPassword;
use share_cloud_domain::problem::Code;

/// Checks the password of the calling account; answers the hash that it was checked against.
///
/// # Errors
/// `invalid_credentials`; `too_many_requests` after too many wrong ones.
pub async fn prove(app: &App, me: &Me, password: &PresentedPassword) -> Result<String, Failure> {
    let id = &me.account.account_id;
    count_work(app, id.as_str()).await?;
    let subject = app.limit_subject(&["password", id.as_str()]);
    let tries = Tries::count(app, vec![(app.config().limits.sign_in_account_address, subject)]).await?;
    let hash = app.db().password_hash(id).await?;
    let checked = app.passwords().verify(password.expose(), hash.as_deref()).await;
    if !matches!(checked, Ok(false)) {
        tries.take_back(app).await?;
    }
    if checked? { hash.ok_or_else(|| Code::InvalidCredentials.into()) } else { Err(Code::InvalidCredentials.into()) }
}
