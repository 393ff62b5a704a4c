//! Another address: the account's own once it is confirmed.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::JsonBody;
use crate::http::client::Client;
use crate::identity::mail_request::{can_send, count_asked, letter_of};
use crate::identity::me::Me;
use crate::identity::proof::prove;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::account::AccountView;
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::mails::MailPurpose;
use share_cloud_domain::account::{EmailAddress, PresentedPassword};

/// The row.
pub static ROUTE: Route = Route {
    name: "change-email",
    method: Method::Put,
    path: "/api/account/email",
    caller: Caller::Unverified,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Account, &[TableAction::UpdateItem]),
        Grant(Kind::Credential, &[TableAction::GetItem]),
        Grant(Kind::Mail, &[TableAction::PutItem]),
        Grant(Kind::Limit, &[TableAction::UpdateItem]),
        Grant(Kind::Storage, &[TableAction::BatchGetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(change_email)
}

/// The new address, and the password as proof.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ChangeEmail")]
pub struct Request {
    /// The new address.
    #[schemars(with = "String")]
    email: EmailAddress,
    /// The account's password.
    #[schemars(with = "String")]
    password: PresentedPassword,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Changes the address").body::<Request>().answers::<AccountView>(200)
}

async fn change_email(State(app): State<App>, me: Me, client: Client, JsonBody(request): JsonBody<Request>) -> Ok200<AccountView> {
    can_send(&app)?;
    if !me.account.email_verified {
        app.config().sign_up.admit_other(&request.email, me.account.invited)?;
    }
    prove(&app, &me, &request.password).await?;
    count_asked(&app, &client, MailPurpose::VerifyEmail, &request.email, Some(&me.account.account_id)).await?;
    let mail = letter_of(&app, MailPurpose::VerifyEmail, &request.email, &me.account);
    let account = app.db().change_email(&me.account, &request.email, &mail).await?;
    Ok(Json(AccountView::read(&app, &account).await?))
}
