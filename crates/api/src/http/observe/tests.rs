use super::{Deadline, observe};
use crate::route::{DEFAULTS, Route};
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::handler::Handler;
use axum::middleware::from_fn;
use axum::routing::{Router, get};
use http::StatusCode;
use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;
use tower::ServiceExt as _;

static ROUTE: Route = Route { name: "a-route", path: "/a", ..DEFAULTS };

async fn ask<H: Handler<T, ()>, T: 'static>(handler: H, deadline: Option<Duration>) -> (StatusCode, Value) {
    let router = Router::new().route("/a", get(handler)).layer(from_fn(|request, next| observe(&ROUTE, request, next)));
    let mut request = Request::get("/a").body(Body::empty()).unwrap();
    if let Some(left) = deadline {
        request.extensions_mut().insert(Deadline(Instant::now() + left));
    }
    let answer = router.oneshot(request).await.unwrap();
    let status = answer.status();
    (status, serde_json::from_slice(&to_bytes(answer.into_body(), 10_000).await.unwrap()).unwrap_or_default())
}

#[tokio::test]
async fn a_panic_is_a_problem_that_tells_nothing_of_it() {
    async fn handler() {
        panic!("what only the log is told");
    }
    let (status, problem) = ask(handler, None).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(problem["code"], "internal");
    assert!(!problem.to_string().contains("only the log"), "{problem}");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_done_in_time_is_a_problem_that_asks_to_come_back() {
    async fn handler() {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    let (status, problem) = ask(handler, Some(Duration::from_secs(10))).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::SERVICE_UNAVAILABLE, Some("unavailable")));
}

#[tokio::test(start_paused = true)]
async fn what_is_done_in_time_is_answered() {
    async fn handler() {
        tokio::time::sleep(Duration::from_secs(9)).await;
    }
    assert_eq!(ask(handler, Some(Duration::from_secs(10))).await.0, StatusCode::OK);
}
