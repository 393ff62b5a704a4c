//! A file's contents: the current one and the earlier ones.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::PathOf;
use crate::identity::me::Me;
use crate::identity::reach;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::version::{VersionList, VersionView};
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_domain::member::Access;
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "list-versions",
    method: Method::Get,
    path: "/api/entries/{id}/versions",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
        Grant(Kind::Version, &[TableAction::Query]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_versions)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("The contents of a file, the current one first").answers::<VersionList>(200)
}

async fn list_versions(State(app): State<App>, me: Me, PathOf(id): PathOf<String>) -> Ok200<VersionList> {
    let file = reach::entry(&app, &me, &me.entry_id(&id)?, Access::Change).await?.entry;
    let current = file.content.ok_or(Code::NotFound)?;
    let earlier = app.db().earlier_versions(&file.entry_id).await?;
    let earlier = earlier.into_iter().rev().map(|version| VersionView::new(version.content, false));
    let items = std::iter::once(VersionView::new(current, true)).chain(earlier).collect();
    Ok(Json(VersionList { items, next_cursor: None }))
}
