//! One page of a folder.

use crate::app::App;
use crate::http::answer::Answer;
use crate::http::body::{PathOf, QueryOf};
use crate::identity::me::Me;
use crate::identity::reach;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::entry::EntryList;
use crate::views::listing::{ListRequest, Page};
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_domain::member::Access;

/// The row.
pub static ROUTE: Route = Route {
    name: "list-folder",
    method: Method::Get,
    path: "/api/folders/{id}/entries",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Entry, &[TableAction::GetItem, TableAction::BatchGetItem]),
        Grant(Kind::Name, &[TableAction::Query]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_folder)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Lists a folder").query::<ListRequest>().answers::<EntryList>(200)
}

async fn list_folder(
    State(app): State<App>,
    me: Me,
    PathOf(id): PathOf<String>,
    QueryOf(query): QueryOf<ListRequest>,
    headers: http::HeaderMap,
) -> Answer<Page> {
    let folder = me.entry_id(&id)?;
    let reached = reach::folder(&app, &me, &folder, &[], Access::See).await?;
    let reading = query.of_folder(&app, folder)?;
    let listing = app.db().list_folder(&reading.query).await?;
    Ok(Page::new(&app, &headers, &reading, listing, |entry| reached.shown(entry))?)
}
