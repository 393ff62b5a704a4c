//! The SHA-256 of files and parts, as S3 writes them.

use crate::field::FieldError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// The SHA-256 of a file or part, written as base64 as in S3's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256Digest([u8; 32]);

impl Sha256Digest {
    /// Takes the 32 bytes of a digest.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads a digest: the one way in which padded base64 writes 32 bytes.
    ///
    /// # Errors
    /// `invalid_sha256`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let bytes = STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or(FieldError::new("invalid_sha256", "Write the SHA-256 as base64."))
    }

    /// The digest as base64.
    #[must_use]
    pub fn to_base64(self) -> String {
        STANDARD.encode(self.0)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Sha256Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_base64())
    }
}

impl TryFrom<String> for Sha256Digest {
    type Error = FieldError;
    fn try_from(text: String) -> Result<Self, FieldError> {
        Self::parse(&text)
    }
}

impl From<Sha256Digest> for String {
    fn from(digest: Sha256Digest) -> String {
        digest.to_base64()
    }
}

/// The checksum that S3 gives an object of several parts: the SHA-256 of their SHA-256s, and how many they were.
#[must_use]
pub fn composite_checksum(parts: &[[u8; 32]]) -> String {
    format!("{}-{}", STANDARD.encode(Sha256::digest(parts.concat())), parts.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_32_bytes_in_their_one_spelling_are_a_digest() {
        let text = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        let digest = Sha256Digest::parse(text).unwrap();
        assert_eq!(digest, Sha256Digest::from_bytes(Sha256::digest([]).into()));
        assert_eq!(digest.to_base64(), text);
        let unpadded = text.trim_end_matches('=');
        for broken in
            [unpadded, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=", "YWJj", "", " "]
        {
            assert_eq!(Sha256Digest::parse(broken).unwrap_err().code, "invalid_sha256", "{broken}");
        }
    }

    #[test]
    fn a_composite_checksum_is_the_digest_of_the_digests() {
        let part = Sha256::digest(b"a").into();
        let both = Sha256Digest::from_bytes(Sha256::digest([part, part].concat()).into());
        assert_eq!(composite_checksum(&[part, part]), format!("{}-2", both.to_base64()));
    }
}
