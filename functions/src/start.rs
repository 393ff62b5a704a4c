//! Before the first request: settings, clients, keys, and a connection to the table that already stands.

use crate::log;
use crate::settings::{Clients, Settings, key_ring};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use share_cloud_api::app::{App, Parts};
use share_cloud_aws::mailer::ses::SesMailer;
use share_cloud_aws::parameters::Parameters;
use std::sync::Arc;

/// The roots that AWS's endpoints are signed with (<https://www.amazontrust.com/repository/>). Reading the system's takes longer than
/// everything else at the start.
const AMAZON_ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

/// What a function has once it has started.
pub(crate) struct Started {
    pub(crate) app: App,
    pub(crate) clients: Clients,
}

/// Starts, then runs what is given, on one thread: Lambda gives a function one request at a time.
pub(crate) fn block_on(run: impl AsyncFnOnce(Started) -> Result<(), lambda_http::Error>) -> Result<(), lambda_http::Error> {
    log::open();
    let settings = Settings::from_environment()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async move { run(start(settings).await?).await })
}

async fn start(settings: Settings) -> Result<Started, lambda_http::Error> {
    let roots = TlsContext::builder().with_trust_store(TrustStore::empty().with_pem_certificate(AMAZON_ROOTS)).build()?;
    let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(roots).build_https();
    let (stores, db) = (&settings.stores, settings.stores.db(&http));
    let connection = stores.connection(&http);
    let parameters = Parameters::new(&connection);
    let (keys, ()) = tokio::join!(parameters.secret(&settings.keys_parameter), db.connect());
    let app = App::new(Parts {
        db,
        objects: stores.objects(&http),
        mailer: Arc::new(SesMailer::new(connection.ses(), settings.mail_from).with_configuration_set(settings.mail_configuration_set)),
        config: settings.config,
        keys: key_ring(&keys?)?,
        clock: Arc::new(now),
        chance: Arc::new(fill),
    });
    Ok(Started { app, clients: settings.clients })
}

#[expect(clippy::disallowed_methods, reason = "the one place where a function asks the machine for the time")]
pub(crate) fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

#[expect(clippy::expect_used, reason = "without randomness nothing can be kept secret: better to stop")]
fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives random bytes");
}

#[cfg(test)]
mod tests;
