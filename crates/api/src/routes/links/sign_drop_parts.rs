//! Signing parts of an upload through a drop.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, PathOf};
use crate::http::client::Client;
use crate::identity::link::Link;
use crate::openapi::Docs;
use crate::route::{BucketAction, Caller, DEFAULTS, Grant, Method, Route, TableAction};
use crate::routes::uploads::sign_parts::Request;
use crate::uploads::dropping::{find, keep_alive};
use crate::uploads::parts::{PartRequest, sign};
use crate::views::upload::SignedParts;
use axum::Json;
use axum::Router;
use axum::extract::State;
use http::HeaderMap;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "sign-drop-parts",
    method: Method::Post,
    path: "/api/s/{token}/uploads/{id}/parts",
    caller: Caller::Link,
    table: &[
        Grant(Kind::Share, &[TableAction::GetItem]),
        Grant(Kind::Account, &[TableAction::GetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
        Grant(Kind::Upload, &[TableAction::GetItem, TableAction::UpdateItem]),
    ],
    bucket: &[BucketAction::PutObject, BucketAction::AbortMultipartUpload, BucketAction::ListMultipartUploadParts],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(sign_drop_parts)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Signs parts of an upload through a link").body::<Request>().answers::<SignedParts>(200)
}

async fn sign_drop_parts(
    State(app): State<App>,
    client: Client,
    PathOf((token, id)): PathOf<(String, String)>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<Request>,
) -> Ok200<SignedParts> {
    let link = Link::enter(&app, &token, &headers).await?;
    link.may_send()?;
    link.drop_folder(&app).await?;
    let upload = find(&app, &link, &id).await?;
    let parts: Vec<PartRequest> = request.into_parts();
    let signed = sign(&app, &client, &upload, &parts).await?;
    keep_alive(&app, &upload).await?;
    Ok(Json(SignedParts { parts: signed }))
}
