//! Copying many entries into one folder: as one job, whose room is reserved as one.

use super::{Copied, Wanted, copy, destination, source};
use crate::app::App;
use crate::identity::me::Me;
use crate::identity::reach::{self, Reached};
use crate::views::batch::BatchResult;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::jobs::{CopyProblem, JobRecord};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::{EntryId, JobId};
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::upload::OnConflict;
use std::collections::HashMap;

/// What came of copying many.
pub enum Many {
    /// One for each that was asked for, in order.
    Results(Vec<BatchResult>),
    /// The job that goes on with them.
    Queued(JobId),
}

/// Copies entries into a folder. Those that are not there, and the root, are told in the results; while a job goes on, in its problems.
///
/// # Errors
/// As [`copy`]: then nothing is copied.
pub async fn copy_many(app: &App, me: &Me, asked: &[String], (parent_id, on_conflict): (&EntryId, OnConflict)) -> Result<Many, Failure> {
    let reached = reach::named(app, me, asked).await?;
    let sources: Vec<Result<&EntryRecord, Problem>> = reached.iter().map(|reached| source(reached.as_ref())).collect();
    let copied: Vec<&EntryRecord> = sources.iter().filter_map(|source| source.as_ref().ok().copied()).collect();
    let refused: Vec<(&str, Code)> =
        asked.iter().zip(&sources).filter_map(|(id, source)| Some((id.as_str(), source.as_ref().err()?.code))).collect();
    if copied.is_empty() {
        return Ok(Many::Results(asked.iter().zip(sources).map(|(id, source)| problem(id, source.err())).collect()));
    }
    let to = destination(app, me, parent_id).await?;
    let wanted = Wanted { sources: copied, to: &to, name: None, on_conflict, refused };
    match copy(app, me, wanted).await? {
        Copied::Queued(job_id) => Ok(Many::Queued(job_id)),
        Copied::Done(job) => results(app, me, asked, sources, &job).await.map(Many::Results),
    }
}

fn problem(id: &str, problem: Option<Problem>) -> BatchResult {
    let problem = problem.unwrap_or_else(|| Code::NotFound.into());
    BatchResult::Problem { entry_id: id.to_owned(), problem: problem.into() }
}

/// What each entry that was asked for came to, of a job that is done.
async fn results(
    app: &App,
    me: &Me,
    asked: &[String],
    sources: Vec<Result<&EntryRecord, Problem>>,
    job: &JobRecord,
) -> Result<Vec<BatchResult>, Failure> {
    let work = job.copy.as_ref().ok_or(Code::Internal)?;
    let ids: Vec<EntryId> = work.made.iter().map(|made| made.entry_id.clone()).collect();
    let found = reach::entries(app, me, &ids).await?;
    let mut entries: HashMap<EntryId, Reached> = ids.into_iter().zip(found).filter_map(|(id, found)| Some((id, found?))).collect();
    let mut at = 0;
    let mut results = Vec::with_capacity(asked.len());
    for (id, source) in asked.iter().zip(sources) {
        let Ok(_) = source else {
            results.push(problem(id, source.err()));
            continue;
        };
        let made = work.made.iter().find(|made| made.at == at).and_then(|made| entries.remove(&made.entry_id));
        let told = work.problems.iter().find(|problem| problem.at == Some(at)).map(CopyProblem::problem);
        results.push(match made {
            Some(made) => BatchResult::Entry { entry_id: id.clone(), entry: Box::new(made.shown(made.entry.clone())) },
            None => problem(id, told),
        });
        at += 1;
    }
    Ok(results)
}
