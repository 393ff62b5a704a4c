//! Files through the product beside a plain S3 client to the same store, in one run; then the embedded table.

use bytes::Bytes;
use clap::{Parser, Subcommand};
use share_cloud_bench::bare::{self, BareClient};
use share_cloud_bench::machine::{Cost, cost, now};
use share_cloud_bench::material::{LargeFile, small_files};
use share_cloud_bench::product::Person;
use share_cloud_bench::report::{Report, Row};
use share_cloud_bench::server::Server;
use share_cloud_bench::{Result, table_wire};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// How fast files go through the embedded home, beside a plain S3 client to the same store and beside copying them.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Option<Task>,

    /// The size of the large file, in MiB
    #[arg(long, default_value_t = 1024)]
    mib: u64,

    /// How many small files of 10 KiB
    #[arg(long, default_value_t = 1000)]
    files: u64,

    /// How often everything is measured, in turn
    #[arg(long, default_value_t = 3)]
    rounds: usize,

    /// The program
    #[arg(long, default_value = "target/release/share-cloud")]
    program: PathBuf,

    /// Where everything lies meanwhile: on a disk with room for three large files
    #[arg(long, default_value = "target")]
    folder: PathBuf,
}

#[derive(Subcommand)]
enum Task {
    /// Serves the object store alone: what a run starts as its peer
    #[command(hide = true)]
    ServeStore {
        /// The store's folder
        folder: PathBuf,
    },
}

/// The size of a small file.
const SMALL_BYTES: usize = 10 * 1024;

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Runtime::new()?;
    match &arguments.task {
        Some(Task::ServeStore { folder }) => runtime.block_on(bare::serve(folder)),
        None => runtime.block_on(measure(&arguments)),
    }
}

async fn measure(arguments: &Arguments) -> Result<()> {
    let folder = tempfile::tempdir_in(&arguments.folder)?;
    let material = Material {
        large: LargeFile::write(folder.path().join("large.bin"), arguments.mib)?,
        small: small_files(arguments.files, SMALL_BYTES),
    };
    let mut figures = Figures::new(&material);
    for round in 1..=arguments.rounds {
        writeln!(std::io::stderr(), "round {round} of {}", arguments.rounds)?;
        figures.add(&Round::run(&arguments.program, folder.path(), &material).await?, &material);
    }
    let title = format!("Files through share-cloud and through a plain S3 client, medians of {} rounds", arguments.rounds);
    let report = Report { title, ours: "share-cloud", peers: "plain S3", rows: figures.rows() };
    write!(std::io::stdout(), "{report}")?;
    let report = table_wire::measure(folder.path(), arguments.rounds).await?;
    Ok(write!(std::io::stdout(), "\n{report}")?)
}

struct Material {
    large: LargeFile,
    small: Vec<Bytes>,
}

impl Material {
    fn large_mib(&self) -> f64 {
        self.large.size_bytes as f64 / 1_048_576.0
    }

    fn check(&self, sha256: [u8; 32]) -> Result<()> {
        if sha256 == self.large.sha256 { Ok(()) } else { Err("what was fetched is not what was sent".into()) }
    }
}

/// What one side of a round came to.
struct Side {
    upload: Cost,
    download: Cost,
    small: Cost,
    /// After the large file went up and down, before the small ones.
    peak_mib: f64,
}

impl Side {
    /// A fresh home, and a person who has just signed up. All it wrote goes with `folder`.
    async fn product(program: &Path, folder: TempDir, material: &Material) -> Result<Self> {
        let server = Server::product(program, folder.path())?;
        let person = Person::sign_up(&server.url).await?;
        let (upload, entry) = cost(server.pid(), person.upload(&material.large)).await?;
        let (download, sha256) = cost(server.pid(), person.download(&entry)).await?;
        material.check(sha256)?;
        let peak_mib = server.peak_mib()?;
        let (small, ()) = cost(server.pid(), person.upload_all(&material.small)).await?;
        Ok(Self { upload, download, small, peak_mib })
    }

    /// A fresh store and a plain client.
    async fn bare(folder: TempDir, material: &Material) -> Result<Self> {
        let server = Server::bare_store(folder.path())?;
        let client = BareClient::new(&server.url);
        let (upload, ()) = cost(server.pid(), Box::pin(client.upload(&material.large))).await?;
        let (download, sha256) = cost(server.pid(), client.download()).await?;
        material.check(sha256)?;
        let peak_mib = server.peak_mib()?;
        let (small, ()) = cost(server.pid(), client.put_all(&material.small)).await?;
        Ok(Self { upload, download, small, peak_mib })
    }
}

struct Round {
    product: Side,
    bare: Side,
    copy_s: f64,
}

impl Round {
    /// One after the other, each in a folder that is gone before the next begins: while both kept their files, whoever came second
    /// took up to twice the server's CPU time.
    async fn run(program: &Path, folder: &Path, material: &Material) -> Result<Self> {
        let product = Side::product(program, tempfile::tempdir_in(folder)?, material).await?;
        let bare = Side::bare(tempfile::tempdir_in(folder)?, material).await?;
        let copies = tempfile::tempdir_in(folder)?;
        let begun = now();
        material.large.copy(&copies.path().join("copy.bin"))?;
        Ok(Self { product, bare, copy_s: begun.elapsed().as_secs_f64() })
    }
}

/// Three figures of one kind of act.
struct Act {
    rate: Row,
    server_cpu: Row,
    client_cpu: Row,
}

impl Act {
    fn new(rate: String) -> Self {
        Self {
            rate: Row::new(rate),
            server_cpu: Row::new("  CPU seconds of the server"),
            client_cpu: Row::new("  CPU seconds of the client"),
        }
    }

    fn add(&mut self, amount: f64, ours: Cost, peers: Cost) {
        self.rate.add(amount / ours.wall_s, amount / peers.wall_s);
        self.server_cpu.add(ours.server_cpu_s, peers.server_cpu_s);
        self.client_cpu.add(ours.client_cpu_s, peers.client_cpu_s);
    }

    fn rows(self) -> [Row; 3] {
        [self.rate, self.server_cpu, self.client_cpu]
    }
}

struct Figures {
    upload: Act,
    download: Act,
    small: Act,
    peak: Row,
    copy: Row,
}

impl Figures {
    fn new(material: &Material) -> Self {
        let mib = material.large_mib();
        Self {
            upload: Act::new(format!("upload of {mib} MiB, MiB/s")),
            download: Act::new(format!("download of {mib} MiB, MiB/s")),
            small: Act::new(format!("{} files of 10 KiB, files/s", material.small.len())),
            peak: Row::new("peak memory of the server, MiB"),
            copy: Row::new("that upload beside copy and fsync, MiB/s"),
        }
    }

    fn add(&mut self, round: &Round, material: &Material) {
        let Round { product, bare, copy_s } = round;
        let mib = material.large_mib();
        self.upload.add(mib, product.upload, bare.upload);
        self.download.add(mib, product.download, bare.download);
        self.small.add(material.small.len() as f64, product.small, bare.small);
        self.peak.add(product.peak_mib, bare.peak_mib);
        self.copy.add(mib / product.upload.wall_s, mib / copy_s);
    }

    fn rows(self) -> Vec<Row> {
        let Self { upload, download, small, peak, copy } = self;
        upload.rows().into_iter().chain([copy]).chain(download.rows()).chain([peak]).chain(small.rows()).collect()
    }
}
