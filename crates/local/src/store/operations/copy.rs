//! CopyObject, and what both kinds of copy take from a request.

use std::sync::Arc;

use s3s::S3ErrorCode;
use s3s::dto::{ChecksumType, CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopySource, MetadataDirective};

use super::{MAX_PUT_BYTES, no_such_key, not_implemented, parse_attributes, parse_key, strong, timestamp};
use crate::store::Inner;
use crate::store::error::{Result, StoreError};
use crate::store::faults::Operation;
use crate::store::index::Change;
use crate::store::index::objects::{self, Attributes, Object};

/// Makes an object with the bytes of another. No byte is moved: both refer to the same files, which stay until neither does.
pub(in crate::store) async fn copy_object(store: &Arc<Inner>, input: CopyObjectInput) -> Result<CopyObjectOutput> {
    let source = parse_source(store, input.copy_source)?;
    let key = parse_key(input.key)?;
    let replaces = match input.metadata_directive.as_ref().map(MetadataDirective::as_str) {
        None | Some(MetadataDirective::COPY) => None,
        Some(MetadataDirective::REPLACE) => {
            let attributes = Attributes {
                cache_control: input.cache_control,
                content_disposition: input.content_disposition,
                content_encoding: input.content_encoding,
                content_language: input.content_language,
                content_type: input.content_type,
                ..Attributes::default()
            };
            Some(parse_attributes(attributes, input.metadata)?)
        }
        Some(_) => return Err(StoreError::refuse(S3ErrorCode::InvalidArgument, "The metadata directive is COPY or REPLACE.")),
    };
    if source == key && replaces.is_none() {
        return Err(StoreError::refuse(S3ErrorCode::InvalidRequest, "An object is copied to itself only to replace its metadata."));
    }
    let modified_ms = store.now_ms();
    let copy = move |index: &rusqlite::Connection| {
        let (id, original) = objects::find(index, &source)?.ok_or_else(no_such_key)?;
        if original.size_bytes > MAX_PUT_BYTES {
            let message = "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120";
            return Err(StoreError::refuse(S3ErrorCode::InvalidRequest, message));
        }
        let attributes = replaces.unwrap_or(original.attributes);
        let copied = Object { key, attributes, modified_ms, ..original };
        let doomed = objects::put_copy(index, &copied, id)?;
        Ok(Change { value: copied, kept: None, doomed })
    };
    let copied = store.change(Operation::CopyObject, copy).await?;
    let kind = copied.sha256.as_ref().map(|sha256| if sha256.contains('-') { ChecksumType::COMPOSITE } else { ChecksumType::FULL_OBJECT });
    let result = CopyObjectResult {
        checksum_type: kind.map(ChecksumType::from_static),
        checksum_sha256: copied.sha256,
        e_tag: strong(copied.etag),
        last_modified: Some(timestamp(modified_ms)),
        ..CopyObjectResult::default()
    };
    Ok(CopyObjectOutput { copy_object_result: Some(result), ..CopyObjectOutput::default() })
}

/// The key a copy takes its bytes from.
///
/// # Errors
/// 404 for another bucket, 501 for anything but a bucket and a key.
pub(super) fn parse_source(store: &Inner, source: CopySource) -> Result<String> {
    match source {
        CopySource::Bucket { bucket, key, version_id: None } if *bucket == *store.options.bucket => Ok(key.into()),
        CopySource::Bucket { version_id: None, .. } => {
            Err(StoreError::refuse(S3ErrorCode::NoSuchBucket, "The specified bucket does not exist."))
        }
        _ => Err(not_implemented("A copy source is a bucket and a key.")),
    }
}
