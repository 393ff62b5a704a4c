//! The files of the account that changed last.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::QueryOf;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::search::{Asked, find};
use crate::views::page::PageRequest;
use crate::views::search::FoundList;
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::search::{List, RECENT_INDEX};
use share_cloud_domain::search::{Wanted, WantedKind};

/// The row.
pub static ROUTE: Route = Route {
    name: "list-recent",
    method: Method::Get,
    path: "/api/recent",
    caller: Caller::Account,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Entry, &[TableAction::BatchGetItem])],
    indexes: &[RECENT_INDEX],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_recent)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("The files that were added or changed last").query::<PageRequest>().answers::<FoundList>(200)
}

async fn list_recent(State(app): State<App>, me: Me, QueryOf(query): QueryOf<PageRequest>) -> Ok200<FoundList> {
    let account = &me.account.account_id;
    let scope = ["recent", account.as_str()];
    let (limit, after) = query.read(&app, &scope)?;
    let asked = Asked { wanted: Wanted { kind: Some(WantedKind::File), ..Wanted::default() }, list: List::All, in_segments: false };
    let (found, next) = find(&app, account, &asked, after, usize::from(limit)).await?;
    Ok(Json(FoundList::of(&app, &scope, found, next)?))
}
