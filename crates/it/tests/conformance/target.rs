//! The store under test, and what speaks to it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::{BehaviorVersion, Region};
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::presigning::{PresignedRequest, PresigningConfig};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use sha2::{Digest as _, Sha256};
use share_cloud_local::store::{Audience, Faults, Keys, ObjectStore, Options, S3Endpoint};
use tokio::net::TcpListener;

/// A store, a bucket in it, and a prefix of keys that nobody else uses.
pub(crate) struct Target {
    pub(crate) endpoint: String,
    pub(crate) bucket: String,
    pub(crate) prefix: String,
    pub(crate) client: aws_sdk_s3::Client,
    pub(crate) http: reqwest::Client,
    /// Only of the embedded store.
    pub(crate) embedded: Option<Embedded>,
}

/// What tests of the embedded store alone may touch.
pub(crate) struct Embedded {
    pub(crate) store: ObjectStore,
    pub(crate) faults: Faults,
    pub(crate) folder: Folder,
    server: tokio::task::JoinHandle<()>,
}

/// The store's folder: a temporary one, or one that outlives the process.
pub(crate) enum Folder {
    Temporary(tempfile::TempDir),
    Kept(PathBuf),
}

impl Folder {
    pub(crate) fn path(&self) -> &std::path::Path {
        match self {
            Self::Temporary(folder) => folder.path(),
            Self::Kept(path) => path,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the environment chooses the store under test")]
fn environment(name: &str) -> Option<String> {
    std::env::var(format!("SHARE_CLOUD_TEST_S3_{name}")).ok()
}

#[expect(clippy::disallowed_methods, reason = "tests sign for the real clock, which s3s reads")]
pub(crate) fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

impl Target {
    /// The store the environment names, or a fresh embedded one.
    pub(crate) async fn fresh() -> Self {
        match environment("ENDPOINT") {
            Some(endpoint) => {
                let required = |name| environment(name).expect("SHARE_CLOUD_TEST_S3_… is incomplete");
                let keys = Keys {
                    access_key: required("ACCESS_KEY"),
                    secret_key: required("SECRET_KEY"),
                    region: environment("REGION").unwrap_or_else(|| "us-east-1".into()),
                };
                Self::new(endpoint, required("BUCKET"), &keys, None)
            }
            None => Self::embedded().await,
        }
    }

    /// A fresh embedded store, whatever the environment says.
    pub(crate) async fn embedded() -> Self {
        Self::embedded_in(Folder::Temporary(tempfile::tempdir().unwrap()), |_| {}).await
    }

    /// An embedded store in this folder, with other options.
    pub(crate) async fn embedded_in(folder: Folder, adjust: impl FnOnce(&mut Options)) -> Self {
        Self::serve(folder, Audience::Home, adjust).await
    }

    pub(crate) async fn serve(folder: Folder, audience: Audience, adjust: impl FnOnce(&mut Options)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let keys = keys();
        let mut options = Options::new("things", Arc::new(now));
        adjust(&mut options);
        let faults = options.faults.clone();
        let store = ObjectStore::open(folder.path(), options).unwrap();
        let endpoint = S3Endpoint::new(&store, keys.clone(), &address.to_string(), audience).unwrap();
        let server = tokio::spawn(accept(listener, endpoint));
        let embedded = Embedded { store, faults, folder, server };
        Self::new(format!("http://{address}"), "things".into(), &keys, Some(embedded))
    }

    fn new(endpoint: String, bucket: String, keys: &Keys, embedded: Option<Embedded>) -> Self {
        let client = client(&endpoint, keys);
        let http = reqwest::Client::builder().timeout(Duration::from_secs(120)).build().unwrap();
        Self { endpoint, bucket, prefix: format!("conformance/{}/", random_word()), client, http, embedded }
    }

    /// Stops serving, closes the store and gives its folder back.
    pub(crate) async fn close(mut self) -> Folder {
        let Embedded { store, folder, server, .. } = self.embedded.take().unwrap();
        server.abort();
        server.await.ok();
        drop((self.client, self.http));
        let lock = folder.path().join("lock");
        drop(store);
        // The last answers may still be on their way; the lock is free once the store is closed.
        wait_until(|| std::fs::File::open(&lock).unwrap().try_lock().is_ok()).await;
        folder
    }

    pub(crate) fn own(&self) -> &Embedded {
        self.embedded.as_ref().unwrap()
    }

    pub(crate) fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Puts bytes as the product's own code does.
    pub(crate) async fn put(&self, key: &str, bytes: &[u8]) {
        let put = self.client.put_object().bucket(&self.bucket).key(key).checksum_sha256(sha256(bytes));
        put.body(bytes.to_vec().into()).send().await.unwrap();
    }

    /// All bytes of an object; `None` if there is none.
    pub(crate) async fn get(&self, key: &str) -> Option<Vec<u8>> {
        match self.client.get_object().bucket(&self.bucket).key(key).send().await {
            Ok(found) => Some(found.body.collect().await.unwrap().to_vec()),
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => None,
            Err(error) => panic!("{error:?}"),
        }
    }

    /// A ticket to put exactly these bytes, as the product signs it.
    pub(crate) async fn ticket(&self, key: &str, bytes: &[u8]) -> Ticket {
        let put = self.client.put_object().bucket(&self.bucket).key(key).if_none_match("*");
        let put = put.content_length(i64::try_from(bytes.len()).unwrap()).checksum_sha256(sha256(bytes));
        Ticket::of(&put.presigned(minutes(15)).await.unwrap())
    }

    /// A ticket for one part.
    pub(crate) async fn part_ticket(&self, key: &str, upload: &str, number: i32, bytes: &[u8]) -> Ticket {
        let put = self.client.upload_part().bucket(&self.bucket).key(key).upload_id(upload).part_number(number);
        let put = put.content_length(i64::try_from(bytes.len()).unwrap()).checksum_sha256(sha256(bytes));
        Ticket::of(&put.presigned(minutes(15)).await.unwrap())
    }

    /// A ticket to get an object.
    pub(crate) async fn get_ticket(&self, key: &str) -> Ticket {
        Ticket::of(&self.client.get_object().bucket(&self.bucket).key(key).presigned(minutes(1)).await.unwrap())
    }

    /// Puts `bytes` with a ticket, adding or replacing headers.
    pub(crate) async fn send(&self, ticket: &Ticket, bytes: &[u8], changed: &[(&str, &str)]) -> reqwest::Response {
        let mut headers = ticket.headers.clone();
        headers.remove("content-length");
        headers.extend(changed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let request = headers.into_iter().fold(self.http.put(&ticket.url), |request, (name, value)| request.header(name, value));
        request.body(bytes.to_vec()).send().await.unwrap()
    }

    /// Gets with a ticket.
    pub(crate) async fn fetch(&self, ticket: &Ticket, headers: &[(&str, &str)]) -> reqwest::Response {
        headers.iter().fold(self.http.get(&ticket.url), |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
    }
}

/// A presigned URL and the headers its signature covers, without Host.
#[derive(Clone, Debug)]
pub(crate) struct Ticket {
    pub(crate) url: String,
    pub(crate) headers: BTreeMap<String, String>,
}

impl Ticket {
    pub(crate) fn of(request: &PresignedRequest) -> Self {
        let headers = request.headers().filter(|(name, _)| *name != "host");
        Self { url: request.uri().into(), headers: headers.map(|(name, value)| (name.into(), value.into())).collect() }
    }
}

pub(crate) fn minutes(minutes: u64) -> PresigningConfig {
    PresigningConfig::expires_in(Duration::from_secs(minutes * 60)).unwrap()
}

pub(crate) fn keys() -> Keys {
    Keys { access_key: "AKIAEXAMPLE".into(), secret_key: "a secret of the tests".into(), region: "eu-central-1".into() }
}

pub(crate) fn client(endpoint: &str, keys: &Keys) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(keys.region.clone()))
        .credentials_provider(Credentials::new(&keys.access_key, &keys.secret_key, None, None, "tests"))
        .endpoint_url(endpoint)
        .force_path_style(true)
        .retry_config(RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http());
    aws_sdk_s3::Client::from_conf(config.build())
}

async fn accept(listener: TcpListener, endpoint: S3Endpoint) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let endpoint = endpoint.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let endpoint = endpoint.clone();
            async move { Ok::<_, std::convert::Infallible>(endpoint.call(request).await) }
        });
        connections.spawn(async move {
            // A connection that a client cuts is what some tests are about.
            hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.ok();
        });
    }
}

/// Waits for a condition that is about to hold.
pub(crate) async fn wait_until(mut holds: impl FnMut() -> bool) {
    for _ in 0..3000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("what was waited for did not happen within 30 seconds");
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(bytes))
}

/// The checksum of an object of these parts.
pub(crate) fn composite(parts: &[&[u8]]) -> String {
    let digests: Vec<u8> = parts.iter().flat_map(|part| Sha256::digest(part).to_vec()).collect();
    format!("{}-{}", STANDARD.encode(Sha256::digest(digests)), parts.len())
}

/// Bytes that differ from place to place.
pub(crate) fn bytes(length: usize, seed: u8) -> Vec<u8> {
    let mut state = u64::from(seed) + 1;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    })
    .take(length)
    .collect()
}

/// Digits that nobody else draws.
pub(crate) fn random_word() -> String {
    let mut random = [0; 8];
    getrandom::fill(&mut random).unwrap();
    u64::from_be_bytes(random).to_string()
}

/// The code in an error's XML.
pub(crate) fn code(xml: &str) -> &str {
    xml.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map_or("", |(code, _)| code)
}
