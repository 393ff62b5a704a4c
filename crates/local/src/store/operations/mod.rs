//! What each operation does: the request's words into the store's, one change or read, the answer's words out.

pub(super) mod copy;
pub(super) mod delete;
pub(super) mod get;
pub(super) mod list;
pub(super) mod multipart;
pub(super) mod parts;
pub(super) mod put;

use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use s3s::S3ErrorCode;
use s3s::dto::{ETag, ETagCondition, Metadata, Timestamp};

use super::error::{Result, StoreError};
use super::index::objects::Attributes;

/// The most bytes a single PUT, a part or a copied object may have; S3's limit.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>
const MAX_PUT_BYTES: u64 = 5 * 1024 * 1024 * 1024;

/// The most bytes of user metadata, names and values together; S3's limit.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html>
const MAX_METADATA_BYTES: usize = 2048;

/// The most bytes of a key; S3's limit.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>
const MAX_KEY_BYTES: usize = 1024;

/// The most items of any page; S3's limit.
const MAX_PAGE: i32 = 1000;

/// S3 numbers are signed.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn timestamp(milliseconds: i64) -> Timestamp {
    (UNIX_EPOCH + Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0))).into()
}

/// The ETag of a single PUT or a part: its SHA-256 in hexadecimal. Not the MD5 it often is in S3, so as not to hash everything twice.
pub(super) fn etag_of(sha256: &[u8; 32]) -> String {
    super::bytes::files::hex(sha256)
}

fn strong(etag: String) -> Option<ETag> {
    Some(ETag::Strong(etag))
}

fn base64(sha256: &[u8; 32]) -> String {
    STANDARD.encode(sha256)
}

/// Accepts a key.
///
/// # Errors
/// 400 for a key that is empty, too long, or has control characters, which no XML listing could show.
fn parse_key(key: String) -> Result<String> {
    if key.len() > MAX_KEY_BYTES {
        return Err(StoreError::refuse(S3ErrorCode::KeyTooLongError, "Your key is too long."));
    }
    if key.is_empty() || key.chars().any(|c| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')) {
        return Err(StoreError::refuse(S3ErrorCode::InvalidArgument, "This store has no keys that are empty or have control characters."));
    }
    Ok(key)
}

/// Accepts a Content-Length.
///
/// # Errors
/// 411 without one, 400 beyond 5 GiB.
fn parse_length(length: Option<i64>) -> Result<u64> {
    let missing = || StoreError::refuse(S3ErrorCode::MissingContentLength, "You must provide the Content-Length HTTP header.");
    let length = length.and_then(|length| u64::try_from(length).ok()).ok_or_else(missing)?;
    if length > MAX_PUT_BYTES {
        return Err(StoreError::refuse(S3ErrorCode::EntityTooLarge, "Your proposed upload exceeds the maximum allowed size."));
    }
    Ok(length)
}

/// Whether a write may only make a new object.
///
/// # Errors
/// 501 for any condition but `If-None-Match: *`.
fn parse_only_if_absent(if_match: Option<&ETagCondition>, if_none_match: Option<&ETagCondition>) -> Result<bool> {
    match (if_match, if_none_match) {
        (None, None) => Ok(false),
        (None, Some(ETagCondition::Any)) => Ok(true),
        _ => Err(not_implemented("The only condition this store knows for writes is If-None-Match: *.")),
    }
}

fn parse_page(limit: Option<i32>) -> Result<usize> {
    let limit = limit.unwrap_or(MAX_PAGE).min(MAX_PAGE);
    usize::try_from(limit).map_err(|_| StoreError::refuse(S3ErrorCode::InvalidArgument, "A page cannot have less than no items."))
}

/// Accepts what a client says of its bytes.
///
/// # Errors
/// 400 `MetadataTooLarge`.
fn parse_attributes(mut attributes: Attributes, metadata: Option<Metadata>) -> Result<Attributes> {
    attributes.metadata = metadata.unwrap_or_default().into_iter().collect();
    let size: usize = attributes.metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
    if size > MAX_METADATA_BYTES {
        return Err(StoreError::refuse(S3ErrorCode::MetadataTooLarge, "Your metadata headers exceed the maximum allowed metadata size."));
    }
    // The SDKs name their own framing here; it is gone by now.
    let encoding = attributes.content_encoding.take().unwrap_or_default();
    let kept: Vec<&str> = encoding.split(',').map(str::trim).filter(|coding| !coding.is_empty() && *coding != "aws-chunked").collect();
    attributes.content_encoding = (!kept.is_empty()).then(|| kept.join(", "));
    Ok(attributes)
}

fn not_implemented(message: &'static str) -> StoreError {
    StoreError::refuse(S3ErrorCode::NotImplemented, message)
}

fn no_such_key() -> StoreError {
    StoreError::refuse(S3ErrorCode::NoSuchKey, "The specified key does not exist.")
}

fn precondition_failed() -> StoreError {
    StoreError::refuse(S3ErrorCode::PreconditionFailed, "At least one of the pre-conditions you specified did not hold.")
}
