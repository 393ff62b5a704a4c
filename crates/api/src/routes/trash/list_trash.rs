//! A page of the trash.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::QueryOf;
use crate::http::cursor;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::page::PageRequest;
use crate::views::trash::{TrashItem, TrashList};
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "list-trash",
    method: Method::Get,
    path: "/api/trash",
    caller: Caller::Account,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Name, &[TableAction::Query]), Grant(Kind::Entry, &[TableAction::BatchGetItem])],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_trash)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("What is in the trash, what was trashed last first").query::<PageRequest>().answers::<TrashList>(200)
}

async fn list_trash(State(app): State<App>, me: Me, QueryOf(query): QueryOf<PageRequest>) -> Ok200<TrashList> {
    let scope = ["trash", me.account.account_id.as_str()];
    let (limit, after): (u16, Option<String>) = query.read(&app, &scope)?;
    let (entries, next) = app.db().list_trash(&me.account, after.as_deref(), limit).await?;
    let next_cursor = next.map(|next| cursor::seal(&app, &scope, &next)).transpose()?;
    Ok(Json(TrashList { items: TrashItem::read(&app, &me.account, entries).await?, next_cursor }))
}
