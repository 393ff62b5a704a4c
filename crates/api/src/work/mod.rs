//! What outlives a request: letters, garbage, uploads that expired, jobs. Whoever is told that something is due may do it; each step is
//! small, can be repeated, and checks for itself whether it is still to be done.

pub mod accounts;
pub mod copies;
pub mod feedback;
pub mod garbage;
pub mod jobs;
pub mod mails;
pub mod members;
pub mod notices;
pub mod search;
pub mod stream;
pub mod sweep;
pub mod tokens;
pub mod trash;
pub mod uploads;

use crate::app::App;
use share_cloud_aws::db::Due;
use share_cloud_aws::db::jobs::LEASE;
use share_cloud_aws::failure::Failure;

/// How many due items of each shard one look takes.
const LOOK: i32 = 25;
/// How many of each shard are looked through for leases when a home starts.
const TAKEN_OVER: i32 = 1_000;

/// What one look at what is due came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// How many items were worked on.
    pub items: usize,
    /// How many of them failed and stay due.
    pub failed: usize,
}

/// Does what is due now, until nothing is but what was tried and stays.
///
/// # Errors
/// `unavailable` when what is due cannot be read; what was done stays done.
pub async fn run_due(app: &App) -> Result<Done, Failure> {
    let (mut done, mut tried, mut turn) = (Done::default(), Vec::new(), 0);
    loop {
        let mut due = app.db().due(app.now(), LOOK).await?;
        tried.retain(|item| due.contains(item));
        due.retain(|item| !tried.contains(item));
        if due.is_empty() {
            return Ok(done);
        }
        // All that is short, and one that is long before the next look: whoever waits for a letter does not wait for somebody's jobs.
        let (mut long, short): (Vec<Due>, Vec<Due>) = due.into_iter().partition(is_long);
        let next = (!long.is_empty()).then(|| long.swap_remove(turn % long.len()));
        turn += 1;
        for item in short.into_iter().chain(next) {
            let is_done = attempt(app, &item).await;
            done.items += 1;
            done.failed += usize::from(!is_done);
            // What is long is given back with some of it done, and gone on with.
            if !(is_done && is_long(&item)) {
                tried.push(item);
            }
        }
    }
}

/// Whether its turn may take seconds.
const fn is_long(due: &Due) -> bool {
    matches!(due, Due::Job(_) | Due::Search(_))
}

/// Makes the letters and jobs due that somebody was at when the home ended. Only where nobody else works; elsewhere a lease ends by itself.
///
/// # Errors
/// `unavailable` when the table is away.
pub async fn take_over(app: &App) -> Result<(), Failure> {
    let now = app.now();
    for due in app.db().due(now + mails::LEASE.max(LEASE), TAKEN_OVER).await? {
        match due {
            Due::Mail(id) => mails::take_over(app, &id, now).await?,
            Due::Job(id) => jobs::take_over(app, &id, now).await?,
            _ => {}
        }
    }
    Ok(())
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
        Due::Account(id) => accounts::end(app, id).await,
        Due::Job(id) => jobs::go_on(app, id).await,
        Due::Search(id) => search::build(app, id).await,
        Due::Share(id) => notices::share(app, id).await,
        Due::Room(id) => notices::room(app, id).await,
        Due::Notice { holder, place } => notices::drop(app, holder, place).await,
        Due::Join { account_id, mark } => members::join(app, account_id, mark).await,
        Due::Trashed(id) => trash::purge_overdue(app, id).await,
    }
}
