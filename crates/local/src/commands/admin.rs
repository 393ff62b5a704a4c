//! What admins do in the web app, in a terminal: accounts, invitations, reported links.

use super::failed;
use crate::control::Answer;
use crate::flags::ByteSize;
use share_cloud_api::app::App;
use share_cloud_api::views::admin::Totals;
use share_cloud_api::views::invitation::InvitationView;
use share_cloud_api::views::page::MAX_PAGE;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::admins::AccountChange;
use share_cloud_aws::db::directory::Listed;
use share_cloud_aws::db::invitations::InvitationRecord;
use share_cloud_aws::db::shares::Revoker;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::{AccountSearch, AccountStatus, EmailAddress, Role};
use share_cloud_domain::ids::InvitationId;
use share_cloud_domain::instant::after_s;
use share_cloud_domain::invitation::DEFAULT_INVITATION_LIFE_S;
use share_cloud_domain::problem::Code;
use share_cloud_domain::room::Quota;
use share_cloud_domain::share::ShareToken;

fn done(output: String) -> Answer {
    Answer { exit_code: 0, output }
}

fn refused(output: String) -> Answer {
    Answer { exit_code: 1, output }
}

pub(super) async fn set_role(app: &App, login: &str, role: Role, told: &str) -> Answer {
    let change = AccountChange { role: Some(role), ..AccountChange::default() };
    change_account(app, login, change, "The role stays as it was", told).await
}

pub(super) async fn set_status(app: &App, login: &str, status: AccountStatus, told: &str) -> Answer {
    let change = AccountChange { status: Some(status), ..AccountChange::default() };
    change_account(app, login, change, "The account stays as it was", told).await
}

pub(super) async fn set_quota(app: &App, login: &str, quota_bytes: u64) -> Answer {
    let quota = i64::try_from(quota_bytes).ok().and_then(|bytes| Quota::parse(bytes).ok());
    let Some(quota) = quota else { return refused("The new room must be less than 8PiB.\n".to_owned()) };
    let change = AccountChange { quota: Some(quota), ..AccountChange::default() };
    change_account(app, login, change, "The quota stays as it was", &format!("may hold {} now", size(quota_bytes))).await
}

/// Changes the account of a login as the owner of the machine, who needs nobody's leave.
async fn change_account(app: &App, login: &str, change: AccountChange, otherwise: &str, told: &str) -> Answer {
    let account = match find(app, login).await {
        Ok(account) => account,
        Err(answer) => return answer,
    };
    match app.db().change_account(None, &account.account_id, &change, app.now()).await {
        Ok(_) => done(format!("{} {told}.\n", account.username)),
        Err(failure) => failed(otherwise, &failure),
    }
}

/// The size as a person may have typed it.
fn size(bytes: u64) -> String {
    bytes.to_string().parse::<ByteSize>().map_or_else(|_| format!("{bytes} bytes"), |size| size.to_string())
}

async fn find(app: &App, login: &str) -> Result<AccountRecord, Answer> {
    match app.db().account_of_login(login.trim()).await {
        Ok(Some(account)) => Ok(account),
        Ok(None) => Err(refused(format!("There is no account {login}: give a username or a confirmed address.\n"))),
        Err(failure) => Err(failed("The account cannot be read", &failure)),
    }
}

/// One line for each account: name, address, standing, room in bytes, and when somebody was last signed in.
pub(super) async fn list(app: &App, prefix: &str) -> Answer {
    let AccountSearch::Prefix(prefix) = AccountSearch::parse(prefix) else {
        return refused("Give how a username begins, in letters a to z, digits, dot, underscore and hyphen.\n".to_owned());
    };
    match every_account(app, &prefix).await {
        Ok(found) if found.is_empty() => done("There is no such account.\n".to_owned()),
        Ok(found) => done(found.iter().map(line).collect()),
        Err(failure) => failed("The accounts cannot be read", &failure),
    }
}

fn line(listed: &Listed) -> String {
    let Listed { account, storage } = listed;
    let address = if account.email_verified { account.email.to_string() } else { format!("{} (not confirmed)", account.email) };
    let role = if account.role == Role::Admin { ", admin" } else { "" };
    let seen = account.last_seen_at.map_or_else(|| "never".to_owned(), |at| format!("{at:.0}"));
    let (used, quota) = (storage.used_bytes, storage.quota_bytes);
    format!("{}  {address}  {}{role}  {used} of {quota} bytes  seen {seen}\n", account.username, account.status)
}

async fn every_account(app: &App, prefix: &str) -> Result<Vec<Listed>, Failure> {
    let (mut all, mut after) = (Vec::new(), None::<String>);
    loop {
        let (page, next) = app.db().accounts(prefix, after.as_deref(), MAX_PAGE).await?;
        all.extend(page);
        after = next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

pub(super) async fn stats(app: &App) -> Answer {
    let mut totals = Totals::default();
    match every_account(app, "").await {
        Ok(all) => all.iter().for_each(|listed| totals.add(listed, app.now())),
        Err(failure) => return failed("The accounts cannot be read", &failure),
    }
    let numbers = [
        (totals.accounts, "accounts"),
        (totals.unconfirmed, "of them with an address that is not confirmed"),
        (totals.suspended, "suspended"),
        (totals.admins, "admins"),
        (totals.active_30_days, "signed in within 30 days"),
        (totals.used_bytes, "bytes used"),
        (totals.reserved_bytes, "bytes reserved"),
        (totals.quota_bytes, "bytes promised"),
        (totals.entries, "files and folders"),
        (totals.open_uploads, "open uploads"),
        (totals.shares, "links"),
    ];
    done(numbers.iter().map(|(number, what)| format!("{number} {what}\n")).collect())
}

/// Whoever may use the terminal need not prove a link's token: its first half finds the share.
pub(super) async fn revoke_link(app: &App, link: &str) -> Answer {
    let token = link.trim().rsplit_once("/s/").map_or(link.trim(), |(_, token)| token);
    let token = token.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((id, _)) = ShareToken::parse(token) else {
        return refused("This is no link: give its whole address, such as https://files.example.org/s/….\n".to_owned());
    };
    let revoked = match app.db().share(&id).await {
        Ok(Some(share)) => app.db().revoke_share(&share.account_id, &id, Revoker::Admin, app.now()).await,
        Ok(None) => Err(Code::NotFound.into()),
        Err(failure) => Err(failure),
    };
    match revoked {
        Ok(()) => done("The link is ended.\n".to_owned()),
        Err(failure) if failure.code() == Code::NotFound => refused("There is no such link.\n".to_owned()),
        Err(failure) => failed("The link stays as it was", &failure),
    }
}

pub(super) async fn invite(app: &App, email: Option<&str>) -> Answer {
    let email = match email.map(EmailAddress::parse).transpose() {
        Ok(email) => email,
        Err(_) => return refused("This is not an e-mail address.\n".to_owned()),
    };
    let now = app.now();
    let invitation = InvitationRecord {
        invitation_id: InvitationId::from_random(app.random()),
        email,
        invited_by: None,
        key_id: app.keys().current_id().to_owned(),
        created_at: now,
        expires_at: after_s(now, DEFAULT_INVITATION_LIFE_S),
    };
    let made = app.db().add_invitation(&invitation, None).await;
    match made.and_then(|()| InvitationView::new(app, &invitation)) {
        Ok(shown) => done(format!("Whoever has this link may sign up, once, until {:.0}: {}\n", shown.expires_at, shown.url)),
        Err(failure) => failed("There is no invitation", &failure),
    }
}

/// One line for each invitation that is open, the newest first.
pub(super) async fn invitations(app: &App) -> Answer {
    match every_invitation(app).await {
        Ok(open) if open.is_empty() => done("No invitation is open.\n".to_owned()),
        Ok(open) => done(open),
        Err(failure) => failed("The invitations cannot be read", &failure),
    }
}

async fn every_invitation(app: &App) -> Result<String, Failure> {
    let (mut lines, mut after) = (Vec::new(), None);
    loop {
        let (page, next) = app.db().invitations(app.now(), after, MAX_PAGE).await?;
        for invitation in &page {
            let shown = InvitationView::new(app, invitation)?;
            let whom = shown.email.as_deref().unwrap_or("whoever has the link");
            lines.push(format!("{}  for {whom}  until {:.0}  {}\n", shown.id, shown.expires_at, shown.url));
        }
        after = next;
        if after.is_none() {
            return Ok(lines.concat());
        }
    }
}

pub(super) async fn uninvite(app: &App, id: &str) -> Answer {
    let revoked = match InvitationId::parse(id.trim()) {
        Ok(id) => app.db().revoke_invitation(&id).await,
        Err(_) => Err(Code::NotFound.into()),
    };
    match revoked {
        Ok(()) => done("The invitation is taken back.\n".to_owned()),
        Err(failure) if failure.code() == Code::NotFound => refused("There is no such invitation: it was used or taken back.\n".to_owned()),
        Err(failure) => failed("The invitation stays as it was", &failure),
    }
}
