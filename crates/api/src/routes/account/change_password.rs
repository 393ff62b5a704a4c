//! A new password for who knows the old one.

use crate::app::App;
use crate::http::answer::{Answer, NoContent};
use crate::http::body::JsonBody;
use crate::identity::mail_request::letter_of;
use crate::identity::me::Me;
use crate::identity::proof::prove;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::mails::MailPurpose;
use share_cloud_aws::db::passwords::Proof;
use share_cloud_domain::account::{NewPassword, PresentedPassword};

/// The row.
pub static ROUTE: Route = Route {
    name: "change-password",
    method: Method::Put,
    path: "/api/account/password",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Credential, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Account, &[TableAction::UpdateItem]),
        Grant(Kind::Session, &[TableAction::UpdateItem]),
        Grant(Kind::Mail, &[TableAction::PutItem]),
        Grant(Kind::Limit, &[TableAction::UpdateItem]),
        Grant(Kind::Activity, &[TableAction::PutItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(change_password)
}

/// The old password, and the new one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ChangePassword")]
pub struct Request {
    /// The password that is now.
    #[schemars(with = "String")]
    password: PresentedPassword,
    /// 8 characters to 1,024 bytes.
    #[schemars(with = "String")]
    new_password: NewPassword,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Changes the password; every other session ends").body::<Request>().answers_nothing()
}

async fn change_password(State(app): State<App>, me: Me, JsonBody(request): JsonBody<Request>) -> Answer<NoContent> {
    let old_hash = prove(&app, &me, &request.password).await?;
    let new_hash = app.passwords().hash(request.new_password.expose()).await?;
    let told = letter_of(&app, MailPurpose::PasswordChanged, &me.account.email, &me.account);
    app.db().set_password(&me.account, Proof::OldHash(&old_hash), &new_hash, Some(&me.session), &told, app.now()).await?;
    Ok(NoContent)
}
