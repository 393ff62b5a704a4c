//! What goes wrong between two calls of a store: the SDK's HTTP clients, through which every call goes, with a count and faults to come.

use aws_smithy_runtime_api::client::http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use std::future::pending;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// What goes wrong at one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The process ends before the call is made.
    KilledBefore,
    /// The process ends when the call is done and before it hears so.
    KilledAfter,
    /// The call is done, and its caller is told that it failed.
    AnswerLost,
    /// The call is done, its answer never comes, and the SDK makes the same call again.
    SentTwice,
}

impl Fault {
    pub(super) const ALL: [Self; 4] = [Self::KilledBefore, Self::KilledAfter, Self::AnswerLost, Self::SentTwice];

    /// A read changes nothing: whether it was made, or made twice, makes no difference to anybody.
    pub(super) const OF_READS: [Self; 2] = [Self::KilledAfter, Self::AnswerLost];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::KilledBefore => "killed-before",
            Self::KilledAfter => "killed-after",
            Self::AnswerLost => "answer-lost",
            Self::SentTwice => "sent-twice",
        }
    }
}

/// A fault at one of the calls, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Strike {
    pub(super) call: usize,
    pub(super) fault: Fault,
}

/// Counts calls and strikes at some. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Fuse(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    armed: Mutex<Option<Armed>>,
    killed: Notify,
}

#[derive(Debug)]
struct Armed {
    strikes: Vec<Strike>,
    /// What was called, in order.
    calls: Vec<String>,
}

impl Fuse {
    /// Counts from now on, and strikes as told.
    pub(super) fn arm(&self, strikes: &[Strike]) {
        *self.0.armed.lock().unwrap() = Some(Armed { strikes: strikes.to_vec(), calls: Vec::new() });
    }

    /// Stops counting; what was called.
    pub(super) fn disarm(&self) -> Vec<String> {
        self.0.armed.lock().unwrap().take().map(|armed| armed.calls).unwrap_or_default()
    }

    /// Whether an odd number of calls was made so far.
    pub(super) fn is_odd(&self) -> bool {
        self.0.armed.lock().unwrap().as_ref().is_some_and(|armed| armed.calls.len() % 2 == 1)
    }

    /// What comes of a look of the test's own, which is not counted.
    pub(super) async fn uncounted<T>(&self, look: impl Future<Output = T>) -> T {
        let armed = self.0.armed.lock().unwrap().take();
        let seen = look.await;
        *self.0.armed.lock().unwrap() = armed;
        seen
    }

    /// What comes of some work of the home; none when it is killed in the middle of it.
    pub(super) async fn guard<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            done = work => Some(done),
            () = self.0.killed.notified() => None,
        }
    }

    fn next(&self, request: &HttpRequest) -> Option<Fault> {
        let mut armed = self.0.armed.lock().unwrap();
        let armed = armed.as_mut()?;
        let target = request.headers().get("x-amz-target").and_then(|target| target.rsplit_once('.'));
        let query = request.uri().split_once('?').map_or("", |(_, query)| query);
        let bucket = || format!("{} of the bucket {}", request.method(), query.split('=').next().unwrap_or_default());
        armed.calls.push(target.map_or_else(bucket, |(_, operation)| operation.to_owned()));
        let call = armed.calls.len();
        armed.strikes.iter().find(|strike| strike.call == call).map(|strike| strike.fault)
    }

    async fn kill<T>(&self) -> T {
        self.0.killed.notify_one();
        pending().await
    }
}

/// An HTTP client whose every call goes by the fuse.
#[derive(Clone, Debug)]
pub(super) struct Wire<C> {
    pub(super) inner: C,
    pub(super) fuse: Fuse,
}

impl<C: HttpConnector + Clone + 'static> HttpConnector for Wire<C> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Self { inner, fuse } = self.clone();
        HttpConnectorFuture::new(async move {
            let Some(fault) = fuse.next(&request) else { return inner.call(request).await };
            if fault == Fault::KilledBefore {
                return fuse.kill().await;
            }
            inner.call(request).await?;
            match fault {
                Fault::KilledBefore | Fault::KilledAfter => fuse.kill().await,
                // The SDK does not try again what its own side is to blame for.
                Fault::AnswerLost => Err(ConnectorError::user("the answer is lost".into())),
                Fault::SentTwice => Err(ConnectorError::io("the answer is lost".into())),
            }
        })
    }
}

impl<C: HttpConnector + Clone + 'static> HttpClient for Wire<C> {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
