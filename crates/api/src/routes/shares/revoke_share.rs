//! Ending a public link at once.

use crate::app::App;
use crate::http::answer::{Answer, NoContent};
use crate::http::body::{NoBody, PathOf};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::shares::Revoker;
use share_cloud_domain::ids::ShareId;
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "revoke-share",
    method: Method::Delete,
    path: "/api/shares/{id}",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Share, &[TableAction::UpdateItem]),
        Grant(Kind::ShareOf, &[TableAction::DeleteItem]),
        Grant(Kind::Storage, &[TableAction::UpdateItem]),
        Grant(Kind::Activity, &[TableAction::PutItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(revoke_share)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Ends a public link").answers_nothing()
}

async fn revoke_share(State(app): State<App>, me: Me, PathOf(id): PathOf<String>, _: NoBody) -> Answer<NoContent> {
    let id = ShareId::parse(&id).map_err(|_| Code::NotFound)?;
    app.db().revoke_share(&me.account.account_id, &id, Revoker::Owner, app.now()).await?;
    Ok(NoContent)
}
