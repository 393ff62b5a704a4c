//! Ending the session of the refresh cookie.

use crate::app::App;
use crate::http::answer::{Answer, NoContent};
use crate::http::body::NoBody;
use crate::http::client::Client;
use crate::identity::cookie;
use crate::openapi::Docs;
use crate::route::{Caller, DEFAULTS, Grant, Method, Route, TableAction};
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use http::{HeaderMap, header};
use share_cloud_aws::db::Kind;
use share_cloud_domain::problem::Code;
use share_cloud_domain::secrets::Purpose;

/// The row.
pub static ROUTE: Route = Route {
    name: "sign-out",
    method: Method::Delete,
    path: "/api/sessions/current",
    caller: Caller::Cookie,
    table: &[Grant(Kind::Session, &[TableAction::GetItem, TableAction::DeleteItem])],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(sign_out)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Signs out").answers_nothing()
}

async fn sign_out(State(app): State<App>, client: Client, headers: HeaderMap, _: NoBody) -> Answer<impl IntoResponse> {
    if !client.is_same_origin(&headers) {
        return Err(Code::Forbidden.into());
    }
    let presented = cookie::read(&client, &headers).ok_or(Code::Unauthorized)?;
    if let Some(session) = app.db().session(&presented.account, &presented.session).await? {
        let key = app.keys().derive(Purpose::RefreshToken, &session.key_id).ok_or(Code::Unauthorized)?;
        if !presented.is_signed_by(&key) {
            return Err(Code::Unauthorized.into());
        }
        app.db().end_session(&presented.account, &presented.session).await?;
    }
    Ok(([(header::SET_COOKIE, cookie::clear(&client))], NoContent))
}
