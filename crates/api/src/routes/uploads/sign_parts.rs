//! Signing parts just in time.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, Object, PathOf};
use crate::http::client::Client;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, BucketAction, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::uploads::dropping::keep_alive;
use crate::uploads::parts::{PartRequest, sign};
use crate::uploads::{find_own, others_folder};
use crate::views::upload::SignedParts;
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "sign-parts",
    method: Method::Post,
    path: "/api/uploads/{id}/parts",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Entry, &[TableAction::GetItem]),
        Grant(Kind::Upload, &[TableAction::GetItem, TableAction::UpdateItem]),
    ],
    bucket: &[BucketAction::PutObject, BucketAction::AbortMultipartUpload, BucketAction::ListMultipartUploadParts],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(sign_parts)
}

/// 1 to 20 parts.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SignParts")]
pub struct Request {
    /// The parts.
    #[schemars(with = "Vec<PartRequest>")]
    parts: Vec<Object<PartRequest>>,
}

impl Request {
    /// The parts that are asked for.
    #[must_use]
    pub fn into_parts(self) -> Vec<PartRequest> {
        self.parts.into_iter().map(|Object(part)| part).collect()
    }
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Signs parts of an upload").body::<Request>().answers::<SignedParts>(200)
}

async fn sign_parts(
    State(app): State<App>,
    me: Me,
    client: Client,
    PathOf(id): PathOf<String>,
    JsonBody(request): JsonBody<Request>,
) -> Ok200<SignedParts> {
    let upload = find_own(&app, &me, &id).await?;
    let others = others_folder(&app, &me, &upload, &upload.parent_id, &[]).await?;
    let parts = sign(&app, &client, &upload, &request.into_parts()).await?;
    if others.is_some() {
        keep_alive(&app, &upload).await?;
    }
    Ok(Json(SignedParts { parts }))
}
