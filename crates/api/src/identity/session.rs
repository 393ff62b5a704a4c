//! Signing in and staying signed in: what both routes answer, and how a family of refresh tokens goes on.

use super::access::{self, Use};
use super::cookie;
use super::me::is_good;
use crate::app::App;
use crate::http::client::Client;
use crate::views::account::AccountView;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::sessions::SessionRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::AccountStatus;
use share_cloud_domain::instant::after_s;
use share_cloud_domain::problem::Code;
use share_cloud_domain::secrets::Purpose;
use share_cloud_domain::session::{REFRESH_IDLE_S, RefreshToken, Rotation, decide};

/// What sign-in and refresh answer.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SignedIn")]
pub struct SignedInView {
    /// The token for `Authorization: Bearer`.
    pub access_token: String,
    /// How long it is good, in seconds.
    pub expires_in: i64,
    /// The account.
    pub account: AccountView,
    /// Whether the account was closing and this sign-in undid it.
    pub closing_undone: bool,
}

/// An access token in the body and a refresh token in the cookie.
pub struct SignedIn {
    client: Client,
    view: SignedInView,
    refresh: RefreshToken,
}

impl SignedIn {
    /// Signs both tokens for a session of the account.
    ///
    /// # Errors
    /// `unavailable` when the account's room cannot be read.
    pub async fn new(
        app: &App,
        client: Client,
        session: &SessionRecord,
        account: &AccountRecord,
        generation: u64,
    ) -> Result<Self, Failure> {
        let access_token = access::sign(app, Use::Account, account.account_id.as_str(), session.session_id.as_str())?;
        let key = app.keys().derive(Purpose::RefreshToken, &session.key_id).ok_or(Code::Unauthorized)?;
        let refresh = RefreshToken::sign(&key, account.account_id.clone(), session.session_id.clone(), generation);
        let account = AccountView::read(app, account).await?;
        let view = SignedInView { access_token, expires_in: Use::Account.life_s(), account, closing_undone: false };
        Ok(Self { client, view, refresh })
    }

    /// The same, told whether it undid the closing of the account.
    #[must_use]
    pub fn undoing(mut self, closing_undone: bool) -> Self {
        self.view.closing_undone = closing_undone;
        self
    }
}

impl IntoResponse for SignedIn {
    fn into_response(self) -> Response {
        let cookie = cookie::set(&self.client, &self.refresh);
        ([(header::SET_COOKIE, cookie)], Json(self.view)).into_response()
    }
}

/// When a session that is used now ends.
#[must_use]
pub fn expiry(now: Timestamp) -> Timestamp {
    after_s(now, REFRESH_IDLE_S)
}

/// Goes on with the family of a presented refresh token: the session, its account and the generation to answer with.
///
/// # Errors
/// `unauthorized` for a token that is not ours, whose session has ended, or that was used before: then the session ends.
/// `account_suspended` when the account is.
pub async fn go_on(app: &App, presented: &RefreshToken) -> Result<(SessionRecord, AccountRecord, u64), Failure> {
    let now = app.now();
    loop {
        let found = app.db().signed_in(&presented.account, &presented.session).await?;
        let (session, account) = found.filter(|(session, account)| is_good(session, account, now)).ok_or(Code::Unauthorized)?;
        let key = app.keys().derive(Purpose::RefreshToken, &session.key_id).ok_or(Code::Unauthorized)?;
        if !presented.is_signed_by(&key) {
            return Err(Code::Unauthorized.into());
        }
        match account.status {
            AccountStatus::Active => {}
            AccountStatus::Suspended => return Err(Code::AccountSuspended.into()),
            AccountStatus::Closing => return Err(Code::Unauthorized.into()),
        }
        match decide(presented.generation, session.generation, session.advanced_at, now) {
            Rotation::Repeat => return Ok((session, account, presented.generation + 1)),
            Rotation::Reuse => {
                app.db().end_session(&presented.account, &presented.session).await?;
                return Err(Code::Unauthorized.into());
            }
            Rotation::Advance => {
                if app.db().advance_session(&session, &account, now, expiry(now)).await? {
                    return Ok((session, account, presented.generation + 1));
                }
            }
        }
    }
}
