//! Starting uploads through a drop: room of its owner is reserved, nothing is sent yet.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, Object, PathOf};
use crate::http::client::Client;
use crate::identity::link::Link;
use crate::openapi::Docs;
use crate::route::{BucketAction, Caller, DEFAULTS, Grant, Method, Route, TableAction};
use crate::uploads::dropping::{DropRequest, start};
use crate::views::upload::{StartedUpload, StartedUploads};
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
    name: "start-drop",
    method: Method::Post,
    path: "/api/s/{token}/uploads",
    caller: Caller::Link,
    table: &[
        Grant(Kind::Share, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Account, &[TableAction::GetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
        Grant(Kind::Upload, &[TableAction::BatchGetItem, TableAction::PutItem, TableAction::UpdateItem]),
        Grant(Kind::Garbage, &[TableAction::PutItem]),
        Grant(Kind::Storage, &[TableAction::UpdateItem]),
    ],
    bucket: &[BucketAction::PutObject],
    body_limit_bytes: 128 * 1024,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(start_drop)
}

/// 1 to 25 uploads; each starts or fails alone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StartDrops")]
pub struct Request {
    /// The uploads.
    #[schemars(with = "Vec<DropRequest>")]
    uploads: Vec<Object<DropRequest>>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Starts uploads through a link that takes files").body::<Request>().answers::<StartedUploads>(200)
}

async fn start_drop(
    State(app): State<App>,
    client: Client,
    PathOf(token): PathOf<String>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<Request>,
) -> Ok200<StartedUploads> {
    let link = Link::enter(&app, &token, &headers).await?;
    link.may_send()?;
    crate::uploads::check_count("uploads", request.uploads.len(), MAX_UPLOADS_PER_CALL)?;
    let folder = link.drop_folder(&app).await?;
    let wanted: Vec<_> = request.uploads.into_iter().map(|Object(upload)| upload).collect();
    let mut uploads = Vec::new();
    for started in start(&app, &link, &folder.entry_id, &wanted).await? {
        uploads.push(StartedUpload::new(&app, &client, started).await?);
    }
    Ok(Json(StartedUploads { uploads }))
}
