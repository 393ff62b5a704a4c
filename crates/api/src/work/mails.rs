//! Sending letters. A letter is leased, its token's hash is stored, then it leaves; a repeated send draws another token.

use super::tokens;
use crate::app::App;
use crate::identity::invitation::token_of;
use crate::letters::{LetterKind, render};
use jiff::{SignedDuration, Timestamp};
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::mails::{Figure, MailPurpose, MailRecord, TokenRecord};
use share_cloud_aws::db::undeliverable::Reason;
use share_cloud_aws::failure::Failure;
use share_cloud_aws::mailer::MailError;
use share_cloud_domain::account::{AccountStatus, Locale};
use share_cloud_domain::device::Device;
use share_cloud_domain::ids::MailId;
use share_cloud_domain::instant::after_s;
use share_cloud_domain::member::{Holder, MemberRole, mark_of};
use share_cloud_domain::name::EntryKind;

/// How long one try may take before another begins.
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// After how many tries a letter is given up.
const MAX_TRIES: u32 = 12;
/// The first wait after a failed try; each further one is twice as long, up to [`MAX_WAIT_S`].
const FIRST_WAIT_S: i64 = 30;
const MAX_WAIT_S: i64 = 6 * 3_600;

/// Makes a letter due that is leased.
///
/// # Errors
/// `unavailable` when the table is away.
pub(super) async fn take_over(app: &App, id: &MailId, now: Timestamp) -> Result<(), Failure> {
    match app.db().mail(id).await?.filter(|mail| mail.lease > 0 && mail.send_at > now) {
        Some(mail) => app.db().postpone_mail(&mail, now).await,
        None => Ok(()),
    }
}

/// Sends a letter that is due, if nobody else does.
///
/// # Errors
/// `unavailable` when the table is away: the letter stays due.
pub async fn send(app: &App, id: &MailId) -> Result<(), Failure> {
    let now = app.now();
    let Some(mail) = app.db().lease_mail(id, now, now + LEASE).await? else { return Ok(()) };
    let undeliverable = app.db().undeliverable(&mail.email, now).await?;
    if undeliverable == Some(Reason::Bounced) {
        tracing::warn!(mail_id = %mail.mail_id, "a letter is not sent: the last one came back");
        return app.db().remove_mail(&mail).await;
    }
    let is_a_strangers = |kind: &LetterKind| {
        matches!(
            kind,
            LetterKind::SomebodySignedUp { .. }
                | LetterKind::Invitation { .. }
                | LetterKind::MemberPut { .. }
                | LetterKind::DropReceived { .. }
        )
    };
    let is_unwanted = |kind: &LetterKind| undeliverable.is_some() && is_a_strangers(kind);
    let composed = compose(app, &mail, now).await?.filter(|(kind, _)| !is_unwanted(kind));
    let Some((kind, locale)) = composed else { return app.db().remove_mail(&mail).await };
    let letter = render(&kind, locale, mail.email.as_str(), &app.config().base_url);
    match app.mailer().send(&letter).await {
        Ok(()) => app.db().remove_mail(&mail).await,
        Err(MailError::Refused(cause)) => {
            tracing::warn!(mail_id = %mail.mail_id, cause = without_addresses(&cause), "a letter was refused");
            app.db().remove_mail(&mail).await
        }
        Err(MailError::Later(cause)) if mail.tries >= MAX_TRIES => {
            tracing::error!(mail_id = %mail.mail_id, cause = without_addresses(&cause), "a letter is given up");
            app.db().remove_mail(&mail).await
        }
        Err(MailError::Later(cause)) => {
            let wait_s = (FIRST_WAIT_S << mail.tries.min(16)).min(MAX_WAIT_S);
            tracing::warn!(mail_id = %mail.mail_id, cause = without_addresses(&cause), wait_s, "a letter waits");
            app.db().postpone_mail(&mail, after_s(now, wait_s)).await
        }
    }
}

/// What a mail server says of a letter, for the log: it likes to repeat the address.
fn without_addresses(cause: &impl ToString) -> String {
    let cause = cause.to_string();
    let words = cause.split(' ').map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Decides at the time of sending what the letter says and in which language; none for an address that nobody has, or a reason that is
/// gone.
async fn compose(app: &App, mail: &MailRecord, now: Timestamp) -> Result<Option<(LetterKind, Locale)>, Failure> {
    let owner = match app.db().account_of_email(&mail.email).await? {
        Some(id) => app.db().account(&id).await?,
        None => None,
    };
    let account = match &mail.account_id {
        Some(id) => app.db().account(id).await?,
        None => owner.clone(),
    };
    let Some(account) = account else { return Ok(None) };
    let kind = match mail.purpose {
        MailPurpose::VerifyEmail => return verification(app, mail, account, owner, now).await,
        MailPurpose::MemberPut => return given(app, mail, &account, owner).await,
        MailPurpose::Invitation => return invitation(app, mail, &account, now).await,
        MailPurpose::EmailChanged => LetterKind::AddressChanged { username: account.username.to_string(), at: mail.created_at },
        MailPurpose::FindUsername => LetterKind::FindUsername { username: account.username.to_string() },
        MailPurpose::PasswordChanged => LetterKind::PasswordChanged { username: account.username.to_string(), at: mail.created_at },
        MailPurpose::Welcome => LetterKind::Welcome { username: account.username.to_string() },
        MailPurpose::AccountClosing => {
            // One that was undone meanwhile is not told of.
            let Some(until) = account.closes_at else { return Ok(None) };
            LetterKind::AccountClosing { username: account.username.to_string(), at: mail.created_at, until }
        }
        MailPurpose::ClosingUndone => LetterKind::ClosingUndone { username: account.username.to_string(), at: mail.created_at },
        MailPurpose::NewDevice => LetterKind::NewDevice {
            username: account.username.to_string(),
            device: Device::of(mail.user_agent.as_deref().unwrap_or_default()).words(),
            address: mail.address.clone().unwrap_or_default(),
            at: mail.created_at,
        },
        MailPurpose::DropReceived | MailPurpose::ShareExpiring | MailPurpose::Room => match noticed(mail, &account) {
            Some(kind) => kind,
            None => return Ok(None),
        },
        MailPurpose::ResetPassword => {
            let token = draw(app, mail, &account, after_s(now, tokens::RESET_LIFE_S)).await?;
            LetterKind::ResetPassword { username: account.username.to_string(), token }
        }
    };
    Ok(Some((kind, account.locale)))
}

/// The letter that tells what a notice does, unless the account is not to be told any more.
fn noticed(mail: &MailRecord, account: &AccountRecord) -> Option<LetterKind> {
    if account.status != AccountStatus::Active {
        return None;
    }
    let username = account.username.to_string();
    Some(match mail.figure? {
        Figure::Files(files) => LetterKind::DropReceived { username, files },
        Figure::ExpiresAt(until) => LetterKind::ShareExpiring { username, until },
        Figure::Percent(percent) => LetterKind::Room { username, percent },
    })
}

/// The letter that tells whoever has an address that they were given an entry, unless it was taken away or is gone, or they have switched
/// such letters off. It names neither the
/// entry nor more of its owner than the username: no words of a stranger's go out in our letters.
async fn given(
    app: &App,
    mail: &MailRecord,
    from: &AccountRecord,
    to: Option<AccountRecord>,
) -> Result<Option<(LetterKind, Locale)>, Failure> {
    let Some(id) = &mail.entry_id else { return Ok(None) };
    let holder = to.as_ref().map_or_else(|| Holder::Address(mark_of(&mail.email)), |to| Holder::Account(to.account_id.clone()));
    let Some(member) = app.db().member(id, &holder).await? else { return Ok(None) };
    let Some(entry) = app.db().entry(id).await? else { return Ok(None) };
    let is_off = to.as_ref().is_some_and(|to| !to.notices.member_put.mail);
    if is_off || from.status != AccountStatus::Active || member.owner_id != from.account_id {
        return Ok(None);
    }
    let locale = to.as_ref().map_or(mail.locale, |to| to.locale);
    let (from, to) = (from.username.to_string(), to.map(|to| to.username.to_string()));
    let can_change = member.role() == Some(MemberRole::Editor);
    Ok(Some((LetterKind::MemberPut { from, to, is_folder: entry.kind == EntryKind::Folder, can_change }, locale)))
}

/// The letter that brings an invitation, from who invites, unless that was used, revoked or is over.
async fn invitation(app: &App, mail: &MailRecord, from: &AccountRecord, now: Timestamp) -> Result<Option<(LetterKind, Locale)>, Failure> {
    let Some(id) = &mail.invitation_id else { return Ok(None) };
    let Some(invitation) = app.db().invitation(id, now).await? else { return Ok(None) };
    let token = token_of(app, id, &invitation.key_id)?.as_str().to_owned();
    Ok(Some((LetterKind::Invitation { from: from.shown_name(), token, until: invitation.expires_at }, mail.locale)))
}

/// The letter that asks to confirm an address; its owner is told instead where it is somebody else's.
async fn verification(
    app: &App,
    mail: &MailRecord,
    account: AccountRecord,
    owner: Option<AccountRecord>,
    now: Timestamp,
) -> Result<Option<(LetterKind, Locale)>, Failure> {
    if let Some(owner) = owner {
        let told = LetterKind::SomebodySignedUp { username: owner.username.to_string() };
        return Ok((owner.account_id != account.account_id).then_some((told, owner.locale)));
    }
    let token = draw(app, mail, &account, after_s(now, tokens::VERIFY_LIFE_S)).await?;
    let username = account.username.to_string();
    let kind =
        if account.email_verified { LetterKind::VerifyNewAddress { username, token } } else { LetterKind::Verify { username, token } };
    Ok(Some((kind, account.locale)))
}

/// Draws a token and stores its hash, before the letter leaves.
async fn draw(app: &App, mail: &MailRecord, account: &AccountRecord, expires_at: Timestamp) -> Result<String, Failure> {
    let token = tokens::text_of(&app.random());
    let record = TokenRecord {
        token_hash: tokens::hash_of(&token),
        purpose: mail.purpose,
        account_id: account.account_id.clone(),
        email: mail.email.clone(),
        session_epoch: account.session_epoch,
        expires_at,
    };
    app.db().add_token(&record).await?;
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mail_server_says_is_logged_without_the_address() {
        let said = "permanent error (550): 5.1.1 <min.ji@example.com>: Recipient address rejected";
        assert_eq!(without_addresses(&said), "permanent error (550): 5.1.1 … Recipient address rejected");
    }
}
