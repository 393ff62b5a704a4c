//! The store as an HTTP service.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use hyper::body::Body;
use s3s::StdError;
use s3s::auth::SimpleAuth;
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::dto::Range;
use s3s::service::{S3Service, S3ServiceBuilder};

use super::ObjectStore;
use super::access::Rules;
use super::drain::Draining;
use super::s3::Api;

/// The largest XML body: a list of 10,000 parts has about 2 MiB.
const MAX_XML_BYTES: usize = 4 * 1024 * 1024;

/// Who may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The home itself: every operation, signed in either way.
    Home,
    /// Anyone who holds a presigned URL for GetObject, HeadObject, PutObject or UploadPart; nothing else.
    Public,
}

/// What signs requests. There is one pair of keys, and both audiences share it.
#[derive(Clone)]
pub struct Keys {
    /// The access key id.
    pub access_key: String,
    /// The secret.
    pub secret_key: String,
    /// The region that signatures name; another is refused.
    pub region: String,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("access_key", &self.access_key).field("region", &self.region).finish_non_exhaustive()
    }
}

/// The canonical host is no header value.
#[derive(Debug, thiserror::Error)]
#[error("the canonical host cannot be a Host header")]
pub struct InvalidHost(#[from] header::InvalidHeaderValue);

/// Answers S3 requests, path style. Cheap to clone.
#[derive(Clone, Debug)]
pub struct S3Endpoint {
    service: S3Service,
    host: HeaderValue,
}

impl S3Endpoint {
    /// An endpoint of `store` for one audience. Signatures are verified as if every request had been sent to `canonical_host`
    /// (`name` or `name:port`), so whoever signs has to sign for it, under whatever name the home is reached.
    ///
    /// # Errors
    /// [`InvalidHost`] if it cannot be a `Host` header.
    pub fn new(store: &ObjectStore, keys: Keys, canonical_host: &str, audience: Audience) -> Result<Self, InvalidHost> {
        let mut builder = S3ServiceBuilder::new(Api(Arc::clone(&store.0)));
        builder.set_auth(SimpleAuth::from_single(keys.access_key, keys.secret_key));
        let options = &store.0.options;
        builder.set_access(Rules { bucket: options.bucket.clone(), region: keys.region, audience, clock: Arc::clone(&options.clock) });
        let mut config = S3Config::default();
        config.xml_max_body_size = MAX_XML_BYTES;
        // Browser forms are read before their signature is looked at; there are none here.
        config.post_object_max_file_size = 0;
        config.form_max_field_size = 1024;
        config.form_max_fields_size = 1024;
        config.form_max_parts = 1;
        // The rules hold presigned URLs against the store's clock. Requests signed in headers are the home's own, and held against none.
        config.presigned_url_max_skew_time_secs = u32::MAX;
        builder.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config))));
        Ok(Self { service: builder.build(), host: HeaderValue::from_str(canonical_host)? })
    }

    /// Answers a request. Refusals are answers too; what a refused request still sends is read to its end, within limits.
    pub async fn call<B>(&self, request: Request<B>) -> Response<s3s::Body>
    where
        B: Body<Data = Bytes, Error: Into<StdError>> + Send + 'static,
    {
        let (mut parts, body) = request.into_parts();
        parts.headers.insert(header::HOST, self.host.clone());
        drop_unusable_range(&mut parts.headers);
        // A client that waits for `100 Continue` sends nothing more once it has its answer.
        let body = if parts.headers.contains_key(header::EXPECT) { with_s3s_error(body) } else { with_s3s_error(Draining::new(body)) };
        let is_head = parts.method == Method::HEAD;
        let answer = self.service.call(Request::from_parts(parts, body)).await.unwrap_or_else(|cause| {
            tracing::error!(?cause, "an S3 request could not be answered");
            let mut answer = Response::new(s3s::Body::empty());
            *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            answer
        });
        // What `s3s` has to say of an error is no answer to HEAD.
        if is_head { answer.map(|_| s3s::Body::empty()) } else { answer }
    }
}

fn with_s3s_error<B: Body<Data = Bytes, Error: Into<StdError>> + Send + 'static>(body: B) -> s3s::Body {
    s3s::Body::http_body_unsync(body.map_err(Into::<StdError>::into))
}

/// A `Range` that asks for several ranges or for nonsense is as good as none (RFC 9110, 14.2), as in S3; `s3s` would answer 400.
fn drop_unusable_range(headers: &mut HeaderMap) {
    let is_usable = |range: &HeaderValue| range.to_str().is_ok_and(|range| Range::parse(range).is_ok());
    if headers.get(header::RANGE).is_some_and(|range| !is_usable(range)) {
        headers.remove(header::RANGE);
    }
}
