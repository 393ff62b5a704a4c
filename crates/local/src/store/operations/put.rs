//! PutObject.

use std::sync::Arc;

use s3s::S3Request;
use s3s::dto::{ChecksumType, PutObjectInput, PutObjectOutput};

use super::{base64, etag_of, parse_attributes, parse_key, parse_length, parse_only_if_absent, precondition_failed, strong};
use crate::store::Inner;
use crate::store::bytes::claims::Claims;
use crate::store::error::Result;
use crate::store::faults::Operation;
use crate::store::index::Change;
use crate::store::index::objects::{self, Attributes, Object, Segment};

/// Stores the body under the key, as a whole or not at all.
pub(in crate::store) async fn put_object(store: &Arc<Inner>, request: S3Request<PutObjectInput>) -> Result<PutObjectOutput> {
    let S3Request { input, headers, trailing_headers, .. } = request;
    let only_if_absent = parse_only_if_absent(input.if_match.as_ref(), input.if_none_match.as_ref())?;
    let length = parse_length(input.content_length)?;
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
    let claims = Claims::of(&headers, trailing_headers)?;
    if only_if_absent {
        // What is certain to be refused need not be written first; the change below looks again.
        let key = key.clone();
        store.read(move |index| refuse_existing(index, &key)).await?;
    }
    let asked_sha256 = claims.has_sha256();
    let received = store.transfer(Operation::PutObject).receive(input.body, length, claims).await?;
    let (etag, sha256) = (etag_of(&received.sha256), asked_sha256.then(|| base64(&received.sha256)));
    let answer = PutObjectOutput {
        e_tag: strong(etag.clone()),
        checksum_type: sha256.as_ref().map(|_| ChecksumType::from_static(ChecksumType::FULL_OBJECT)),
        checksum_sha256: sha256.clone(),
        ..PutObjectOutput::default()
    };
    let object = Object { key, size_bytes: received.size_bytes, etag, sha256, attributes, modified_ms: store.now_ms() };
    let put = move |index: &rusqlite::Connection| {
        if only_if_absent {
            refuse_existing(index, &object.key)?;
        }
        let (location, mut change) = objects::adopt(index, received.place)?;
        let segment = location.map(|location| Segment { size_bytes: object.size_bytes, location });
        change.doomed = objects::put(index, &object, segment.as_slice())?;
        Ok::<Change<()>, _>(change)
    };
    store.change(Operation::PutObject, put).await?;
    Ok(answer)
}

/// # Errors
/// 412 if there is an object of this key.
pub(super) fn refuse_existing(index: &rusqlite::Connection, key: &str) -> Result<()> {
    if objects::exists(index, key)? { Err(precondition_failed()) } else { Ok(()) }
}
