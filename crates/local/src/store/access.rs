//! What `s3s` leaves open and S3 does not: which operations and headers there are, and what a presigned URL allows.

use http::{HeaderMap, Uri};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use s3s::access::{S3Access, S3AccessContext};
use s3s::{S3Error, S3ErrorCode, S3Result};

use super::Clock;
use super::service::Audience;

/// The operations there are.
const OPERATIONS: [&str; 16] = [
    "HeadBucket",
    "CreateBucket",
    "PutObject",
    "GetObject",
    "HeadObject",
    "DeleteObject",
    "DeleteObjects",
    "CopyObject",
    "ListObjectsV2",
    "CreateMultipartUpload",
    "UploadPart",
    "UploadPartCopy",
    "ListParts",
    "CompleteMultipartUpload",
    "AbortMultipartUpload",
    "ListMultipartUploads",
];

/// Those of them that may come from outside, and only by presigned URL.
const PUBLIC_OPERATIONS: [&str; 4] = ["GetObject", "HeadObject", "PutObject", "UploadPart"];

/// The `x-amz-` headers that are understood. S3 refuses what it would otherwise silently not do.
const HEADERS: [&str; 18] = [
    "x-amz-checksum-algorithm",
    "x-amz-checksum-crc32",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-mode",
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha256",
    "x-amz-checksum-type",
    "x-amz-content-sha256",
    "x-amz-copy-source",
    "x-amz-copy-source-range",
    "x-amz-date",
    "x-amz-decoded-content-length",
    "x-amz-metadata-directive",
    "x-amz-mp-object-size",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-trailer",
    "x-amz-user-agent",
];

/// The longest life of a presigned URL; S3's limit.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>
const MAX_PRESIGNED_S: i64 = 7 * 24 * 3600;

/// How far ahead the signer's clock may be; S3's limit.
const MAX_AHEAD: SignedDuration = SignedDuration::from_mins(15);

/// The rules of one endpoint, asked after the signature was verified and before the operation begins.
pub(super) struct Rules {
    pub(super) bucket: String,
    pub(super) region: String,
    pub(super) audience: Audience,
    pub(super) clock: Clock,
}

#[async_trait::async_trait]
impl S3Access for Rules {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        if context.credentials().is_none() {
            return Err(refuse(S3ErrorCode::AccessDenied, "Signature is required"));
        }
        let operation = context.s3_op().name();
        if !OPERATIONS.contains(&operation) {
            return Err(refuse(S3ErrorCode::NotImplemented, "This store does not have this operation."));
        }
        let presigned = presigned_query(context.uri());
        if self.audience == Audience::Public && (presigned.is_none() || !PUBLIC_OPERATIONS.contains(&operation)) {
            return Err(refuse(S3ErrorCode::AccessDenied, "Access Denied"));
        }
        check_headers(context.headers())?;
        match presigned {
            Some(query) => {
                check_scope(query.credential, &self.region)?;
                check_life(&query, (self.clock)())?;
                check_signed_headers(query.signed_headers, context.headers())?;
            }
            None => check_authorization(context.headers(), &self.region)?,
        }
        if context.s3_path().get_bucket_name() != Some(&self.bucket) {
            return Err(refuse(S3ErrorCode::NoSuchBucket, "The specified bucket does not exist"));
        }
        Ok(())
    }
}

fn refuse(code: S3ErrorCode, message: &'static str) -> S3Error {
    S3Error::with_message(code, message)
}

/// What a presigned URL says of its signature, as it stands in the query.
struct PresignedQuery<'a> {
    credential: &'a str,
    date: &'a str,
    expires_s: &'a str,
    signed_headers: &'a str,
}

fn presigned_query(uri: &Uri) -> Option<PresignedQuery<'_>> {
    let query = uri.query()?;
    let find = |name| query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value);
    find("X-Amz-Signature")?;
    Some(PresignedQuery {
        credential: find("X-Amz-Credential")?,
        date: find("X-Amz-Date")?,
        expires_s: find("X-Amz-Expires")?,
        signed_headers: find("X-Amz-SignedHeaders")?,
    })
}

/// A presigned URL lives as long as its signer said, by the store's own clock; `s3s` also holds it against the machine's.
fn check_life(query: &PresignedQuery<'_>, now: Timestamp) -> S3Result<()> {
    let malformed = || refuse(S3ErrorCode::AuthorizationQueryParametersError, "The query's X-Amz-Date or X-Amz-Expires is malformed");
    let date =
        DateTime::strptime("%Y%m%dT%H%M%SZ", query.date).and_then(|date| TimeZone::UTC.to_timestamp(date)).map_err(|_| malformed())?;
    let expires_s: i64 = query.expires_s.parse().map_err(|_| malformed())?;
    if !(1..=MAX_PRESIGNED_S).contains(&expires_s) {
        return Err(refuse(S3ErrorCode::AuthorizationQueryParametersError, "X-Amz-Expires must be from 1 second to a week"));
    }
    let age = now.duration_since(date);
    if age < -MAX_AHEAD {
        return Err(refuse(S3ErrorCode::AccessDenied, "Request is not valid yet"));
    }
    if age > SignedDuration::from_secs(expires_s) {
        return Err(refuse(S3ErrorCode::AccessDenied, "Request has expired"));
    }
    Ok(())
}

/// A presigned URL allows exactly what its signer named. Without this, whoever holds one for a PUT could add `x-amz-copy-source`
/// and have any other object copied.
fn check_signed_headers(signed: &str, headers: &HeaderMap) -> S3Result<()> {
    // Header names have nothing to escape; only the semicolons between them may be escaped.
    let signed = signed.replace("%3b", ";").replace("%3B", ";");
    let is_signed = |name: &str| signed.split(';').any(|signed| signed == name);
    // The hash of the body can only make a request stricter.
    let stray = headers
        .keys()
        .map(http::HeaderName::as_str)
        .find(|name| name.starts_with("x-amz-") && *name != "x-amz-content-sha256" && !is_signed(name));
    match stray {
        None => Ok(()),
        Some(_) => Err(refuse(S3ErrorCode::AccessDenied, "There were headers present in the request which were not signed")),
    }
}

fn check_headers(headers: &HeaderMap) -> S3Result<()> {
    let is_known = |name: &str| HEADERS.contains(&name) || name.starts_with("x-amz-meta-") || !name.starts_with("x-amz-");
    if headers.keys().all(|name| is_known(name.as_str())) {
        return Ok(());
    }
    Err(refuse(S3ErrorCode::NotImplemented, "A header you provided implies functionality that is not implemented."))
}

/// Signature version 4 only, of this region.
fn check_authorization(headers: &HeaderMap, region: &str) -> S3Result<()> {
    let value = headers.get(http::header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let credential = value.split_once("Credential=").map(|(_, rest)| rest.split(',').next().unwrap_or_default());
    match credential {
        Some(credential) if value.starts_with("AWS4-HMAC-SHA256") => check_scope(credential, region),
        _ => Err(refuse(S3ErrorCode::AccessDenied, "Only AWS Signature Version 4 is accepted")),
    }
}

/// A credential is `key/date/region/s3/aws4_request`, in a query with its slashes escaped.
fn check_scope(credential: &str, region: &str) -> S3Result<()> {
    let credential = credential.replace("%2F", "/").replace("%2f", "/");
    if credential.rsplit('/').nth(2) == Some(region) {
        return Ok(());
    }
    Err(refuse(S3ErrorCode::AuthorizationHeaderMalformed, "The authorization is malformed; the region is wrong"))
}
