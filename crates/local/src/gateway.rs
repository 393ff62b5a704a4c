//! One port: the API, the tickets, the outbox and the web app. What the gateway works out of a request (where it comes from, and
//! the origin it came to) no route works out again.

use crate::admin_link;
use crate::flags::{BaseUrl, TrustedProxies};
use crate::home::{BUCKET, Home};
use crate::outbox::{self, Surroundings};
use crate::web::{self, RequestOrigin};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use share_cloud_api::http::client::Client;
use share_cloud_api::http::observe::no_route;
use share_cloud_api::routes;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// What user content may do in a browser that opens it by itself: nothing.
const CONTENT_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// What the gateway knows of the network around it.
#[derive(Debug, Clone)]
pub struct Network {
    /// The address it listens on.
    pub listener: SocketAddr,
    /// Where people reach it, if that was said.
    pub base_url: Option<BaseUrl>,
    /// Whose X-Forwarded headers count.
    pub trusted_proxies: TrustedProxies,
}

/// The whole home behind one router. The peer's address must come with each request as `ConnectInfo<SocketAddr>`.
pub fn router(home: &Home, network: Network) -> Router {
    let surroundings = Surroundings { listener: network.listener, base_url: network.base_url.clone() };
    let admin_link = admin_link::router(home.admin_link().clone()).with_state(home.app().clone());
    let api = routes::router().with_state(home.app().clone()).method_not_allowed_fallback(no_such_method).layer(from_fn(to_the_end));
    let mut router = Router::new()
        .merge(api)
        .merge(admin_link)
        .route("/api", any(no_such_route))
        .route("/api/", any(no_such_route))
        .route("/api/{*rest}", any(no_such_route))
        .route(&format!("/{BUCKET}/{{*key}}"), any(ticket))
        .with_state(home.clone())
        .fallback(web::serve);
    if let Some(outbox) = home.outbox() {
        router = router.merge(outbox::router(outbox.clone(), surroundings));
    }
    router.layer(from_fn_with_state(Arc::new(network), introduce))
}

async fn no_such_route() -> Response {
    no_route(StatusCode::NOT_FOUND)
}

async fn no_such_method() -> Response {
    no_route(StatusCode::METHOD_NOT_ALLOWED)
}

/// Lets a route come to its end though its caller is gone, as a function does: nothing is left between two of its writes.
async fn to_the_end(request: Request, next: Next) -> Response {
    let answered = tokio::spawn(next.run(request)).await;
    // A panic is answered within the route; what is left is the end of the program.
    answered.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

/// Tells the routes who is at the other end.
async fn introduce(State(network): State<Arc<Network>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let host = request.uri().authority().map(|authority| authority.as_str().to_owned()).or_else(|| host_of(request.headers()));
    let (Some(peer), Some(host)) = (peer, host) else { return StatusCode::BAD_REQUEST.into_response() };
    let origin = format!("{}://{host}", network.scheme(peer, request.headers()));
    let address = network.address(peer, request.headers());
    request.extensions_mut().insert(RequestOrigin(origin.clone()));
    request.extensions_mut().insert(Client { address, origin });
    next.run(request).await
}

/// The Host header, if it can be a part of an origin.
fn host_of(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    (!host.is_empty() && host.bytes().all(plain)).then(|| host.to_owned())
}

impl Network {
    fn scheme(&self, peer: IpAddr, headers: &HeaderMap) -> &'static str {
        let said = headers.get(X_FORWARDED_PROTO).and_then(|value| value.to_str().ok()).map(str::trim);
        let is_https = match (&self.base_url, said) {
            (Some(base_url), _) => base_url.is_https(),
            (None, Some(said)) => self.trusted_proxies.contains(peer) && said.eq_ignore_ascii_case("https"),
            (None, None) => false,
        };
        if is_https { "https" } else { "http" }
    }

    /// The peer, or what the nearest trusted proxies say of whom they speak for: the rightmost address that is not one of theirs.
    fn address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let said = headers.get_all(X_FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",");
        let mut address = peer;
        for hop in said.rsplit(',') {
            if !self.trusted_proxies.contains(address) {
                break;
            }
            let Ok(hop) = hop.trim().parse() else { break };
            address = hop;
        }
        address
    }
}

/// Bytes in and out, for who holds a ticket. User content never runs in the app's origin, whatever it is.
async fn ticket(State(home): State<Home>, mut request: Request) -> Response {
    // Some clients leave the length of an empty body unsaid; the signature of an empty part covers it.
    let says_length = request.headers().contains_key(header::CONTENT_LENGTH) || request.headers().contains_key(header::TRANSFER_ENCODING);
    if request.method() == Method::PUT && !says_length {
        request.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    let mut response = home.tickets().call(request).await.map(Body::new);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
