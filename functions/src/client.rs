//! Who is at the other end, as CloudFront says; API Gateway lets in only what carries CloudFront's key.

use crate::settings::Clients;
use crate::workers::time_left;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use lambda_http::Context;
use lambda_http::request::RequestContext;
use share_cloud_api::http::client::Client;
use share_cloud_api::http::observe::Deadline;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::time::Instant;

/// CloudFront's header: address and port of the browser.
const VIEWER_ADDRESS: &str = "cloudfront-viewer-address";

pub(crate) async fn introduce(State(clients): State<Arc<Clients>>, mut request: Request, next: Next) -> Response {
    let address = viewer(&request).or_else(|| caller(&request)).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    request.extensions_mut().insert(Client { address, origin: clients.origin.clone() });
    if let Some(context) = request.extensions().get::<Context>() {
        let deadline = Deadline(Instant::now() + time_left(context));
        request.extensions_mut().insert(deadline);
    }
    next.run(request).await
}

fn viewer(request: &Request) -> Option<IpAddr> {
    let text = request.headers().get(VIEWER_ADDRESS)?.to_str().ok()?;
    // IPv6 addresses come without brackets: `2001:db8::1:443`.
    let (address, _) = text.rsplit_once(':')?;
    address.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

fn caller(request: &Request) -> Option<IpAddr> {
    match request.extensions().get::<RequestContext>()? {
        RequestContext::ApiGatewayV1(context) => context.identity.source_ip.as_deref()?.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
