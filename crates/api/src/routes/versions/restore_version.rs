//! An earlier content becomes the current one again.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{NoBody, PathOf};
use crate::identity::me::Me;
use crate::identity::reach;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::entry::EntryView;
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_domain::ids::VersionId;
use share_cloud_domain::member::Access;
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "restore-version",
    method: Method::Post,
    path: "/api/entries/{id}/versions/{version}/restore",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(
            Kind::Entry,
            &[
                TableAction::GetItem,
                TableAction::BatchGetItem,
                TableAction::PutItem,
                TableAction::UpdateItem,
                TableAction::ConditionCheckItem,
            ],
        ),
        Grant(Kind::Name, &[TableAction::PutItem]),
        Grant(Kind::Version, &[TableAction::GetItem, TableAction::PutItem, TableAction::DeleteItem]),
        Grant(Kind::Storage, &[TableAction::UpdateItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(restore_version)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Makes an earlier content of a file the current one").answers::<EntryView>(200)
}

async fn restore_version(State(app): State<App>, me: Me, PathOf((id, version)): PathOf<(String, String)>, _: NoBody) -> Ok200<EntryView> {
    let reached = reach::entry(&app, &me, &me.entry_id(&id)?, Access::Change).await?;
    let version = VersionId::parse(&version).map_err(|_| Code::NotFound)?;
    let file = app.db().restore_version(&reached.entry, &version, app.now()).await?;
    Ok(Json(reached.shown(file)))
}
