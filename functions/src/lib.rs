//! What every function shares: its settings, its app, its log, and who is at the other end of a request. A function's own file names
//! its route or its worker.

mod client;
mod log;
mod settings;
mod start;
mod workers;

use axum::Router;
use axum::middleware::from_fn_with_state;
use lambda_http::lambda_runtime::{self, LambdaEvent, service_fn};
use share_cloud_api::app::App;
use std::sync::Arc;

/// How a function ends.
pub type Ended = Result<(), lambda_http::Error>;

/// Serves one route until the runtime ends.
///
/// # Errors
/// All that is missing in the environment, together; the store of keys; or what the runtime says.
pub fn run(router: fn() -> Router<App>) -> Ended {
    start::block_on(async move |started| {
        let clients = Arc::new(started.clients);
        let router = router().with_state(started.app).layer(from_fn_with_state(clients, client::introduce));
        lambda_http::run(router).await
    })
}

/// Does what the table's stream says is owed, until the runtime ends.
///
/// # Errors
/// As [`run`].
pub fn work() -> Ended {
    start::block_on(async |started| {
        let app = &started.app;
        lambda_runtime::run(service_fn(|event: LambdaEvent<workers::StreamEvent>| workers::on_stream(app, event))).await
    })
}

/// Sweeps whenever it is time, until the runtime ends.
///
/// # Errors
/// As [`run`].
pub fn sweep() -> Ended {
    start::block_on(async |started| {
        let app = &started.app;
        lambda_runtime::run(service_fn(|event: LambdaEvent<serde::de::IgnoredAny>| workers::on_schedule(app, event.context))).await
    })
}

/// Notes which addresses letters come back from, until the runtime ends.
///
/// # Errors
/// As [`run`].
pub fn on_mail_feedback() -> Ended {
    start::block_on(async |started| {
        let app = &started.app;
        lambda_runtime::run(service_fn(|event: LambdaEvent<workers::TopicEvent>| workers::on_feedback(app, event.payload))).await
    })
}
