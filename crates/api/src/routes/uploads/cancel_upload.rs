//! Cancelling an upload: its room comes back at once.

use crate::app::App;
use crate::http::answer::{Answer, NoContent};
use crate::http::body::{NoBody, PathOf};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::uploads::find_own;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::garbage::GarbageRecord;
use share_cloud_domain::upload::UploadState;

/// The row.
pub static ROUTE: Route = Route {
    name: "cancel-upload",
    method: Method::Delete,
    path: "/api/uploads/{id}",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Upload, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Storage, &[TableAction::UpdateItem]),
        Grant(Kind::Garbage, &[TableAction::PutItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(cancel_upload)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Cancels an upload").answers_nothing()
}

async fn cancel_upload(State(app): State<App>, me: Me, PathOf(id): PathOf<String>, _: NoBody) -> Answer<NoContent> {
    let upload = find_own(&app, &me, &id).await?;
    let now = app.now();
    let garbage = GarbageRecord::upload(&upload, now);
    app.db().close_upload(&upload, UploadState::Cancelled, &garbage, now).await?;
    Ok(NoContent)
}
