//! What a person changes of their profile.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, present};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::account::AccountView;
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_domain::account::{DisplayName, Locale};

/// The row.
pub static ROUTE: Route = Route {
    name: "update-account",
    method: Method::Patch,
    path: "/api/account",
    caller: Caller::Unverified,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Account, &[TableAction::UpdateItem]),
        Grant(Kind::Storage, &[TableAction::BatchGetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(update_account)
}

/// What is to change; what is absent stays.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UpdateAccount")]
pub struct Request {
    /// What others see; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>")]
    display_name: Option<Option<DisplayName>>,
    /// `ko` or `en`.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["ko", "en"]))]
    locale: Option<Locale>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Changes the profile").body::<Request>().answers::<AccountView>(200)
}

async fn update_account(State(app): State<App>, me: Me, JsonBody(request): JsonBody<Request>) -> Ok200<AccountView> {
    let mut account = me.account;
    if let Some(display_name) = request.display_name {
        account.display_name = display_name;
    }
    if let Some(locale) = request.locale {
        account.locale = locale;
    }
    app.db().update_profile(&account).await?;
    Ok(Json(AccountView::read(&app, &account).await?))
}
