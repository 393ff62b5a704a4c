//! A search by name, kind, time, size or mark over everything of the account.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::QueryOf;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, BucketAction, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::search::find;
use crate::views::search::{FoundList, SearchRequest};
use TableAction::{BatchGetItem, GetItem, UpdateItem};
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::search::{RECENT_INDEX, STARRED_INDEX};

/// The row. Half a million names go through its memory for a search that finds nothing, so that it gets some.
pub static ROUTE: Route = Route {
    name: "search",
    method: Method::Get,
    path: "/api/search",
    caller: Caller::Account,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Search, &[GetItem, UpdateItem]), Grant(Kind::Entry, &[BatchGetItem])],
    indexes: &[RECENT_INDEX, STARRED_INDEX],
    bucket: &[BucketAction::GetObject],
    memory_mb: 512,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(search)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Searches everything of the account, what changed last first").query::<SearchRequest>().answers::<FoundList>(200)
}

async fn search(State(app): State<App>, me: Me, QueryOf(query): QueryOf<SearchRequest>) -> Ok200<FoundList> {
    let account = &me.account.account_id;
    let search = query.read(&app, account)?;
    let (found, next) = find(&app, account, &search.asked, search.after.clone(), search.limit).await?;
    Ok(Json(FoundList::new(&app, &search, found, next)?))
}
