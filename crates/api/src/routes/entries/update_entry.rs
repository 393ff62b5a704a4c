//! Renaming, moving and marking an entry, and limiting a folder.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, PathOf, present};
use crate::identity::me::Me;
use crate::identity::reach;
use crate::moving::relocate;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::entry::EntryView;
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::entries::{EntryRecord, Relocation};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::member::Access;
use share_cloud_domain::name::{EntryKind, EntryName};
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::room::Quota;
use share_cloud_domain::upload::OnConflict;

/// The row.
pub static ROUTE: Route = Route {
    name: "update-entry",
    method: Method::Patch,
    path: "/api/entries/{id}",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Entry, &[TableAction::GetItem, TableAction::BatchGetItem, TableAction::UpdateItem, TableAction::ConditionCheckItem]),
        Grant(Kind::Name, &[TableAction::PutItem, TableAction::DeleteItem, TableAction::UpdateItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(update_entry)
}

/// What is to change; what is absent stays.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UpdateEntry")]
pub struct Request {
    /// Its new name.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    name: Option<EntryName>,
    /// The folder it goes to.
    #[serde(default)]
    parent_id: Option<String>,
    /// Whether it is marked.
    #[serde(default)]
    starred: Option<bool>,
    /// A folder's own limit; null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<i64>", range(min = 0))]
    limit_bytes: Option<Option<Quota>>,
    /// The ids from the root down to the new folder, as the caller believes: saves reads.
    #[serde(default)]
    hint: Vec<String>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Renames, moves, marks or limits an entry").body::<Request>().answers::<EntryView>(200)
}

async fn update_entry(
    State(app): State<App>,
    me: Me,
    PathOf(id): PathOf<String>,
    JsonBody(request): JsonBody<Request>,
) -> Ok200<EntryView> {
    let reached = reach::entry(&app, &me, &me.entry_id(&id)?, Access::See).await?;
    if request.limit_bytes.is_some() {
        reached.needs(Access::Own)?;
        check_limit(&reached.entry)?;
    }
    let parent_id = request.parent_id.as_ref().map(|parent_id| me.entry_id(parent_id)).transpose()?;
    if request.starred.is_some() {
        reached.needs(Access::Own)?;
    }
    let (mut entry, mut shown) = (reached.entry.clone(), reached.shown(reached.entry.clone()));
    if parent_id.is_some() || request.name.is_some() {
        let hint = me.hint(&request.hint);
        let to = Relocation { parent_id, name: request.name, on_conflict: OnConflict::Fail, now: app.now(), hint };
        (entry, shown) = relocate(&app, &me, &reached, &to).await?;
    }
    if let Some(starred) = request.starred.filter(|starred| *starred != entry.starred) {
        entry = app.db().star(&entry, starred).await?;
        shown = EntryView::from(entry.clone());
    }
    if let Some(limit) = request.limit_bytes {
        let bytes = limit.map(|limit| u64::try_from(limit.bytes()).map_err(Failure::internal)).transpose()?;
        shown = EntryView::from(app.db().set_limit(&entry, bytes).await?);
    }
    Ok(Json(shown))
}

/// Only a folder has a limit of its own, and the root has the account's.
fn check_limit(entry: &EntryRecord) -> Result<(), Problem> {
    if entry.container.is_some() {
        return Err(Code::Forbidden.into());
    }
    let is_folder = entry.kind == EntryKind::Folder;
    if is_folder { Ok(()) } else { Err(Problem::field("limit_bytes", "invalid", "Only a folder has a limit.")) }
}
