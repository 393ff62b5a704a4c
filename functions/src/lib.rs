//! What every function shares: its settings, its app, and who is at the other end of a request. A function's own file names its route.

mod client;
mod settings;

use aws_smithy_http_client::{Builder, tls};
use axum::Router;
use axum::middleware::from_fn_with_state;
use settings::Settings;
use share_cloud_api::app::{App, Parts};
use share_cloud_aws::clients::Connection;
use share_cloud_aws::db::Db;
use share_cloud_aws::mailer::ses::SesMailer;
use share_cloud_aws::objects::Objects;
use std::sync::Arc;

/// How a function ends.
pub type Ended = Result<(), lambda_http::Error>;

/// Serves one route until the runtime ends.
///
/// # Errors
/// All that is missing in the environment, together; or what the runtime says.
pub fn run(router: fn() -> Router<App>) -> Ended {
    tracing_subscriber::fmt().json().without_time().with_ansi(false).init();
    let settings = Settings::from_environment()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async move {
        let clients = Arc::new(settings.clients.clone());
        let router = router().with_state(app(settings)).layer(from_fn_with_state(clients, client::introduce));
        lambda_http::run(router).await
    })
}

fn app(settings: Settings) -> App {
    let http = Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring)).build_https();
    let connection = |endpoint: &Option<String>| Connection {
        region: settings.region.clone(),
        endpoint: endpoint.clone(),
        credentials: settings.credentials.clone(),
        http: http.clone(),
    };
    let all = connection(&settings.endpoint);
    App::new(Parts {
        db: Db::new(all.dynamodb(), settings.table),
        objects: Objects::new(connection(&settings.s3_endpoint).s3(), settings.bucket),
        mailer: Arc::new(SesMailer::new(all.ses(), settings.mail_from)),
        config: settings.config,
        keys: settings.keys,
        clock: Arc::new(now),
        chance: Arc::new(fill),
    })
}

#[expect(clippy::disallowed_methods, reason = "the one place where a function asks the machine for the time")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

#[expect(clippy::expect_used, reason = "without randomness nothing can be kept secret: better to stop")]
fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives random bytes");
}
