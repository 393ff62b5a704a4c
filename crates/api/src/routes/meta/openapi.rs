//! The description of all routes.

use crate::app::App;
use crate::http::answer::Answer;
use crate::openapi::Docs;
use crate::route::{Caller, DEFAULTS, Method, Route};
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header;

/// The row.
pub static ROUTE: Route =
    Route { name: "openapi", method: Method::Get, path: "/api/openapi.json", caller: Caller::Anyone, table: &[], bucket: &[], ..DEFAULTS };

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(openapi)
}

/// The description as it was generated and committed: a test says when it is stale.
const OPENAPI_JSON: &str = include_str!("../../../openapi.json");

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("This description").answers::<serde_json::Value>(200)
}

async fn openapi(State(_): State<App>) -> Answer<impl IntoResponse> {
    Ok(([(header::CONTENT_TYPE, "application/json")], OPENAPI_JSON))
}
