//! Finding one's username: the same answer and the same work for every address.

use crate::app::App;
use crate::http::answer::{Accepted, Answer, Nothing};
use crate::http::body::JsonBody;
use crate::http::client::Client;
use crate::identity::mail_request::{AddressRequest, ask_for_letter};
use crate::openapi::Docs;
use crate::route::{Caller, DEFAULTS, Grant, Method, Route, TableAction};
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::mails::MailPurpose;

/// The row.
pub static ROUTE: Route = Route {
    name: "find-username",
    method: Method::Post,
    path: "/api/accounts/find-username",
    caller: Caller::Anyone,
    table: &[Grant(Kind::Mail, &[TableAction::PutItem]), Grant(Kind::Limit, &[TableAction::UpdateItem])],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(find_username)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Sends the username to an address").body::<AddressRequest>().answers::<Nothing>(202)
}

async fn find_username(State(app): State<App>, client: Client, JsonBody(request): JsonBody<AddressRequest>) -> Answer<Accepted<Nothing>> {
    ask_for_letter(&app, &client, MailPurpose::FindUsername, &request.email).await?;
    Ok(Accepted(Nothing {}))
}
