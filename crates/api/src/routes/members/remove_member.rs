//! Taking an entry away from somebody, from their next request on.

use crate::app::App;
use crate::http::answer::{Answer, NoContent};
use crate::http::body::{NoBody, PathOf};
use crate::identity::me::Me;
use crate::identity::reach;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::member::Access;
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "remove-member",
    method: Method::Delete,
    path: "/api/entries/{id}/members/{account_id}",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Entry, &[TableAction::BatchGetItem, TableAction::UpdateItem]),
        Grant(Kind::Member, &[TableAction::Query, TableAction::PutItem, TableAction::DeleteItem]),
        Grant(Kind::MemberOf, &[TableAction::PutItem, TableAction::DeleteItem]),
        Grant(Kind::Activity, &[TableAction::PutItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(remove_member)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Takes an entry away from somebody").answers_nothing()
}

async fn remove_member(State(app): State<App>, me: Me, PathOf((id, account_id)): PathOf<(String, String)>, _: NoBody) -> Answer<NoContent> {
    let entry = reach::entry(&app, &me, &me.entry_id(&id)?, Access::Own).await?.entry;
    let member = AccountId::parse(&account_id).map_err(|_| Code::NotFound)?;
    app.db().remove_member(&me.account.account_id, &entry.entry_id, &member, app.now()).await?;
    Ok(NoContent)
}
