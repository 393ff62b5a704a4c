//! Uploads of several parts. The checksum's algorithm is declared when one is made, or S3 would not check the parts.

use super::{ObjectKey, Objects, store_failure, unsigned};
use crate::failure::Failure;
use aws_sdk_s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use share_cloud_domain::problem::Code;

/// A part that S3 holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPart {
    /// Its number, from 1.
    pub number: u32,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// SHA-256 in base64.
    pub sha256: Option<String>,
    etag: Option<String>,
}

/// S3's word for a multipart upload that was completed, aborted or never was.
const NO_SUCH_UPLOAD: &str = "NoSuchUpload";

impl Objects {
    /// Begins an upload of several parts; answers the store's name of it.
    ///
    /// # Errors
    /// `store_unavailable` when the bucket does not answer.
    pub async fn create_multipart(&self, key: &ObjectKey) -> Result<String, Failure> {
        let request = self.client.create_multipart_upload().bucket(&self.bucket).key(key.as_str());
        let made = request.checksum_algorithm(ChecksumAlgorithm::Sha256).send().await.map_err(store_failure)?;
        made.upload_id.ok_or_else(|| Failure::store(Code::StoreUnavailable, "a multipart upload without an id"))
    }

    /// The parts that are stored, in their order; none when there is no such upload (any more).
    ///
    /// # Errors
    /// `store_unavailable` when the bucket does not answer.
    pub async fn list_parts(&self, key: &ObjectKey, multipart_id: &str) -> Result<Option<Vec<StoredPart>>, Failure> {
        let mut parts = Vec::new();
        let mut after = None;
        loop {
            let request = self.client.list_parts().bucket(&self.bucket).key(key.as_str()).upload_id(multipart_id);
            let page = match request.set_part_number_marker(after).send().await {
                Ok(page) => page,
                Err(error) if error.code() == Some(NO_SUCH_UPLOAD) => return Ok(None),
                Err(error) => return Err(store_failure(error)),
            };
            parts.extend(page.parts.unwrap_or_default().into_iter().map(|part| StoredPart {
                number: part.part_number.and_then(|number| u32::try_from(number).ok()).unwrap_or(0),
                size_bytes: unsigned(part.size),
                sha256: part.checksum_sha256,
                etag: part.e_tag,
            }));
            match page.next_part_number_marker {
                Some(next) if page.is_truncated == Some(true) => after = Some(next),
                _ => return Ok(Some(parts)),
            }
        }
    }

    /// Joins the parts to the object. False when there is no such upload (any more): it may have been completed before.
    ///
    /// # Errors
    /// `store_unavailable` when the bucket does not answer; `upload_incomplete` when it refuses the parts.
    pub async fn complete_multipart(&self, key: &ObjectKey, multipart_id: &str, parts: &[StoredPart]) -> Result<bool, Failure> {
        let completed = parts.iter().map(|part| {
            CompletedPart::builder()
                .set_part_number(i32::try_from(part.number).ok())
                .set_e_tag(part.etag.clone())
                .set_checksum_sha256(part.sha256.clone())
                .build()
        });
        let parts_list = CompletedMultipartUpload::builder().set_parts(Some(completed.collect())).build();
        let size_bytes = parts.iter().map(|part| part.size_bytes).sum::<u64>();
        let request = self
            .client
            .complete_multipart_upload()
            .bucket(&self.bucket)
            .key(key.as_str())
            .upload_id(multipart_id)
            .set_mpu_object_size(i64::try_from(size_bytes).ok())
            .multipart_upload(parts_list);
        match request.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.code() {
                Some(NO_SUCH_UPLOAD) => Ok(false),
                Some("InvalidPart" | "InvalidPartOrder" | "EntityTooSmall" | "BadDigest") => {
                    Err(Failure { problem: Code::UploadIncomplete.into(), cause: Some(error.into()) })
                }
                _ => Err(store_failure(error)),
            },
        }
    }

    /// Drops an upload of several parts, whether it is there or not.
    ///
    /// # Errors
    /// `store_unavailable` when the bucket does not answer.
    pub async fn abort_multipart(&self, key: &ObjectKey, multipart_id: &str) -> Result<(), Failure> {
        let request = self.client.abort_multipart_upload().bucket(&self.bucket).key(key.as_str()).upload_id(multipart_id);
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some(NO_SUCH_UPLOAD) => Ok(()),
            Err(error) => Err(store_failure(error)),
        }
    }

    /// The open uploads of several parts for an object; a crash may have left one that nobody remembers.
    ///
    /// # Errors
    /// `store_unavailable` when the bucket does not answer.
    pub async fn open_multiparts(&self, key: &ObjectKey) -> Result<Vec<String>, Failure> {
        let request = self.client.list_multipart_uploads().bucket(&self.bucket).prefix(key.as_str());
        let page = request.send().await.map_err(store_failure)?;
        let open = page.uploads.unwrap_or_default().into_iter();
        Ok(open.filter(|upload| upload.key.as_deref() == Some(key.as_str())).filter_map(|upload| upload.upload_id).collect())
    }
}
