//! The account that calls. Session and account are read at every request, so that what was revoked or suspended ends at once.

use super::access::{self, Use};
use crate::app::App;
use crate::http::answer::Rejection;
use crate::route::{Caller, Route};
use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, header};
use jiff::Timestamp;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::sessions::SessionRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::{AccountStatus, Role};
use share_cloud_domain::ids::{AccountId, EntryId, SessionId};
use share_cloud_domain::problem::Code;

/// The caller of an authenticated route, as its row asks for it.
#[derive(Debug, Clone)]
pub struct Me {
    /// The account.
    pub account: AccountRecord,
    /// The session.
    pub session: SessionRecord,
}

impl Me {
    /// The entry that a text names: `root` is the account's root.
    ///
    /// # Errors
    /// `not_found` for what is no id.
    pub fn entry_id(&self, text: &str) -> Result<EntryId, Failure> {
        if text == "root" {
            return Ok(self.account.root_id.clone());
        }
        EntryId::parse(text).map_err(|_| Code::NotFound.into())
    }

    /// The entries that a hint names; one that cannot be right is no hint.
    #[must_use]
    pub fn hint(&self, texts: &[String]) -> Vec<EntryId> {
        texts.iter().map(|text| self.entry_id(text)).collect::<Result<_, _>>().unwrap_or_default()
    }
}

/// The token of an `Authorization: Bearer` header.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Whether a session has not ended: by time, or with the epoch that it belongs to.
#[must_use]
pub fn is_good(session: &SessionRecord, account: &AccountRecord, now: Timestamp) -> bool {
    session.expires_at > now && session.epoch == account.session_epoch
}

async fn authenticate(app: &App, headers: &HeaderMap, caller: Caller) -> Result<Me, Failure> {
    let claims = access::verify(app, Use::Account, bearer(headers).ok_or(Code::Unauthorized)?)?;
    let ids = (AccountId::parse(&claims.sub), SessionId::parse(&claims.sid));
    let (Ok(account), Ok(session)) = ids else { return Err(Code::Unauthorized.into()) };
    let found = app.db().signed_in(&account, &session).await?;
    let (session, account) = found.filter(|(session, account)| is_good(session, account, app.now())).ok_or(Code::Unauthorized)?;
    match account.status {
        AccountStatus::Active => {}
        AccountStatus::Suspended => return Err(Code::AccountSuspended.into()),
        AccountStatus::Closing => return Err(Code::Unauthorized.into()),
    }
    if caller != Caller::Unverified && !account.email_verified {
        return Err(Code::EmailUnverified.into());
    }
    if caller == Caller::Admin && account.role != Role::Admin {
        return Err(Code::Forbidden.into());
    }
    Ok(Me { account, session })
}

impl FromRequestParts<App> for Me {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Rejection> {
        let route: &'static Route = *parts.extensions.get().ok_or(Code::Internal)?;
        Ok(authenticate(app, &parts.headers, route.caller).await?)
    }
}
