//! The ways by which something is written: one row each. A new route or step of work gets a row in the file of its noun.

mod accounts;
mod admins;
mod links;
mod members;
mod notices;
mod sessions;
mod trash;
mod tree;
mod uploads;
mod versions;

use super::client::Client;
use futures::future::BoxFuture;

/// What a client does, step by step.
pub(super) type Act = for<'a> fn(&'a Client) -> BoxFuture<'a, ()>;

/// A way by which something is written.
pub(super) struct Path {
    pub(super) name: &'static str,
    /// What is there before.
    pub(super) ready: Act,
    /// What goes wrong somewhere in its midst. The client asks again whatever was not answered.
    pub(super) act: Act,
}

/// A row: its name, what is there before, and the act.
macro_rules! row {
    ($name:literal, |$client:ident| $ready:block, $act:block) => {
        super::Path { name: $name, ready: |$client| Box::pin(async move $ready), act: |$client| Box::pin(async move $act) }
    };
}
use row;

/// Every row.
pub(super) fn all() -> Vec<Path> {
    let nouns = [
        accounts::paths,
        sessions::paths,
        tree::paths,
        trash::paths,
        uploads::paths,
        versions::paths,
        links::paths,
        members::paths,
        notices::paths,
        admins::paths,
    ];
    nouns.into_iter().flat_map(|paths| paths()).collect()
}
