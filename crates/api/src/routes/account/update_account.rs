//! What a person changes of their profile.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, present};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::account::AccountView;
use crate::views::notice::SwitchesRequest;
use axum::Json;
use axum::Router;
use axum::extract::State;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::profile::ProfileChange;
use share_cloud_domain::account::{DisplayName, Locale};
use share_cloud_domain::instant::whole_ms;

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
    /// By what the account is told of each kind of notice.
    #[serde(default)]
    notices: SwitchesRequest,
    /// Up to which moment its notices were read: the `at` of the newest that was shown. It only moves on.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    notices_read_at: Option<Timestamp>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Changes the profile").body::<Request>().answers::<AccountView>(200)
}

async fn update_account(State(app): State<App>, me: Me, JsonBody(request): JsonBody<Request>) -> Ok200<AccountView> {
    let change = ProfileChange {
        display_name: request.display_name,
        locale: request.locale,
        notices: request.notices.switches(),
        // What is still to come is unread, whatever a client's clock says.
        notices_read_at: request.notices_read_at.map(|at| whole_ms(at.min(app.now()))),
    };
    let account = app.db().update_profile(me.account, &change).await?;
    Ok(Json(AccountView::read(&app, &account).await?))
}
