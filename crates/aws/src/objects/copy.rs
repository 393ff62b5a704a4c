//! Copies within the bucket: no byte passes through the product. An object of one part goes at once, one of several goes part by part, as it
//! was stored: so its checksum stays the same and can be compared, which S3 would not keep in one copy of the whole.

use super::{ObjectKey, Objects, store_failure};
use crate::failure::Failure;
use aws_sdk_s3::types::ChecksumAlgorithm;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use share_cloud_domain::problem::Code;
use std::ops::Range;

/// S3's word for a source that is not there.
const NO_SUCH_KEY: &str = "NoSuchKey";
/// S3's word for a multipart upload that was completed, aborted or never was.
const NO_SUCH_UPLOAD: &str = "NoSuchUpload";

impl Objects {
    /// The source as the store wants to be told of it. Names of buckets and objects of ours need no escapes.
    fn source(&self, from: &ObjectKey) -> String {
        format!("{}/{}", self.bucket, from.as_str())
    }

    /// Copies an object of up to 5 GiB, with SHA-256 taken again. What is there already is replaced.
    ///
    /// # Errors
    /// `not_found` when the source is gone; `store_unavailable` when the bucket does not answer, `insufficient_storage` when its disk is full.
    pub async fn copy(&self, from: &ObjectKey, to: &ObjectKey) -> Result<(), Failure> {
        let request = self.client.copy_object().bucket(&self.bucket).key(to.as_str()).copy_source(self.source(from));
        match request.checksum_algorithm(ChecksumAlgorithm::Sha256).send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some(NO_SUCH_KEY) => Err(Code::NotFound.into()),
            Err(error) => Err(store_failure(error)),
        }
    }

    /// Copies bytes of an object as one part of a multipart upload.
    ///
    /// # Errors
    /// As [`Objects::copy`]; `upload_closed` when there is no such multipart upload (any more).
    pub async fn copy_part(
        &self,
        from: &ObjectKey,
        to: &ObjectKey,
        multipart_id: &str,
        number: u32,
        bytes: Range<u64>,
    ) -> Result<(), Failure> {
        let request = self.client.upload_part_copy().bucket(&self.bucket).key(to.as_str()).copy_source(self.source(from));
        let range = format!("bytes={}-{}", bytes.start, bytes.end.saturating_sub(1));
        let request = request.copy_source_range(range).upload_id(multipart_id).set_part_number(i32::try_from(number).ok());
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) => match error.code() {
                Some(NO_SUCH_KEY) => Err(Code::NotFound.into()),
                Some(NO_SUCH_UPLOAD) => Err(Code::UploadClosed.into()),
                _ => Err(store_failure(error)),
            },
        }
    }
}
