//! What can go wrong in the store, and how each case is answered in S3's words.

use std::io;

use http::StatusCode;
use s3s::{S3Error, S3ErrorCode};

/// The result of everything inside the store.
pub(super) type Result<T> = std::result::Result<T, StoreError>;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The request asks for something S3 refuses; the error is the answer.
    #[error("refused: {0}")]
    Refused(#[from] S3Error),
    /// A file could not be written, read or made durable.
    #[error("file: {0}")]
    File(#[from] io::Error),
    /// The index refused; nothing was committed.
    #[error("index: {0}")]
    Index(#[from] rusqlite::Error),
    /// A commit failed in a way that leaves open whether it will be there after a restart.
    /// The store takes no more changes until it is opened again.
    #[error("the index is not certain of its last commit; the store needs a restart")]
    Uncertain,
    /// The store is closing.
    #[error("the store is closing")]
    Closed,
}

impl StoreError {
    /// A refusal with S3's `code` and a message for whoever reads the XML.
    pub(super) fn refuse(code: S3ErrorCode, message: &'static str) -> Self {
        Self::Refused(S3Error::with_message(code, message))
    }

    /// Whether the cause is that no room is left on the disk.
    fn is_full_disk(&self) -> bool {
        match self {
            Self::File(cause) => matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded),
            Self::Index(cause) => cause.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            Self::Refused(_) | Self::Uncertain | Self::Closed => false,
        }
    }
}

impl From<StoreError> for S3Error {
    /// The edge: a refusal is answered as it is, a full disk with 507, anything else with 500, its cause logged here and nowhere else.
    fn from(error: StoreError) -> Self {
        if error.is_full_disk() {
            tracing::warn!(cause = %error, "no room left on the disk");
            let mut answer = S3Error::with_message(S3ErrorCode::Custom("InsufficientStorage".into()), "No room is left on the disk.");
            answer.set_status_code(StatusCode::INSUFFICIENT_STORAGE);
            return answer;
        }
        match error {
            StoreError::Refused(answer) => answer,
            cause => {
                tracing::error!(%cause, "the object store failed");
                S3Error::with_message(S3ErrorCode::InternalError, "We encountered an internal error. Please try again.")
            }
        }
    }
}
