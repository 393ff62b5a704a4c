//! The open uploads of the account.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::QueryOf;
use crate::http::cursor;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::page::PageRequest;
use crate::views::upload::{UploadList, UploadSummary};
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "list-uploads",
    method: Method::Get,
    path: "/api/uploads",
    caller: Caller::Account,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Upload, &[TableAction::Query])],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_uploads)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("The open uploads of the account").query::<PageRequest>().answers::<UploadList>(200)
}

async fn list_uploads(State(app): State<App>, me: Me, QueryOf(query): QueryOf<PageRequest>) -> Ok200<UploadList> {
    let account = me.account.account_id.as_str();
    let scope = ["uploads", account];
    let (limit, after) = query.read(&app, &scope)?;
    let (open, next) = app.db().open_uploads(account, after, limit).await?;
    let next_cursor = next.map(|next| cursor::seal(&app, &scope, &next)).transpose()?;
    Ok(Json(UploadList { items: open.iter().map(UploadSummary::from).collect(), next_cursor }))
}
