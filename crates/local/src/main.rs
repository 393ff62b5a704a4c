//! The `share-cloud` program.

use share_cloud_local::control::{Answer, Command, ControlError, ask};
use share_cloud_local::data_folder::{DataFolder, control_socket_of};
use share_cloud_local::flags::{FlagsError, Invocation, Settings, Task};
use share_cloud_local::progress::Progress;
use share_cloud_local::{cloud, commands, server};
use std::collections::HashMap;
use std::io::Write as _;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Wrong use of the program.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let invocation = match Invocation::read(std::env::args_os()) {
        Ok(invocation) => invocation,
        Err(FlagsError::Usage(error)) => error.exit(),
        Err(error) => return fail(&error, USAGE),
    };
    let filter = EnvFilter::try_from_env("SHARE_CLOUD_LOG").unwrap_or_else(|_| EnvFilter::new("warn,s3s=off"));
    tracing_subscriber::fmt().with_env_filter(filter).json().with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error, 1),
    };
    match runtime.block_on(perform(invocation)) {
        Ok(code) => code,
        Err(error) => fail(error.as_ref(), 1),
    }
}

async fn perform(invocation: Invocation) -> Result<ExitCode, Box<dyn std::error::Error + Send + Sync>> {
    let Invocation { settings, task } = invocation;
    let (progress, mut lines) = Progress::channel();
    let printing = tokio::spawn(async move {
        while let Some(line) = lines.recv().await {
            // Where stderr is closed there is nobody to tell.
            drop(writeln!(std::io::stderr(), "{line}"));
        }
    });
    let answer = match task {
        Task::Serve => {
            server::serve(settings).await?;
            return Ok(ExitCode::SUCCESS);
        }
        Task::Restore { from } => commands::restore(&settings, from, progress.clone()).await?,
        Task::CloudCommand(command) => cloud::perform(environment(), command).await?,
        Task::Command(command) => match ask(&control_socket_of(&settings.data), &command, &progress).await {
            Err(ControlError::NotRunning) => alone(&settings, command, progress.clone()).await?,
            answer => answer?,
        },
    };
    drop(progress);
    printing.await?;
    std::io::stdout().write_all(answer.output.as_bytes())?;
    Ok(ExitCode::from(answer.exit_code))
}

/// The variables that name the stores of a home on AWS.
fn environment() -> HashMap<String, String> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))).collect()
}

/// Does a command on a folder that no running home has.
async fn alone(settings: &Settings, command: Command, progress: Progress) -> Result<Answer, Box<dyn std::error::Error + Send + Sync>> {
    let folder = DataFolder::open_existing(&settings.data)?;
    let home = server::open(settings, folder, settings.listen).await?;
    Ok(commands::perform(&home, command, progress).await)
}

fn fail(error: &dyn std::error::Error, code: u8) -> ExitCode {
    // Where stderr is closed there is nobody to tell.
    drop(writeln!(std::io::stderr(), "{error}"));
    ExitCode::from(code)
}
