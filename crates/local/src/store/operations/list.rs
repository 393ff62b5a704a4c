//! ListObjectsV2 and ListMultipartUploads.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use s3s::S3ErrorCode;
use s3s::dto::{
    ChecksumAlgorithm, ChecksumType, CommonPrefix, ListMultipartUploadsInput, ListMultipartUploadsOutput, ListObjectsV2Input,
    ListObjectsV2Output, MultipartUpload, Object,
};

use super::{not_implemented, parse_page, signed, strong, timestamp};
use crate::store::Inner;
use crate::store::error::{Result, StoreError};
use crate::store::index::listing::{self, Query};
use crate::store::index::uploads;

/// A page of objects, sorted by key.
pub(in crate::store) async fn list_objects(store: &Arc<Inner>, input: ListObjectsV2Input) -> Result<ListObjectsV2Output> {
    if input.encoding_type.is_some() {
        return Err(not_implemented("This store has no keys that need an encoding."));
    }
    let limit = parse_page(input.max_keys)?;
    let from = match (&input.continuation_token, &input.start_after) {
        (Some(token), _) => parse_token(token)?,
        (None, Some(key)) => listing::after(key),
        (None, None) => Vec::new(),
    };
    let prefix = input.prefix.clone().unwrap_or_default();
    let query = Query { prefix, delimiter: input.delimiter.clone().unwrap_or_default(), from, limit };
    let page = store.read(move |index| if limit == 0 { Ok(listing::Page::default()) } else { listing::list(index, &query) }).await?;
    let shown = page.objects.len() + page.common_prefixes.len();
    let contents = page.objects.into_iter().map(|object| Object {
        checksum_algorithm: object.sha256.as_ref().map(|_| vec![sha256()]),
        checksum_type: object.sha256.as_ref().map(|sha256| {
            ChecksumType::from_static(if sha256.contains('-') { ChecksumType::COMPOSITE } else { ChecksumType::FULL_OBJECT })
        }),
        e_tag: strong(object.etag),
        key: Some(object.key),
        last_modified: Some(timestamp(object.modified_ms)),
        size: Some(signed(object.size_bytes)),
        ..Object::default()
    });
    let prefixes = page.common_prefixes.into_iter().map(|prefix| CommonPrefix { prefix: Some(prefix) });
    Ok(ListObjectsV2Output {
        name: Some(input.bucket),
        prefix: input.prefix,
        max_keys: i32::try_from(limit).ok(),
        key_count: i32::try_from(shown).ok(),
        continuation_token: input.continuation_token,
        is_truncated: Some(page.next.is_some()),
        next_continuation_token: page.next.map(|next| URL_SAFE_NO_PAD.encode(next)),
        contents: Some(contents.collect()),
        common_prefixes: Some(prefixes.collect()),
        delimiter: input.delimiter,
        start_after: input.start_after,
        ..ListObjectsV2Output::default()
    })
}

fn parse_token(token: &str) -> Result<Vec<u8>> {
    let wrong = |_| StoreError::refuse(S3ErrorCode::InvalidArgument, "The continuation token provided is incorrect.");
    URL_SAFE_NO_PAD.decode(token).map_err(wrong)
}

/// A page of open uploads, sorted by key and id.
pub(in crate::store) async fn list_uploads(store: &Arc<Inner>, input: ListMultipartUploadsInput) -> Result<ListMultipartUploadsOutput> {
    if input.encoding_type.is_some() || input.delimiter.is_some() {
        return Err(not_implemented("This store lists uploads without delimiter and encoding."));
    }
    let limit = parse_page(input.max_uploads)?;
    let prefix = input.prefix.clone().unwrap_or_default();
    let key = input.key_marker.clone().unwrap_or_default();
    // A key alone means after all of its uploads; every id is below this one.
    let id = input.upload_id_marker.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| if key.is_empty() { "" } else { "~" }.into());
    let mut found = store.read(move |index| uploads::list(index, &prefix, (&key, &id), limit + 1)).await?;
    let is_truncated = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| is_truncated).cloned();
    let uploads = found.into_iter().map(|upload| MultipartUpload {
        checksum_algorithm: upload.wants_sha256.then(sha256),
        checksum_type: upload.wants_sha256.then(|| ChecksumType::from_static(ChecksumType::COMPOSITE)),
        initiated: Some(timestamp(upload.started_ms)),
        key: Some(upload.key),
        upload_id: Some(upload.id),
        ..MultipartUpload::default()
    });
    Ok(ListMultipartUploadsOutput {
        bucket: Some(input.bucket),
        is_truncated: Some(is_truncated),
        key_marker: input.key_marker,
        max_uploads: i32::try_from(limit).ok(),
        next_key_marker: last.as_ref().map(|upload| upload.key.clone()),
        next_upload_id_marker: last.map(|upload| upload.id),
        prefix: input.prefix,
        upload_id_marker: input.upload_id_marker,
        uploads: Some(uploads.collect()),
        ..ListMultipartUploadsOutput::default()
    })
}

fn sha256() -> ChecksumAlgorithm {
    ChecksumAlgorithm::from_static(ChecksumAlgorithm::SHA256)
}
