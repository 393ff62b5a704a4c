//! What the owner of a home asks of it in a terminal, beside the running home or alone.

use crate::backup::{self, Manifest};
use crate::control::{Answer, Command};
use crate::data_folder::DataFolder;
use crate::flags::Settings;
use crate::home::Home;
use crate::plain_page::escape;
use crate::progress::Progress;
use crate::server;
use share_cloud_api::app::App;
use share_cloud_api::work;
use share_cloud_aws::db::audit::{self, Report};
use share_cloud_aws::failure::Failure;
use share_cloud_aws::mailer::{Letter, MailError};
use share_cloud_domain::account::{AccountStatus, EmailAddress, Role};
use std::error::Error;
use std::path::{Path, PathBuf};

mod admin;
#[cfg(test)]
mod tests;

/// It could not be told whether all is well: an account changed at every look.
const UNSETTLED: u8 = 3;

/// Does one command on an embedded home.
pub async fn perform(home: &Home, command: Command, progress: Progress) -> Answer {
    match command {
        Command::Backup { to } => back_up(home, to, progress).await,
        other => perform_on(home.app(), Some(home), other).await,
    }
}

/// Does one command on a home of any kind; what only an embedded one has is left out of any other.
pub(crate) async fn perform_on(app: &App, home: Option<&Home>, command: Command) -> Answer {
    match command {
        Command::Audit => audit(app, home).await,
        Command::Sweep => sweep(app, home).await,
        Command::AdminGrant { login } => admin::set_role(app, &login, Role::Admin, "is an admin now").await,
        Command::AdminRevoke { login } => admin::set_role(app, &login, Role::User, "is an ordinary account now").await,
        Command::AdminSetQuota { login, quota_bytes } => admin::set_quota(app, &login, quota_bytes).await,
        Command::AdminList { prefix } => admin::list(app, &prefix).await,
        Command::AdminSuspend { login } => admin::set_status(app, &login, AccountStatus::Suspended, "is suspended now").await,
        Command::AdminRestore { login } => admin::set_status(app, &login, AccountStatus::Active, "is let in again").await,
        Command::AdminStats => admin::stats(app).await,
        Command::AdminRevokeLink { link } => admin::revoke_link(app, &link).await,
        Command::AdminUninvite { id } => admin::uninvite(app, &id).await,
        Command::AdminInvite { .. } | Command::AdminInvitations if home.is_none() => {
            let told = "Invitations of a home on AWS are made and shown in its web app: their links need its keys.\n";
            Answer { exit_code: 1, output: told.to_owned() }
        }
        Command::AdminInvite { email } => admin::invite(app, email.as_deref()).await,
        Command::AdminInvitations => admin::invitations(app).await,
        Command::MailTest { address } => mail_test(app, home.and_then(Home::outbox).is_some(), &address).await,
        Command::Backup { .. } => Answer { exit_code: 1, output: "Only an embedded home has a backup.\n".to_owned() },
    }
}

/// Restores a backup into the data folder of the settings, and audits what is there then.
///
/// # Errors
/// One sentence: no complete backup, a folder that is not empty, a disk that does not do its part.
pub async fn restore(settings: &Settings, from: PathBuf, progress: Progress) -> Result<Answer, Box<dyn Error + Send + Sync>> {
    let data = settings.data.clone();
    let manifest = tokio::task::spawn_blocking(move || backup::restore(&from, &data, &progress)).await??;
    let home = server::open(settings, DataFolder::open_existing(&settings.data)?, settings.listen).await?;
    let audited = audit(home.app(), Some(&home)).await;
    let restored = format!("Restored {} as it was at {}.\n", settings.data.display(), manifest.taken_at);
    Ok(Answer { exit_code: audited.exit_code, output: restored + &audited.output })
}

async fn back_up(home: &Home, to: PathBuf, progress: Progress) -> Answer {
    let (home, folder) = (home.clone(), to.clone());
    match tokio::task::spawn_blocking(move || backup::back_up(&home, &folder, &progress)).await {
        Ok(Ok(manifest)) => backed_up(&to, &manifest),
        Ok(Err(error)) => Answer { exit_code: 1, output: format!("{error}\n") },
        Err(error) => Answer { exit_code: 1, output: format!("The backup failed ({error}): look at what the home printed.\n") },
    }
}

fn backed_up(to: &Path, manifest: &Manifest) -> Answer {
    let Manifest { taken_at, objects, .. } = manifest;
    let mut output = format!("Backed up to {} as of {taken_at}: {} files with {} bytes.\n", to.display(), objects.files, objects.bytes);
    if objects.missing > 0 {
        let missing = format!("{} files were missing from the disk before: audit the home to see whose they are.\n", objects.missing);
        output.push_str(&missing);
    }
    Answer { exit_code: u8::from(objects.missing > 0), output }
}

async fn mail_test(app: &App, has_outbox: bool, address: &str) -> Answer {
    let Ok(parsed) = EmailAddress::parse(address) else {
        return Answer { exit_code: 1, output: format!("{address} is not an e-mail address.\n") };
    };
    let to = parsed.as_str();
    let base_url = &app.config().base_url;
    let said = format!("This is a test letter from share-cloud at {base_url}. Somebody who runs it asked for it; there is nothing to do.");
    let letter = Letter {
        to: to.to_owned(),
        subject: "A test letter from share-cloud".to_owned(),
        text: said.clone(),
        html: format!("<p>{}</p>", escape(&said)),
    };
    let (exit_code, output) = match (app.mailer().send(&letter).await, has_outbox) {
        (Ok(()), false) => (0, format!("The mail server took a letter to {to}: look whether it arrives.")),
        (Ok(()), true) if app.config().mail_configured => {
            (0, format!("No mail server is set, so the letter to {to} is in the outbox: {base_url}/outbox"))
        }
        (Ok(()), true) => (1, "No letter can leave, because no mail server is set: start with --smtp-url and --mail-from.".to_owned()),
        (Err(MailError::Refused(cause)), _) => (1, format!("The mail server refuses letters to {to}: {}.", causes(cause.as_ref()))),
        (Err(MailError::Later(cause)), _) => {
            (1, format!("The letter to {to} did not leave, and would be tried again: {}.", causes(cause.as_ref())))
        }
    };
    Answer { exit_code, output: output + "\n" }
}

/// An error and what is behind it, as far as each says something new.
fn causes(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    for error in std::iter::successors(Some(error), |error| (*error).source()) {
        let sentence = error.to_string();
        if !said.iter().any(|earlier| earlier.contains(&sentence)) {
            said.push(sentence);
        }
    }
    said.join(": ")
}

async fn audit(app: &App, home: Option<&Home>) -> Answer {
    let answer = match Box::pin(audit::audit(app.db(), app.objects(), app.now())).await {
        Ok(report) => told(&report),
        Err(failure) => return failed("The audit did not come to an end", &failure),
    };
    match home {
        Some(home) => with_damage(home, answer).await,
        None => answer,
    }
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

async fn sweep(app: &App, home: Option<&Home>) -> Answer {
    let done = match home {
        Some(home) => {
            home.tidy().await;
            home.run_due().await
        }
        None => work::run_due(app).await,
    };
    match done {
        Ok(done) if done.failed == 0 => Answer { exit_code: 0, output: format!("Did {} things that were due.\n", done.items) },
        Ok(done) => Answer { exit_code: 1, output: format!("Did {} things that were due; {} failed.\n", done.items, done.failed) },
        Err(failure) => failed("What is due cannot be read", &failure),
    }
}

fn failed(what: &str, failure: &Failure) -> Answer {
    tracing::error!(%failure, cause = ?failure.cause, "a command failed");
    Answer { exit_code: 1, output: format!("{what}: {failure}.\n") }
}
