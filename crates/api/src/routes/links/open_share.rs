//! What a link shows first.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{PathOf, QueryOf};
use crate::identity::link::{Door, Link};
use crate::openapi::Docs;
use crate::route::{self, Caller, DEFAULTS, Grant, Route, TableAction};
use crate::views::drops::DropPage;
use crate::views::share::{OpenedShare, SharedView};
use axum::Json;
use axum::Router;
use axum::extract::State;
use http::{HeaderMap, Method};
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_domain::problem::Code;
use share_cloud_domain::share::Allow;

/// The row.
pub static ROUTE: Route = Route {
    name: "open-share",
    method: route::Method::Get,
    path: "/api/s/{token}",
    caller: Caller::Link,
    table: &[
        Grant(Kind::Share, &[TableAction::GetItem]),
        Grant(Kind::Account, &[TableAction::GetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
        Grant(Kind::Opens, &[TableAction::UpdateItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(open_share)
}

/// How the link is opened.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OpenShare")]
pub struct Request {
    /// That the caller has opened it before and only looks again: it is not counted.
    #[serde(default)]
    again: bool,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("What a link shows first").query::<Request>().answers::<OpenedShare>(200)
}

async fn open_share(
    State(app): State<App>,
    method: Method,
    PathOf(token): PathOf<String>,
    QueryOf(request): QueryOf<Request>,
    headers: HeaderMap,
) -> Ok200<OpenedShare> {
    let link = match Link::knock(&app, &token, &headers).await? {
        Door::Closed(_) => return Ok(Json(OpenedShare::Closed { needs_password: true })),
        Door::Open(link) => link,
    };
    let opened = if link.share.allow == Allow::Drop {
        let folder = link.drop_folder(&app).await?;
        OpenedShare::Drop(DropPage::new(&link, &folder).ok_or(Code::ShareEnded)?)
    } else {
        OpenedShare::Open(SharedView::new(&link, link.entries(&app).await?))
    };
    if method == Method::GET && !request.again {
        link.count_open(&app).await;
    }
    Ok(Json(opened))
}
