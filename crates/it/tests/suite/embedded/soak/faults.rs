//! Killed, or not answered, between any two calls of a store: what was answered is there, what was not is asked for again, and in the end
//! everything is as if nothing had happened.

use super::client::Client;
use super::fuse::{Fault, Strike};
use super::house::House;
use super::paths::{self, Path};
use super::{number, told};
use crate::harness::dice::Dice;
use futures::{FutureExt as _, StreamExt as _, stream};
use serde_json::Value;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// How many runs there are unless the environment says otherwise; `all` is every call of every path with every fault, and random ones
/// beyond that, up to [`LEAST`].
const RUNS: u64 = 50;
const LEAST: usize = 2_000;
/// How many runs of a path there are where not all are.
const RUNS_OF_A_PATH: usize = 5;
/// What runs are drawn from.
const SEED: u64 = 20_261_128;
/// How many runs share a home.
const RUNS_OF_A_HOME: usize = 40;
/// How many homes there are at once.
const HOMES: usize = 3;

/// A run: a path and what goes wrong on it.
#[derive(Clone)]
struct Case {
    path: &'static str,
    strikes: Vec<Strike>,
}

impl std::fmt::Display for Case {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let strikes: Vec<String> = self.strikes.iter().map(|strike| format!("{}:{}", strike.call, strike.fault.as_str())).collect();
        write!(formatter, "{}@{}", self.path, strikes.join(","))
    }
}

impl Case {
    fn parse(text: &str) -> Self {
        let (name, strikes) = text.split_once('@').unwrap();
        let path = paths::all().into_iter().find(|path| path.name == name).unwrap_or_else(|| panic!("no path {name}")).name;
        let strike = |text: &str| {
            let (call, fault) = text.split_once(':').unwrap();
            let fault = Fault::ALL.into_iter().find(|known| known.as_str() == fault).unwrap();
            Strike { call: call.parse().unwrap(), fault }
        };
        Self { path, strikes: strikes.split(',').map(strike).collect() }
    }
}

/// What came of a run.
struct Outcome {
    /// What was called.
    calls: Vec<String>,
    /// What the person has at once, and when all is settled.
    states: [Value; 2],
}

/// One run in a home where all that was before is settled.
async fn run(house: &Arc<House>, path: &Path, number: usize, strikes: &[Strike]) -> Outcome {
    let client = Client::new(house, &format!("zoe{number}q"));
    (path.ready)(&client).await;
    house.fuse.arm(strikes);
    (path.act)(&client).await;
    let calls = house.fuse.disarm();
    let at_once = client.state().await;
    house.settle().await;
    let settled = client.state().await;
    house.audit().await;
    Outcome { calls, states: [at_once, settled] }
}

/// What a run panicked with.
fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

/// Runs a path as it should be, then with each list of faults that `choose` draws from its number of calls. How many runs there were, and
/// what is wrong.
async fn run_path(path: Path, choose: impl FnOnce(&[String]) -> Vec<Vec<Strike>>) -> (usize, Vec<String>) {
    let house = home().await;
    let clean = match AssertUnwindSafe(Box::pin(run(&house, &path, 0, &[]))).catch_unwind().await {
        Ok(clean) => clean,
        Err(panic) => return (1, vec![format!("{} without faults: {}", path.name, words(&*panic))]),
    };
    let chosen = choose(&clean.calls);
    let (runs, mut wrong) = (chosen.len(), Vec::new());
    let mut house = Some(house);
    for (at, strikes) in chosen.into_iter().enumerate() {
        let case = Case { path: path.name, strikes };
        let home = match house.take().filter(|_| (at + 1) % RUNS_OF_A_HOME > 0) {
            Some(house) => house,
            None => home().await,
        };
        let differs = match AssertUnwindSafe(Box::pin(run(&home, &path, at + 1, &case.strikes))).catch_unwind().await {
            Ok(outcome) if outcome.states == clean.states => {
                house = Some(home);
                continue;
            }
            Ok(outcome) => format!("{:#?}\ninstead of {:#?}", outcome.states, clean.states),
            Err(panic) => words(&*panic),
        };
        let struck: Vec<&str> = case.strikes.iter().filter_map(|strike| clean.calls.get(strike.call - 1)).map(String::as_str).collect();
        println!("{case}: {struck:?}: {differs}");
        wrong.push(format!("{case}: {struck:?}"));
    }
    println!("{}: {} calls, {runs} runs, {} wrong", path.name, clean.calls.len(), wrong.len());
    (runs, wrong)
}

/// A home that somebody else has signed up in first.
async fn home() -> Arc<House> {
    let house = Arc::new(House::fresh().await);
    Client::found(&house).await;
    house
}

/// Every call with every fault that can make a difference.
fn every(calls: &[String]) -> Vec<Vec<Strike>> {
    let faults = |(at, name): (usize, &String)| {
        let faults: &[Fault] = if is_read(name) { &Fault::OF_READS } else { &Fault::ALL };
        faults.iter().map(move |fault| vec![Strike { call: at + 1, fault: *fault }]).collect::<Vec<_>>()
    };
    calls.iter().enumerate().flat_map(faults).collect()
}

fn is_read(call: &str) -> bool {
    ["GetItem", "BatchGetItem", "Query", "HEAD", "GET"].iter().any(|read| call.split(' ').next() == Some(read))
}

/// One to three faults at random calls, some of them later than any call of a run without faults.
fn drawn(dice: &mut Dice, calls: usize) -> Vec<Strike> {
    let mut strikes = Vec::new();
    for _ in 0..=dice.roll(3) {
        let strike = Strike { call: dice.roll(calls + 3) + 1, fault: Fault::ALL[dice.roll(Fault::ALL.len())] };
        if strikes.iter().all(|other: &Strike| other.call != strike.call) {
            strikes.push(strike);
        }
    }
    strikes
}

/// Some of the paths, each one once.
fn some_paths(dice: &mut Dice, count: usize) -> Vec<Path> {
    let mut paths = paths::all();
    while paths.len() > count {
        paths.swap_remove(dice.roll(paths.len()));
    }
    paths
}

fn chosen_paths(seed: u64, runs: Option<u64>, case: Option<&Case>) -> Vec<Path> {
    match (case, runs) {
        (Some(case), _) => paths::all().into_iter().filter(|path| path.name == case.path).collect(),
        (None, Some(runs)) => some_paths(&mut Dice::new(seed), usize::try_from(runs).unwrap().div_ceil(RUNS_OF_A_PATH)),
        (None, None) => paths::all(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_killed_or_not_answered_between_two_calls_leaves_everything_whole() {
    let seed = number("SHARE_CLOUD_SOAK_SEED", SEED);
    let runs = told("SHARE_CLOUD_SOAK_RUNS");
    let runs = if runs.as_deref() == Some("all") { None } else { Some(runs.map_or(RUNS, |runs| runs.parse().unwrap())) };
    let case = told("SHARE_CLOUD_SOAK_CASE").map(|text| Case::parse(&text));
    println!("seed {seed}: SHARE_CLOUD_SOAK_SEED={seed}");
    let paths = chosen_paths(seed, runs, case.as_ref());
    let each = runs.map_or(LEAST, |runs| usize::try_from(runs).unwrap()).div_ceil(paths.len());
    let homes = paths.into_iter().enumerate().map(|(at, path)| {
        let case = case.clone();
        let mut dice = Dice::new(seed.wrapping_add(u64::try_from(at).unwrap()));
        let choose = move |calls: &[String]| match (case, runs) {
            (Some(case), _) => vec![case.strikes],
            (None, Some(_)) => (0..each).map(|_| drawn(&mut dice, calls.len())).collect(),
            (None, None) => {
                let mut all = every(calls);
                let random = each.saturating_sub(all.len()).max(all.len() / 8);
                all.extend((0..random).map(|_| drawn(&mut dice, calls.len())));
                all
            }
        };
        tokio::spawn(run_path(path, choose))
    });
    let outcomes: Vec<(usize, Vec<String>)> = stream::iter(homes).buffer_unordered(HOMES).map(Result::unwrap).collect().await;
    let runs: usize = outcomes.iter().map(|(runs, _)| runs).sum();
    let wrong: Vec<String> = outcomes.into_iter().flat_map(|(_, wrong)| wrong).collect();
    println!("{runs} runs, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "SHARE_CLOUD_SOAK_CASE='…' runs one of these again:\n{}", wrong.join("\n\n"));
}
