//! What the owner of a home asks of it in a terminal, beside the running home or alone.

use crate::control::{Answer, Command};
use crate::home::Home;
use share_cloud_api::work;

/// Does one command.
pub async fn perform(home: &Home, command: Command) -> Answer {
    match command {
        Command::Audit => Answer { exit_code: 2, output: "The audit is not there yet.\n".to_owned() },
        Command::Sweep => sweep(home).await,
        Command::AdminGrant { .. } | Command::AdminRevoke { .. } | Command::AdminSetQuota { .. } => {
            Answer { exit_code: 2, output: "Not there yet.\n".to_owned() }
        }
    }
}

async fn sweep(home: &Home) -> Answer {
    home.tidy().await;
    match work::run_due(home.app()).await {
        Ok(done) if done.failed == 0 => Answer { exit_code: 0, output: format!("Did {} things that were due.\n", done.items) },
        Ok(done) => Answer { exit_code: 1, output: format!("Did {} things that were due; {} failed.\n", done.items, done.failed) },
        Err(failure) => Answer { exit_code: 1, output: format!("What is due cannot be read: {failure}.\n") },
    }
}
