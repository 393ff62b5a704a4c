//! What is deployed beside the routes: functions that no request calls. Each has a row too, and workers.json is made of them.

use crate::route::{BucketAction, Grant};
use crate::work;

/// What calls a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The table's stream, for new items of these kinds.
    Stream(&'static [share_cloud_aws::db::Kind]),
    /// The clock.
    Schedule {
        /// Once in so many minutes.
        every_minutes: u32,
    },
    /// What SES says of letters that came back.
    MailFeedback,
}

impl Trigger {
    /// The trigger as workers.json names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stream(_) => "stream",
            Self::Schedule { .. } => "schedule",
            Self::MailFeedback => "mail-feedback",
        }
    }
}

/// A row of the table of workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worker {
    /// The function's name.
    pub name: &'static str,
    /// What calls it.
    pub trigger: Trigger,
    /// What it may do on the table.
    pub table: &'static [Grant],
    /// The global indexes it may query.
    pub indexes: &'static [&'static str],
    /// What it may do on the bucket.
    pub bucket: &'static [BucketAction],
    /// Whether letters leave from it.
    pub sends_mail: bool,
    /// The function's memory, in MB.
    pub memory_mb: u32,
    /// After how many seconds the function is stopped.
    pub timeout_s: u32,
}

/// Every worker.
#[must_use]
pub const fn all() -> [&'static Worker; 3] {
    [&work::stream::WORKER, &work::sweep::WORKER, &work::feedback::WORKER]
}
