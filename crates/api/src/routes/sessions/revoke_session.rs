//! Ending one session from another.

use crate::app::App;
use crate::http::answer::{Answer, NoContent};
use crate::http::body::{NoBody, PathOf};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_domain::ids::SessionId;
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "revoke-session",
    method: Method::Delete,
    path: "/api/sessions/{id}",
    caller: Caller::Account,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Session, &[TableAction::DeleteItem]), Grant(Kind::Activity, &[TableAction::PutItem])],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(revoke_session)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Ends a session").answers_nothing()
}

async fn revoke_session(State(app): State<App>, me: Me, PathOf(id): PathOf<String>, _: NoBody) -> Answer<NoContent> {
    let id = SessionId::parse(&id).map_err(|_| Code::NotFound)?;
    app.db().revoke_session(&me.session, &id, app.now()).await?;
    Ok(NoContent)
}
