//! Completing uploads: their bytes are checked, their files appear.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, Object};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, BucketAction, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::uploads::completing::{CompleteRequest, complete};
use crate::views::upload::CompletedUploads;
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_domain::upload::MAX_UPLOADS_PER_CALL;

/// The row.
pub static ROUTE: Route = Route {
    name: "complete-uploads",
    method: Method::Post,
    path: "/api/uploads/complete",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(
            Kind::Entry,
            &[
                TableAction::GetItem,
                TableAction::BatchGetItem,
                TableAction::PutItem,
                TableAction::UpdateItem,
                TableAction::ConditionCheckItem,
            ],
        ),
        Grant(Kind::Name, &[TableAction::BatchGetItem, TableAction::PutItem]),
        Grant(Kind::Version, &[TableAction::Query, TableAction::PutItem, TableAction::DeleteItem]),
        Grant(Kind::Garbage, &[TableAction::PutItem]),
        Grant(Kind::Upload, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Storage, &[TableAction::GetItem, TableAction::UpdateItem]),
    ],
    bucket: &[BucketAction::GetObject, BucketAction::PutObject, BucketAction::ListBucket, BucketAction::ListMultipartUploadParts],
    timeout_s: 29,
    body_limit_bytes: 128 * 1024,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(complete_uploads)
}

/// 1 to 25 uploads; each completes or fails alone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CompleteUploads")]
pub struct Request {
    /// The uploads.
    #[schemars(with = "Vec<CompleteRequest>")]
    uploads: Vec<Object<CompleteRequest>>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Completes uploads").body::<Request>().answers::<CompletedUploads>(200)
}

async fn complete_uploads(State(app): State<App>, me: Me, JsonBody(request): JsonBody<Request>) -> Ok200<CompletedUploads> {
    crate::uploads::check_count("uploads", request.uploads.len(), MAX_UPLOADS_PER_CALL)?;
    let wanted: Vec<CompleteRequest> = request.uploads.into_iter().map(|Object(upload)| upload).collect();
    Ok(Json(CompletedUploads { uploads: complete(&app, &me, &wanted).await? }))
}
