//! The time of a world: it stands still until a test moves it.

use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const HOUR_MS: i64 = 3_600_000;

/// A clock that stands still.
#[derive(Clone)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    /// Begins at a full hour shortly ahead, so that no window of a rate limit ends by chance and nothing that the table drops by the
    /// machine's own clock is dropped early.
    pub(crate) fn ahead() -> Self {
        Self(Arc::new(AtomicI64::new((machine_ms() / HOUR_MS + 2) * HOUR_MS)))
    }

    /// Begins at a moment of its own, in milliseconds since 1970.
    pub(crate) fn at_ms(milliseconds: i64) -> Self {
        Self(Arc::new(AtomicI64::new(milliseconds)))
    }

    /// Begins at the machine's own time, by which stores that are not ours read signatures.
    pub(crate) fn of_machine() -> Self {
        Self(Arc::new(AtomicI64::new(machine_ms())))
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

#[expect(clippy::disallowed_methods, reason = "a world begins near the machine's time")]
fn machine_ms() -> i64 {
    Timestamp::now().as_millisecond()
}
