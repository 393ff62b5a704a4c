//! A file's content for programs: a redirect to a ticket.

use crate::app::App;
use crate::downloads::sign;
use crate::http::answer::Answer;
use crate::http::body::PathOf;
use crate::http::client::Client;
use crate::identity::me::Me;
use crate::identity::reach;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, BucketAction, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use http::{StatusCode, header};
use share_cloud_aws::db::Kind;
use share_cloud_domain::content::Purpose;
use share_cloud_domain::member::Access;

/// The row.
pub static ROUTE: Route = Route {
    name: "open-content",
    method: Method::Get,
    path: "/api/entries/{id}/content",
    caller: Caller::Account,
    table: &[SESSION_READ, ACCOUNT_READ, MEMBER_READ, Grant(Kind::Entry, &[TableAction::BatchGetItem])],
    bucket: &[BucketAction::GetObject],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(open_content)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Redirects to a file's content").redirects()
}

async fn open_content(State(app): State<App>, me: Me, client: Client, PathOf(id): PathOf<String>) -> Answer<impl IntoResponse> {
    let entry = reach::entry(&app, &me, &me.entry_id(&id)?, Access::See).await?.entry;
    let url = sign(&app, &client, &entry, Purpose::Attachment).await?;
    Ok((StatusCode::FOUND, [(header::LOCATION, url)]))
}
