//! Finding entries wherever they are.

pub mod list_recent;
#[expect(clippy::module_inception, reason = "the route and its function are called search")]
pub mod search;
