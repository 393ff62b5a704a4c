//! Whether what a folder costs depends on how much is in it: `make folder-at-scale`. Two homes of the program run at the same time, one with a folder
//! of very many files, one with a folder of 100, and are asked in turn.
//!
//! `folder-at-scale PROGRAM FOLDER COUNT…` measures folders of COUNT files, with everything below FOLDER meanwhile, about 5 KiB a file.

mod folder;
mod person;
mod program;
mod seed;

use folder::{Act, Home};
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How many files the folder has that all are held against.
const SMALL: usize = 100;
/// The most that a folder holds.
const MOST: usize = 1_000_000;
/// How often everything is measured, after a round that warms up.
const ROUNDS: usize = 5;
/// How often each act is done in a round; its median counts.
const TIMES: usize = 11;

#[expect(clippy::disallowed_methods, reason = "a measurement runs on the machine's time")]
fn now() -> Instant {
    Instant::now()
}

/// An act in every round: what it took in the large folder and in the small one, in milliseconds.
struct Row {
    act: Act,
    wall: Vec<[f64; 2]>,
    cpu: Vec<[f64; 2]>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [program, folder, counts @ ..] = arguments.as_slice() else { return Err("folder-at-scale PROGRAM FOLDER COUNT…".into()) };
    for count in counts {
        let count = count.parse().ok().filter(|count| (SMALL..=MOST).contains(count)).ok_or("COUNT is 100 to 1000000")?;
        Box::pin(measure(Path::new(program), Path::new(folder), count)).await?;
    }
    Ok(())
}

async fn measure(program: &Path, folder: &Path, count: usize) -> Result<()> {
    let small = Home::make(program, folder, SMALL).await?;
    let begun = now();
    let large = Home::make(program, folder, count).await?;
    let filled_s = begun.elapsed().as_secs_f64();
    let mut homes = [large, small];
    let rows = Box::pin(compare(&mut homes)).await?;
    print(count, &rows)?;
    let [large, small] = homes;
    let (peaks, size_mib) = ((large.peak_mib()?, small.peak_mib()?), large.size_mib()?);
    small.audit().await?;
    let (said, audited_s) = large.audit().await?;
    let mut out = std::io::stdout();
    writeln!(out, "the most memory of the program: {:.0} MiB beside {:.0} MiB", peaks.0, peaks.1)?;
    Ok(writeln!(out, "filled in {filled_s:.0} s, {size_mib:.0} MiB on the disk; audited in {audited_s:.0} s: {said}")?)
}

/// Every act in turn, once here and once there.
async fn compare(homes: &mut [Home; 2]) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = Act::ALL.iter().map(|act| Row { act: *act, wall: Vec::new(), cpu: Vec::new() }).collect();
    for round in 0..=ROUNDS {
        for home in homes.iter_mut() {
            home.sign_in_again().await?;
        }
        for row in &mut rows {
            let (mut wall, mut cpu) = ([const { Vec::new() }; 2], [const { Vec::new() }; 2]);
            for _ in 0..TIMES {
                for (place, home) in homes.iter().enumerate() {
                    let [wall_ms, cpu_ms] = home.measure(row.act).await?;
                    wall[place].push(wall_ms);
                    cpu[place].push(cpu_ms);
                    home.undo(row.act).await?;
                }
            }
            if round > 0 {
                row.wall.push(wall.map(median));
                row.cpu.push(cpu.map(median));
            }
        }
    }
    Ok(rows)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn print(count: usize, rows: &[Row]) -> Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "\nA folder of {count} files beside one of {SMALL}, medians of {ROUNDS} rounds of {TIMES}")?;
    for (what, is_cpu) in [("milliseconds of the program's CPU", true), ("milliseconds on the wall", false)] {
        writeln!(out, "{what:<34} {count:>10} {SMALL:>10} {:>7}  by round", "ratio")?;
        for row in rows {
            let rounds = if is_cpu { &row.cpu } else { &row.wall };
            let ratios: Vec<f64> = rounds.iter().map(|[large, small]| large / small).collect();
            let by_round: Vec<String> = ratios.iter().map(|ratio| format!("{ratio:.2}")).collect();
            let [large, small] = [0, 1].map(|home| median(rounds.iter().map(|round| round[home]).collect()));
            writeln!(out, "  {:<32} {large:>10.2} {small:>10.2} {:>7.2}  {}", row.act.as_str(), median(ratios), by_round.join(" "))?;
        }
    }
    Ok(())
}
