//! Tickets for files, and for all files of folders.

use crate::app::App;
use crate::downloads::{Asked, DownloadRequest, Reader};
use crate::http::answer::Ok200;
use crate::http::body::JsonBody;
use crate::http::client::Client;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, BucketAction, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::download::TicketList;
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;

/// The row.
pub static ROUTE: Route = Route {
    name: "create-downloads",
    method: Method::Post,
    path: "/api/downloads",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
        Grant(Kind::Name, &[TableAction::Query]),
        Grant(Kind::Version, &[TableAction::GetItem]),
    ],
    bucket: &[BucketAction::GetObject],
    timeout_s: 29,
    body_limit_bytes: 256 * 1024,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(create_downloads)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Gives tickets to download").body::<DownloadRequest>().answers::<TicketList>(200)
}

async fn create_downloads(
    State(app): State<App>,
    me: Me,
    client: Client,
    JsonBody(request): JsonBody<DownloadRequest>,
) -> Ok200<TicketList> {
    let ids = request.entry_ids.iter().map(|id| me.entry_id(id)).collect::<Result<_, _>>()?;
    let reader = Reader::Account(Box::new(me));
    let asked = Asked::find(&app, reader, ids, request.purpose).await?;
    Ok(Json(match &request.version_id {
        Some(version) => asked.version(&app, &client, version).await?,
        None => asked.page(&app, &client, request.cursor.as_deref()).await?,
    }))
}
