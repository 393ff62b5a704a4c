//! Servers as children of this process: each prints one line, with its address as the last word, once it is ready.

use crate::{Result, machine};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it answers, as `http://127.0.0.1:40001`.
    pub url: String,
    /// Kept open, so that what the server says later breaks nothing.
    _stdout: BufReader<ChildStdout>,
}

impl Server {
    /// The product's program on an empty data folder.
    ///
    /// # Errors
    /// When it does not start.
    pub fn product(program: &Path, data: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["--listen", "127.0.0.1:0", "--default-quota", "1TiB", "--data"]).arg(data).env_clear();
        Self::start(command).map_err(|cause| format!("{} does not start ({cause}): `make build` builds it", program.display()).into())
    }

    /// The product's object store alone, in an empty folder: this program again, as [`crate::bare::serve`].
    ///
    /// # Errors
    /// When it does not start.
    pub fn bare_store(folder: &Path) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve-store").arg(folder);
        Self::start(command)
    }

    fn start(mut command: Command) -> Result<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut stdout = BufReader::new(child.stdout.take().ok_or("a child without stdout")?);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let url = line.split_whitespace().last().filter(|word| word.starts_with("http://")).map(str::to_owned);
        // Whoever drops the server from here on ends it.
        let server = Self { child, url: url.unwrap_or_default(), _stdout: stdout };
        if server.url.is_empty() { Err(format!("it said no address but {line:?}").into()) } else { Ok(server) }
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The most memory it has held at once, in MiB.
    ///
    /// # Errors
    /// When it is gone.
    pub fn peak_mib(&self) -> Result<f64> {
        machine::peak_mib(self.pid())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A child that is gone already needs no end.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
