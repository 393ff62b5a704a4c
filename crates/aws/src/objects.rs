//! The bucket: an account's marker, and one object for each version under a name that only the server chooses.

mod copy;
mod multipart;
mod presign;

pub use multipart::StoredPart;
pub use presign::{SignedGet, SignedPart, TICKET_LIFE_S};

use crate::failure::Failure;
use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::operation::head_object::HeadObjectError;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::ChecksumMode;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use jiff::Timestamp;
use share_cloud_domain::ids::{AccountId, VersionId};
use share_cloud_domain::problem::Code;

/// The bucket. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Objects {
    client: aws_sdk_s3::Client,
    bucket: String,
}

/// The name of an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectKey(String);

impl ObjectKey {
    /// The content that an upload's random part names.
    #[must_use]
    pub fn content(account: &AccountId, random: &VersionId) -> Self {
        Self(format!("accounts/{account}/{random}"))
    }

    /// The marker that an account's place in the bucket can be written.
    #[must_use]
    pub fn marker(account: &AccountId) -> Self {
        Self(format!("accounts/{account}/marker"))
    }

    /// The name as the bucket knows it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the bucket says of a stored object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredObject {
    /// Its size in bytes.
    pub size_bytes: u64,
    /// SHA-256 in base64; of several parts `base64-N`.
    pub sha256: Option<String>,
}

/// One object of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedObject {
    /// Its name.
    pub key: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// When it was stored.
    pub stored_at: Option<Timestamp>,
}

/// How an S3 error is read where nothing else is known: the file store does not do its part.
fn store_failure<E, R>(error: SdkError<E, R>) -> Failure
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    Failure::of_sdk(Code::StoreUnavailable, error)
}

fn unsigned(bytes: Option<i64>) -> u64 {
    bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0)
}

impl Objects {
    /// The bucket of that name behind the client.
    #[must_use]
    pub fn new(client: aws_sdk_s3::Client, bucket: impl Into<String>) -> Self {
        Self { client, bucket: bucket.into() }
    }

    /// Writes an account's marker: proof that its place in the bucket can be written.
    ///
    /// # Errors
    /// `store_unavailable` when the bucket cannot be written, `insufficient_storage` when its disk is full.
    pub async fn put_marker(&self, account: &AccountId) -> Result<(), Failure> {
        let key = ObjectKey::marker(account);
        let request = self.client.put_object().bucket(&self.bucket).key(key.as_str()).body(ByteStream::from_static(b""));
        request.send().await.map(drop).map_err(store_failure)
    }

    /// What is stored under the name, if anything is.
    ///
    /// # Errors
    /// `store_unavailable` when the bucket does not answer.
    pub async fn head(&self, key: &ObjectKey) -> Result<Option<StoredObject>, Failure> {
        let request = self.client.head_object().bucket(&self.bucket).key(key.as_str()).checksum_mode(ChecksumMode::Enabled);
        match request.send().await {
            Ok(found) => Ok(Some(StoredObject { size_bytes: unsigned(found.content_length), sha256: found.checksum_sha256 })),
            Err(error) if error.as_service_error().is_some_and(HeadObjectError::is_not_found) => Ok(None),
            Err(error) => Err(store_failure(error)),
        }
    }

    /// Removes an object, whether it is there or not.
    ///
    /// # Errors
    /// `store_unavailable` when the bucket does not answer.
    pub async fn delete(&self, key: &ObjectKey) -> Result<(), Failure> {
        self.client.delete_object().bucket(&self.bucket).key(key.as_str()).send().await.map(drop).map_err(store_failure)
    }

    /// Stores an object of our own whole; it is small by its maker's limit.
    ///
    /// # Errors
    /// `store_unavailable` when the bucket cannot be written, `insufficient_storage` when its disk is full.
    pub async fn put(&self, key: &ObjectKey, bytes: Vec<u8>) -> Result<(), Failure> {
        let request = self.client.put_object().bucket(&self.bucket).key(key.as_str()).body(ByteStream::from(bytes));
        request.send().await.map(drop).map_err(store_failure)
    }

    /// Reads an object of our own whole, if it is there and no larger than that. Who may not list the bucket is told of a missing
    /// object that it is forbidden.
    ///
    /// # Errors
    /// `store_unavailable` when the bucket does not answer.
    pub async fn get(&self, key: &ObjectKey, most_bytes: u64) -> Result<Option<Vec<u8>>, Failure> {
        let found = match self.client.get_object().bucket(&self.bucket).key(key.as_str()).send().await {
            Ok(found) => found,
            Err(error) if matches!(error.code(), Some("NoSuchKey" | "AccessDenied")) => return Ok(None),
            Err(error) => return Err(store_failure(error)),
        };
        if unsigned(found.content_length) > most_bytes {
            return Ok(None);
        }
        let body = found.body.collect().await.map_err(|error| Failure::store(Code::StoreUnavailable, error))?;
        Ok(Some(body.to_vec()))
    }

    /// A page of the bucket in the order of names, from after one.
    ///
    /// # Errors
    /// `store_unavailable` when the bucket does not answer.
    pub async fn list(&self, after: Option<&str>) -> Result<Vec<ListedObject>, Failure> {
        let request = self.client.list_objects_v2().bucket(&self.bucket).set_start_after(after.map(str::to_owned));
        let page = request.send().await.map_err(store_failure)?;
        let listed = page.contents.unwrap_or_default().into_iter().filter_map(|object| {
            let stored_at = object.last_modified.and_then(|at| Timestamp::from_second(at.secs()).ok());
            Some(ListedObject { key: object.key?, size_bytes: unsigned(object.size), stored_at })
        });
        Ok(listed.collect())
    }
}
