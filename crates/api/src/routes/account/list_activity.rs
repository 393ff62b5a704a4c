//! What happened to the account that calls.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::QueryOf;
use crate::http::cursor;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::activity::{ActivityList, ActivityView};
use crate::views::page::PageRequest;
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "list-activity",
    method: Method::Get,
    path: "/api/activity",
    caller: Caller::Account,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Activity, &[TableAction::Query])],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_activity)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("What happened to the account").query::<PageRequest>().answers::<ActivityList>(200)
}

async fn list_activity(State(app): State<App>, me: Me, QueryOf(query): QueryOf<PageRequest>) -> Ok200<ActivityList> {
    let account = &me.account.account_id;
    let scope = ["activity", account.as_str()];
    let (limit, after) = query.read(&app, &scope)?;
    let (found, next) = app.db().activity(account, app.now(), after, limit).await?;
    let next_cursor = next.map(|next| cursor::seal(&app, &scope, &next)).transpose()?;
    Ok(Json(ActivityList { items: found.into_iter().map(ActivityView::from).collect(), next_cursor }))
}
