//! How large one file may be.

use crate::field::FieldError;
use serde::{Deserialize, Serialize};

/// The most bytes of one file: 5 TiB, what one object of S3 was long made for and what 9,500 parts of at most 5 GiB hold easily.
pub const MAX_FILE_BYTES: u64 = 5 * 1_024 * 1_024 * 1_024 * 1_024;

/// A file's size in bytes: 0 to [`MAX_FILE_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct FileSize(u64);

impl FileSize {
    /// Reads a size. A negative number, a fraction or a text is refused before, where JSON becomes `u64`.
    ///
    /// # Errors
    /// `too_large`.
    pub const fn parse(bytes: u64) -> Result<Self, FieldError> {
        if bytes > MAX_FILE_BYTES { Err(FieldError::new("too_large", "A file has at most 5 TiB.")) } else { Ok(Self(bytes)) }
    }

    /// The size in bytes.
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.0
    }
}

impl TryFrom<u64> for FileSize {
    type Error = FieldError;
    fn try_from(bytes: u64) -> Result<Self, FieldError> {
        Self::parse(bytes)
    }
}

impl From<FileSize> for u64 {
    fn from(size: FileSize) -> u64 {
        size.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_from_nothing_to_5_tib_are_taken() {
        assert_eq!(FileSize::parse(0).unwrap().bytes(), 0);
        assert_eq!(FileSize::parse(MAX_FILE_BYTES).unwrap().bytes(), MAX_FILE_BYTES);
        assert_eq!(FileSize::parse(MAX_FILE_BYTES + 1).unwrap_err().code, "too_large");
        assert!(FileSize::parse((1 << 53) + 1).is_err());
    }
}
