//! Waiting for what is about to happen, with an end.

use std::future::Future;
use std::time::Duration;

/// How long anything may take that a test waits for.
const DEADLINE: Duration = Duration::from_secs(120);
/// How long between two looks.
const PAUSE: Duration = Duration::from_millis(10);

/// Looks until there is something to see.
pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::time::timeout(DEADLINE, looking).await.unwrap_or_else(|_| panic!("{what}: not within {} s", DEADLINE.as_secs()))
}
