//! What the owner of a home asks of it in a terminal, beside the running home or alone.

use crate::control::{Answer, Command};
use crate::flags::ByteSize;
use crate::home::Home;
use share_cloud_api::work;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::audit::{self, Report};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::Role;

#[cfg(test)]
mod tests;

/// It could not be told whether all is well: an account changed at every look.
const UNSETTLED: u8 = 3;

/// Does one command.
pub async fn perform(home: &Home, command: Command) -> Answer {
    match command {
        Command::Audit => audit(home).await,
        Command::Sweep => sweep(home).await,
        Command::AdminGrant { login } => set_role(home, &login, Role::Admin, "is an admin now").await,
        Command::AdminRevoke { login } => set_role(home, &login, Role::User, "is an ordinary account now").await,
        Command::AdminSetQuota { login, quota_bytes } => set_quota(home, &login, quota_bytes).await,
    }
}

async fn audit(home: &Home) -> Answer {
    let app = home.app();
    let answer = match Box::pin(audit::audit(app.db(), app.objects(), app.now())).await {
        Ok(report) => told(&report),
        Err(failure) => return failed("The audit did not come to an end", &failure),
    };
    with_damage(home, answer).await
}

/// Adds the objects whose bytes are gone from the disk, which no protocol tells.
async fn with_damage(home: &Home, answer: Answer) -> Answer {
    let damaged = match home.damaged_objects().await {
        Ok(damaged) if damaged.is_empty() => return answer,
        Ok(damaged) => damaged.iter().map(|key| format!("Object {key} has lost bytes on the disk.\n")).collect(),
        Err(error) => format!("The files of the object store cannot be looked at: {error}.\n"),
    };
    let named = if answer.exit_code == 0 { String::new() } else { answer.output };
    Answer { exit_code: 1, output: named + &damaged }
}

/// One line for each breach; what could not be settled comes after them.
fn told(report: &Report) -> Answer {
    let mut output: String = report.breaches.iter().map(|breach| format!("{breach}\n")).collect();
    let unsettled = report.unsettled.iter().map(|breach| format!("Not settled, because it kept changing: {breach}\n"));
    output.extend(unsettled);
    if report.is_cut {
        output.push_str("There is more than this: audit again when it is mended.\n");
    }
    let exit_code = match (report.breaches.is_empty() && !report.is_cut, report.unsettled.is_empty()) {
        (false, _) => 1,
        (true, false) => UNSETTLED,
        (true, true) => {
            output = clean(report);
            0
        }
    };
    Answer { exit_code, output }
}

fn clean(report: &Report) -> String {
    let counts = report.counts;
    let counted = [
        (counts.accounts, "accounts"),
        (counts.entries, "files and folders"),
        (counts.versions, "versions"),
        (counts.uploads, "open uploads"),
        (counts.objects, "objects"),
    ];
    let counted: Vec<String> = counted.iter().map(|(count, what)| format!("{count} {what}")).collect();
    format!("Clean: {}, {} bytes.\n", counted.join(", "), counts.bytes)
}

async fn sweep(home: &Home) -> Answer {
    home.tidy().await;
    match work::run_due(home.app()).await {
        Ok(done) if done.failed == 0 => Answer { exit_code: 0, output: format!("Did {} things that were due.\n", done.items) },
        Ok(done) => Answer { exit_code: 1, output: format!("Did {} things that were due; {} failed.\n", done.items, done.failed) },
        Err(failure) => failed("What is due cannot be read", &failure),
    }
}

async fn set_role(home: &Home, login: &str, role: Role, told: &str) -> Answer {
    let account = match find(home, login).await {
        Ok(account) => account,
        Err(answer) => return answer,
    };
    match home.app().db().set_role(&account.account_id, role).await {
        Ok(()) => Answer { exit_code: 0, output: format!("{} {told}.\n", account.username) },
        Err(failure) => failed("The role stays as it was", &failure),
    }
}

async fn set_quota(home: &Home, login: &str, quota_bytes: u64) -> Answer {
    let account = match find(home, login).await {
        Ok(account) => account,
        Err(answer) => return answer,
    };
    let signed_bytes = i64::try_from(quota_bytes).unwrap_or(i64::MAX);
    match home.app().db().set_quota(&account.account_id, signed_bytes).await {
        Ok(()) => Answer { exit_code: 0, output: format!("{} may hold {} now.\n", account.username, size(quota_bytes)) },
        Err(failure) => failed("The quota stays as it was", &failure),
    }
}

/// The size as a person may have typed it.
fn size(bytes: u64) -> String {
    bytes.to_string().parse::<ByteSize>().map_or_else(|_| format!("{bytes} bytes"), |size| size.to_string())
}

async fn find(home: &Home, login: &str) -> Result<AccountRecord, Answer> {
    match home.app().db().account_of_login(login.trim()).await {
        Ok(Some(account)) => Ok(account),
        Ok(None) => Err(Answer { exit_code: 1, output: format!("There is no account {login}: give a username or a confirmed address.\n") }),
        Err(failure) => Err(failed("The account cannot be read", &failure)),
    }
}

fn failed(what: &str, failure: &Failure) -> Answer {
    tracing::error!(%failure, cause = ?failure.cause, "a command failed");
    Answer { exit_code: 1, output: format!("{what}: {failure}.\n") }
}
