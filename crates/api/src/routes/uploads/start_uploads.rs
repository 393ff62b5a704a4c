//! Starting uploads: room is reserved, nothing is sent yet.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, Object};
use crate::http::client::Client;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, BucketAction, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::uploads::starting::{StartRequest, Starting};
use crate::views::upload::{StartedUpload, StartedUploads};
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_domain::upload::MAX_UPLOADS_PER_CALL;

/// The row.
pub static ROUTE: Route = Route {
    name: "start-uploads",
    method: Method::Post,
    path: "/api/uploads",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Entry, &[TableAction::GetItem]),
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
    ROUTE.serve(start_uploads)
}

/// 1 to 25 uploads; each starts or fails alone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StartUploads")]
pub struct Request {
    /// The uploads.
    #[schemars(with = "Vec<StartRequest>")]
    uploads: Vec<Object<StartRequest>>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Starts uploads").body::<Request>().answers::<StartedUploads>(200)
}

async fn start_uploads(State(app): State<App>, me: Me, client: Client, JsonBody(request): JsonBody<Request>) -> Ok200<StartedUploads> {
    crate::uploads::check_count("uploads", request.uploads.len(), MAX_UPLOADS_PER_CALL)?;
    let mut starting = Starting::new(&app, &me);
    for Object(upload) in request.uploads {
        starting.add(upload).await?;
    }
    let mut uploads = Vec::new();
    for started in starting.run().await? {
        uploads.push(StartedUpload::new(&app, &client, started).await?);
    }
    Ok(Json(StartedUploads { uploads }))
}
