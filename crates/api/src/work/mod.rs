//! What outlives a request: letters, garbage, uploads that expired. Whoever is told that something is due may do it; each step is
//! small, can be repeated, and checks for itself whether it is still to be done.

pub mod accounts;
pub mod feedback;
pub mod garbage;
pub mod mails;
pub mod stream;
pub mod sweep;
pub mod tokens;
pub mod uploads;

use crate::app::App;
use share_cloud_aws::db::Due;
use share_cloud_aws::failure::Failure;

/// How many due items of each shard one look takes.
const LOOK: i32 = 25;

/// What one look at what is due came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// How many items were worked on.
    pub items: usize,
    /// How many of them failed and stay due.
    pub failed: usize,
}

/// Does what is due now, until nothing is, or all that is due was attempted before and stays.
///
/// # Errors
/// `unavailable` when what is due cannot be read; what was done stays done.
pub async fn run_due(app: &App) -> Result<Done, Failure> {
    let (mut done, mut before) = (Done::default(), Vec::new());
    loop {
        let due = app.db().due(app.now(), LOOK).await?;
        if due.iter().all(|item| before.contains(item)) {
            return Ok(done);
        }
        for item in &due {
            done.items += 1;
            done.failed += usize::from(!attempt(app, item).await);
        }
        before = due;
    }
}

/// Does one thing that is due; whether that worked. What failed is logged here, and stays due.
async fn attempt(app: &App, due: &Due) -> bool {
    let Err(failure) = perform(app, due).await else { return true };
    tracing::error!(item = ?due, code = failure.code().as_str(), cause = ?failure.cause, "work failed");
    false
}

/// Does one thing that is due. One that is done already, or not due any more, is left alone.
///
/// # Errors
/// `unavailable` or `store_unavailable`: it stays due.
pub async fn perform(app: &App, due: &Due) -> Result<(), Failure> {
    match due {
        Due::Mail(id) => mails::send(app, id).await,
        Due::Upload { scope, scope_key } => uploads::expire(app, scope, scope_key).await,
        Due::Garbage(id) => garbage::remove(app, id).await,
        Due::Account(id) => accounts::vanish(app, id).await,
        // No route starts a job yet.
        Due::Job(_) => Ok(()),
    }
}
