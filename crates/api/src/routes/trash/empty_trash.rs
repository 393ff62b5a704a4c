//! Everything out of the trash for good.

use crate::app::App;
use crate::http::answer::{Accepted, Answer, NoContent};
use crate::http::body::NoBody;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::job::Queued;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::entries::PURGED_TOGETHER;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::JobId;
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "empty-trash",
    method: Method::Delete,
    path: "/api/trash",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Entry, &[TableAction::GetItem, TableAction::BatchGetItem, TableAction::UpdateItem]),
        Grant(Kind::Name, &[TableAction::Query, TableAction::PutItem, TableAction::DeleteItem]),
        Grant(Kind::Job, &[TableAction::PutItem, TableAction::UpdateItem]),
    ],
    bucket: &[],
    timeout_s: 29,
    ..DEFAULTS
};

/// How many transactions are made before the rest is left to the job: most people's trash is empty when they are answered.
const AT_ONCE: u32 = 8;

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(empty_trash)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Deletes everything in the trash for good").answers::<Queued>(202).or_nothing("The trash was empty")
}

async fn empty_trash(State(app): State<App>, me: Me, _: NoBody) -> Answer<Response> {
    let job_id = empty(&app, &me).await?;
    Ok(job_id.map_or_else(|| NoContent.into_response(), |job_id| Accepted(Queued::from(job_id)).into_response()))
}

/// Empties the trash of what is in it now; the job that takes it apart, if there was anything.
async fn empty(app: &App, me: &Me) -> Result<Option<JobId>, Failure> {
    let (now, mut job_id) = (app.now(), None);
    for _ in 0..AT_ONCE {
        let entries = app.db().trashed_until(&me.account, now, PURGED_TOGETHER).await?;
        if entries.is_empty() {
            return Ok(job_id);
        }
        match app.db().purge(&me.account, entries, JobId::from_random(app.random()), now).await {
            Ok(id) => job_id = Some(id),
            // All of them left the trash a moment ago, or too much waits to be taken apart already.
            Err(failure) if matches!(failure.code(), Code::NotFound | Code::FolderFull) => {}
            Err(failure) => return Err(failure),
        }
    }
    app.db().empty_later(&me.account, JobId::from_random(app.random()), now).await.map(Some)
}
