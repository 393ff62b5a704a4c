//! What a request claims of its bytes, in headers or in a trailer, and whether the bytes are so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderMap;
use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Crc32, Crc32c, Crc64Nvme, Md5, Sha1};
use s3s::{S3ErrorCode, TrailingHeaders};
use sha2::{Digest as _, Sha256};

use crate::store::error::{Result, StoreError};

const CRC32: &str = "x-amz-checksum-crc32";
const CRC32C: &str = "x-amz-checksum-crc32c";
const CRC64NVME: &str = "x-amz-checksum-crc64nvme";
const SHA1: &str = "x-amz-checksum-sha1";
const SHA256: &str = "x-amz-checksum-sha256";
const CONTENT_MD5: &str = "content-md5";
const ALL: [&str; 6] = [CRC32, CRC32C, CRC64NVME, SHA1, SHA256, CONTENT_MD5];

/// The checksums a request names.
#[derive(Debug, Default)]
pub(in crate::store) struct Claims {
    /// Header name and base64 value.
    stated: Vec<(&'static str, String)>,
    /// Names of those that follow the body.
    announced: Vec<&'static str>,
    trailer: Option<TrailingHeaders>,
}

impl Claims {
    /// Collects what the headers state or announce.
    ///
    /// # Errors
    /// 400 `InvalidRequest` for a value that is not text.
    pub(in crate::store) fn of(headers: &HeaderMap, trailer: Option<TrailingHeaders>) -> Result<Self> {
        let mut claims = Self { trailer, ..Self::default() };
        for name in ALL {
            if let Some(value) = headers.get(name) {
                let value =
                    value.to_str().map_err(|_| StoreError::refuse(S3ErrorCode::InvalidRequest, "A checksum header is not text."))?;
                claims.stated.push((name, value.to_owned()));
            }
            let announced = headers.get_all("x-amz-trailer").iter().filter_map(|names| names.to_str().ok());
            if announced.flat_map(|names| names.split(',')).any(|announced| announced.trim().eq_ignore_ascii_case(name)) {
                claims.announced.push(name);
            }
        }
        Ok(claims)
    }

    /// Whether a SHA-256 is stated or announced.
    pub(in crate::store) fn has_sha256(&self) -> bool {
        self.names(SHA256)
    }

    fn names(&self, name: &str) -> bool {
        self.stated.iter().any(|(stated, _)| *stated == name) || self.announced.contains(&name)
    }

    /// The hashers these claims need; SHA-256 always.
    pub(super) fn digests(&self) -> Digests {
        let others = ChecksumHasher {
            crc32: self.names(CRC32).then(Crc32::new),
            crc32c: self.names(CRC32C).then(Crc32c::new),
            sha1: self.names(SHA1).then(Sha1::new),
            sha256: None,
            crc64nvme: self.names(CRC64NVME).then(Crc64Nvme::new),
        };
        Digests { sha256: Sha256::new(), md5: self.names(CONTENT_MD5).then(Md5::new), others }
    }

    /// Compares what was claimed with what came, and answers the SHA-256 of the bytes. To be called after the end of the body.
    ///
    /// # Errors
    /// 400 `BadDigest` when a claim is wrong, `InvalidRequest` when an announced one did not come.
    pub(super) fn verify(self, digests: Digests) -> Result<[u8; 32]> {
        let sha256: [u8; 32] = digests.sha256.finalize().into();
        let others = digests.others.finalize();
        let actual = |name| match name {
            CRC32 => others.checksum_crc32.clone(),
            CRC32C => others.checksum_crc32c.clone(),
            CRC64NVME => others.checksum_crc64nvme.clone(),
            SHA1 => others.checksum_sha1.clone(),
            SHA256 => Some(STANDARD.encode(sha256)),
            _ => None,
        };
        let md5 = digests.md5.map(|md5| STANDARD.encode(md5.finalize()));
        let trailer = self.trailer.as_ref().and_then(TrailingHeaders::take).unwrap_or_default();
        let mut claims = self.stated;
        for name in self.announced {
            let value = trailer.get(name).and_then(|value| value.to_str().ok());
            let missing = || StoreError::refuse(S3ErrorCode::InvalidRequest, "A checksum that was announced did not follow the body.");
            claims.push((name, value.ok_or_else(missing)?.trim().to_owned()));
        }
        for (name, claimed) in claims {
            let actual = if name == CONTENT_MD5 { md5.clone() } else { actual(name) };
            if actual.as_ref() != Some(&claimed) {
                return Err(StoreError::refuse(S3ErrorCode::BadDigest, "A checksum you specified did not match what we received."));
            }
        }
        Ok(sha256)
    }
}

/// The hashers of one transfer.
pub(super) struct Digests {
    sha256: Sha256,
    md5: Option<Md5>,
    others: ChecksumHasher,
}

impl Digests {
    /// Takes in a batch.
    pub(super) fn update(&mut self, batch: &[Bytes]) {
        for piece in batch {
            self.sha256.update(piece);
            self.others.update(piece);
            if let Some(md5) = &mut self.md5 {
                md5.update(piece);
            }
        }
    }
}
