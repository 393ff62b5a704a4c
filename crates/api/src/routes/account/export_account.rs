//! Everything that is kept about the account that calls, in pages.

use crate::app::App;
use crate::export::{Page, Place};
use crate::http::answer::Ok200;
use crate::http::body::QueryOf;
use crate::http::cursor;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::export::ExportPage;
use crate::views::page::after;
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "export-account",
    method: Method::Get,
    path: "/api/account/export",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Storage, &[TableAction::BatchGetItem]),
        Grant(Kind::Session, &[TableAction::Query]),
        Grant(Kind::Device, &[TableAction::Query]),
        Grant(Kind::Activity, &[TableAction::Query]),
        Grant(Kind::Notice, &[TableAction::Query]),
        Grant(Kind::ShareOf, &[TableAction::Query]),
        Grant(Kind::Share, &[TableAction::GetItem, TableAction::BatchGetItem]),
        Grant(Kind::Upload, &[TableAction::Query]),
        Grant(Kind::Invitation, &[TableAction::Query]),
        Grant(Kind::MemberOf, &[TableAction::Query]),
        Grant(Kind::Member, &[TableAction::Query]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
        Grant(Kind::Name, &[TableAction::Query]),
        Grant(Kind::Version, &[TableAction::Query]),
    ],
    timeout_s: 29,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(export_account)
}

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ExportAccountPage")]
pub struct Request {
    /// The `next_cursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Everything that is kept about the account").query::<Request>().answers::<ExportPage>(200)
}

async fn export_account(State(app): State<App>, me: Me, QueryOf(query): QueryOf<Request>) -> Ok200<ExportPage> {
    let scope = ["export", me.account.account_id.as_str()];
    let start: Option<Place> = after(&app, &scope, query.cursor.as_deref())?;
    let (items, next) = Page::read(&app, &me, start.unwrap_or_default()).await?;
    let next_cursor = next.map(|next| cursor::seal(&app, &scope, &next)).transpose()?;
    Ok(Json(ExportPage { items, next_cursor }))
}
