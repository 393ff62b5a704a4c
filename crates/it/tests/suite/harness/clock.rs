//! The time of a world: it stands still until a test moves it.

use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const HOUR_MS: i64 = 3_600_000;

/// A clock that stands still. It begins at a full hour shortly ahead, so that no window of a rate limit ends by chance and nothing
/// that the table drops by the machine's own clock is dropped early.
#[derive(Clone)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "a world begins near the machine's time")]
    pub(crate) fn new() -> Self {
        let now_ms = Timestamp::now().as_millisecond();
        Self(Arc::new(AtomicI64::new((now_ms / HOUR_MS + 2) * HOUR_MS)))
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }

    pub(crate) fn advance_ms(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }

    pub(crate) fn reader(&self) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }
}
