//! UploadPart, UploadPartCopy and ListParts.

use std::sync::Arc;

use s3s::dto::{
    ChecksumAlgorithm, ChecksumType, CopyPartResult, ListPartsInput, ListPartsOutput, Part as ListedPart, Range, StreamingBlob,
    UploadPartCopyInput, UploadPartCopyOutput, UploadPartInput, UploadPartOutput,
};
use s3s::{S3ErrorCode, S3Request};

use super::copy::parse_source;
use super::{MAX_PUT_BYTES, base64, etag_of, get, parse_length, parse_page, signed, strong, timestamp};
use crate::store::Inner;
use crate::store::bytes::claims::Claims;
use crate::store::bytes::receive::{Received, in_background};
use crate::store::error::{Result, StoreError};
use crate::store::faults::Operation;
use crate::store::index::objects;
use crate::store::index::uploads::{self, Part, Upload};

/// The highest part number; S3's limit.
const MAX_PART_NUMBER: i32 = 10_000;

/// Stores the body as a part, in place of any with its number.
pub(in crate::store) async fn upload_part(store: &Arc<Inner>, request: S3Request<UploadPartInput>) -> Result<UploadPartOutput> {
    let S3Request { input, headers, trailing_headers, .. } = request;
    let number = parse_number(input.part_number)?;
    let length = parse_length(input.content_length)?;
    let claims = Claims::of(&headers, trailing_headers)?;
    let upload = find(store, input.upload_id, input.key).await?;
    if upload.wants_sha256 && !claims.has_sha256() {
        let message = "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: null";
        return Err(StoreError::refuse(S3ErrorCode::InvalidRequest, message));
    }
    let claimed = claims.has_sha256();
    let received = store.transfer(Operation::UploadPart).receive(input.body, length, claims).await?;
    let sha256 = received.sha256;
    keep(store, Operation::UploadPart, upload, number, received).await?;
    Ok(UploadPartOutput {
        checksum_sha256: claimed.then(|| base64(&sha256)),
        e_tag: strong(etag_of(&sha256)),
        ..UploadPartOutput::default()
    })
}

/// Stores a range of an object as a part. The bytes are read and written again, because their checksum has to be known.
pub(in crate::store) async fn upload_part_copy(store: &Arc<Inner>, input: UploadPartCopyInput) -> Result<UploadPartCopyOutput> {
    let number = parse_number(input.part_number)?;
    let source = parse_source(store, input.copy_source)?;
    let range = input.copy_source_range.as_deref().map(parse_range).transpose()?;
    let upload = find(store, input.upload_id, input.key).await?;
    let (length, content) = {
        let store = Arc::clone(store);
        in_background(move || {
            let (_, bounds, content) = get::open(&store, &source, |object| bounds(range, object.size_bytes))?;
            Ok((bounds.end - bounds.start, content))
        })
        .await?
    };
    let transfer = store.transfer(Operation::UploadPartCopy);
    let received = transfer.receive(Some(StreamingBlob::new(content)), length, Claims::default()).await?;
    let (sha256, wants_sha256) = (received.sha256, upload.wants_sha256);
    let modified_ms = keep(store, Operation::UploadPartCopy, upload, number, received).await?;
    let result = CopyPartResult {
        checksum_sha256: wants_sha256.then(|| base64(&sha256)),
        e_tag: strong(etag_of(&sha256)),
        last_modified: Some(timestamp(modified_ms)),
        ..CopyPartResult::default()
    };
    Ok(UploadPartCopyOutput { copy_part_result: Some(result), ..UploadPartCopyOutput::default() })
}

/// A page of an upload's parts, sorted by number.
pub(in crate::store) async fn list_parts(store: &Arc<Inner>, input: ListPartsInput) -> Result<ListPartsOutput> {
    let limit = parse_page(input.max_parts)?;
    let after = input.part_number_marker.unwrap_or(0);
    let (id, key) = (input.upload_id.clone(), input.key.clone());
    let found = store.read(move |index| {
        let upload = uploads::find(index, &id, &key)?;
        Ok((uploads::parts(index, &id, after, limit + 1)?, upload))
    });
    let (mut parts, upload) = found.await?;
    let is_truncated = parts.len() > limit;
    parts.truncate(limit);
    let last = parts.last().map_or(after, |part| part.number);
    let listed = parts.into_iter().map(|part| ListedPart {
        checksum_sha256: upload.wants_sha256.then(|| base64(&part.sha256)),
        e_tag: strong(etag_of(&part.sha256)),
        last_modified: Some(timestamp(part.modified_ms)),
        part_number: Some(part.number),
        size: Some(signed(part.size_bytes)),
        ..ListedPart::default()
    });
    Ok(ListPartsOutput {
        bucket: Some(input.bucket),
        checksum_algorithm: upload.wants_sha256.then(|| ChecksumAlgorithm::from_static(ChecksumAlgorithm::SHA256)),
        checksum_type: upload.wants_sha256.then(|| ChecksumType::from_static(ChecksumType::COMPOSITE)),
        is_truncated: Some(is_truncated),
        key: Some(input.key),
        max_parts: i32::try_from(limit).ok(),
        next_part_number_marker: is_truncated.then_some(last),
        part_number_marker: Some(after),
        parts: Some(listed.collect()),
        upload_id: Some(input.upload_id),
        ..ListPartsOutput::default()
    })
}

/// The open upload, looked up before bytes are taken in vain.
async fn find(store: &Arc<Inner>, id: String, key: String) -> Result<Upload> {
    store.read(move |index| uploads::find(index, &id, &key)).await
}

/// Has the index name a part's bytes, if the upload is still open, and answers when that was.
async fn keep(store: &Arc<Inner>, operation: Operation, upload: Upload, number: i32, received: Received) -> Result<i64> {
    let modified_ms = store.now_ms();
    let put = move |index: &rusqlite::Connection| {
        uploads::find(index, &upload.id, &upload.key)?;
        let Received { size_bytes, sha256, place } = received;
        let (location, mut change) = objects::adopt(index, place)?;
        change.doomed = uploads::put_part(index, &upload.id, &Part { number, size_bytes, sha256, location, modified_ms })?;
        Ok(change)
    };
    store.change(operation, put).await?;
    Ok(modified_ms)
}

fn parse_number(number: i32) -> Result<i32> {
    if (1..=MAX_PART_NUMBER).contains(&number) {
        return Ok(number);
    }
    Err(StoreError::refuse(S3ErrorCode::InvalidArgument, "Part number must be an integer between 1 and 10000, inclusive"))
}

fn parse_range(range: &str) -> Result<Range> {
    match Range::parse(range) {
        Ok(range @ Range::Int { last: Some(_), .. }) => Ok(range),
        _ => {
            Err(StoreError::refuse(S3ErrorCode::InvalidArgument, "The x-amz-copy-source-range value must be of the form bytes=first-last."))
        }
    }
}

/// The bytes to copy; unlike for a GET, a range has to lie wholly inside the object.
fn bounds(range: Option<Range>, size_bytes: u64) -> Result<std::ops::Range<u64>> {
    let bounds = match range {
        Some(Range::Int { first, last: Some(last) }) => first..last.saturating_add(1),
        _ => 0..size_bytes,
    };
    if bounds.end > size_bytes {
        return Err(StoreError::refuse(S3ErrorCode::InvalidArgument, "Range specified is not valid for source object."));
    }
    if bounds.end - bounds.start > MAX_PUT_BYTES {
        return Err(StoreError::refuse(
            S3ErrorCode::InvalidRequest,
            "The specified copy source is larger than the maximum allowable size.",
        ));
    }
    Ok(bounds)
}
