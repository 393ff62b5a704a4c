//! An entry with the way to it.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::PathOf;
use crate::identity::me::Me;
use crate::identity::reach;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::entry::EntryWithPath;
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_domain::member::Access;

/// The row.
pub static ROUTE: Route = Route {
    name: "get-entry",
    method: Method::Get,
    path: "/api/entries/{id}",
    caller: Caller::Account,
    table: &[SESSION_READ, ACCOUNT_READ, MEMBER_READ, Grant(Kind::Entry, &[TableAction::BatchGetItem])],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(get_entry)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("An entry with the way to it").answers::<EntryWithPath>(200)
}

async fn get_entry(State(app): State<App>, me: Me, PathOf(id): PathOf<String>) -> Ok200<EntryWithPath> {
    let reached = reach::entry(&app, &me, &me.entry_id(&id)?, Access::See).await?;
    Ok(Json(reached.into_view()))
}
