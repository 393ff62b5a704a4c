//! The in-process way to the embedded table beside a socket, alone.

use clap::Parser;
use share_cloud_bench::{Result, table_wire};
use std::io::Write as _;
use std::path::PathBuf;

/// How fast the SDK reaches the embedded table, in process and over loopback.
#[derive(Parser)]
struct Arguments {
    /// How often both are measured, in turn
    #[arg(long, default_value_t = 3)]
    rounds: usize,

    /// Where the databases lie meanwhile
    #[arg(long, default_value = "target")]
    folder: PathBuf,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir_in(&arguments.folder)?;
    let report = tokio::runtime::Runtime::new()?.block_on(table_wire::measure(folder.path(), arguments.rounds))?;
    Ok(write!(std::io::stdout(), "{report}")?)
}
