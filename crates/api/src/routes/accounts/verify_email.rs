//! Confirming an address with the token of a letter.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::JsonBody;
use crate::identity::mail_request::letter_of;
use crate::openapi::Docs;
use crate::route::{Caller, DEFAULTS, Grant, Method, Route, TableAction};
use crate::views::account::AccountView;
use crate::work::tokens::hash_of;
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::accounts::{AccountRecord, Told};
use share_cloud_aws::db::mails::{MailPurpose, TokenRecord};
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "verify-email",
    method: Method::Post,
    path: "/api/accounts/verify-email",
    caller: Caller::Anyone,
    table: &[
        Grant(Kind::Token, &[TableAction::GetItem, TableAction::DeleteItem]),
        Grant(Kind::Account, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Email, &[TableAction::PutItem, TableAction::DeleteItem]),
        Grant(Kind::Mail, &[TableAction::PutItem]),
        Grant(Kind::Storage, &[TableAction::BatchGetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
        Grant(Kind::Activity, &[TableAction::PutItem]),
        Grant(Kind::Join, &[TableAction::PutItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(verify_email)
}

/// The token of the letter.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "VerifyEmail")]
pub struct Request {
    /// What stands behind `token=` in the letter's link.
    token: String,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Confirms an address").body::<Request>().answers::<AccountView>(200)
}

async fn verify_email(State(app): State<App>, JsonBody(request): JsonBody<Request>) -> Ok200<AccountView> {
    let hash = hash_of(&request.token);
    let now = app.now();
    let token = app.db().token(&hash).await?.filter(|token| token.expires_at > now).ok_or(Code::TokenInvalid)?;
    let account = app.db().account(&token.account_id).await?.ok_or(Code::TokenInvalid)?;
    if !confirms(&token, &account) {
        return Err(Code::TokenInvalid.into());
    }
    let told = if account.email_verified {
        Told::Changed(letter_of(&app, MailPurpose::EmailChanged, &account.email, &account))
    } else {
        Told::Greeting(app.config().mail_configured.then(|| letter_of(&app, MailPurpose::Welcome, &account.email, &account)))
    };
    let account = app.db().confirm_email(&account, &hash, told, now).await?;
    Ok(Json(AccountView::read(&app, &account).await?))
}

/// Whether the token is for the address that the account wants confirmed now. One that is closing wants none.
fn confirms(token: &TokenRecord, account: &AccountRecord) -> bool {
    let wanted = match &account.pending_email {
        Some(pending) => Some(pending),
        None if account.email_verified => None,
        None => Some(&account.email),
    };
    account.closes_at.is_none() && token.purpose == MailPurpose::VerifyEmail && wanted == Some(&token.email)
}
