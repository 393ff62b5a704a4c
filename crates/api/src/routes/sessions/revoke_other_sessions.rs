//! Ending every session but this one.

use crate::app::App;
use crate::http::answer::{Answer, NoContent};
use crate::http::body::NoBody;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "revoke-other-sessions",
    method: Method::Delete,
    path: "/api/sessions",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Session, &[TableAction::UpdateItem]),
        Grant(Kind::Account, &[TableAction::UpdateItem]),
        Grant(Kind::Activity, &[TableAction::PutItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(revoke_other_sessions)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Ends every other session").answers_nothing()
}

async fn revoke_other_sessions(State(app): State<App>, me: Me, _: NoBody) -> Answer<NoContent> {
    app.db().end_other_sessions(&me.account, &me.session, app.now()).await?;
    Ok(NoContent)
}
