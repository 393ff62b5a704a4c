//! Reads to its end what a refused request still sends.
//!
//! A server that closes a connection on which bytes still arrive resets it, and the client sees a broken connection in place of
//! the answer. Browsers read an answer only when the whole body is sent.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use s3s::StdError;

/// More than this is not read only to be thrown away: the largest part of a file of 1 TiB has 112 MiB.
const MAX_BYTES: u64 = 128 * 1024 * 1024;

/// Nor is it waited for longer than this.
const MAX_TIME: Duration = Duration::from_secs(120);

/// A body that, dropped before its end, is read on in the background, so that the answer arrives.
pub(super) struct Draining<B: Body<Data = Bytes> + Send + 'static>(Option<Pin<Box<B>>>);

impl<B: Body<Data = Bytes> + Send + 'static> Draining<B> {
    pub(super) fn new(body: B) -> Self {
        Self(Some(Box::pin(body)))
    }
}

impl<B: Body<Data = Bytes, Error: Into<StdError>> + Send + 'static> Body for Draining<B> {
    type Data = Bytes;
    type Error = StdError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
        let Some(body) = &mut self.0 else { return Poll::Ready(None) };
        let frame = ready!(body.as_mut().poll_frame(context));
        if !matches!(frame, Some(Ok(_))) {
            self.0 = None;
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl<B: Body<Data = Bytes> + Send + 'static> Drop for Draining<B> {
    fn drop(&mut self) {
        let Some(body) = self.0.take().filter(|body| !body.is_end_stream()) else { return };
        if body.size_hint().lower() > MAX_BYTES {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(tokio::time::timeout(MAX_TIME, drain(body)));
        }
    }
}

async fn drain<B: Body<Data = Bytes> + Send>(mut body: Pin<Box<B>>) {
    let mut left_bytes = MAX_BYTES;
    while let Some(Ok(frame)) = std::future::poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let frame_bytes = frame.data_ref().and_then(|data| u64::try_from(data.len()).ok()).unwrap_or(0);
        match left_bytes.checked_sub(frame_bytes) {
            Some(left) => left_bytes = left,
            None => return,
        }
    }
}
