//! Whether two kinds of request can be told apart by how long they take.

use crate::machine;
use crate::report::median;
use std::fmt;

/// Half the width of an interval that holds the true value 99 times in 100, in thousandths of a standard deviation.
const SURE: usize = 2_576;

/// From so many standard errors on, a rank statistic is told as a difference: chance brings that about once in 370.
const APART: f64 = 3.0;

/// The times of two kinds of request that were made in turn, in pairs.
#[derive(Clone, Debug)]
pub struct Pairs {
    what: String,
    /// Milliseconds of the first and the second of each pair.
    pairs: Vec<(f64, f64)>,
}

impl Pairs {
    /// Without pairs yet.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), pairs: Vec::new() }
    }

    /// The same under another name.
    #[must_use]
    pub fn named(self, what: impl Into<String>) -> Self {
        Self { what: what.into(), ..self }
    }

    /// Adds a pair, in milliseconds.
    pub fn add(&mut self, first_ms: f64, second_ms: f64) {
        self.pairs.push((first_ms, second_ms));
    }

    fn firsts(&self) -> Vec<f64> {
        self.pairs.iter().map(|pair| pair.0).collect()
    }

    fn seconds(&self) -> Vec<f64> {
        self.pairs.iter().map(|pair| pair.1).collect()
    }

    /// The median of how much longer the first of a pair took, and between which two of these differences the true one is, 99 times in
    /// 100 (the order statistics of the sign test).
    fn difference(&self) -> (f64, f64, f64) {
        let mut differences: Vec<f64> = self.pairs.iter().map(|(first, second)| first - second).collect();
        differences.sort_by(f64::total_cmp);
        let count = differences.len();
        // The standard deviation of a rank is half the root of how many there are.
        let (middle, reach) = (count / 2, (SURE * count.isqrt()).div_ceil(2_000) + 1);
        let at = |rank: usize| differences.get(rank).or(differences.last()).copied().unwrap_or(f64::NAN);
        (median(&differences), at(middle.saturating_sub(reach)), at(middle + reach))
    }

    /// Mann and Whitney's U as a probability: how often one of the first takes longer than one of the second, equals counted half. Beside
    /// it its standard error where both take the same.
    fn is_slower(&self) -> (f64, f64) {
        let (firsts, mut seconds) = (self.firsts(), self.seconds());
        seconds.sort_by(f64::total_cmp);
        let quicker = |first: f64| {
            let below = seconds.partition_point(|second| *second < first);
            let at_most = seconds.partition_point(|second| *second <= first);
            f64::midpoint(below as f64, at_most as f64)
        };
        let (n, m) = (firsts.len() as f64, seconds.len() as f64);
        (firsts.into_iter().map(quicker).sum::<f64>() / (n * m), ((n + m + 1.0) / (12.0 * n * m)).sqrt())
    }
}

/// A table of comparisons of one run.
#[derive(Clone, Debug)]
pub struct Comparisons(pub Vec<Pairs>);

impl fmt::Display for Comparisons {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let when = machine::wall_clock().strftime("%Y-%m-%d %H:%M UTC");
        let pairs = self.0.first().map_or(0, |first| first.pairs.len());
        writeln!(formatter, "Told apart by time? {pairs} pairs of each, ms ({when}, {} cores)", machine::cores())?;
        writeln!(
            formatter,
            "{:<52} {:>7} {:>7} {:>24} {:>8} {:>14}",
            "", "first", "second", "difference (99 % sure)", "share", "first slower"
        )?;
        for row in &self.0 {
            let (first, second) = (median(&row.firsts()), median(&row.seconds()));
            let (difference, low, high) = row.difference();
            let (slower, error) = row.is_slower();
            let told = if (slower - 0.5).abs() < APART * error { "alike" } else { "apart" };
            let between = format!("{difference:+.3} ({low:+.3}..{high:+.3})");
            let share = 100.0 * difference / second;
            writeln!(
                formatter,
                "{:<52} {first:>7.2} {second:>7.2} {between:>24} {share:>+7.1}% {slower:>6.3} ±{error:.3} {told}",
                row.what
            )?;
        }
        Ok(())
    }
}
