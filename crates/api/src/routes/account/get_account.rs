//! The account that calls, with its room.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::account::AccountView;
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "get-account",
    method: Method::Get,
    path: "/api/account",
    caller: Caller::Unverified,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Storage, &[TableAction::BatchGetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(get_account)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("The account that calls").answers::<AccountView>(200)
}

async fn get_account(State(app): State<App>, me: Me) -> Ok200<AccountView> {
    Ok(Json(AccountView::read(&app, &me.account).await?))
}
