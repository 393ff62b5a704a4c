//! What several entries came to, each alone.

use super::entry::EntryView;
use super::upload::ItemProblem;
use schemars::JsonSchema;
use serde::Serialize;

/// The results, in the order asked.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "BatchResults")]
pub struct BatchResults {
    /// One for each entry.
    pub results: Vec<BatchResult>,
}

/// What one entry came to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "BatchResult")]
pub enum BatchResult {
    /// It is done.
    Entry {
        /// As it was asked for.
        entry_id: String,
        /// The entry as it is now.
        entry: Box<EntryView>,
    },
    /// It is not.
    Problem {
        /// As it was asked for.
        entry_id: String,
        /// Why.
        problem: ItemProblem,
    },
}
