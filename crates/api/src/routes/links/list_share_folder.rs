//! One page of a folder behind a link.

use crate::app::App;
use crate::http::answer::Answer;
use crate::http::body::{PathOf, QueryOf};
use crate::identity::link::Link;
use crate::identity::reach::{Reached, live_entries};
use crate::openapi::Docs;
use crate::route::{Caller, DEFAULTS, Grant, Method, Route, TableAction};
use crate::views::entry::{EntryList, EntryView};
use crate::views::listing::{ListRequest, Page};
use axum::Router;
use axum::extract::State;
use http::HeaderMap;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "list-share-folder",
    method: Method::Get,
    path: "/api/s/{token}/folders/{id}/entries",
    caller: Caller::Link,
    table: &[
        Grant(Kind::Share, &[TableAction::GetItem]),
        Grant(Kind::Account, &[TableAction::GetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
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
        return list_shared(&app, &link, &query, &headers).await;
    };
    let reading = query.of_folder(&app, folder)?;
    let listing = app.db().list_folder(&reading.query).await?;
    Ok(Page::new(&app, &headers, &reading, listing, |entry| EntryView::from(entry).without_owner())?)
}

/// What is shared, where that is not one folder: in the order in which it was shared.
async fn list_shared(app: &App, link: &Link, query: &ListRequest, headers: &HeaderMap) -> Answer<Page> {
    let share = &link.share;
    let list = share.share_id.as_str();
    let (skipped, limit) = query.of_few(app, list)?;
    let rest = share.entry_ids.get(skipped..).unwrap_or_default();
    let found = live_entries(app, &share.account_id, rest).await?;
    let mut live = found.into_iter().enumerate().filter_map(|(index, reached)| Some((skipped + index, reached?)));
    let shown = |(_, reached): (usize, Reached)| EntryView::from(reached.entry).without_owner().without_parent();
    let items = live.by_ref().take(limit).map(shown).collect();
    let next_cursor = live.next().map(|(next, _)| query.cursor_of_few(app, list, next)).transpose()?;
    Ok(Page::of(headers, &EntryList { items, next_cursor }))
}
