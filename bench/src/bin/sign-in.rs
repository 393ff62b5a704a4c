//! Sign-ins a second, what they do to other requests, and whether time tells who has an account.

use clap::Parser;
use share_cloud_bench::beside::{self, Figures};
use share_cloud_bench::enumeration::Stranger;
use share_cloud_bench::product::Person;
use share_cloud_bench::server::Server;
use share_cloud_bench::{Result, visitors};
use std::io::Write as _;
use std::path::PathBuf;

/// How many people the embedded home signs in, how much slower other requests get meanwhile, and whether time tells who has an account.
#[derive(Parser)]
struct Arguments {
    /// How many sign in at once
    #[arg(long, default_value_t = 50)]
    at_once: usize,

    /// How often other requests are measured alone, beside hashing and beside sign-ins, in turn
    #[arg(long, default_value_t = 3)]
    rounds: usize,

    /// How many requests of each kind in each of these
    #[arg(long, default_value_t = 100)]
    requests: usize,

    /// How many pairs tell whether two requests take the same; each takes an account
    #[arg(long, default_value_t = 300)]
    pairs: usize,

    /// The program
    #[arg(long, default_value = "target/release/share-cloud")]
    program: PathBuf,

    /// Where the home lies meanwhile
    #[arg(long, default_value = "target")]
    folder: PathBuf,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    tokio::runtime::Runtime::new()?.block_on(measure(&arguments))
}

async fn measure(arguments: &Arguments) -> Result<()> {
    let mut out = std::io::stdout();
    let folder = tempfile::tempdir_in(&arguments.folder)?;
    let server = Server::product(&arguments.program, folder.path())?;
    let person = Person::sign_up(&server.url).await?;
    let accounts = visitors::sign_up(&server.url, arguments.pairs.max(arguments.at_once)).await?;
    beside::furnish(&person).await?;
    let mut figures = Figures::new(arguments.at_once);
    for round in 1..=arguments.rounds {
        writeln!(std::io::stderr(), "round {round} of {}", arguments.rounds)?;
        figures.round(&person, &accounts, arguments.requests).await?;
    }
    writeln!(out, "{figures}")?;
    let told = Stranger::new(&server.url, &accounts[..arguments.pairs]).compare().await?;
    Ok(write!(out, "{told}")?)
}
