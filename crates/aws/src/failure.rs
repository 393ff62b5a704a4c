//! The one error of this crate: a problem that may be shown, and a cause that may not.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use share_cloud_domain::problem::{Code, Problem};
use std::error::Error;
use std::fmt;

/// The error code by which a store of ours says that its disk is full.
pub const STORE_FULL: &str = "InsufficientStorage";

/// Seconds a client is asked to wait when a store is away or busy.
const STORE_RETRY_S: u64 = 1;

/// A public problem with its private cause. It is logged once, at the edge.
#[derive(Debug)]
pub struct Failure {
    /// What the caller is told.
    pub problem: Problem,
    /// What only the log is told.
    pub cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// Something that cannot be, with its cause for the log.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { problem: Code::Internal.into(), cause: Some(cause.into()) }
    }

    /// A store that does not do its part, with its cause for the log.
    pub fn store(code: Code, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { problem: Problem::from(code).retry_after(STORE_RETRY_S), cause: Some(cause.into()) }
    }

    /// The code of the problem.
    #[must_use]
    pub fn code(&self) -> Code {
        self.problem.code
    }

    /// Reads an SDK's error as `away` unless the store says that its disk is full.
    pub(crate) fn of_sdk<E, R>(away: Code, error: SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
        R: fmt::Debug + Send + Sync + 'static,
    {
        let full = error.as_service_error().and_then(ProvideErrorMetadata::code) == Some(STORE_FULL);
        if full { Self { problem: Code::InsufficientStorage.into(), cause: Some(error.into()) } } else { Self::store(away, error) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(formatter)
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self { problem, cause: None }
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Problem::from(code).into()
    }
}
