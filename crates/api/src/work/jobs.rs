//! Jobs: whoever is told of one does some of its steps and gives it back, so that letters do not wait for a million files.

use super::copies;
use crate::app::App;
use jiff::{SignedDuration, Timestamp};
use share_cloud_aws::db::jobs::{JobRecord, JobState, Step};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::JobId;
use share_cloud_domain::problem::Code;

/// How many steps are done at a time.
const STEPS: u32 = 64;
/// After how long no further step is begun: one that copies may take seconds, and a function's time is short.
const ENOUGH: SignedDuration = SignedDuration::from_secs(10);
/// How many steps in a row may find that something changed in between.
const MAX_VAIN: u32 = 20;

/// Makes a job due that is leased.
///
/// # Errors
/// `unavailable` when the table is away.
pub(super) async fn take_over(app: &App, id: &JobId, now: Timestamp) -> Result<(), Failure> {
    match app.db().job(id).await?.filter(|job| job.run_at > now) {
        Some(job) => app.db().release_job(&job, now).await,
        None => Ok(()),
    }
}

/// Goes on with a job if it is due and nobody else does. What is left is due at once.
///
/// # Errors
/// `unavailable` when the table is away: it stays due.
pub async fn go_on(app: &App, id: &JobId) -> Result<(), Failure> {
    let Some(mut job) = app.db().lease_job(id, app.now()).await? else { return Ok(()) };
    let ended = steps(app, &mut job).await;
    match ended {
        Ok(true) => Ok(()),
        Ok(false) => app.db().release_job(&job, app.now()).await,
        Err(failure) => {
            // Without it the job would wait for the end of its lease; nothing else is lost.
            if let Err(release) = app.db().release_job(&job, app.now()).await {
                tracing::debug!(cause = ?release.cause, "a lease ends by itself");
            }
            Err(failure)
        }
    }
}

/// Whether there is more to do that anybody may; not, when that cannot be read.
pub async fn is_running(app: &App, id: &JobId) -> bool {
    let job = app.db().job(id).await;
    job.is_ok_and(|job| job.is_some_and(|job| job.state == JobState::Running && !job.closes))
}

/// Whether it takes an account down.
pub async fn is_closing(app: &App, id: &JobId) -> bool {
    let job = app.db().job(id).await;
    job.is_ok_and(|job| job.is_some_and(|job| job.closes))
}

/// Does some steps. Whether there is nothing left for us to do.
async fn steps(app: &App, job: &mut JobRecord) -> Result<bool, Failure> {
    let (mut vain, begun) = (0, app.now());
    for _ in 0..STEPS {
        if app.now().duration_since(begun) > ENOUGH {
            return Ok(false);
        }
        match step(app, job).await? {
            Step::Done => vain = 0,
            Step::Again if vain < MAX_VAIN => vain += 1,
            Step::Again => return Err(Failure::store(Code::Unavailable, "a job found something else at every look")),
            Step::Last => {
                // What is gone for good may have left a mark of the room behind.
                app.db().glance_at_room(&job.account_id, app.now()).await;
                return Ok(true);
            }
            Step::Lost => return Ok(true),
        }
    }
    Ok(false)
}

async fn step(app: &App, job: &mut JobRecord) -> Result<Step, Failure> {
    if job.copy.is_some() {
        return Box::pin(copies::step(app, job)).await;
    }
    let account = app.db().account(&job.account_id).await?.ok_or(Code::NotFound)?;
    app.db().step_job(&account, job, app.now()).await
}
