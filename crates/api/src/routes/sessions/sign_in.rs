//! Signing in by username or confirmed address.

use crate::app::App;
use crate::http::answer::Answer;
use crate::http::body::JsonBody;
use crate::http::client::{Client, user_agent};
use crate::identity::mail_request::{new_device_letter, telling_letter};
use crate::identity::me::is_good;
use crate::identity::session::{SignedIn, expiry};
use crate::identity::tries::{Tries, count_work};
use crate::openapi::Docs;
use crate::route::{Caller, DEFAULTS, Grant, Method, Route, TableAction};
use axum::Router;
use axum::extract::State;
use http::HeaderMap;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::closing::Return;
use share_cloud_aws::db::mails::MailPurpose;
use share_cloud_aws::db::sessions::SessionRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::{AccountStatus, EmailAddress, PresentedPassword, Username};
use share_cloud_domain::device::Device;
use share_cloud_domain::ids::{AccountId, SessionId};
use share_cloud_domain::problem::Code;
use share_cloud_domain::session::MAX_SESSIONS;
use std::cmp::Reverse;

/// The row.
pub static ROUTE: Route = Route {
    name: "sign-in",
    method: Method::Post,
    path: "/api/sessions",
    caller: Caller::Anyone,
    table: &[
        Grant(Kind::Username, &[TableAction::GetItem]),
        Grant(Kind::Email, &[TableAction::GetItem]),
        Grant(Kind::Credential, &[TableAction::GetItem]),
        Grant(Kind::Account, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Session, &[TableAction::Query, TableAction::PutItem, TableAction::DeleteItem]),
        Grant(Kind::Storage, &[TableAction::BatchGetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
        Grant(Kind::Limit, &[TableAction::UpdateItem]),
        Grant(Kind::Activity, &[TableAction::PutItem]),
        Grant(Kind::Device, &[TableAction::GetItem, TableAction::PutItem]),
        Grant(Kind::Mail, &[TableAction::PutItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(sign_in)
}

/// Who signs in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SignIn")]
pub struct Request {
    /// The username, or the confirmed address.
    login: String,
    /// The password.
    #[schemars(with = "String")]
    password: PresentedPassword,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Signs in; the answer sets the refresh cookie").body::<Request>().answers::<crate::identity::session::SignedInView>(200)
}

async fn sign_in(State(app): State<App>, client: Client, headers: HeaderMap, JsonBody(request): JsonBody<Request>) -> Answer<SignedIn> {
    count_work(&app, &client.limit_address()).await?;
    let tries = count_try(&app, &client, &request.login).await?;
    let known = find(&app, &request.login).await?;
    let checked = check_password(&app, &request, known).await;
    if !matches!(checked, Ok(None)) {
        // It was right, or was never looked at.
        tries.take_back(&app).await?;
    }
    let account = checked?.ok_or(Code::InvalidCredentials)?;
    let (id, epoch) = (account.account_id.clone(), account.session_epoch);
    match begin(&app, &client, &headers, account).await {
        // Another sign-in undid the closing of the account first. With another epoch the password may be another one, too.
        Err(failure) if failure.code() == Code::Conflict => {
            let again = app.db().account(&id).await?.filter(|again| again.session_epoch == epoch);
            Ok(begin(&app, &client, &headers, again.ok_or(Code::InvalidCredentials)?).await?)
        }
        answer => Ok(answer?),
    }
}

/// Begins a session of an account whose password was right. Where the account is closing, that undoes it.
async fn begin(app: &App, client: &Client, headers: &HeaderMap, account: AccountRecord) -> Result<SignedIn, Failure> {
    let now = app.now();
    match account.status {
        AccountStatus::Active => {}
        AccountStatus::Suspended => return Err(Code::AccountSuspended.into()),
        AccountStatus::Closing if account.closes_at.is_some_and(|at| at > now) => {}
        AccountStatus::Closing => return Err(Code::InvalidCredentials.into()),
    }
    let session = SessionRecord {
        account_id: account.account_id.clone(),
        session_id: SessionId::from_random(app.random()),
        epoch: account.session_epoch,
        generation: 0,
        advanced_at: now,
        key_id: app.keys().current_id().to_owned(),
        created_at: now,
        expires_at: expiry(now),
        user_agent: user_agent(headers),
        address: client.address.to_string(),
    };
    make_place(app, &account).await?;
    let mark = Device::of(&session.user_agent).mark(client.address);
    let is_known = app.db().knows_device(&account.account_id, &mark, now).await?;
    let told = if is_known { None } else { new_device_letter(app, &account, &session).await? };
    let is_back = account.status == AccountStatus::Closing;
    if is_back {
        let undone = telling_letter(app, MailPurpose::ClosingUndone, &account).await?;
        let back = Return { session: &session, mark: &mark, told: told.as_ref(), undone: undone.as_ref() };
        app.db().reopen_account(&account, back).await?;
    } else {
        app.db().add_session(&session, &mark, told.as_ref()).await?;
    }
    Ok(SignedIn::new(app, client.clone(), &session, &account, 0).await?.undoing(is_back))
}

/// An account has a bounded number of sessions: the one used longest ago makes place.
async fn make_place(app: &App, account: &AccountRecord) -> Result<(), Failure> {
    let mut sessions = app.db().sessions(&account.account_id).await?;
    sessions.retain(|session| is_good(session, account, app.now()));
    sessions.sort_by_key(|session| Reverse(session.advanced_at));
    for session in sessions.iter().skip(MAX_SESSIONS - 1) {
        app.db().end_session(&account.account_id, &session.session_id).await?;
    }
    Ok(())
}

/// Whose the login is: a username's or a confirmed address's.
async fn find(app: &App, login: &str) -> Result<Option<AccountId>, Failure> {
    let login = login.trim();
    match (EmailAddress::parse(login), Username::parse(login)) {
        (Ok(email), _) => app.db().account_of_email(&email).await,
        (_, Ok(username)) => app.db().account_of_username(&username).await,
        _ => app.db().account_of_username_text(login).await,
    }
}

/// Counts a try before the password is looked at; a right one is taken back. Username and address of an account count apart: counted
/// together, they would tell who has which address. What one household or one network may try is a small part of what all may together,
/// so that none of them keeps the others out.
async fn count_try(app: &App, client: &Client, login: &str) -> Result<Tries, Failure> {
    let (limits, address) = (app.config().limits, client.limit_address());
    let login = EmailAddress::parse(login.trim()).map_or_else(|_| login.trim().to_lowercase(), |email| email.folded());
    let mut counted = vec![
        (limits.sign_in_account_address, app.limit_subject(&[&login, &address])),
        (limits.sign_in_address, app.limit_subject(&[&address])),
    ];
    counted.extend(client.limit_network().map(|network| (limits.sign_in_network, app.limit_subject(&[&network]))));
    counted.push((limits.sign_in_instance, "all".to_owned()));
    Tries::count(app, counted).await
}

/// The account, if the password is right. The same store calls and one hash whether there is one or not.
async fn check_password(app: &App, request: &Request, known: Option<AccountId>) -> Result<Option<AccountRecord>, Failure> {
    let id = known.unwrap_or_else(|| AccountId::from_random(app.random()));
    // The account first: a password that changes between the two reads is then wrong, or its session of an epoch that has ended.
    let account = app.db().account(&id).await?;
    let hash = app.db().password_hash(&id).await?;
    let right = app.passwords().verify(request.password.expose(), hash.as_deref()).await?;
    Ok(account.filter(|_| right))
}
