//! CreateMultipartUpload, CompleteMultipartUpload and AbortMultipartUpload.

use std::collections::BTreeMap;
use std::sync::Arc;

use s3s::S3ErrorCode;
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, ChecksumAlgorithm, ChecksumType, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CompletedPart, CreateMultipartUploadInput, CreateMultipartUploadOutput,
};
use sha2::{Digest as _, Sha256};

use super::put::refuse_existing;
use super::{base64, etag_of, not_implemented, parse_attributes, parse_key, parse_only_if_absent, signed, strong};
use crate::store::Inner;
use crate::store::bytes::files::{hex, random};
use crate::store::error::{Result, StoreError};
use crate::store::faults::Operation;
use crate::store::index::Change;
use crate::store::index::objects::{Attributes, Object};
use crate::store::index::uploads::{self, Part, Upload};

/// Every part but the last has at least this many bytes; S3's limit.
const MIN_PART_BYTES: u64 = 5 * 1024 * 1024;

/// Begins an upload.
pub(in crate::store) async fn create(store: &Arc<Inner>, input: CreateMultipartUploadInput) -> Result<CreateMultipartUploadOutput> {
    let wants_sha256 = match input.checksum_algorithm.as_ref().map(ChecksumAlgorithm::as_str) {
        None => false,
        Some(ChecksumAlgorithm::SHA256) => true,
        Some(_) => return Err(not_implemented("The only checksum this store keeps is SHA256.")),
    };
    if input.checksum_type.as_ref().is_some_and(|kind| kind.as_str() != ChecksumType::COMPOSITE) {
        return Err(StoreError::refuse(S3ErrorCode::InvalidRequest, "The checksum type FULL_OBJECT cannot be used with SHA256."));
    }
    let key = parse_key(input.key)?;
    let attributes = Attributes {
        cache_control: input.cache_control,
        content_disposition: input.content_disposition,
        content_encoding: input.content_encoding,
        content_language: input.content_language,
        content_type: input.content_type,
        ..Attributes::default()
    };
    let attributes = parse_attributes(attributes, input.metadata)?;
    let upload = Upload { id: hex(&random()?), key, wants_sha256, attributes, started_ms: store.now_ms() };
    let answer = CreateMultipartUploadOutput {
        bucket: Some(input.bucket),
        checksum_algorithm: wants_sha256.then(|| ChecksumAlgorithm::from_static(ChecksumAlgorithm::SHA256)),
        checksum_type: wants_sha256.then(|| ChecksumType::from_static(ChecksumType::COMPOSITE)),
        key: Some(upload.key.clone()),
        upload_id: Some(upload.id.clone()),
        ..CreateMultipartUploadOutput::default()
    };
    store.change(Operation::CreateMultipartUpload, move |index| uploads::begin(index, &upload).map(Change::of)).await?;
    Ok(answer)
}

/// Ends an upload and its parts; late parts find no upload.
pub(in crate::store) async fn abort(store: &Arc<Inner>, input: AbortMultipartUploadInput) -> Result<AbortMultipartUploadOutput> {
    if input.if_match_initiated_time.is_some() {
        return Err(not_implemented("This store has no conditional aborts."));
    }
    let abort = move |index: &rusqlite::Connection| {
        uploads::find(index, &input.upload_id, &input.key)?;
        Ok(Change { value: (), kept: None, doomed: uploads::forget(index, &input.upload_id)? })
    };
    store.change(Operation::AbortMultipartUpload, abort).await?;
    Ok(AbortMultipartUploadOutput::default())
}

/// What the client says the object is made of.
struct Order {
    parts: Vec<CompletedPart>,
    size_bytes: Option<u64>,
    sha256: Option<String>,
    only_if_absent: bool,
}

/// Makes an object of the parts, in one commit and without moving a byte: the object is the list of their files.
pub(in crate::store) async fn complete(store: &Arc<Inner>, input: CompleteMultipartUploadInput) -> Result<CompleteMultipartUploadOutput> {
    let order = Order {
        parts: input.multipart_upload.and_then(|list| list.parts).unwrap_or_default(),
        size_bytes: input.mpu_object_size.and_then(|size| u64::try_from(size).ok()),
        sha256: input.checksum_sha256,
        only_if_absent: parse_only_if_absent(input.if_match.as_ref(), input.if_none_match.as_ref())?,
    };
    if order.parts.is_empty() {
        return Err(StoreError::refuse(S3ErrorCode::MalformedXML, "The list of parts is empty."));
    }
    let (id, key, modified_ms) = (input.upload_id, input.key, store.now_ms());
    let complete = move |index: &rusqlite::Connection| {
        let upload = uploads::find(index, &id, &key)?;
        if order.only_if_absent {
            refuse_existing(index, &upload.key)?;
        }
        let stored = uploads::all_parts(index, &id)?;
        let chosen = order.choose(&stored, upload.wants_sha256)?;
        let object = order.object(upload, &chosen, modified_ms)?;
        let doomed = uploads::complete(index, &id, &object, &chosen)?;
        Ok(Change { value: object, kept: None, doomed })
    };
    let object = store.change(Operation::CompleteMultipartUpload, complete).await?;
    Ok(CompleteMultipartUploadOutput {
        checksum_type: object.sha256.as_ref().map(|_| ChecksumType::from_static(ChecksumType::COMPOSITE)),
        checksum_sha256: object.sha256,
        e_tag: strong(object.etag),
        location: Some(format!("/{}/{}", input.bucket, object.key)),
        bucket: Some(input.bucket),
        key: Some(object.key),
        ..CompleteMultipartUploadOutput::default()
    })
}

impl Order {
    /// Holds the ordered parts against the stored ones.
    ///
    /// # Errors
    /// 400 `InvalidPartOrder`, `InvalidPart`, `EntityTooSmall` or `InvalidRequest`.
    fn choose<'a>(&self, stored: &'a BTreeMap<i32, Part>, wants_sha256: bool) -> Result<Vec<&'a Part>> {
        let mut chosen: Vec<&Part> = Vec::with_capacity(self.parts.len());
        for ordered in &self.parts {
            let number = ordered.part_number.unwrap_or(0);
            if chosen.last().is_some_and(|last| last.number >= number) {
                return Err(StoreError::refuse(S3ErrorCode::InvalidPartOrder, "The list of parts was not in ascending order."));
            }
            let part = stored.get(&number).ok_or_else(invalid_part)?;
            if ordered.e_tag.as_ref().is_none_or(|etag| etag.value() != etag_of(&part.sha256)) {
                return Err(invalid_part());
            }
            match &ordered.checksum_sha256 {
                Some(sha256) if *sha256 != base64(&part.sha256) => return Err(invalid_part()),
                None if wants_sha256 => {
                    let message =
                        "The upload was created using a sha256 checksum. The complete request must include the checksum for each part.";
                    return Err(StoreError::refuse(S3ErrorCode::InvalidRequest, message));
                }
                _ => {}
            }
            if chosen.last().is_some_and(|last| last.size_bytes < MIN_PART_BYTES) {
                let message = "Your proposed upload is smaller than the minimum allowed object size.";
                return Err(StoreError::refuse(S3ErrorCode::EntityTooSmall, message));
            }
            chosen.push(part);
        }
        Ok(chosen)
    }

    /// The object that the parts make.
    ///
    /// # Errors
    /// 400 when its size or checksum is not what the client says.
    fn object(&self, upload: Upload, parts: &[&Part], modified_ms: i64) -> Result<Object> {
        let size_bytes = parts.iter().map(|part| part.size_bytes).sum();
        if self.size_bytes.is_some_and(|expected| expected != size_bytes) {
            tracing::debug!(size_bytes = signed(size_bytes), "an upload is not of the size its completion names");
            let message = "The provided 'x-amz-mp-object-size' header does not match the size of the parts.";
            return Err(StoreError::refuse(S3ErrorCode::InvalidRequest, message));
        }
        let digest: [u8; 32] = parts.iter().fold(Sha256::new(), |hasher, part| hasher.chain_update(part.sha256)).finalize().into();
        let composite = format!("{}-{}", base64(&digest), parts.len());
        if self.sha256.as_ref().is_some_and(|claimed| *claimed != composite && *claimed != base64(&digest)) {
            return Err(StoreError::refuse(S3ErrorCode::BadDigest, "The sha256 you specified did not match the calculated checksum."));
        }
        Ok(Object {
            key: upload.key,
            size_bytes,
            etag: format!("{}-{}", etag_of(&digest), parts.len()),
            sha256: upload.wants_sha256.then_some(composite),
            attributes: upload.attributes,
            modified_ms,
        })
    }
}

fn invalid_part() -> StoreError {
    let message = "One or more of the specified parts could not be found, or its entity tag or checksum is another.";
    StoreError::refuse(S3ErrorCode::InvalidPart, message)
}
