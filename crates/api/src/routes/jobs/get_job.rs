//! How far a job is.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::PathOf;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::job::JobView;
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::jobs::JobRecord;
use share_cloud_domain::ids::JobId;
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "get-job",
    method: Method::Get,
    path: "/api/jobs/{id}",
    caller: Caller::Account,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Job, &[TableAction::GetItem])],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(get_job)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("How far a job is").answers::<JobView>(200)
}

async fn get_job(State(app): State<App>, me: Me, PathOf(id): PathOf<String>) -> Ok200<JobView> {
    let id = JobId::parse(&id).map_err(|_| Code::NotFound)?;
    let account = &me.account.account_id;
    let is_told = |job: &JobRecord| job.account_id == *account || job.copy.as_ref().is_some_and(|copy| copy.asked_by == *account);
    let job = app.db().job(&id).await?.filter(is_told).ok_or(Code::NotFound)?;
    Ok(Json(JobView::from(job)))
}
