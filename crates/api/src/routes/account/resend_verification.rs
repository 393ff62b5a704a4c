//! Another letter to confirm the address.

use crate::app::App;
use crate::http::answer::{Accepted, Answer, Nothing};
use crate::http::body::NoBody;
use crate::http::client::Client;
use crate::identity::mail_request::{can_send, count_asked, letter_of};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::mails::MailPurpose;
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "resend-verification",
    method: Method::Post,
    path: "/api/account/verification-mail",
    caller: Caller::Unverified,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Mail, &[TableAction::PutItem]), Grant(Kind::Limit, &[TableAction::UpdateItem])],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(resend_verification)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Sends the confirmation letter again").body::<Nothing>().answers::<Nothing>(202)
}

async fn resend_verification(State(app): State<App>, me: Me, client: Client, _: NoBody) -> Answer<Accepted<Nothing>> {
    let account = &me.account;
    let email = match &account.pending_email {
        Some(pending) => pending,
        None if account.email_verified => return Err(Code::AlreadyVerified.into()),
        None => &account.email,
    };
    can_send(&app)?;
    count_asked(&app, &client, MailPurpose::VerifyEmail, email, Some(&account.account_id)).await?;
    app.db().add_mail(&letter_of(&app, MailPurpose::VerifyEmail, email, account)).await?;
    Ok(Accepted(Nothing {}))
}
