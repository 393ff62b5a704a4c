//! An earlier content goes for good.

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
use share_cloud_domain::ids::VersionId;
use share_cloud_domain::member::Access;
use share_cloud_domain::problem::{Code, Problem};

/// The row.
pub static ROUTE: Route = Route {
    name: "delete-version",
    method: Method::Delete,
    path: "/api/entries/{id}/versions/{version}",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
        Grant(Kind::Version, &[TableAction::GetItem, TableAction::DeleteItem]),
        Grant(Kind::Garbage, &[TableAction::PutItem]),
        Grant(Kind::Storage, &[TableAction::GetItem, TableAction::UpdateItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(delete_version)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Removes an earlier content of a file for good").answers_nothing()
}

async fn delete_version(State(app): State<App>, me: Me, PathOf((id, version)): PathOf<(String, String)>, _: NoBody) -> Answer<NoContent> {
    let file = reach::entry(&app, &me, &me.entry_id(&id)?, Access::Own).await?.entry;
    let version = VersionId::parse(&version).map_err(|_| Code::NotFound)?;
    if file.content.as_ref().is_some_and(|content| content.version_id == version) {
        return Err(
            Problem::new(Code::Conflict, "This is what the file holds now: restore another version first, or trash the file.").into()
        );
    }
    app.db().delete_version(&file, &version, app.now()).await?;
    app.db().glance_at_room(&file.account_id, app.now()).await;
    Ok(NoContent)
}
