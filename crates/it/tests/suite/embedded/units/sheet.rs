//! The table of docs/UNITS.md, as it is measured row by row.

use super::house::House;
use super::meter::Cost;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

/// What stands before the rows: the rules, once.
const HEAD: &str = include_str!("head.md");
/// How far the time goes on before each row, so that nothing happens at the same moment as what came before it.
const STEP_MS: i64 = 1_000;

/// The rows so far.
pub(super) struct Sheet {
    pub(super) house: Arc<House>,
    page: String,
    /// Everything that was asked.
    requests: BTreeSet<String>,
}

impl Sheet {
    pub(super) fn new(house: House) -> Self {
        Self { house: Arc::new(house), page: HEAD.to_owned(), requests: BTreeSet::new() }
    }

    /// Begins a table of its own.
    pub(super) fn chapter(&mut self, title: &str) {
        write!(
            self.page,
            "\n## {title}\n\n| what somebody does | requests | calls of the table | units read | units written | requests to the bucket |\n\
             | --- | --- | ---: | ---: | ---: | --- |\n"
        )
        .unwrap();
    }

    /// A row for what somebody does, and one for what `work` does at once because of it. What the sweep does later is done too and not
    /// counted here.
    pub(super) async fn row<T>(&mut self, what: &str, act: impl Future<Output = T>) -> T {
        self.house.work().await;
        self.house.clock.advance_ms(STEP_MS);
        let done = Box::pin(act).await;
        let cost = self.house.cost();
        self.write(what, &cost);
        if Box::pin(self.house.stream()).await {
            let cost = Cost { requests: vec!["work".to_owned()], ..self.house.cost() };
            self.write("· what it owes", &cost);
        }
        self.house.work().await;
        done
    }

    /// A row for a round of the sweep.
    pub(super) async fn sweep(&mut self, what: &str) {
        self.house.sweep().await;
        let cost = Cost { requests: vec!["sweep".to_owned()], ..self.house.cost() };
        self.write(what, &cost);
    }

    fn write(&mut self, what: &str, cost: &Cost) {
        self.requests.extend(cost.requests.iter().cloned());
        let refused = if cost.refused == 0 { String::new() } else { format!(", {} refused", cost.refused) };
        let halves = if cost.read_halves.is_multiple_of(2) { "" } else { ".5" };
        writeln!(
            self.page,
            "| {what} | {} | {}{refused} | {}{halves} | {} | {} |",
            counted(&cost.requests),
            cost.table_calls,
            cost.read_halves / 2,
            cost.write_units,
            counted(&sorted(&cost.bucket)),
        )
        .unwrap();
    }

    /// The page, everything that was asked in it, and the house.
    pub(super) fn end(self) -> (String, BTreeSet<String>, House) {
        let house = Arc::into_inner(self.house).unwrap();
        (self.page, self.requests, house)
    }
}

/// The bucket's requests come in the order in which whoever sends them happens to be served.
fn sorted(names: &[String]) -> Vec<String> {
    let mut names = names.to_vec();
    names.sort();
    names
}

/// A dash for nothing; each name once with how often it stands there, in the order in which it first does.
fn counted(names: &[String]) -> String {
    if names.is_empty() {
        return "–".to_owned();
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for name in names {
        match counts.iter_mut().find(|(known, _)| known == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name, 1)),
        }
    }
    let words = counts.iter().map(|(name, count)| if *count == 1 { (*name).to_owned() } else { format!("{count} × {name}") });
    words.collect::<Vec<_>>().join(", ")
}
