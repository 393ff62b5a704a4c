//! A new access token for the refresh cookie.

use crate::app::App;
use crate::http::answer::{Answer, Nothing};
use crate::http::body::NoBody;
use crate::http::client::Client;
use crate::identity::cookie;
use crate::identity::session::{SignedIn, SignedInView, go_on};
use crate::openapi::Docs;
use crate::route::{Caller, DEFAULTS, Grant, Method, Route, TableAction};
use axum::Router;
use axum::extract::State;
use http::HeaderMap;
use share_cloud_aws::db::Kind;
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "refresh-session",
    method: Method::Post,
    path: "/api/sessions/refresh",
    caller: Caller::Cookie,
    table: &[
        Grant(Kind::Session, &[TableAction::BatchGetItem, TableAction::UpdateItem, TableAction::DeleteItem]),
        Grant(Kind::Account, &[TableAction::BatchGetItem, TableAction::UpdateItem]),
        Grant(Kind::Storage, &[TableAction::BatchGetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(refresh_session)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Goes on with the session of the refresh cookie").body::<Nothing>().answers::<SignedInView>(200)
}

async fn refresh_session(State(app): State<App>, client: Client, headers: HeaderMap, _: NoBody) -> Answer<SignedIn> {
    if !client.is_same_origin(&headers) {
        return Err(Code::Forbidden.into());
    }
    let presented = cookie::read(&client, &headers).ok_or(Code::Unauthorized)?;
    let (session, account, generation) = go_on(&app, &presented).await?;
    Ok(SignedIn::new(&app, client, &session, &account, generation).await?)
}
