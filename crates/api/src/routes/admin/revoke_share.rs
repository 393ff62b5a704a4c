//! Ending a link that was reported, by its address, without seeing what it holds.

use crate::app::App;
use crate::http::answer::{Answer, NoContent};
use crate::http::body::{NoBody, PathOf};
use crate::identity::link::share_of;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::shares::Revoker;

/// The row.
pub static ROUTE: Route = Route {
    name: "admin-revoke-share",
    method: Method::Delete,
    path: "/api/admin/shares/{token}",
    caller: Caller::Admin,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Share, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::ShareOf, &[TableAction::DeleteItem]),
        Grant(Kind::Storage, &[TableAction::UpdateItem]),
        Grant(Kind::Activity, &[TableAction::PutItem]),
    ],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(revoke_share)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Ends a link that was reported").answers_nothing()
}

async fn revoke_share(State(app): State<App>, _: Me, PathOf(token): PathOf<String>, _: NoBody) -> Answer<NoContent> {
    let share = share_of(&app, &token).await?;
    app.db().revoke_share(&share.account_id, &share.share_id, Revoker::Admin, app.now()).await?;
    Ok(NoContent)
}
