//! Copying an entry: a small file in the request, everything else as a job.

use crate::app::App;
use crate::copies::{Copied, Wanted, copy, destination, source};
use crate::http::answer::{Accepted, Answer};
use crate::http::body::{JsonBody, PathOf};
use crate::identity::me::Me;
use crate::identity::reach::{self, Reached};
use crate::openapi::Docs;
use crate::route::{BucketAction, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::entry::EntryView;
use crate::views::job::Queued;
use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::jobs::JobRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::member::Access;
use share_cloud_domain::name::EntryName;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::upload::OnConflict;

/// The row.
pub static ROUTE: Route = Route {
    name: "copy-entry",
    method: Method::Post,
    path: "/api/entries/{id}/copy",
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
        Grant(Kind::Name, &[TableAction::GetItem, TableAction::BatchGetItem, TableAction::PutItem]),
        Grant(Kind::Version, &[TableAction::Query, TableAction::PutItem, TableAction::DeleteItem]),
        Grant(Kind::Garbage, &[TableAction::PutItem]),
        Grant(Kind::Upload, &[TableAction::GetItem, TableAction::PutItem, TableAction::UpdateItem]),
        Grant(Kind::Storage, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Job, &[TableAction::GetItem, TableAction::PutItem, TableAction::UpdateItem]),
    ],
    bucket: &[BucketAction::GetObject, BucketAction::PutObject, BucketAction::ListBucket],
    timeout_s: 29,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(copy_entry)
}

/// Where the copy goes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CopyEntry")]
pub struct Request {
    /// The folder it goes to.
    parent_id: String,
    /// Its name there; the same as the entry's unless said.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    name: Option<EntryName>,
    /// What happens when the name is taken: `fail`, `rename`, or for a file `replace`.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["fail", "rename", "replace"]))]
    on_conflict: OnConflict,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Copies an entry").body::<Request>().answers::<EntryView>(200).or_queued()
}

async fn copy_entry(State(app): State<App>, me: Me, PathOf(id): PathOf<String>, JsonBody(request): JsonBody<Request>) -> Answer<Response> {
    let reached = reach::entry(&app, &me, &me.entry_id(&id)?, Access::See).await?;
    let parent_id = me.entry_id(&request.parent_id)?;
    let entry = source(Some(&reached))?;
    let to = destination(&app, &me, &parent_id).await?;
    if request.on_conflict == OnConflict::Fail {
        refuse_taken(&app, entry, &parent_id, request.name.as_ref()).await?;
    }
    let (name, on_conflict) = (request.name, request.on_conflict);
    let wanted = Wanted { sources: vec![entry], to: &to, name, on_conflict, refused: Vec::new() };
    Ok(match copy(&app, &me, wanted).await? {
        Copied::Done(job) => {
            let copy = made(&app, &me, &job).await?;
            Json(copy.shown(copy.entry.clone())).into_response()
        }
        Copied::Queued(job_id) => Accepted(Queued::from(job_id)).into_response(),
    })
}

/// A name that is taken is told at once, before a job begins. One that is taken a moment later is the job's problem.
async fn refuse_taken(app: &App, entry: &EntryRecord, parent_id: &EntryId, name: Option<&EntryName>) -> Result<(), Failure> {
    let name = match name {
        Some(name) => name.clone(),
        None => EntryName::parse(&entry.name).map_err(Failure::internal)?,
    };
    if app.db().is_free(parent_id, &name).await? { Ok(()) } else { Err(Code::NameTaken.into()) }
}

/// The copy that a job made of its one source, or why it could not.
async fn made(app: &App, me: &Me, job: &JobRecord) -> Result<Reached, Failure> {
    let work = job.copy.as_ref().ok_or(Code::Internal)?;
    if let Some(problem) = work.problems.first() {
        return Err(problem.problem().into());
    }
    let copy = work.made.first().ok_or_else(|| Problem::from(Code::NotFound))?;
    reach::entry(app, me, &copy.entry_id, Access::See).await
}
