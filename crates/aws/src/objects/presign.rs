//! URLs that let a browser send or fetch exactly one thing for a short time.

use super::{ObjectKey, Objects, store_failure};
use crate::failure::Failure;
use aws_sdk_s3::presigning::{PresignedRequest, PresigningConfig};
use share_cloud_domain::content::Served;
use share_cloud_domain::upload::Sha256Digest;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

/// How long a signed part can be sent, in seconds.
pub const TICKET_LIFE_S: u64 = 900;

/// Where one part is sent, with exactly these headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedPart {
    /// The address, on the host that it was signed for.
    pub url: String,
    /// The headers that the signature covers, but Host and Content-Length, which browsers set.
    pub headers: BTreeMap<String, String>,
}

/// Where content is fetched from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedGet {
    /// The address, on the host that it was signed for.
    pub url: String,
}

/// What is signed of one part.
struct Bounds {
    size_bytes: Option<i64>,
    sha256: String,
    signing: PresigningConfig,
}

fn signing(now: jiff::Timestamp, life_s: u64) -> Result<PresigningConfig, Failure> {
    let start = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(now.as_millisecond()).unwrap_or(0));
    let config = PresigningConfig::builder().start_time(start).expires_in(Duration::from_secs(life_s));
    config.build().map_err(Failure::internal)
}

fn bounds(size_bytes: u64, sha256: &Sha256Digest, now: jiff::Timestamp) -> Result<Bounds, Failure> {
    let signing = signing(now, TICKET_LIFE_S)?;
    Ok(Bounds { size_bytes: i64::try_from(size_bytes).ok(), sha256: sha256.to_base64(), signing })
}

/// Only the headers that the signature names, as the SDK lists others too (under Lambda its trace id).
fn signed_part(request: &PresignedRequest) -> SignedPart {
    let signed = request.uri().split(['?', '&']).find_map(|pair| pair.strip_prefix("X-Amz-SignedHeaders="));
    let signed: Vec<&str> = signed.unwrap_or_default().split("%3B").collect();
    let browser_sets = |name: &str| name == "host" || name == "content-length";
    let headers = request.headers().filter(|(name, _)| signed.contains(name) && !browser_sets(name));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    SignedPart { url: request.uri().to_owned(), headers }
}

impl Objects {
    /// Signs the one PUT of a small upload: this length, this checksum, and only once.
    ///
    /// # Errors
    /// `internal` when the request cannot be signed.
    pub async fn sign_put(
        &self,
        key: &ObjectKey,
        size_bytes: u64,
        sha256: &Sha256Digest,
        now: jiff::Timestamp,
    ) -> Result<SignedPart, Failure> {
        let bounds = bounds(size_bytes, sha256, now)?;
        let request = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key.as_str())
            .set_content_length(bounds.size_bytes)
            .checksum_sha256(bounds.sha256)
            .if_none_match("*");
        request.presigned(bounds.signing).await.map(|request| signed_part(&request)).map_err(store_failure)
    }

    /// Signs one part of a large upload: this number, this length, this checksum.
    ///
    /// # Errors
    /// `internal` when the request cannot be signed.
    pub async fn sign_part(
        &self,
        key: &ObjectKey,
        multipart_id: &str,
        number: u32,
        size_bytes: u64,
        sha256: &Sha256Digest,
        now: jiff::Timestamp,
    ) -> Result<SignedPart, Failure> {
        let bounds = bounds(size_bytes, sha256, now)?;
        let request = self
            .client
            .upload_part()
            .bucket(&self.bucket)
            .key(key.as_str())
            .upload_id(multipart_id)
            .set_part_number(i32::try_from(number).ok())
            .set_content_length(bounds.size_bytes)
            .checksum_sha256(bounds.sha256);
        request.presigned(bounds.signing).await.map(|request| signed_part(&request)).map_err(store_failure)
    }

    /// Signs the fetching of content under a type and a name that the server chose.
    ///
    /// # Errors
    /// `internal` when the request cannot be signed.
    pub async fn sign_get(&self, key: &ObjectKey, served: &Served, life_s: u64, now: jiff::Timestamp) -> Result<SignedGet, Failure> {
        let request = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(key.as_str())
            .response_content_type(&served.content_type)
            .response_content_disposition(&served.disposition)
            .response_cache_control("private, no-store");
        let signed = request.presigned(signing(now, life_s)?).await.map_err(store_failure)?;
        Ok(SignedGet { url: signed.uri().to_owned() })
    }
}
