//! Beginning a copy: its room is reserved first, so that what does not fit is refused before anything is copied. All of it is a job. A few
//! small files are copied in the request, which is then the first to work at the job; whatever it leaves, others finish.

pub mod many;

use crate::app::App;
use crate::identity::me::Me;
use crate::identity::reach::{self, Reached};
use crate::work;
use jiff::SignedDuration;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::jobs::{CopyWork, JobRecord, JobState, LEASE, Step};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::copy::Extent;
use share_cloud_domain::ids::{EntryId, JobId};
use share_cloud_domain::member::Access;
use share_cloud_domain::name::{EntryKind, EntryName};
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::upload::{MAX_UPLOADS_PER_CALL, OnConflict, PartPlan};

/// For how long a request works at what it was asked: an answer is to come within the 29 seconds that API Gateway waits.
const ENOUGH: SignedDuration = SignedDuration::from_secs(15);

/// What is to be copied, and where to.
pub struct Wanted<'a> {
    /// The entries, as the caller reaches them.
    pub sources: Vec<&'a EntryRecord>,
    /// The folder, as the caller reaches it.
    pub to: &'a Reached,
    /// The name of the copy; only where one entry is copied.
    pub name: Option<EntryName>,
    /// What happens when a name is taken.
    pub on_conflict: OnConflict,
    /// What was asked for and cannot be copied.
    pub refused: Vec<(&'a str, Code)>,
}

/// What came of the call.
pub enum Copied {
    /// All is done.
    Done(Box<JobRecord>),
    /// The job goes on with it.
    Queued(JobId),
}

/// An entry that can be copied.
///
/// # Errors
/// `not_found` for what is not reached, `forbidden` for a root.
pub fn source(reached: Option<&Reached>) -> Result<&EntryRecord, Problem> {
    let entry = &reached.ok_or(Code::NotFound)?.entry;
    if entry.container.is_some() { Err(Code::Forbidden.into()) } else { Ok(entry) }
}

/// The folder that copies go to.
///
/// # Errors
/// `not_found` unless it is a folder that the caller reaches; `forbidden` when they may not add to it.
pub async fn destination(app: &App, me: &Me, id: &EntryId) -> Result<Reached, Failure> {
    let to = reach::entry(app, me, id, Access::Change).await?;
    if to.entry.kind == EntryKind::Folder { Ok(to) } else { Err(Code::NotFound.into()) }
}

/// Reserves the room and begins to copy.
///
/// # Errors
/// `quota_exceeded`, `folder_limit_exceeded`, `too_deep`, `folder_full` when not all of it fits; `too_many_uploads`. Then nothing is copied.
pub async fn copy(app: &App, me: &Me, wanted: Wanted<'_>) -> Result<Copied, Failure> {
    let to = wanted.to;
    let extent = wanted.sources.iter().fold(Extent::default(), |extent, source| match source.kind {
        EntryKind::File => extent.and_file(source.size_bytes()),
        EntryKind::Folder => extent.and_folder(source.total_bytes, source.file_count, source.height_bound),
    });
    extent.check(to.place.chain()).map_err(Problem::from)?;
    let is_at_once = is_small(&wanted.sources);
    let mut job = new_job(app, me, &to.entry, wanted, extent);
    if is_at_once {
        (job.lease, job.run_at) = (1, job.created_at + LEASE);
    }
    app.db().begin_copy(&job).await?;
    if is_at_once { Box::pin(at_once(app, job)).await } else { Ok(Copied::Queued(job.job_id)) }
}

/// Whether what is asked is done before anybody would wait: a few files of one part each.
fn is_small(sources: &[&EntryRecord]) -> bool {
    let is_small = |entry: &&EntryRecord| entry.kind == EntryKind::File && PartPlan::new(entry.size_bytes()).is_single();
    sources.len() <= MAX_UPLOADS_PER_CALL && sources.iter().all(is_small)
}

fn new_job(app: &App, me: &Me, parent: &EntryRecord, wanted: Wanted<'_>, extent: Extent) -> JobRecord {
    let mut work = CopyWork {
        asked_by: me.account.account_id.clone(),
        parent_id: parent.entry_id.clone(),
        name: wanted.name.map(|name| name.as_str().to_owned()),
        on_conflict: wanted.on_conflict,
        sources: wanted.sources.iter().map(|source| source.entry_id.clone()).collect(),
        begun: 0,
        made: Vec::new(),
        folders: Vec::new(),
        open: Vec::new(),
        reserved_bytes: extent.bytes,
        problems: Vec::new(),
    };
    for (id, code) in wanted.refused {
        work.note(id, "", code, None);
    }
    let job = JobRecord::new(JobId::from_random(app.random()), parent.account_id.clone(), app.now());
    JobRecord { total: extent.files, copy: Some(work), ..job }
}

/// Works at a job whose lease is ours until it is done or it has taken long enough.
async fn at_once(app: &App, mut job: JobRecord) -> Result<Copied, Failure> {
    let begun = app.now();
    let mut is_ours = true;
    while is_ours && app.now().duration_since(begun) < ENOUGH {
        match work::copies::step(app, &mut job).await {
            Ok(Step::Done | Step::Again) => {}
            Ok(Step::Last | Step::Lost) => is_ours = false,
            Err(failure) => {
                tracing::warn!(job_id = %job.job_id, cause = ?failure.cause, "a copy is left to work");
                break;
            }
        }
    }
    if is_ours && let Err(failure) = app.db().release_job(&job, app.now()).await {
        tracing::debug!(cause = ?failure.cause, "a lease ends by itself");
    }
    match app.db().job(&job.job_id).await {
        Ok(Some(job)) if job.state == JobState::Done => Ok(Copied::Done(Box::new(job))),
        _ => Ok(Copied::Queued(job.job_id)),
    }
}
