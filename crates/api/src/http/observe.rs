//! Around every route: a request id, one log line, the body of problems, and headers that no answer may lack.

use super::answer::{Rejection, render};
use crate::route::Route;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use share_cloud_domain::ids::{ID_BYTES, RequestId};
use share_cloud_domain::problem::{Code, Problem};
use std::error::Error;
use tokio::time::Instant;

/// Runs the route, gives its answer what every answer has, and logs it: the route's name, never the path, a token or an address.
pub async fn observe(route: &'static Route, request: Request, next: Next) -> Response {
    let request_id = new_request_id();
    let started = Instant::now();
    let response = route.run(next.run(request)).await;
    let rejection = response.extensions().get::<Rejection>().cloned();
    let status = response.status();
    let duration_ms = started.elapsed().as_millis();
    match &rejection {
        Some(rejection) if status.is_server_error() => {
            let cause = causes(rejection.failure());
            tracing::error!(%request_id, route = route.name, code = rejection.code().as_str(), %duration_ms, cause, "failed");
        }
        Some(rejection) => tracing::info!(%request_id, route = route.name, code = rejection.code().as_str(), %duration_ms, "refused"),
        None => tracing::info!(%request_id, route = route.name, status = status.as_u16(), %duration_ms, "answered"),
    }
    let response = match rejection {
        Some(rejection) => render(&rejection.failure().problem, request_id.as_str()),
        None => response,
    };
    finish(response, &request_id)
}

/// What answers a request that no route takes.
#[must_use]
pub fn no_route(status: StatusCode) -> Response {
    let request_id = new_request_id();
    let code = if status == StatusCode::METHOD_NOT_ALLOWED { Code::MethodNotAllowed } else { Code::NotFound };
    finish(render(&Problem::from(code), request_id.as_str()), &request_id)
}

fn finish(mut response: Response, request_id: &RequestId) -> Response {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(request_id.as_str()) {
        headers.insert("x-request-id", value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn new_request_id() -> RequestId {
    let mut bytes = [0; ID_BYTES];
    if getrandom::fill(&mut bytes).is_err() {
        tracing::warn!("no randomness for a request id");
    }
    RequestId::from_random(bytes)
}

fn causes(failure: &dyn Error) -> String {
    let chain = std::iter::successors(failure.source(), |error| (*error).source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
