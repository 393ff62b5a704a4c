//! What is told in the end: medians, and the ratio to the peer.

use crate::machine;
use std::fmt;

/// One figure beside its peer's, with a value of each for every round.
#[derive(Clone, Debug)]
pub struct Row {
    /// What is measured, with its unit.
    pub what: String,
    /// The product's.
    pub ours: Vec<f64>,
    /// The peer's; none where there is no peer.
    pub peers: Vec<f64>,
}

impl Row {
    /// A figure without values yet.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), ours: Vec::new(), peers: Vec::new() }
    }

    /// Adds a round.
    pub fn add(&mut self, ours: f64, peers: f64) {
        self.ours.push(ours);
        self.peers.push(peers);
    }
}

/// A table of figures of one run.
#[derive(Clone, Debug)]
pub struct Report {
    /// What stands above.
    pub title: String,
    /// What the product's column is called.
    pub ours: &'static str,
    /// What the peer's column is called.
    pub peers: &'static str,
    /// The figures.
    pub rows: Vec<Row>,
}

/// The middle value; that of two is their mean, and of none not a number.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match (sorted.len() / 2, sorted.len() % 2) {
        (_, _) if sorted.is_empty() => f64::NAN,
        (middle, 1) => sorted[middle],
        (middle, _) => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// The value that so many percent do not exceed, by rank: of 20 values and 95 % the 19th. Of none not a number.
#[must_use]
pub fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

/// A figure with as many digits as are worth reading.
pub(crate) fn shown(value: f64) -> String {
    match value.abs() {
        _ if value.is_nan() => "–".to_owned(),
        size if size < 10.0 => format!("{value:.2}"),
        size if size < 100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let when = machine::wall_clock().strftime("%Y-%m-%d %H:%M UTC");
        writeln!(formatter, "{} ({when}, {} cores)", self.title, machine::cores())?;
        writeln!(formatter, "{:<44} {:>12} {:>12} {:>7}  by round", "", self.ours, self.peers, "ratio")?;
        for Row { what, ours, peers } in &self.rows {
            let ratios: Vec<f64> = ours.iter().zip(peers).map(|(ours, peers)| ours / peers).collect();
            let rounds = ratios.iter().map(|ratio| format!("{ratio:.2}")).collect::<Vec<_>>().join(" ");
            let ratio = if ratios.is_empty() { String::new() } else { format!("{:.2}", median(&ratios)) };
            writeln!(formatter, "{what:<44} {:>12} {:>12} {ratio:>7}  {rounds}", shown(median(ours)), shown(median(peers)))?;
        }
        Ok(())
    }
}
