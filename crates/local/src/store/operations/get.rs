//! GetObject and HeadObject.

use std::ops::Range as Bounds;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use s3s::dto::{
    ChecksumMode, ChecksumType, ETag, ETagCondition, GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput, Range,
    StreamingBlob, Timestamp,
};
use s3s::{S3Error, S3ErrorCode};

use super::{no_such_key, not_implemented, precondition_failed, signed, strong, timestamp};
use crate::store::Inner;
use crate::store::bytes::content::Content;
use crate::store::bytes::receive::in_background;
use crate::store::error::{Result, StoreError};
use crate::store::index::objects::{self, Object};

/// What S3 calls bytes of which nothing is known.
const DEFAULT_CONTENT_TYPE: &str = "binary/octet-stream";

/// What a client wants of an object.
struct Wish {
    key: String,
    range: Option<Range>,
    wants_checksum: bool,
    if_match: Option<ETagCondition>,
    if_none_match: Option<ETagCondition>,
    if_modified_since: Option<Timestamp>,
    if_unmodified_since: Option<Timestamp>,
}

/// The bytes of an object or of a range of it. The `response-…` queries are `s3s`'s.
pub(in crate::store) async fn get_object(store: &Arc<Inner>, input: GetObjectInput) -> Result<GetObjectOutput> {
    if input.version_id.is_some() || input.part_number.is_some() {
        return Err(not_implemented("This store has no versions and does not serve objects by part."));
    }
    let wish = Wish {
        key: input.key,
        range: input.range,
        wants_checksum: input.checksum_mode.is_some_and(|mode| mode.as_str() == ChecksumMode::ENABLED),
        if_match: input.if_match,
        if_none_match: input.if_none_match,
        if_modified_since: input.if_modified_since,
        if_unmodified_since: input.if_unmodified_since,
    };
    let (wish, (object, bounds, content)) = {
        let store = Arc::clone(store);
        in_background(move || {
            let found = open(&store, &wish.key, |object| wish.bounds(object))?;
            Ok((wish, found))
        })
        .await?
    };
    let answer = wish.describe(object, &bounds);
    Ok(GetObjectOutput { body: Some(StreamingBlob::new(content)), ..answer })
}

/// What is known of an object.
pub(in crate::store) async fn head_object(store: &Arc<Inner>, input: HeadObjectInput) -> Result<HeadObjectOutput> {
    if input.version_id.is_some() || input.part_number.is_some() {
        return Err(not_implemented("This store has no versions and does not serve objects by part."));
    }
    let wish = Wish {
        key: input.key,
        range: input.range,
        wants_checksum: input.checksum_mode.is_some_and(|mode| mode.as_str() == ChecksumMode::ENABLED),
        if_match: input.if_match,
        if_none_match: input.if_none_match,
        if_modified_since: input.if_modified_since,
        if_unmodified_since: input.if_unmodified_since,
    };
    let answer = store.read(move |index| {
        let (_, object) = objects::find(index, &wish.key)?.ok_or_else(no_such_key)?;
        let bounds = wish.bounds(&object)?;
        Ok(wish.describe(object, &bounds))
    });
    let answer = answer.await?;
    Ok(HeadObjectOutput {
        accept_ranges: answer.accept_ranges,
        cache_control: answer.cache_control,
        checksum_sha256: answer.checksum_sha256,
        checksum_type: answer.checksum_type,
        content_disposition: answer.content_disposition,
        content_encoding: answer.content_encoding,
        content_language: answer.content_language,
        content_length: answer.content_length,
        content_range: answer.content_range,
        content_type: answer.content_type,
        e_tag: answer.e_tag,
        last_modified: answer.last_modified,
        metadata: answer.metadata,
        ..HeadObjectOutput::default()
    })
}

/// Finds an object and opens the bytes that `choose` wants of it; they stay readable even if the object goes. Blocks.
pub(super) fn open(
    store: &Inner,
    key: &str,
    choose: impl FnOnce(&Object) -> Result<Bounds<u64>>,
) -> Result<(Object, Bounds<u64>, Content)> {
    let look_up = || {
        store.index.read(|index| {
            let (id, object) = objects::find(index, key)?.ok_or_else(no_such_key)?;
            let bounds = choose(&object)?;
            let (slices, files) = objects::slices(index, id, &bounds)?;
            Ok(((object, bounds, slices), files))
        })
    };
    let ((object, bounds, slices), pins) = store.files.reaper().pin_found(look_up)?;
    let content = Content::open(store.files.clone(), slices, pins)?;
    Ok((object, bounds, content))
}

impl Wish {
    /// Which bytes to give.
    ///
    /// # Errors
    /// 412 or 304 when a condition says so (RFC 9110, 13.2.2), 416 for a range outside the object.
    fn bounds(&self, object: &Object) -> Result<Bounds<u64>> {
        let etag = ETag::Strong(object.etag.clone());
        let names = |condition: &ETagCondition| condition.as_etag().is_none_or(|named| *named == etag);
        // HTTP dates have no fractions of a second.
        let modified = timestamp(object.modified_ms - object.modified_ms.rem_euclid(1000));
        let fails = match (&self.if_match, &self.if_unmodified_since) {
            (Some(condition), _) => !names(condition),
            (None, Some(since)) => modified > *since,
            (None, None) => false,
        };
        if fails {
            return Err(precondition_failed());
        }
        let unchanged = match (&self.if_none_match, &self.if_modified_since) {
            (Some(condition), _) => names(condition),
            (None, Some(since)) => modified <= *since,
            (None, None) => false,
        };
        if unchanged {
            return Err(not_modified(object));
        }
        let Some(range) = self.range else { return Ok(0..object.size_bytes) };
        match range.check(object.size_bytes) {
            Ok(bounds) if !bounds.is_empty() => Ok(bounds),
            _ => Err(not_satisfiable(object)),
        }
    }

    fn describe(&self, object: Object, bounds: &Bounds<u64>) -> GetObjectOutput {
        let Object { size_bytes, etag, sha256, attributes, modified_ms, .. } = object;
        let is_whole = self.range.is_none();
        // The checksum is one of the whole object; a client would hold a range against it.
        let sha256 = sha256.filter(|_| self.wants_checksum && is_whole);
        let kind = sha256.as_ref().map(|sha256| if sha256.contains('-') { ChecksumType::COMPOSITE } else { ChecksumType::FULL_OBJECT });
        let last = bounds.end.saturating_sub(1);
        GetObjectOutput {
            accept_ranges: Some("bytes".into()),
            cache_control: attributes.cache_control,
            checksum_sha256: sha256,
            checksum_type: kind.map(ChecksumType::from_static),
            content_disposition: attributes.content_disposition,
            content_encoding: attributes.content_encoding,
            content_language: attributes.content_language,
            content_length: Some(signed(bounds.end - bounds.start)),
            content_range: (!is_whole).then(|| format!("bytes {}-{last}/{size_bytes}", bounds.start)),
            content_type: Some(attributes.content_type.unwrap_or_else(|| DEFAULT_CONTENT_TYPE.into())),
            e_tag: strong(etag),
            last_modified: Some(timestamp(modified_ms)),
            metadata: Some(attributes.metadata.into_iter().collect()),
            ..GetObjectOutput::default()
        }
    }
}

fn not_modified(object: &Object) -> StoreError {
    let etag = format!("\"{}\"", object.etag);
    with_header(S3ErrorCode::NotModified, "Not modified.", header::ETAG, &etag)
}

fn not_satisfiable(object: &Object) -> StoreError {
    let size = format!("bytes */{}", object.size_bytes);
    with_header(S3ErrorCode::InvalidRange, "The requested range is not satisfiable.", header::CONTENT_RANGE, &size)
}

fn with_header(code: S3ErrorCode, message: &'static str, name: HeaderName, value: &str) -> StoreError {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
    let mut answer = S3Error::with_message(code, message);
    answer.set_headers(headers);
    answer.into()
}
