//! The operations S3's protocol offers, as far as the product uses them. All others are answered `NotImplemented` by `s3s`.

use std::sync::Arc;

use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput, CompleteMultipartUploadOutput, CopyObjectInput,
    CopyObjectOutput, CreateBucketInput, CreateBucketOutput, CreateMultipartUploadInput, CreateMultipartUploadOutput, DeleteObjectInput,
    DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput, GetObjectInput, GetObjectOutput, HeadBucketInput, HeadBucketOutput,
    HeadObjectInput, HeadObjectOutput, ListMultipartUploadsInput, ListMultipartUploadsOutput, ListObjectsV2Input, ListObjectsV2Output,
    ListPartsInput, ListPartsOutput, PutObjectInput, PutObjectOutput, UploadPartCopyInput, UploadPartCopyOutput, UploadPartInput,
    UploadPartOutput,
};
use s3s::{S3, S3Request, S3Response, S3Result};

use super::Inner;
use super::error::Result;
use super::faults::{Operation, Point};
use super::operations::{copy, delete, get, list, multipart, parts, put};

/// The store as `s3s` sees it.
pub(super) struct Api(pub(super) Arc<Inner>);

impl Api {
    /// Answers with what `work` gives, or with its error in S3's words.
    async fn answer<T>(&self, operation: Operation, work: impl Future<Output = Result<T>> + Send) -> S3Result<S3Response<T>> {
        let faults = &self.0.options.faults;
        faults.check(operation, Point::Request)?;
        let output = work.await?;
        faults.check(operation, Point::Answer)?;
        Ok(S3Response::new(output))
    }
}

#[async_trait::async_trait]
impl S3 for Api {
    // Requests for any other bucket were refused before; this one is there from the start.
    async fn head_bucket(&self, _: S3Request<HeadBucketInput>) -> S3Result<S3Response<HeadBucketOutput>> {
        self.answer(Operation::HeadBucket, async { Ok(HeadBucketOutput::default()) }).await
    }

    async fn create_bucket(&self, _: S3Request<CreateBucketInput>) -> S3Result<S3Response<CreateBucketOutput>> {
        self.answer(Operation::CreateBucket, async { Ok(CreateBucketOutput::default()) }).await
    }

    async fn put_object(&self, req: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        self.answer(Operation::PutObject, put::put_object(&self.0, req)).await
    }

    async fn get_object(&self, req: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        self.answer(Operation::GetObject, get::get_object(&self.0, req.input)).await
    }

    async fn head_object(&self, req: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        self.answer(Operation::HeadObject, get::head_object(&self.0, req.input)).await
    }

    async fn delete_object(&self, req: S3Request<DeleteObjectInput>) -> S3Result<S3Response<DeleteObjectOutput>> {
        self.answer(Operation::DeleteObject, delete::delete_object(&self.0, req.input)).await
    }

    async fn delete_objects(&self, req: S3Request<DeleteObjectsInput>) -> S3Result<S3Response<DeleteObjectsOutput>> {
        self.answer(Operation::DeleteObjects, delete::delete_objects(&self.0, req.input)).await
    }

    async fn copy_object(&self, req: S3Request<CopyObjectInput>) -> S3Result<S3Response<CopyObjectOutput>> {
        self.answer(Operation::CopyObject, copy::copy_object(&self.0, req.input)).await
    }

    async fn list_objects_v2(&self, req: S3Request<ListObjectsV2Input>) -> S3Result<S3Response<ListObjectsV2Output>> {
        self.answer(Operation::ListObjectsV2, list::list_objects(&self.0, req.input)).await
    }

    async fn create_multipart_upload(
        &self,
        req: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        self.answer(Operation::CreateMultipartUpload, multipart::create(&self.0, req.input)).await
    }

    async fn upload_part(&self, req: S3Request<UploadPartInput>) -> S3Result<S3Response<UploadPartOutput>> {
        self.answer(Operation::UploadPart, parts::upload_part(&self.0, req)).await
    }

    async fn upload_part_copy(&self, req: S3Request<UploadPartCopyInput>) -> S3Result<S3Response<UploadPartCopyOutput>> {
        self.answer(Operation::UploadPartCopy, parts::upload_part_copy(&self.0, req.input)).await
    }

    async fn list_parts(&self, req: S3Request<ListPartsInput>) -> S3Result<S3Response<ListPartsOutput>> {
        self.answer(Operation::ListParts, parts::list_parts(&self.0, req.input)).await
    }

    async fn complete_multipart_upload(
        &self,
        req: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        self.answer(Operation::CompleteMultipartUpload, multipart::complete(&self.0, req.input)).await
    }

    async fn abort_multipart_upload(&self, req: S3Request<AbortMultipartUploadInput>) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        self.answer(Operation::AbortMultipartUpload, multipart::abort(&self.0, req.input)).await
    }

    async fn list_multipart_uploads(&self, req: S3Request<ListMultipartUploadsInput>) -> S3Result<S3Response<ListMultipartUploadsOutput>> {
        self.answer(Operation::ListMultipartUploads, list::list_uploads(&self.0, req.input)).await
    }
}
