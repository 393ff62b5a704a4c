//! The numbers of the whole home, counted account by account.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::QueryOf;
use crate::http::cursor;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::admin::{StatsView, Totals};
use crate::views::page::{MAX_PAGE, after};
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use share_cloud_aws::db::{ACCOUNTS_INDEX, Kind};

/// The row.
pub static ROUTE: Route = Route {
    name: "admin-stats",
    method: Method::Get,
    path: "/api/admin/stats",
    caller: Caller::Admin,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Storage, &[TableAction::BatchGetItem])],
    indexes: &[ACCOUNTS_INDEX],
    timeout_s: 29,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(stats)
}

/// Where to go on counting.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CountStats")]
pub struct Request {
    /// The `next_cursor` of the answer before: it holds what was counted so far.
    #[serde(default)]
    cursor: Option<String>,
}

/// The last account that was counted, and what all so far came to. Sealed as a cursor, nobody but us makes one.
#[derive(Serialize, Deserialize)]
struct SoFar {
    after: String,
    totals: Totals,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("The numbers of the whole home").query::<Request>().answers::<StatsView>(200)
}

async fn stats(State(app): State<App>, me: Me, QueryOf(query): QueryOf<Request>) -> Ok200<StatsView> {
    let scope = ["stats", me.account.account_id.as_str()];
    let so_far: Option<SoFar> = after(&app, &scope, query.cursor.as_deref())?;
    let (after, mut totals) = so_far.map_or_else(|| (None, Totals::default()), |so_far| (Some(so_far.after), so_far.totals));
    let (found, next) = app.db().accounts("", after.as_deref(), MAX_PAGE).await?;
    found.iter().for_each(|listed| totals.add(listed, app.now()));
    let next = next.map(|after| cursor::seal(&app, &scope, &SoFar { after, totals })).transpose()?;
    Ok(Json(StatsView { totals, next_cursor: next }))
}
