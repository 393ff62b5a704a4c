//! First answers of functions that have just started, in Rust, Node and Python.

use clap::Parser;
use share_cloud_bench::cold_start::{self, Built, Row};
use share_cloud_bench::report::{median, percentile};
use share_cloud_bench::{Result, machine};
use std::io::Write as _;
use std::path::PathBuf;

/// How long functions take from the start of their process to their first answer, beside the same routes in Python and Node.
#[derive(Parser)]
struct Arguments {
    /// How often each is started
    #[arg(long, default_value_t = 20)]
    runs: usize,

    /// The program that makes the home
    #[arg(long, default_value = "target/release/share-cloud")]
    program: PathBuf,

    /// Where cargo-lambda put the functions
    #[arg(long, default_value = "target/lambda")]
    functions: PathBuf,

    /// Where the peers were built
    #[arg(long, default_value = "target/cold-start")]
    peers: PathBuf,

    /// Where the home lies meanwhile
    #[arg(long, default_value = "target")]
    folder: PathBuf,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir_in(&arguments.folder)?;
    let built = Built { functions: arguments.functions, peers: arguments.peers, python: PathBuf::from("bench/cold-start/python") };
    let measured = cold_start::measure(&arguments.program, &built, folder.path(), arguments.runs);
    let rows = tokio::runtime::Runtime::new()?.block_on(measured)?;
    let mut out = std::io::stdout();
    let when = machine::wall_clock().strftime("%Y-%m-%d %H:%M UTC");
    writeln!(out, "From the start of the process to the first answer, {} runs ({when}, {} cores)", arguments.runs, machine::cores())?;
    writeln!(out, "{:<40} {:<8} {:>10} {:>10} {:>10} {:>10}", "", "", "median ms", "p95 ms", "ratio", "peak MiB")?;
    for row in &rows {
        let ours = rows.iter().find(|other| other.what == row.what).map_or(f64::NAN, middle);
        let (slower, memory) = (middle(row) / ours, median(&row.peak_mib));
        let last = percentile(&row.first_answer_ms, 95);
        writeln!(out, "{:<40} {:<8} {:>10.1} {last:>10.1} {slower:>10.1} {memory:>10.1}", row.what, row.language, middle(row))?;
    }
    Ok(())
}

fn middle(row: &Row) -> f64 {
    median(&row.first_answer_ms)
}
