//! Whether the home answers.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::openapi::Docs;
use crate::route::{Caller, DEFAULTS, Method, Route};
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;

/// The row.
pub static ROUTE: Route =
    Route { name: "health", method: Method::Get, path: "/api/health", caller: Caller::Anyone, table: &[], bucket: &[], ..DEFAULTS };

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(health)
}

/// That the home answers.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Health")]
pub struct Health {
    /// Always `ok`.
    status: &'static str,
    /// The program's version.
    version: &'static str,
    /// Who may sign up: whoever likes to, who has an invitation, who has an address of `sign_up_domains` or an invitation, or nobody.
    #[schemars(extend("enum" = ["open", "invitation", "domain", "off"]))]
    sign_up: &'static str,
    /// The domains whose addresses may sign up; empty unless `sign_up` is `domain`.
    sign_up_domains: Vec<String>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Says that the home answers").answers::<Health>(200)
}

async fn health(State(app): State<App>) -> Ok200<Health> {
    let policy = &app.config().sign_up;
    let (sign_up, sign_up_domains) = (policy.word(), policy.domains().to_vec());
    Ok(Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION"), sign_up, sign_up_domains }))
}
