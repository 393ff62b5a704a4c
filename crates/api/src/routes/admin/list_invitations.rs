//! The invitations that are open.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::QueryOf;
use crate::http::cursor;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::invitation::{InvitationList, InvitationView};
use crate::views::page::PageRequest;
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "list-invitations",
    method: Method::Get,
    path: "/api/admin/invitations",
    caller: Caller::Admin,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Invitation, &[TableAction::Query])],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_invitations)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("The invitations that are open").query::<PageRequest>().answers::<InvitationList>(200)
}

async fn list_invitations(State(app): State<App>, me: Me, QueryOf(query): QueryOf<PageRequest>) -> Ok200<InvitationList> {
    let scope = ["invitations", me.account.account_id.as_str()];
    let (limit, after) = query.read(&app, &scope)?;
    let (invitations, next) = app.db().invitations(app.now(), after, limit).await?;
    let next_cursor = next.map(|next| cursor::seal(&app, &scope, &next)).transpose()?;
    let items = invitations.iter().map(|invitation| InvitationView::new(&app, invitation)).collect::<Result<_, _>>()?;
    Ok(Json(InvitationList { items, next_cursor }))
}
