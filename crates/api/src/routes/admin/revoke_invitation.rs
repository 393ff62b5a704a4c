//! Taking an invitation back.

use crate::app::App;
use crate::http::answer::{Answer, NoContent};
use crate::http::body::{NoBody, PathOf};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_domain::ids::InvitationId;
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "revoke-invitation",
    method: Method::Delete,
    path: "/api/admin/invitations/{id}",
    caller: Caller::Admin,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Invitation, &[TableAction::DeleteItem])],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(revoke_invitation)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Takes an invitation back").answers_nothing()
}

async fn revoke_invitation(State(app): State<App>, _: Me, PathOf(id): PathOf<String>, _: NoBody) -> Answer<NoContent> {
    let id = InvitationId::parse(&id).map_err(|_| Code::NotFound)?;
    app.db().revoke_invitation(&id).await?;
    Ok(NoContent)
}
