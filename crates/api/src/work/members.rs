//! Accounts that have confirmed an address take over what was given to it before.

use crate::app::App;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::AccountId;

/// How many steps one look takes before whatever else is due has its turn.
const STEPS: u32 = 64;

/// Takes over what waits.
///
/// # Errors
/// `unavailable` when the table is away: the rest stays due.
pub async fn join(app: &App, account: &AccountId, mark: &AccountId) -> Result<(), Failure> {
    for _ in 0..STEPS {
        if !app.db().join_some(account, mark).await? {
            break;
        }
    }
    Ok(())
}
