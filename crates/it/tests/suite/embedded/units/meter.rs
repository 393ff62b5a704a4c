//! What was asked of the home and of its stores since somebody looked last.

use serde_json::Value;
use share_cloud_local::store::Operation;
use std::sync::{Arc, Mutex};

/// What one thing that somebody did has cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// What was asked of the home: routes, and tickets as `PUT` and `GET`.
    pub(super) requests: Vec<String>,
    /// How often the table was asked.
    pub(super) table_calls: usize,
    /// How many of these were transactions that were refused.
    pub(super) refused: usize,
    /// Units of reading, in halves.
    pub(super) read_halves: usize,
    /// Units of writing.
    pub(super) write_units: usize,
    /// What was asked of the bucket, by the home and by tickets.
    pub(super) bucket: Vec<String>,
}

/// Counts; clones are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Meter(Arc<Mutex<Counted>>);

#[derive(Debug, Default)]
struct Counted {
    cost: Cost,
    /// The keys of items that came, as the stream tells of them.
    new: Vec<(String, String)>,
}

impl Meter {
    pub(super) fn note_request(&self, request: &str) {
        self.0.lock().unwrap().cost.requests.push(request.to_owned());
    }

    pub(super) fn note_reads(&self, halves: usize) {
        let cost = &mut self.0.lock().unwrap().cost;
        cost.table_calls += 1;
        cost.read_halves += halves;
    }

    pub(super) fn note_writes(&self, units: usize, is_refused: bool) {
        let cost = &mut self.0.lock().unwrap().cost;
        cost.table_calls += 1;
        cost.refused += usize::from(is_refused);
        cost.write_units += units;
    }

    pub(super) fn note_bucket(&self, operation: Operation) {
        self.0.lock().unwrap().cost.bucket.push(format!("{operation:?}"));
    }

    pub(super) fn note_new(&self, key: &Value) {
        let text = |name: &str| key[name]["S"].as_str().unwrap().to_owned();
        self.0.lock().unwrap().new.push((text("pk"), text("sk")));
    }

    /// What was counted since it was taken last.
    pub(super) fn take(&self) -> Cost {
        std::mem::take(&mut self.0.lock().unwrap().cost)
    }

    /// The items that came since they were taken last.
    pub(super) fn take_new(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.0.lock().unwrap().new)
    }
}
