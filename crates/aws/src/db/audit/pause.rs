//! Waiting a little, never in step with whoever changes the same things.

use std::time::Duration;

/// The longest first wait; each further one may be twice as long.
const FIRST_WAIT_MS: u64 = 4;

/// Waits after the look of that number, at most so long.
pub(super) async fn pause(look: u32, most_ms: u64) {
    let longest_ms = (FIRST_WAIT_MS << look.min(10)).min(most_ms);
    let random = getrandom::u64().unwrap_or(0);
    tokio::time::sleep(Duration::from_millis(random % longest_ms + 1)).await;
}
