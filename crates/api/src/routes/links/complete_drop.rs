//! Completing uploads through a drop: their bytes are checked, their files appear in the folder, and who sent them has a receipt.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, Object, PathOf};
use crate::identity::link::Link;
use crate::openapi::Docs;
use crate::route::{BucketAction, Caller, DEFAULTS, Grant, Method, Route, TableAction};
use crate::uploads::dropping::complete;
use crate::views::drops::DroppedUploads;
use axum::Json;
use axum::Router;
use axum::extract::State;
use http::HeaderMap;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_domain::upload::MAX_UPLOADS_PER_CALL;

/// The row.
pub static ROUTE: Route = Route {
    name: "complete-drop",
    method: Method::Post,
    path: "/api/s/{token}/uploads/complete",
    caller: Caller::Link,
    table: &[
        Grant(Kind::Share, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Account, &[TableAction::GetItem]),
        Grant(Kind::Entry, &[TableAction::GetItem, TableAction::BatchGetItem, TableAction::PutItem, TableAction::UpdateItem]),
        Grant(Kind::Name, &[TableAction::BatchGetItem, TableAction::PutItem]),
        Grant(Kind::Upload, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Storage, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Notice, &[TableAction::UpdateItem]),
    ],
    bucket: &[BucketAction::GetObject, BucketAction::PutObject, BucketAction::ListBucket, BucketAction::ListMultipartUploadParts],
    timeout_s: 29,
    body_limit_bytes: 128 * 1024,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(complete_drop)
}

/// One upload that is to be completed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CompleteDrop")]
pub struct Sent {
    /// The upload.
    upload_id: String,
}

/// 1 to 25 uploads; each completes or fails alone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CompleteDrops")]
pub struct Request {
    /// The uploads.
    #[schemars(with = "Vec<Sent>")]
    uploads: Vec<Object<Sent>>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Completes uploads through a link that takes files").body::<Request>().answers::<DroppedUploads>(200)
}

async fn complete_drop(
    State(app): State<App>,
    PathOf(token): PathOf<String>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<Request>,
) -> Ok200<DroppedUploads> {
    let link = Link::enter(&app, &token, &headers).await?;
    link.may_send()?;
    crate::uploads::check_count("uploads", request.uploads.len(), MAX_UPLOADS_PER_CALL)?;
    let folder = link.drop_folder(&app).await?;
    let ids: Vec<String> = request.uploads.into_iter().map(|Object(sent)| sent.upload_id).collect();
    Ok(Json(DroppedUploads { uploads: complete(&app, &link, &folder.entry_id, &ids).await? }))
}
