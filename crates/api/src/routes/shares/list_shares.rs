//! The public links of the account.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::QueryOf;
use crate::http::cursor;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::page::PageRequest;
use crate::views::share::{ShareList, show_shares};
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "list-shares",
    method: Method::Get,
    path: "/api/shares",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::ShareOf, &[TableAction::Query]),
        Grant(Kind::Share, &[TableAction::BatchGetItem]),
        Grant(Kind::Opens, &[TableAction::BatchGetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
    ],
    bucket: &[],
    timeout_s: 29,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_shares)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("The public links of the account").query::<PageRequest>().answers::<ShareList>(200)
}

async fn list_shares(State(app): State<App>, me: Me, QueryOf(query): QueryOf<PageRequest>) -> Ok200<ShareList> {
    let scope = ["shares", me.account.account_id.as_str()];
    let (limit, after) = query.read(&app, &scope)?;
    let (shares, next) = app.db().shares_of(&me.account.account_id, after, limit).await?;
    let next_cursor = next.map(|next| cursor::seal(&app, &scope, &next)).transpose()?;
    let items = show_shares(&app, &me.account.account_id, &shares).await?;
    Ok(Json(ShareList { items, next_cursor }))
}
