//! Waiting a little, never in step with whoever changes the same things.

use std::time::Duration;

/// The longest first wait; each further one may be twice as long, to [`MAX_WAIT_MS`].
const FIRST_WAIT_MS: u64 = 8;
const MAX_WAIT_MS: u64 = 500;

/// Waits after the look of that number.
pub(super) async fn pause(look: u32) {
    let longest_ms = (FIRST_WAIT_MS << look.min(10)).min(MAX_WAIT_MS);
    let random = getrandom::u64().unwrap_or(0);
    tokio::time::sleep(Duration::from_millis(random % longest_ms + 1)).await;
}
