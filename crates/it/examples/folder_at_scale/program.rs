//! The program as a child of this process.

use crate::Result;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A program that runs; it ends when this is dropped.
pub(crate) struct Program {
    child: Child,
    /// Where it answers.
    pub(crate) origin: String,
    /// Kept open, so that what it says later breaks nothing.
    _stdout: BufReader<ChildStdout>,
}

impl Program {
    /// Starts it on a data folder, and waits until it says where it answers.
    pub(crate) fn start(program: &Path, data: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["--listen", "127.0.0.1:0", "--data"]).arg(data).env_clear().stdin(Stdio::null()).stdout(Stdio::piped());
        let child = command.spawn().map_err(|cause| format!("{} does not start ({cause}): `make build` builds it", program.display()));
        let mut child = child?;
        let mut stdout = BufReader::new(child.stdout.take().ok_or("a child without stdout")?);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let origin = line.split_whitespace().last().filter(|word| word.starts_with("http://")).unwrap_or_default().to_owned();
        // Whoever drops it from here on ends it.
        let started = Self { child, origin, _stdout: stdout };
        if started.origin.is_empty() { Err(format!("it said no address but {line:?}").into()) } else { Ok(started) }
    }

    /// The time that its threads have been on a core so far, in milliseconds. It hardly depends on who else uses the machine.
    pub(crate) fn cpu_ms(&self) -> Result<f64> {
        let mut nanoseconds = 0;
        for thread in std::fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            // A thread may end while its line is looked for.
            let line = std::fs::read_to_string(thread?.path().join("schedstat")).unwrap_or_default();
            nanoseconds += line.split_whitespace().next().map_or(Ok(0), str::parse::<u64>)?;
        }
        Ok(nanoseconds as f64 / 1e6)
    }

    /// The most memory it has held at once, in MiB.
    pub(crate) fn peak_mib(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("/proc/<pid>/status has no VmHWM")?;
        let kib: f64 = line.trim_end_matches("kB").trim().parse()?;
        Ok(kib / 1_024.0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // One that is gone already needs no end.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
