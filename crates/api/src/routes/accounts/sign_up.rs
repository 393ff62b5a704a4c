//! Signing up: one act. If any part of it fails, there is no account and the name is free.

use crate::app::App;
use crate::http::answer::{Answer, Created};
use crate::http::body::JsonBody;
use crate::http::client::{Client, user_agent};
use crate::identity::invitation::admit;
use crate::identity::mail_request::{can_send, count_first, letter};
use crate::openapi::Docs;
use crate::route::{BucketAction, Caller, DEFAULTS, Grant, Method, Route, TableAction};
use crate::views::account::AccountView;
use axum::Router;
use axum::extract::State;
use http::HeaderMap;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::accounts::{AccountRecord, NewAccount, UNCONFIRMED_LIFE};
use share_cloud_aws::db::garbage::GarbageRecord;
use share_cloud_aws::db::invitations::InvitationRecord;
use share_cloud_aws::db::mails::MailPurpose;
use share_cloud_domain::account::{AccountStatus, EmailAddress, Locale, NewPassword, Role, Username};
use share_cloud_domain::device::Device;
use share_cloud_domain::ids::{AccountId, EntryId, GarbageId};
use share_cloud_domain::notice::NoticeSettings;
use share_cloud_domain::problem::{Code, Problem};

/// The row.
pub static ROUTE: Route = Route {
    name: "sign-up",
    method: Method::Post,
    path: "/api/accounts",
    caller: Caller::Anyone,
    table: &[
        Grant(Kind::Account, &[TableAction::PutItem]),
        Grant(Kind::Username, &[TableAction::GetItem, TableAction::PutItem]),
        Grant(Kind::Credential, &[TableAction::PutItem]),
        Grant(Kind::Storage, &[TableAction::PutItem, TableAction::BatchGetItem]),
        Grant(Kind::Entry, &[TableAction::PutItem, TableAction::BatchGetItem]),
        Grant(Kind::Mail, &[TableAction::PutItem]),
        Grant(Kind::Garbage, &[TableAction::PutItem, TableAction::DeleteItem]),
        Grant(Kind::Instance, &[TableAction::GetItem, TableAction::PutItem]),
        Grant(Kind::Device, &[TableAction::PutItem]),
        Grant(Kind::Activity, &[TableAction::PutItem]),
        Grant(Kind::Invitation, &[TableAction::GetItem, TableAction::DeleteItem]),
        Grant(Kind::Limit, &[TableAction::UpdateItem]),
    ],
    bucket: &[BucketAction::PutObject],
    ..DEFAULTS
};

/// What a person signs up with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SignUp")]
pub struct Request {
    /// 3 to 32 of a–z 0–9 . _ -, first a letter.
    username: String,
    /// Where the confirmation goes.
    email: String,
    /// 8 characters to 1,024 bytes.
    password: String,
    /// `ko` or `en`.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["ko", "en"]))]
    locale: Option<Locale>,
    /// What stands behind `invitation=` in an invitation's link.
    #[serde(default)]
    invitation: Option<String>,
}

struct Parsed {
    username: Username,
    email: EmailAddress,
    password: NewPassword,
    locale: Locale,
}

impl Request {
    /// Reads all fields, so that a form shows everything that is wrong at once.
    fn parse(&self) -> Result<Parsed, Problem> {
        let username = Username::parse(&self.username).map_err(|error| error.at("username"));
        let email = EmailAddress::parse(&self.email).map_err(|error| error.at("email"));
        let password = NewPassword::parse(&self.password).map_err(|error| error.at("password"));
        match (username, email, password) {
            (Ok(username), Ok(email), Ok(password)) => Ok(Parsed { username, email, password, locale: self.locale.unwrap_or(Locale::En) }),
            (username, email, password) => {
                let wrong = [username.err(), email.err(), password.err()].into_iter().flatten();
                let fields = wrong.flat_map(|problem| problem.fields).collect();
                Err(Problem { fields, ..Code::InvalidInput.into() })
            }
        }
    }
}

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(sign_up)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Signs up").body::<Request>().answers::<AccountView>(201)
}

async fn sign_up(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    JsonBody(request): JsonBody<Request>,
) -> Answer<Created<AccountView>> {
    let Parsed { username, email, password, locale } = request.parse()?;
    can_send(&app)?;
    let now = app.now();
    app.db().count(app.config().limits.sign_up_address, &app.limit_subject(&[&client.limit_address()]), now).await?;
    let invitation = admit(&app, &email, request.invitation.as_deref()).await?;
    if app.db().account_of_username(&username).await?.is_some() {
        return Err(Code::UsernameTaken.into());
    }
    let password_hash = app.passwords().hash(password.expose()).await?;
    let account = AccountRecord {
        account_id: AccountId::from_random(app.random()),
        username,
        display_name: None,
        email,
        email_verified: false,
        pending_email: None,
        locale,
        role: Role::User,
        status: AccountStatus::Active,
        root_id: EntryId::from_random(app.random()),
        trash_id: EntryId::from_random(app.random()),
        purging_id: EntryId::from_random(app.random()),
        session_epoch: 0,
        notices: NoticeSettings::default(),
        notices_read_at: None,
        created_at: now,
        vanishes_at: Some(now + UNCONFIRMED_LIFE),
        invited: invitation.as_ref().map(InvitationRecord::invites),
        last_seen_at: None,
        closes_at: None,
        closing_job_id: None,
    };
    let marker = GarbageRecord::marker(GarbageId::from_random(app.random()), account.account_id.clone(), now);
    app.db().note_marker(&marker).await?;
    app.objects().put_marker(&account.account_id).await?;
    let may_send = count_first(&app, &account.email, &account.account_id).await?;
    let mail = letter(&app, MailPurpose::VerifyEmail, &account.email, Some(account.account_id.clone()), locale);
    let new = NewAccount {
        account,
        password_hash,
        quota_bytes: app.config().default_quota_bytes,
        mail: may_send.then_some(mail),
        marker_garbage: marker.garbage_id,
        first_is_admin: app.config().first_account_is_admin && client.is_local(),
        device: Device::of(&user_agent(&headers)).mark(client.address),
        invitation,
    };
    let account = app.db().sign_up(new).await?;
    Ok(Created(AccountView::read(&app, &account).await?))
}
