//! What the machine says of time, of a process's CPU time and of its memory.

use crate::Result;
use std::fs;
use std::time::Instant;

/// How many ticks of `/proc/<pid>/stat` make a second: USER_HZ, 100 on every Linux this runs on (proc_pid_stat(5)).
const TICKS_PER_S: f64 = 100.0;

/// The user and system times in `/proc/<pid>/stat`, counted from the field after the program's name.
const USER_TICKS: usize = 11;
const SYSTEM_TICKS: usize = 12;

/// The time, to measure with.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a bench measures the machine's own time")]
pub fn now() -> Instant {
    Instant::now()
}

/// Today's date and the time, to be read by people.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a report says when it was made")]
pub fn wall_clock() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// How many cores there are.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// CPU seconds that a process has used by now, user and system together.
///
/// # Errors
/// When there is no such process.
pub fn cpu_s(pid: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name stands in parentheses and may hold anything.
    let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace().collect();
    let ticks = |index: usize| -> Result<f64> { Ok(fields.get(index).ok_or("/proc/<pid>/stat is short")?.parse()?) };
    Ok((ticks(USER_TICKS)? + ticks(SYSTEM_TICKS)?) / TICKS_PER_S)
}

/// The most memory that a process has held at once since it began, in MiB.
///
/// # Errors
/// When there is no such process.
pub fn peak_mib(pid: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("/proc/<pid>/status has no VmHWM")?;
    let kib: f64 = line.trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}

/// What one act cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Seconds on the wall.
    pub wall_s: f64,
    /// CPU seconds of the server.
    pub server_cpu_s: f64,
    /// CPU seconds of this process, the client.
    pub client_cpu_s: f64,
}

/// Measures what an act costs this process and the server.
///
/// # Errors
/// Those of the act, and when the server is gone.
pub async fn cost<T>(server: u32, act: impl Future<Output = Result<T>>) -> Result<(Cost, T)> {
    let client = std::process::id();
    let (server_before, client_before, begun) = (cpu_s(server)?, cpu_s(client)?, now());
    let done = act.await?;
    let wall_s = begun.elapsed().as_secs_f64();
    Ok((Cost { wall_s, server_cpu_s: cpu_s(server)? - server_before, client_cpu_s: cpu_s(client)? - client_before }, done))
}
