//! Work that goes on after its request was answered.

use super::upload::ItemProblem;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::jobs::JobRecord;
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
    /// Files that are done.
    pub done: u64,
    /// Files in all, as far as they are known.
    pub total: u64,
    /// What could not be done; empty where everything could.
    pub problems: Vec<ItemProblem>,
}

impl From<JobRecord> for JobView {
    /// A purge has no problems of its own: what fails is tried again until it is done.
    fn from(job: JobRecord) -> Self {
        Self { id: job.job_id.to_string(), state: job.state.as_str(), done: job.done, total: job.total, problems: Vec::new() }
    }
}
