//! One page of a folder behind a link.

use crate::app::App;
use crate::http::answer::Answer;
use crate::http::body::{PathOf, QueryOf};
use crate::identity::link::Link;
use crate::openapi::Docs;
use crate::route::{Caller, DEFAULTS, Grant, Method, Route, TableAction};
use crate::views::entry::{EntryList, EntryView};
use crate::views::listing::{ListRequest, Page};
use axum::Router;
use axum::extract::State;
use http::HeaderMap;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::entries::Listing;

/// The row.
pub static ROUTE: Route = Route {
    name: "list-share-folder",
    method: Method::Get,
    path: "/api/s/{token}/folders/{id}/entries",
    caller: Caller::Link,
    table: &[
        Grant(Kind::Share, &[TableAction::GetItem]),
        Grant(Kind::Account, &[TableAction::GetItem]),
        Grant(Kind::Entry, &[TableAction::GetItem, TableAction::BatchGetItem]),
        Grant(Kind::Name, &[TableAction::Query]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_share_folder)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Lists a folder behind a link").query::<ListRequest>().answers::<EntryList>(200)
}

async fn list_share_folder(
    State(app): State<App>,
    PathOf((token, id)): PathOf<(String, String)>,
    QueryOf(query): QueryOf<ListRequest>,
    headers: HeaderMap,
) -> Answer<Page> {
    let link = Link::enter(&app, &token, &headers).await?;
    link.may_read()?;
    let Some(folder) = link.folder(&app, &id).await? else {
        let entries = link.entries(&app).await?.into_iter().map(|reached| reached.entry).collect();
        let shown = |entry: EntryView| entry.without_owner().without_parent();
        return Ok(Page::new(&headers, Listing { entries, next: None }, query.sort(), shown));
    };
    let listing = app.db().list_folder(&query.of_folder(folder)?).await?;
    Ok(Page::new(&headers, listing, query.sort(), EntryView::without_owner))
}
