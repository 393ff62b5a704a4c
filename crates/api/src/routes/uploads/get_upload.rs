//! An upload with the parts that are stored.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::PathOf;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, BucketAction, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::uploads::find_own;
use crate::uploads::parts::stored;
use crate::views::upload::UploadView;
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "get-upload",
    method: Method::Get,
    path: "/api/uploads/{id}",
    caller: Caller::Account,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Upload, &[TableAction::GetItem])],
    bucket: &[BucketAction::GetObject, BucketAction::ListBucket, BucketAction::ListMultipartUploadParts],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(get_upload)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("An upload with the parts that are stored").answers::<UploadView>(200)
}

async fn get_upload(State(app): State<App>, me: Me, PathOf(id): PathOf<String>) -> Ok200<UploadView> {
    let upload = find_own(&app, &me, &id).await?;
    let stored_parts = stored(&app, &upload).await?;
    Ok(Json(UploadView::new(&upload, stored_parts)))
}
