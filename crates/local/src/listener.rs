//! The one port: accepting connections within bounds, so that slow or many clients cost little, and letting what runs finish.

mod households;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use axum::{Extension, Router};
use households::Households;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt as _;
use tower_http::timeout::TimeoutBody;

/// How long requests that run may go on after the signal to stop; the promise is 10 s for everything.
const DRAIN: Duration = Duration::from_secs(8);
/// How long to wait before accepting again when the system has no file descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// What connections may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// How many connections are open at once; more wait to be accepted.
    pub connections: usize,
    /// How many of them one IPv4 address or one IPv6 /64 may have; further ones are closed at once.
    pub household_connections: usize,
    /// How long a client may take to send the head of a request; an idle connection is closed after it too.
    pub head: Duration,
    /// How long a client may send nothing in the middle of a body.
    pub body: Duration,
    /// How long a client may take nothing of an answer. However slowly it reads, it is not cut off while it reads: the system takes more
    /// from us once about a third of its own buffer is through, which at 5 KB/s is within this.
    pub stall: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 2_048,
            // An office behind one address, six connections for each of its browsers.
            household_connections: 256,
            head: Duration::from_secs(60),
            body: Duration::from_secs(60),
            stall: Duration::from_secs(300),
        }
    }
}

/// Serves the router within bounds until `stop`, then lets what runs finish for a while. `is_trusted` says whose connections are not
/// counted by household, because many people come by them.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    is_trusted: impl Fn(IpAddr) -> bool,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(bounds.head);
    let places = Arc::new(Semaphore::new(bounds.connections));
    let households = Arc::new(Households::default());
    tokio::pin!(stop);
    loop {
        let place = Arc::clone(&places).acquire_owned();
        let accepted = async { (place.await, listener.accept().await) };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let limit = if is_trusted(peer.ip()) { bounds.connections } else { bounds.household_connections };
        let Some(seat) = households.seat(peer.ip(), limit) else {
            tracing::debug!("a household has too many connections");
            continue;
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "small answers wait a little");
        }
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(bounds.stall));
        let router = router.clone().layer(Extension(ConnectInfo(peer)));
        let service = service_fn(move |request| answer(router.clone(), bounds.body, request));
        let connection = graceful.watch(http.serve_connection(TokioIo::new(Box::pin(stream)), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop((seat, place));
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// Answers one request; a body that stops coming ends it.
async fn answer(router: Router, timeout: Duration, request: Request<Incoming>) -> Result<Response, Infallible> {
    router.oneshot(request.map(|body| Body::new(TimeoutBody::new(timeout, body)))).await
}

#[cfg(test)]
mod tests;
