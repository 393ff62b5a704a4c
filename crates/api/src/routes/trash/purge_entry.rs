//! Out of the trash for good.

use crate::app::App;
use crate::http::answer::{Accepted, Answer};
use crate::http::body::{NoBody, PathOf};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::job::Queued;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_domain::ids::JobId;

/// The row.
pub static ROUTE: Route = Route {
    name: "purge-entry",
    method: Method::Delete,
    path: "/api/trash/{id}",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Entry, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Name, &[TableAction::PutItem, TableAction::DeleteItem]),
        Grant(Kind::Job, &[TableAction::PutItem, TableAction::UpdateItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(purge_entry)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Deletes a trashed entry for good").answers::<Queued>(202)
}

async fn purge_entry(State(app): State<App>, me: Me, PathOf(id): PathOf<String>, _: NoBody) -> Answer<Accepted<Queued>> {
    let entry = app.db().trashed(&me.account, &me.entry_id(&id)?).await?;
    let job_id = app.db().purge(&me.account, vec![entry], JobId::from_random(app.random()), app.now()).await?;
    Ok(Accepted(Queued::from(job_id)))
}
