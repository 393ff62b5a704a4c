//! The peer: the product's object store with nothing of the product on top, and the plain S3 client that speaks to it.
//!
//! The client is given everything that makes it quick: no second hash of the body for the signature, no watch for stalled streams,
//! checksums that are computed beforehand.

use crate::material::{LargeFile, Part};
use crate::{FILES_AT_ONCE, PARTS_AHEAD, PARTS_AT_ONCE, Result, machine};
use aws_credential_types::Credentials;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Region, StalledStreamProtectionConfig};
use aws_sdk_s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart};
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use sha2::{Digest as _, Sha256};
use share_cloud_local::store::{Audience, Keys, ObjectStore, Options, S3Endpoint};
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

const BUCKET: &str = "bench";
const LARGE: &str = "large";

fn keys() -> Keys {
    Keys { access_key: "AKIABENCH".to_owned(), secret_key: "of a store that lives for a minute".to_owned(), region: "local".to_owned() }
}

/// Serves the store in `folder` on a port of loopback until the process ends, and prints the address.
///
/// # Errors
/// When the store cannot be opened or a connection not be accepted.
pub async fn serve(folder: &Path) -> Result<()> {
    let store = ObjectStore::open(folder, Options::new(BUCKET, Arc::new(machine::wall_clock)))?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let endpoint = S3Endpoint::new(&store, keys(), &address.to_string(), Audience::Home)?;
    writeln!(std::io::stdout(), "the bare store is ready: http://{address}")?;
    loop {
        let (connection, _) = listener.accept().await?;
        connection.set_nodelay(true)?;
        let endpoint = endpoint.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let endpoint = endpoint.clone();
            async move { Ok::<_, std::convert::Infallible>(endpoint.call(request).await) }
        });
        tokio::spawn(async move {
            // A client that goes away is how every connection ends here.
            hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(connection), service).await.ok();
        });
    }
}

/// The plain S3 client.
#[derive(Clone, Debug)]
pub struct BareClient(Client);

impl BareClient {
    /// One that speaks to the store at `url`.
    #[must_use]
    pub fn new(url: &str) -> Self {
        let Keys { access_key, secret_key, region } = keys();
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region))
            .credentials_provider(Credentials::from_keys(access_key, secret_key, None))
            .endpoint_url(url)
            .force_path_style(true)
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .http_client(aws_smithy_http_client::Builder::new().build_http());
        Self(Client::from_conf(config.build()))
    }

    /// Sends a file in parts, several at once, each with its SHA-256.
    ///
    /// # Errors
    /// What the store refuses.
    pub async fn upload(&self, file: &LargeFile) -> Result<()> {
        let made = self.0.create_multipart_upload().bucket(BUCKET).key(LARGE).checksum_algorithm(ChecksumAlgorithm::Sha256).send().await?;
        let upload = made.upload_id.ok_or("a multipart upload without an id")?;
        let places = Semaphore::new(PARTS_AT_ONCE);
        let sent = stream::iter(1..=file.parts()).map(|number| self.send_part(file, &upload, number, &places));
        let sent = sent.buffer_unordered(PARTS_AT_ONCE + PARTS_AHEAD);
        let mut parts: Vec<CompletedPart> = sent.try_collect().await?;
        parts.sort_by_key(|part| part.part_number);
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
        self.0.complete_multipart_upload().bucket(BUCKET).key(LARGE).upload_id(upload).multipart_upload(parts).send().await?;
        Ok(())
    }

    async fn send_part(&self, file: &LargeFile, upload: &str, number: u64, places: &Semaphore) -> Result<CompletedPart> {
        let Part { bytes, sha256 } = file.part(number).await?;
        let number = i32::try_from(number)?;
        let put = self.0.upload_part().bucket(BUCKET).key(LARGE).upload_id(upload).part_number(number);
        let put = put.checksum_sha256(&sha256).body(bytes.into());
        let _place = places.acquire().await?;
        let stored = put.customize().disable_payload_signing().send().await?;
        Ok(CompletedPart::builder().part_number(number).set_e_tag(stored.e_tag).checksum_sha256(sha256).build())
    }

    /// Fetches the file over one connection and answers the SHA-256 of what came.
    ///
    /// # Errors
    /// What the store refuses.
    pub async fn download(&self) -> Result<[u8; 32]> {
        let mut body = self.0.get_object().bucket(BUCKET).key(LARGE).send().await?.body;
        let mut sha256 = Sha256::new();
        while let Some(bytes) = body.try_next().await? {
            sha256.update(&bytes);
        }
        Ok(sha256.finalize().into())
    }

    /// Puts small files, several at once, each with its SHA-256 and only where there is none.
    ///
    /// # Errors
    /// What the store refuses.
    pub async fn put_all(&self, files: &[Bytes]) -> Result<()> {
        let put = |(number, bytes): (usize, &Bytes)| {
            let Part { bytes, sha256 } = Part::new(bytes.clone());
            let put = self.0.put_object().bucket(BUCKET).key(format!("small/{number}")).if_none_match("*");
            put.checksum_sha256(sha256).body(bytes.into()).customize().disable_payload_signing().send()
        };
        stream::iter(files.iter().enumerate()).map(put).buffer_unordered(FILES_AT_ONCE).try_for_each(|_| async { Ok(()) }).await?;
        Ok(())
    }
}
