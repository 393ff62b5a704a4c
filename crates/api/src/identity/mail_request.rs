//! Letters that a request owes: it writes an item, `work` sends.

use crate::app::App;
use crate::http::client::Client;
use crate::identity::me::Me;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::mails::{MailPurpose, MailRecord};
use share_cloud_aws::db::members::Found;
use share_cloud_aws::db::sessions::SessionRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::{EmailAddress, Locale};
use share_cloud_domain::ids::{AccountId, MailId};
use share_cloud_domain::problem::Code;

/// An address, and nothing else.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Address")]
pub struct AddressRequest {
    /// The address.
    #[schemars(with = "String")]
    pub email: EmailAddress,
}

/// Writes a letter to an address that a stranger named. Whether anybody has it, `work` finds out.
///
/// # Errors
/// `mail_not_configured`; `too_many_requests`.
pub async fn ask_for_letter(app: &App, client: &Client, purpose: MailPurpose, email: &EmailAddress) -> Result<(), Failure> {
    can_send(app)?;
    count_asked(app, client, purpose, email, None).await?;
    app.db().add_mail(&letter(app, purpose, email, None, Locale::En)).await
}

/// A letter to an address, to be written with what makes it due.
#[must_use]
pub fn letter(app: &App, purpose: MailPurpose, email: &EmailAddress, account_id: Option<AccountId>, locale: Locale) -> MailRecord {
    let now = app.now();
    MailRecord {
        mail_id: MailId::from_random(app.random()),
        purpose,
        email: email.clone(),
        account_id,
        invitation_id: None,
        entry_id: None,
        figure: None,
        user_agent: None,
        address: None,
        locale,
        created_at: now,
        send_at: now,
        tries: 0,
        lease: 0,
    }
}

/// A letter that concerns an account, in its language.
#[must_use]
pub fn letter_of(app: &App, purpose: MailPurpose, email: &EmailAddress, account: &AccountRecord) -> MailRecord {
    letter(app, purpose, email, Some(account.account_id.clone()), account.locale)
}

/// Refuses where no letter can leave, before anything is stored.
///
/// # Errors
/// `mail_not_configured`.
pub fn can_send(app: &App) -> Result<(), Failure> {
    if app.config().mail_configured { Ok(()) } else { Err(Code::MailNotConfigured.into()) }
}

/// Who asks for a letter: the limits of an account are its own, so that nobody uses up another's.
fn subject(app: &App, purpose: MailPurpose, email: &EmailAddress, account: Option<&AccountId>) -> String {
    app.limit_subject(&[purpose.as_str(), &email.folded(), account.map_or("", AccountId::as_str)])
}

/// Counts a letter that a person asked for.
///
/// # Errors
/// `too_many_requests` with the seconds to wait: one a minute, five an hour of one purpose to one address for one account, not
/// more than a few for all accounts together, and not more from one place than people there need, however many accounts they make.
pub async fn count_asked(
    app: &App,
    client: &Client,
    purpose: MailPurpose,
    email: &EmailAddress,
    account: Option<&AccountId>,
) -> Result<(), Failure> {
    app.db().count(app.config().limits.mail_source, &app.limit_subject(&[&client.limit_address()]), app.now()).await?;
    count(app, purpose, email, account).await
}

async fn count(app: &App, purpose: MailPurpose, email: &EmailAddress, account: Option<&AccountId>) -> Result<(), Failure> {
    let (limits, subject, now) = (app.config().limits, subject(app, purpose, email, account), app.now());
    if let Some(account) = account {
        app.db().count(limits.mail_account, account.as_str(), now).await?;
    }
    app.db().count_after_wait("mail-wait", &subject, limits.mail_wait_s, now).await?;
    app.db().count(limits.mail_hourly, &subject, now).await?;
    app.db().count(limits.mail_address, &self::subject(app, purpose, email, None), now).await
}

/// Counts an invitation, and the letter that brings it.
///
/// # Errors
/// `too_many_requests` with the seconds to wait.
pub async fn count_invitation(app: &App, by: &AccountId, email: Option<&EmailAddress>) -> Result<(), Failure> {
    let (limits, now) = (app.config().limits, app.now());
    app.db().count(limits.invitation_account, by.as_str(), now).await?;
    let Some(email) = email else { return Ok(()) };
    let subject = subject(app, MailPurpose::Invitation, email, None);
    app.db().count_after_wait("mail-wait", &subject, limits.mail_wait_s, now).await?;
    app.db().count(limits.mail_hourly, &subject, now).await
}

/// The letter that tells of a sign-in on a device that was not known, as [`telling_letter`].
///
/// # Errors
/// `unavailable` when the store is away.
pub async fn new_device_letter(app: &App, account: &AccountRecord, session: &SessionRecord) -> Result<Option<MailRecord>, Failure> {
    let letter = telling_letter(app, MailPurpose::NewDevice, account).await?;
    let (user_agent, address) = (Some(session.user_agent.clone()), Some(session.address.clone()));
    Ok(letter.map(|letter| MailRecord { user_agent, address, ..letter }))
}

/// A letter that tells an account of what happened to it, unless it had a few of the kind within the hour. An address that nobody
/// confirmed is nobody's to be told at.
///
/// # Errors
/// `unavailable` when the store is away.
pub async fn telling_letter(app: &App, purpose: MailPurpose, account: &AccountRecord) -> Result<Option<MailRecord>, Failure> {
    if !account.email_verified || !app.config().mail_configured {
        return Ok(None);
    }
    let subject = subject(app, purpose, &account.email, Some(&account.account_id));
    match app.db().count(app.config().limits.mail_hourly, &subject, app.now()).await {
        Ok(()) => Ok(Some(letter_of(app, purpose, &account.email, account))),
        Err(failure) if failure.code() == Code::TooManyRequests => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The letter that tells somebody that they were given an entry, unless there are too many: it must not fail for that, and whoever gives
/// does not learn of it. An address gets few of them from one account, and not many from all.
///
/// # Errors
/// `unavailable` when the store is away.
pub async fn member_letter(app: &App, me: &Me, entry: &EntryRecord, found: &Found) -> Result<Option<MailRecord>, Failure> {
    let Some(email) = found.email.as_ref().or_else(|| found.account.as_ref().map(|account| &account.email)) else { return Ok(None) };
    if !app.config().mail_configured {
        return Ok(None);
    }
    match count(app, MailPurpose::MemberPut, email, Some(&me.account.account_id)).await {
        Ok(()) => {
            let letter = letter_of(app, MailPurpose::MemberPut, email, &me.account);
            Ok(Some(MailRecord { entry_id: Some(entry.entry_id.clone()), ..letter }))
        }
        Err(failure) if failure.code() == Code::TooManyRequests => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Counts the letter of a new account, which must not fail for it: false when its address gets too many. How many accounts are made
/// from one place has a limit of its own.
///
/// # Errors
/// `unavailable` when the store is away.
pub async fn count_first(app: &App, email: &EmailAddress, account: &AccountId) -> Result<bool, Failure> {
    match count(app, MailPurpose::VerifyEmail, email, Some(account)).await {
        Ok(()) => Ok(true),
        Err(failure) if failure.code() == Code::TooManyRequests => Ok(false),
        Err(failure) => Err(failure),
    }
}
