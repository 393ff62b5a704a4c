//! What a function finds around it on its first request: Lambda's Runtime API, the table and the parameter of the keys, all of this process.
//! (<https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>)

use crate::{Result, machine};
use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use share_cloud_local::table::EmbeddedTable;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// How much time a function is told it has.
const TIME_LEFT: Duration = Duration::from_secs(30);

/// What a function did with its first request.
#[derive(Debug)]
pub struct Answered {
    /// When the answer was there.
    pub at: Instant,
    /// What it was, in API Gateway's shape.
    pub answer: Value,
}

/// The one request that is waiting, and who waits for its answer.
struct Waiting {
    event: Value,
    answered: oneshot::Sender<Answered>,
}

/// Everything around a function.
#[derive(Clone)]
pub struct Surroundings {
    /// Where it is, without a scheme.
    pub address: SocketAddr,
    waiting: Arc<Mutex<Option<Waiting>>>,
    table: EmbeddedTable,
    keys: Arc<str>,
}

impl Surroundings {
    /// Serves a home's table and keys, and requests one after the other.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start(table: EmbeddedTable, keys: String) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let surroundings = Self { address: listener.local_addr()?, waiting: Arc::default(), table, keys: keys.into() };
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/{outcome}", post(answered))
            .route("/2018-06-01/runtime/init/error", post(failed))
            .route("/", post(store))
            .with_state(surroundings.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        Ok(surroundings)
    }

    /// What the next function that asks is given; the receiver gets its answer, or an error when it failed.
    pub fn ask(&self, event: Value) -> oneshot::Receiver<Answered> {
        let (sender, receiver) = oneshot::channel();
        *self.waiting() = Some(Waiting { event, answered: sender });
        receiver
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Option<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn next(State(surroundings): State<Surroundings>) -> Response {
    let event = surroundings.waiting().as_mut().map(|waiting| waiting.event.take());
    match event {
        Some(event) if !event.is_null() => {
            let deadline = machine::wall_clock().as_millisecond() + i64::try_from(TIME_LEFT.as_millis()).unwrap_or_default();
            let headers = [
                ("lambda-runtime-aws-request-id", "00000000-0000-4000-8000-000000000000".to_owned()),
                ("lambda-runtime-deadline-ms", deadline.to_string()),
                ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:local:000000000000:function:bench".to_owned()),
                ("lambda-runtime-trace-id", "Root=1-00000000-000000000000000000000000".to_owned()),
                ("content-type", "application/json".to_owned()),
            ];
            (headers, event.to_string()).into_response()
        }
        // There is no second request: the function is frozen, as in Lambda.
        _ => std::future::pending().await,
    }
}

async fn answered(State(surroundings): State<Surroundings>, Path((_, outcome)): Path<(String, String)>, body: Bytes) -> StatusCode {
    let at = machine::now();
    let waiting = surroundings.waiting().take();
    if let (Some(waiting), "response", Ok(answer)) = (waiting, outcome.as_str(), serde_json::from_slice(&body)) {
        // Whoever asked and left wants no answer.
        waiting.answered.send(Answered { at, answer }).ok();
    }
    StatusCode::ACCEPTED
}

async fn failed(State(surroundings): State<Surroundings>) -> StatusCode {
    surroundings.waiting().take();
    StatusCode::ACCEPTED
}

/// The table and the parameter, which the header tells apart.
async fn store(State(surroundings): State<Surroundings>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    if target == "AmazonSSM.GetParameter" {
        let parameter = json!({ "Parameter": { "Name": "keys", "Type": "SecureString", "Value": &*surroundings.keys } });
        return ([("content-type", "application/x-amz-json-1.1")], parameter.to_string()).into_response();
    }
    let mut request = HttpRequest::new(SdkBody::from(body));
    request.headers_mut().insert("x-amz-target", target.to_owned());
    let Ok(answer) = surroundings.table.call(request).await else { return StatusCode::BAD_GATEWAY.into_response() };
    let status = StatusCode::from_u16(answer.status().as_u16()).unwrap_or(StatusCode::BAD_GATEWAY);
    let body = answer.body().bytes().unwrap_or_default().to_vec();
    (status, [("content-type", "application/x-amz-json-1.0")], body).into_response()
}
