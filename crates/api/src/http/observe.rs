//! Around every route: a request id, one log line, the body of problems, headers that no answer may lack, and an answer even when
//! the handler panics or its time is over.

use super::answer::{Rejection, render};
use crate::route::Route;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures::FutureExt as _;
use http::{HeaderValue, StatusCode, header};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::{ID_BYTES, RequestId};
use share_cloud_domain::problem::{Code, Problem};
use std::any::Any;
use std::error::Error;
use std::panic::AssertUnwindSafe;
use tokio::time::{Instant, timeout_at};

/// Until when the request must be answered; a function puts it into the request's extensions, for Lambda kills what is late.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(pub Instant);

/// Runs the route, gives its answer what every answer has, and logs it: the route's name and template, never the path, a token or an
/// address.
pub async fn observe(route: &'static Route, request: Request, next: Next) -> Response {
    let request_id = new_request_id();
    let started = Instant::now();
    let response = route.run(run(request, next)).await;
    let rejection = response.extensions().get::<Rejection>().cloned();
    let status = response.status().as_u16();
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (name, template) = (route.name, route.path);
    match &rejection {
        Some(rejection) if status >= 500 => {
            let (code, cause) = (rejection.code().as_str(), causes(rejection.failure()));
            tracing::error!(%request_id, route = name, template, status, code, duration_ms, cause, "failed");
        }
        Some(rejection) => {
            let code = rejection.code().as_str();
            tracing::info!(%request_id, route = name, template, status, code, duration_ms, "refused");
        }
        None => tracing::info!(%request_id, route = name, template, status, duration_ms, "answered"),
    }
    let response = match rejection {
        Some(rejection) => render(&rejection.failure().problem, request_id.as_str()),
        None => response,
    };
    finish(response, &request_id)
}

/// The handler's answer, or a problem in its place if it panics or is not done in time. What it was doing is dropped between two
/// steps, which loses nothing: every act is one conditional write.
async fn run(request: Request, next: Next) -> Response {
    let deadline = request.extensions().get::<Deadline>().copied();
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    let answer = match deadline {
        Some(Deadline(at)) => timeout_at(at, answer).await,
        None => Ok(answer.await),
    };
    match answer {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => Rejection::from(Failure::internal(format!("a panic: {}", what_was_said(panic.as_ref())))).into_response(),
        Err(_) => Rejection::from(Failure::store(Code::Unavailable, "the time was over")).into_response(),
    }
}

fn what_was_said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("of no text")
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

#[cfg(test)]
mod tests;
