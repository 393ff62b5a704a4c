//! What a drop may take, and what of that is left. As an account's room: left + open + received = most, at every moment.

use serde::{Deserialize, Serialize};
use share_cloud_domain::drops::FileKind;

/// What a drop may take, and what it has taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropRoom {
    /// How many files at most.
    pub max_files: u32,
    /// How many bytes at most, all files together.
    pub max_bytes: u64,
    /// How many bytes each file may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_file_bytes: Option<u64>,
    /// Which kinds of files; none for all.
    pub kinds: Vec<FileKind>,
    /// How many more files may be started. Negative where its owner lowered the limit below what is open.
    pub files_left: i64,
    /// How many more bytes may be started.
    pub bytes_left: i64,
    /// Files that are on their way.
    pub open_files: i64,
    /// Their bytes.
    pub open_bytes: i64,
    /// Files that came.
    pub files_received: u32,
    /// Their bytes.
    pub bytes_received: u64,
}

impl DropRoom {
    /// A drop that has taken nothing yet.
    #[must_use]
    pub fn new(max_files: u32, max_bytes: u64, max_file_bytes: Option<u64>, kinds: Vec<FileKind>) -> Self {
        Self {
            max_files,
            max_bytes,
            max_file_bytes,
            kinds,
            files_left: i64::from(max_files),
            bytes_left: i64::try_from(max_bytes).unwrap_or(i64::MAX),
            open_files: 0,
            open_bytes: 0,
            files_received: 0,
            bytes_received: 0,
        }
    }

    /// Whether nothing more fits, whatever becomes of what is on its way.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.files_received >= self.max_files || self.bytes_received >= self.max_bytes
    }

    /// Whether left, open and received are what it may take.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let files = i128::from(self.files_left) + i128::from(self.open_files) + i128::from(self.files_received);
        let bytes = i128::from(self.bytes_left) + i128::from(self.open_bytes) + i128::from(self.bytes_received);
        files == i128::from(self.max_files) && bytes == i128::from(self.max_bytes) && self.open_files >= 0 && self.open_bytes >= 0
    }
}
