//! Out of the trash, back to where it was or elsewhere.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, PathOf};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::entry::EntryView;
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::entries::Restoration;
use share_cloud_domain::name::EntryName;
use share_cloud_domain::problem::Problem;
use share_cloud_domain::upload::OnConflict;

/// The row.
pub static ROUTE: Route = Route {
    name: "restore-entry",
    method: Method::Post,
    path: "/api/trash/{id}/restore",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Entry, &[TableAction::GetItem, TableAction::BatchGetItem, TableAction::UpdateItem, TableAction::ConditionCheckItem]),
        Grant(Kind::Name, &[TableAction::BatchGetItem, TableAction::PutItem, TableAction::DeleteItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(restore_entry)
}

/// Where the entry goes and how it is called; what is absent is as it was.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RestoreEntry")]
pub struct Request {
    /// The folder; unless said where it was, or the root if that is gone or trashed itself.
    #[serde(default)]
    parent_id: Option<String>,
    /// Its new name.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    name: Option<EntryName>,
    /// What happens when the name is taken: `fail` or `rename`.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["fail", "rename"]))]
    on_conflict: OnConflict,
    /// The ids from the root down to the folder, as the caller believes: saves reads.
    #[serde(default)]
    hint: Vec<String>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Brings an entry back from the trash").body::<Request>().answers::<EntryView>(200)
}

async fn restore_entry(
    State(app): State<App>,
    me: Me,
    PathOf(id): PathOf<String>,
    JsonBody(request): JsonBody<Request>,
) -> Ok200<EntryView> {
    if request.on_conflict == OnConflict::Replace {
        return Err(Problem::field("on_conflict", "invalid", "Choose fail or rename: nothing is replaced by what comes back.").into());
    }
    let parent_id = request.parent_id.as_ref().map(|parent_id| me.entry_id(parent_id)).transpose()?;
    let hint = me.hint(&request.hint);
    let to = Restoration { parent_id, name: request.name, on_conflict: request.on_conflict, now: app.now(), hint };
    let entry = app.db().restore(&me.account, &me.entry_id(&id)?, &to).await?;
    Ok(Json(EntryView::from(entry)))
}
