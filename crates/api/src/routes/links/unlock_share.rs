//! The password of a link.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, PathOf};
use crate::http::client::Client;
use crate::identity::access::{self, Use};
use crate::identity::link::{Door, Link, fingerprint};
use crate::identity::tries::{Tries, count_work};
use crate::openapi::Docs;
use crate::route::{Caller, DEFAULTS, Grant, Method, Route, TableAction};
use crate::views::share::Unlocked;
use axum::Json;
use axum::Router;
use axum::extract::State;
use http::HeaderMap;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_domain::account::PresentedPassword;
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "unlock-share",
    method: Method::Post,
    path: "/api/s/{token}/unlock",
    caller: Caller::Link,
    table: &[
        Grant(Kind::Share, &[TableAction::GetItem]),
        Grant(Kind::Account, &[TableAction::GetItem]),
        Grant(Kind::Limit, &[TableAction::UpdateItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(unlock_share)
}

/// The link's password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UnlockShare")]
pub struct Request {
    /// What its owner told the reader.
    #[schemars(with = "String")]
    password: PresentedPassword,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Opens a link with its password").body::<Request>().answers::<Unlocked>(200)
}

async fn unlock_share(
    State(app): State<App>,
    client: Client,
    PathOf(token): PathOf<String>,
    JsonBody(request): JsonBody<Request>,
) -> Ok200<Unlocked> {
    let share = match Link::knock(&app, &token, &HeaderMap::new()).await? {
        Door::Closed(share) => *share,
        Door::Open(link) => link.share,
    };
    let id = share.share_id.as_str();
    if let Some(hash) = &share.password_hash {
        let limits = app.config().limits;
        let mut counted = vec![(limits.unlock_address, app.limit_subject(&[id, &client.limit_address()]))];
        counted.extend(client.limit_network().map(|network| (limits.unlock_network, app.limit_subject(&[id, &network]))));
        counted.push((limits.unlock_share, id.to_owned()));
        count_work(&app, &client.limit_address()).await?;
        let tries = Tries::count(&app, counted).await?;
        if !app.passwords().verify(request.password.expose(), Some(hash)).await? {
            return Err(Code::InvalidCredentials.into());
        }
        tries.take_back(&app).await?;
    }
    let access_token = access::sign(&app, Use::Link, id, &fingerprint(&app, &share)?)?;
    Ok(Json(Unlocked { access_token, expires_in: Use::Link.life_s() }))
}
