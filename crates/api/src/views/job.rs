//! Work that goes on after its request was answered.

use super::upload::ItemProblem;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::jobs::{CopyProblem, JobRecord};
use share_cloud_domain::ids::JobId;

/// That work was queued.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Queued")]
pub struct Queued {
    /// What to ask get-job for.
    pub job_id: String,
}

impl From<JobId> for Queued {
    fn from(id: JobId) -> Self {
        Self { job_id: id.to_string() }
    }
}

/// How far a job is.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Job")]
pub struct JobView {
    /// The job.
    pub id: String,
    /// `running` or `done`.
    #[schemars(extend("enum" = ["running", "done"]))]
    pub state: &'static str,
    /// Files that are done, or could not be.
    pub done: u64,
    /// Files in all, as far as they are known.
    pub total: u64,
    /// What could not be done, at most 100; empty where everything could.
    pub problems: Vec<JobProblem>,
    /// The copies of what was asked for that are made or begun; empty for a job that deletes.
    pub entry_ids: Vec<String>,
}

/// What a job could not do.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "JobProblem")]
pub struct JobProblem {
    /// The entry.
    pub entry_id: String,
    /// Its name, as far as it is known.
    pub name: String,
    /// Why.
    pub problem: ItemProblem,
}

impl From<JobRecord> for JobView {
    /// A purge has no problems of its own: what fails is tried again until it is done.
    fn from(job: JobRecord) -> Self {
        let (problems, made) = job.copy.map_or_else(Default::default, |work| (work.problems, work.made));
        let told = |told: CopyProblem| {
            let problem = told.problem().into();
            JobProblem { entry_id: told.entry_id, name: told.name, problem }
        };
        Self {
            id: job.job_id.to_string(),
            state: job.state.as_str(),
            done: job.done,
            total: job.total,
            problems: problems.into_iter().map(told).collect(),
            entry_ids: made.into_iter().map(|made| made.entry_id.to_string()).collect(),
        }
    }
}
