//! Where the account is signed in.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::identity::me::{Me, is_good};
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::session::{SessionList, SessionView};
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use std::cmp::Reverse;

/// The row.
pub static ROUTE: Route = Route {
    name: "list-sessions",
    method: Method::Get,
    path: "/api/sessions",
    caller: Caller::Account,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Session, &[TableAction::Query])],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_sessions)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Where the account is signed in").answers::<SessionList>(200)
}

async fn list_sessions(State(app): State<App>, me: Me) -> Ok200<SessionList> {
    let mut sessions = app.db().sessions(&me.account.account_id).await?;
    sessions.retain(|session| is_good(session, &me.account, app.now()));
    sessions.sort_by_key(|session| Reverse(session.advanced_at));
    let items = sessions.iter().map(|session| SessionView::new(session, &me.session)).collect();
    Ok(Json(SessionList { items, next_cursor: None }))
}
