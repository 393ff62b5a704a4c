//! Into the trash, with everything below.

use crate::app::App;
use crate::http::answer::{Answer, NoContent};
use crate::http::body::{NoBody, PathOf};
use crate::identity::me::Me;
use crate::identity::reach;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_domain::member::Access;

/// The row.
pub static ROUTE: Route = Route {
    name: "trash-entry",
    method: Method::Delete,
    path: "/api/entries/{id}",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Entry, &[TableAction::GetItem, TableAction::BatchGetItem, TableAction::UpdateItem, TableAction::ConditionCheckItem]),
        Grant(Kind::Name, &[TableAction::PutItem, TableAction::DeleteItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(trash_entry)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Moves an entry into the trash").answers_nothing()
}

async fn trash_entry(State(app): State<App>, me: Me, PathOf(id): PathOf<String>, _: NoBody) -> Answer<NoContent> {
    let reached = reach::entry(&app, &me, &me.entry_id(&id)?, Access::Change).await?;
    reached.needs_above(Access::Change)?;
    app.db().trash(reached.owner(&me), &reached.entry, app.now()).await?;
    Ok(NoContent)
}
