//! What a link shows first.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::PathOf;
use crate::identity::link::{Door, Link};
use crate::openapi::Docs;
use crate::route::{Caller, DEFAULTS, Grant, Method, Route, TableAction};
use crate::views::share::{OpenedShare, SharedView};
use axum::Json;
use axum::Router;
use axum::extract::State;
use http::HeaderMap;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "open-share",
    method: Method::Get,
    path: "/api/s/{token}",
    caller: Caller::Link,
    table: &[
        Grant(Kind::Share, &[TableAction::GetItem]),
        Grant(Kind::Account, &[TableAction::GetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(open_share)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("What a link shows first").answers::<OpenedShare>(200)
}

async fn open_share(State(app): State<App>, PathOf(token): PathOf<String>, headers: HeaderMap) -> Ok200<OpenedShare> {
    let link = match Link::knock(&app, &token, &headers).await? {
        Door::Closed(_) => return Ok(Json(OpenedShare::Closed { needs_password: true })),
        Door::Open(link) => link,
    };
    let entries = link.entries(&app).await?;
    Ok(Json(OpenedShare::Open(SharedView::new(&link, entries))))
}
