//! The same done to many entries, each of which succeeds or fails alone.

use crate::app::App;
use crate::copies::many::{Many, copy_many};
use crate::http::answer::{Accepted, Answer};
use crate::http::body::JsonBody;
use crate::identity::me::Me;
use crate::identity::reach::{self, Reached};
use crate::moving::relocate;
use crate::openapi::Docs;
use crate::route::{BucketAction, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::uploads::check_count;
use crate::views::batch::{BatchResult, BatchResults};
use crate::views::entry::EntryView;
use crate::views::job::Queued;
use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::entries::{Relocation, Restoration};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::member::Access;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::upload::OnConflict;

/// The row.
pub static ROUTE: Route = Route {
    name: "batch-entries",
    method: Method::Post,
    path: "/api/entries/batch",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        MEMBER_READ,
        Grant(Kind::Account, &[TableAction::BatchGetItem, TableAction::GetItem]),
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
        Grant(Kind::Name, &[TableAction::BatchGetItem, TableAction::PutItem, TableAction::UpdateItem, TableAction::DeleteItem]),
        Grant(Kind::Version, &[TableAction::Query, TableAction::PutItem, TableAction::DeleteItem]),
        Grant(Kind::Garbage, &[TableAction::PutItem]),
        Grant(Kind::Upload, &[TableAction::GetItem, TableAction::PutItem, TableAction::UpdateItem]),
        Grant(Kind::Storage, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Job, &[TableAction::GetItem, TableAction::PutItem, TableAction::UpdateItem]),
    ],
    bucket: &[BucketAction::GetObject, BucketAction::PutObject, BucketAction::ListBucket],
    timeout_s: 29,
    body_limit_bytes: 128 * 1024,
    ..DEFAULTS
};

/// The most entries of one call.
const MAX_ENTRIES: usize = 1_000;
/// After how long no further entry is begun: an answer is to come within the 29 seconds that API Gateway waits.
const ENOUGH: SignedDuration = SignedDuration::from_secs(20);

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(batch_entries)
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    Move,
    Copy,
    Trash,
    Restore,
    Star,
    Unstar,
}

/// What is done to which entries.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BatchEntries")]
pub struct Request {
    /// `move`, `copy`, `trash`, `restore`, `star` or `unstar`.
    #[schemars(with = "String", extend("enum" = ["move", "copy", "trash", "restore", "star", "unstar"]))]
    action: Action,
    /// 1 to 1,000 entries.
    entry_ids: Vec<String>,
    /// Where they go: needed to move and to copy, and to restore elsewhere than where they were.
    #[serde(default)]
    parent_id: Option<String>,
    /// What happens when a name is taken there: `fail` or `rename`, and for copies of files `replace`.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["fail", "rename", "replace"]))]
    on_conflict: OnConflict,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Moves, copies, trashes, restores or marks many entries").body::<Request>().answers::<BatchResults>(200).or_queued()
}

async fn batch_entries(State(app): State<App>, me: Me, JsonBody(request): JsonBody<Request>) -> Answer<Response> {
    check(&request)?;
    let parent_id = request.parent_id.as_ref().map(|parent_id| me.entry_id(parent_id)).transpose()?;
    if let (Action::Copy, Some(parent_id)) = (request.action, &parent_id) {
        return Ok(match copy_many(&app, &me, &request.entry_ids, (parent_id, request.on_conflict)).await? {
            Many::Results(results) => Json(BatchResults { results }).into_response(),
            Many::Queued(job_id) => Accepted(Queued::from(job_id)).into_response(),
        });
    }
    let begun = app.now();
    // What lies in the trash is reached by nobody, and restoring looks at it itself.
    let reached = match request.action {
        Action::Restore => vec![None; request.entry_ids.len()],
        _ => reach::named(&app, &me, &request.entry_ids).await?,
    };
    let mut results = Vec::with_capacity(reached.len());
    for (entry_id, reached) in request.entry_ids.iter().zip(reached) {
        let done = match reached {
            _ if app.now().duration_since(begun) > ENOUGH => Err(Failure::from(Code::Unavailable)),
            _ if request.action == Action::Restore => restore(&app, &me, &request, parent_id.as_ref(), entry_id).await,
            Some(reached) => act(&app, &me, &request, parent_id.as_ref(), &reached).await,
            None => Err(Failure::from(Code::NotFound)),
        };
        results.push(match done {
            Ok(entry) => BatchResult::Entry { entry_id: entry_id.clone(), entry: Box::new(entry) },
            // A store that is away or full from the beginning is told as such.
            Err(failure) if results.is_empty() && is_the_stores(&failure) => return Err(failure.into()),
            Err(failure) => BatchResult::Problem { entry_id: entry_id.clone(), problem: failure.problem.into() },
        });
    }
    Ok(Json(BatchResults { results }).into_response())
}

fn check(request: &Request) -> Result<(), Problem> {
    check_count("entry_ids", request.entry_ids.len(), MAX_ENTRIES)?;
    if matches!(request.action, Action::Move | Action::Copy) && request.parent_id.is_none() {
        return Err(Problem::field("parent_id", "missing", "Say where they go."));
    }
    if request.on_conflict == OnConflict::Replace && request.action != Action::Copy {
        return Err(Problem::field("on_conflict", "invalid", "Choose fail or rename: only a copy of a file replaces."));
    }
    Ok(())
}

/// Whether a failure is no entry's own.
fn is_the_stores(failure: &Failure) -> bool {
    matches!(failure.code(), Code::Internal | Code::Unavailable | Code::InsufficientStorage)
}

async fn act(app: &App, me: &Me, request: &Request, parent_id: Option<&EntryId>, reached: &Reached) -> Result<EntryView, Failure> {
    let (db, now) = (app.db(), app.now());
    match request.action {
        Action::Move => {
            let to = Relocation { parent_id: parent_id.cloned(), name: None, on_conflict: request.on_conflict, now, hint: Vec::new() };
            relocate(app, me, reached, &to).await.map(|(_, shown)| shown)
        }
        Action::Trash => {
            reached.needs_above(Access::Change)?;
            db.trash(reached.owner(me), &reached.entry, now).await.map(|entry| reached.shown(entry))
        }
        Action::Star | Action::Unstar => {
            reached.needs(Access::Own)?;
            db.star(&reached.entry, request.action == Action::Star).await.map(EntryView::from)
        }
        Action::Copy | Action::Restore => Err(Failure::internal("copies go together, and what is restored is reached by nobody")),
    }
}

/// Brings an entry of the caller's back from the trash.
async fn restore(app: &App, me: &Me, request: &Request, parent_id: Option<&EntryId>, id: &str) -> Result<EntryView, Failure> {
    let (parent_id, on_conflict) = (parent_id.cloned(), request.on_conflict);
    let to = Restoration { parent_id, name: None, on_conflict, now: app.now(), hint: Vec::new() };
    app.db().restore(&me.account, &me.entry_id(id)?, &to).await.map(EntryView::from)
}
