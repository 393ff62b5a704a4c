//! Tickets for who holds a link; the first call of a download takes one.

use crate::app::App;
use crate::downloads::Asked;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, PathOf};
use crate::http::client::Client;
use crate::identity::link::Link;
use crate::openapi::Docs;
use crate::route::{BucketAction, Caller, DEFAULTS, Grant, Method, Route, TableAction};
use crate::views::download::SharedTicketList;
use axum::Json;
use axum::Router;
use axum::extract::State;
use http::HeaderMap;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_domain::content::Purpose;
use share_cloud_domain::ids::DownloadId;
use share_cloud_domain::problem::Code;
use share_cloud_domain::share::Allow;

/// The row.
pub static ROUTE: Route = Route {
    name: "create-share-downloads",
    method: Method::Post,
    path: "/api/s/{token}/downloads",
    caller: Caller::Link,
    table: &[
        Grant(Kind::Share, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Account, &[TableAction::GetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
        Grant(Kind::Name, &[TableAction::Query]),
        Grant(Kind::Download, &[TableAction::GetItem, TableAction::PutItem]),
    ],
    bucket: &[BucketAction::GetObject],
    timeout_s: 29,
    body_limit_bytes: 256 * 1024,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(create_share_downloads)
}

/// What is to be downloaded.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CreateShareDownloads")]
pub struct Request {
    /// 1 to 1,000 files and folders behind the link.
    entry_ids: Vec<String>,
    /// `attachment` to keep, `inline` to look at.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["attachment", "inline"]))]
    purpose: Purpose,
    /// The download that goes on; without it a new one is taken.
    #[serde(default)]
    download_id: Option<String>,
    /// Where the page before ended.
    #[serde(default)]
    cursor: Option<String>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Gives tickets to who holds a link").body::<Request>().answers::<SharedTicketList>(200)
}

async fn create_share_downloads(
    State(app): State<App>,
    client: Client,
    PathOf(token): PathOf<String>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<Request>,
) -> Ok200<SharedTicketList> {
    let link = Link::enter(&app, &token, &headers).await?;
    link.may_read()?;
    if request.purpose == Purpose::Attachment && link.share.allow == Allow::View {
        return Err(Code::Forbidden.into());
    }
    let ids = link.asked(&request.entry_ids)?;
    let asked = Asked::find(&app, link.reader(), ids, request.purpose).await?;
    let going_on = match &request.download_id {
        Some(id) => {
            let id = DownloadId::parse(id).map_err(|_| Code::NotFound)?;
            let download = app.db().download(&link.share.share_id, &id, app.now()).await?.ok_or(Code::NotFound)?;
            if !asked.is_within(&download.entry_ids.into_iter().collect()) {
                return Err(Code::Forbidden.into());
            }
            Some(download.download_id)
        }
        None => None,
    };
    let tickets = asked.page(&app, &client, request.cursor.as_deref()).await?;
    let is_counted = request.purpose == Purpose::Attachment || link.share.max_downloads.is_some();
    let download_id = match going_on {
        None if is_counted => Some(link.take(&app, asked.ids(), asked.bytes()).await?),
        going_on => going_on,
    };
    Ok(Json(SharedTicketList { tickets, download_id: download_id.map(|id| id.to_string()) }))
}
