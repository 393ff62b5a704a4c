//! Long runs from a seed: a home that is killed, or not answered, between any two calls of its stores; and a tree that many change, held
//! against a model of it. `make test` runs a few of each, `make soak` thousands. Each prints what runs it again.

mod acts;
mod client;
mod faults;
mod fuse;
mod house;
mod model;
mod paths;
mod seen;
mod state;
mod tree;

use std::env;

/// A number that the environment may set otherwise.
pub(super) fn number(name: &str, otherwise: u64) -> u64 {
    told(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// What the environment says.
fn told(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "a soak is told how long and which seed")]
    env::var(name).ok()
}
