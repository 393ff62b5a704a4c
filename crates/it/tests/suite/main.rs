//! The one integration-test binary: the product through its gateway, as a stranger on the network drives it.
//!
//! Each test has a world of its own: a fresh embedded home on a port of its own. What sets the clock, breaks the store, restarts the
//! home or changes its settings stands in `embedded`; everything else speaks HTTP alone and holds against other homes too: on DynamoDB Local
//! and MinIO (`make test-real`), and against a deployed one (`make localstack-test`).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../conformance/mod.rs"]
mod conformance;

mod accounts;
mod embedded;
mod files;
mod harness;
mod links;
mod matrix;
mod members;
mod ses;
