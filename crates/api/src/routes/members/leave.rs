//! Giving back what one was given, wherever it is by now.

use crate::app::App;
use crate::http::answer::{Answer, NoContent};
use crate::http::body::{NoBody, PathOf};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "leave",
    method: Method::Delete,
    path: "/api/entries/{id}/members/me",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Entry, &[TableAction::UpdateItem]),
        Grant(Kind::Member, &[TableAction::GetItem, TableAction::DeleteItem]),
        Grant(Kind::MemberOf, &[TableAction::DeleteItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(leave)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Gives back what one was given").answers_nothing()
}

async fn leave(State(app): State<App>, me: Me, PathOf(id): PathOf<String>, _: NoBody) -> Answer<NoContent> {
    app.db().leave(&me.account.account_id, &me.entry_id(&id)?).await?;
    Ok(NoContent)
}
