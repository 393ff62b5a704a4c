//! How long ordinary requests take while nobody else asks, while as many threads as there are cores do nothing but hash passwords, and while
//! many people sign in. The second is the peer of the third: what anybody loses who shares these cores with as much other work.

use crate::machine::{cores, now};
use crate::material::small_files;
use crate::product::{Person, ok, wanted};
use crate::report::{percentile, shown};
use crate::visitors::{Account, TIMEOUT};
use crate::{Failure, Result, machine};
use argon2::{Algorithm, Argon2, Params, Version};
use serde_json::json;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

/// What a page of list-folder shows.
const ENTRIES: u64 = 100;

/// Between two requests: somebody who works, not a flood.
const PAUSE: Duration = Duration::from_millis(5);

/// The product's parameters of argon2id: memory in KiB, passes, lanes.
const ARGON2: (u32, u32, u32) = (19_456, 2, 1);

/// The requests that are looked at.
const PROBES: [&str; 3] = ["list-folder of 100", "get-account", "start-uploads"];

/// What happens beside the requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Nothing.
    Nothing,
    /// As many threads as there are cores hash passwords in this process.
    Hashing,
    /// So many people sign in, each again and again.
    SigningIn,
}

/// The three in the order in which they are measured.
pub const ALL: [Beside; 3] = [Beside::Nothing, Beside::Hashing, Beside::SigningIn];

/// What was measured beside one of them.
#[derive(Clone, Debug, Default)]
struct Measured {
    /// Milliseconds of each request.
    requests: [Vec<f64>; PROBES.len()],
    /// What was done beside them, and in how many seconds.
    done: usize,
    seconds: f64,
    /// Milliseconds of each sign-in.
    sign_ins: Vec<f64>,
}

/// All that was measured.
#[derive(Debug)]
pub struct Figures {
    at_once: usize,
    measured: [Measured; ALL.len()],
    rates: Vec<(f64, f64)>,
}

impl Figures {
    /// Nothing yet, with so many sign-ins at once.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        Self { at_once, measured: Default::default(), rates: Vec::new() }
    }

    /// One round: all three, with so many of each request.
    ///
    /// # Errors
    /// What the home refuses or does not answer in time.
    pub async fn round(&mut self, person: &Person, accounts: &[Account], requests: usize) -> Result<()> {
        let mut rates = [0.0; ALL.len()];
        for (beside, rate) in ALL.into_iter().zip(&mut rates) {
            let measured = measure(person, &accounts[..self.at_once.min(accounts.len())], beside, requests).await?;
            *rate = measured.done as f64 / measured.seconds;
            let all = &mut self.measured[beside as usize];
            all.requests.iter_mut().zip(measured.requests).for_each(|(all, more)| all.extend(more));
            all.done += measured.done;
            all.seconds += measured.seconds;
            all.sign_ins.extend(measured.sign_ins);
        }
        self.rates.push((rates[Beside::SigningIn as usize], rates[Beside::Hashing as usize]));
        Ok(())
    }
}

/// What a round needs of its person: a folder with something in it.
///
/// # Errors
/// What the home refuses.
pub async fn furnish(person: &Person) -> Result<()> {
    person.upload_all(&small_files(ENTRIES, 100)).await
}

async fn measure(person: &Person, accounts: &[Account], beside: Beside, requests: usize) -> Result<Measured> {
    let done = Arc::new(AtomicUsize::new(0));
    let stop = Arc::new(AtomicBool::new(false));
    let mut hashing = Vec::new();
    let mut signing_in = JoinSet::new();
    match beside {
        Beside::Nothing => {}
        Beside::Hashing => {
            let hash_on = || {
                let (done, stop) = (Arc::clone(&done), Arc::clone(&stop));
                std::thread::spawn(move || hash(&done, &stop))
            };
            hashing.extend((0..cores()).map(|_| hash_on()));
        }
        Beside::SigningIn => accounts.iter().cloned().for_each(|account| {
            signing_in.spawn(sign_in(account, Arc::clone(&done), Arc::clone(&stop)));
        }),
    }
    // Until everybody has had a turn, not everything runs.
    let turns = hashing.len() + signing_in.len();
    while done.load(Ordering::Relaxed) < turns {
        tokio::time::sleep(PAUSE).await;
        if let Some(ended) = signing_in.try_join_next() {
            ended??;
        }
    }
    let (done_before, begun) = (done.load(Ordering::Relaxed), now());
    let measured = probe(person, requests).await;
    let (done_after, seconds) = (done.load(Ordering::Relaxed), begun.elapsed().as_secs_f64());
    stop.store(true, Ordering::Relaxed);
    let mut sign_ins = Vec::new();
    while let Some(ended) = signing_in.join_next().await {
        sign_ins.extend(ended??);
    }
    for thread in hashing {
        thread.join().map_err(|_| "a thread that hashes ended early")??;
    }
    Ok(Measured { requests: measured?, done: done_after - done_before, seconds, sign_ins })
}

/// Hashes until told to stop.
fn hash(done: &AtomicUsize, stop: &AtomicBool) -> Result<()> {
    let (memory_kib, passes, lanes) = ARGON2;
    let params = Params::new(memory_kib, passes, lanes, None).map_err(|error| error.to_string())?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    while !stop.load(Ordering::Relaxed) {
        let mut hash = [0; 32];
        argon2.hash_password_into(b"a password", b"a salt of 16 byt", &mut hash).map_err(|error| error.to_string())?;
        done.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// Signs in until told to stop; the milliseconds of each.
async fn sign_in(account: Account, done: Arc<AtomicUsize>, stop: Arc<AtomicBool>) -> Result<Vec<f64>> {
    let mut took = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        took.push(account.sign_in().await?);
        done.fetch_add(1, Ordering::Relaxed);
    }
    Ok(took)
}

async fn probe(person: &Person, requests: usize) -> Result<[Vec<f64>; PROBES.len()]> {
    let sha256 = &crate::material::Part::new(bytes::Bytes::from_static(b"0123456789")).sha256;
    let mut upload = wanted("begun.bin", 10);
    upload["sha256"] = json!(sha256);
    let upload = json!({ "uploads": [upload] });
    let mut took: [Vec<f64>; PROBES.len()] = Default::default();
    for _ in 0..requests {
        let path = format!("/api/folders/root/entries?limit={ENTRIES}");
        took[0].push(timed(person.get(&path), |page| page["items"].as_array().is_some_and(|items| items.len() as u64 == ENTRIES)).await?);
        took[1].push(timed(person.get("/api/account"), |account| account["username"].is_string()).await?);
        took[2].push(timed(person.post("/api/uploads", &upload), |started| ok(&started["uploads"][0]).is_ok()).await?);
    }
    Ok(took)
}

/// How many milliseconds an answer took, which must be as wanted and in time.
async fn timed(request: impl Future<Output = Result<serde_json::Value>>, is_right: impl FnOnce(&serde_json::Value) -> bool) -> Result<f64> {
    tokio::time::sleep(PAUSE).await;
    let begun = now();
    let answer = tokio::time::timeout(TIMEOUT, request).await??;
    let took_ms = begun.elapsed().as_secs_f64() * 1000.0;
    if is_right(&answer) { Ok(took_ms) } else { Err(Failure::from(format!("another answer: {answer}"))) }
}

impl fmt::Display for Figures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let when = machine::wall_clock().strftime("%Y-%m-%d %H:%M UTC");
        let [alone, hashing, signing_in] = &self.measured;
        let rate = |measured: &Measured| measured.done as f64 / measured.seconds;
        writeln!(formatter, "Signing in, {} at once ({when}, {} cores)", self.at_once, cores())?;
        let rounds = self.rates.iter().map(|(ours, peers)| format!("{:.2}", ours / peers)).collect::<Vec<_>>().join(" ");
        let (ours, peers) = (rate(signing_in), rate(hashing));
        writeln!(formatter, "{:<44} {:>12} {:>12} {:>7}  by round", "", "share-cloud", "argon2 alone", "ratio")?;
        writeln!(formatter, "{:<44} {:>12} {:>12} {:>7.2}  {rounds}", "sign-ins a second", shown(ours), shown(peers), ours / peers)?;
        let (half, most) = (percentile(&signing_in.sign_ins, 50), percentile(&signing_in.sign_ins, 95));
        writeln!(formatter, "{} sign-ins, none refused: half within {half:.0} ms, 95 % within {most:.0} ms\n", signing_in.sign_ins.len())?;
        writeln!(formatter, "Other requests meanwhile, ms: {} of each kind", alone.requests[0].len())?;
        writeln!(
            formatter,
            "{:<28} {:>9} {:>15} {:>19} {:>9} {:>12}",
            "", "alone", "beside hashing", "beside sign-ins", "to alone", "to hashing"
        )?;
        for (index, what) in PROBES.iter().enumerate() {
            for percent in [50, 95] {
                let [alone, hashing, signing_in] =
                    [alone, hashing, signing_in].map(|measured| percentile(&measured.requests[index], percent));
                let (to_alone, to_hashing) = (signing_in / alone, signing_in / hashing);
                writeln!(
                    formatter,
                    "{:<28} {alone:>9.2} {hashing:>15.2} {signing_in:>19.2} {to_alone:>9.1} {to_hashing:>12.2}",
                    format!("{what}, p{percent}"),
                )?;
            }
        }
        Ok(())
    }
}
