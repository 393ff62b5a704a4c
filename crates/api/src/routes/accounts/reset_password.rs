//! A new password with the token of a letter.

use crate::app::App;
use crate::http::answer::{Answer, NoContent};
use crate::http::body::JsonBody;
use crate::identity::mail_request::letter_of;
use crate::openapi::Docs;
use crate::route::{Caller, DEFAULTS, Grant, Method, Route, TableAction};
use crate::work::tokens::hash_of;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::mails::{MailPurpose, TokenRecord};
use share_cloud_aws::db::passwords::Proof;
use share_cloud_domain::account::NewPassword;
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "reset-password",
    method: Method::Post,
    path: "/api/accounts/reset-password",
    caller: Caller::Anyone,
    table: &[
        Grant(Kind::Token, &[TableAction::GetItem, TableAction::DeleteItem]),
        Grant(Kind::Account, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Credential, &[TableAction::UpdateItem]),
        Grant(Kind::Mail, &[TableAction::PutItem]),
        Grant(Kind::Activity, &[TableAction::PutItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(reset_password)
}

/// The token of the letter, and the new password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ResetPassword")]
pub struct Request {
    /// What stands behind `token=` in the letter's link.
    token: String,
    /// 8 characters to 1,024 bytes.
    #[schemars(with = "String")]
    new_password: NewPassword,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Sets a new password; every session ends").body::<Request>().answers_nothing()
}

async fn reset_password(State(app): State<App>, JsonBody(request): JsonBody<Request>) -> Answer<NoContent> {
    let (hash, now) = (hash_of(&request.token), app.now());
    let token = app.db().token(&hash).await?.filter(|token| token.expires_at > now && token.purpose == MailPurpose::ResetPassword);
    let token = token.ok_or(Code::TokenInvalid)?;
    let account = app.db().account(&token.account_id).await?.filter(|account| is_for(&token, account)).ok_or(Code::TokenInvalid)?;
    let new_hash = app.passwords().hash(request.new_password.expose()).await?;
    let told = letter_of(&app, MailPurpose::PasswordChanged, &account.email, &account);
    app.db().set_password(&account, Proof::TokenHash(&hash), &new_hash, None, &told, now).await?;
    Ok(NoContent)
}

/// Whether the letter went to the account's confirmed address, and the password was not changed since.
fn is_for(token: &TokenRecord, account: &AccountRecord) -> bool {
    account.email_verified && account.email == token.email && account.session_epoch == token.session_epoch
}
