//! Closing the account: 14 days in which signing in undoes it, then everything of it goes.

use crate::app::App;
use crate::http::answer::{Answer, NoContent};
use crate::http::body::JsonBody;
use crate::http::client::Client;
use crate::identity::cookie;
use crate::identity::mail_request::telling_letter;
use crate::identity::me::Me;
use crate::identity::proof::prove;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::mails::MailPurpose;
use share_cloud_aws::db::{ACCOUNTS_INDEX, Kind};
use share_cloud_domain::account::PresentedPassword;

/// The row.
pub static ROUTE: Route = Route {
    name: "close-account",
    method: Method::Delete,
    path: "/api/account",
    caller: Caller::Unverified,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Credential, &[TableAction::GetItem]),
        Grant(Kind::Account, &[TableAction::UpdateItem, TableAction::ConditionCheckItem]),
        Grant(Kind::Mail, &[TableAction::PutItem]),
        Grant(Kind::Limit, &[TableAction::UpdateItem]),
        Grant(Kind::Activity, &[TableAction::PutItem]),
    ],
    indexes: &[ACCOUNTS_INDEX],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(close_account)
}

/// The password as proof.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CloseAccount")]
pub struct Request {
    /// The account's password.
    #[schemars(with = "String")]
    password: PresentedPassword,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Closes the account; for 14 days signing in undoes it").body::<Request>().answers_nothing()
}

async fn close_account(State(app): State<App>, me: Me, client: Client, JsonBody(request): JsonBody<Request>) -> Answer<impl IntoResponse> {
    prove(&app, &me, &request.password).await?;
    let told = telling_letter(&app, MailPurpose::AccountClosing, &me.account).await?;
    app.db().close_account(&me.account, &me.session, told.as_ref(), app.now()).await?;
    Ok(([(header::SET_COOKIE, cookie::clear(&client))], NoContent))
}
