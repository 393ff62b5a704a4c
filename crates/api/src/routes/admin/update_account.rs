//! An account's quota, standing and role.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, PathOf};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::admin::AdminAccountView;
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::admins::AccountChange;
use share_cloud_aws::db::{ACCOUNTS_INDEX, Kind};
use share_cloud_domain::account::{AccountStatus, Role};
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::room::Quota;

/// The row.
pub static ROUTE: Route = Route {
    name: "admin-update-account",
    method: Method::Patch,
    path: "/api/admin/accounts/{id}",
    caller: Caller::Admin,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Account, &[TableAction::UpdateItem, TableAction::ConditionCheckItem]),
        Grant(Kind::Storage, &[TableAction::BatchGetItem, TableAction::UpdateItem]),
        Grant(Kind::Activity, &[TableAction::PutItem]),
    ],
    indexes: &[ACCOUNTS_INDEX],
    timeout_s: 29,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(update_account)
}

/// What is to change; what is absent stays.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AdminUpdateAccount")]
pub struct Request {
    /// What it may hold, in bytes.
    #[serde(default)]
    #[schemars(with = "Option<i64>", range(min = 0))]
    quota_bytes: Option<Quota>,
    /// `active` or `suspended`.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["active", "suspended"]))]
    status: Option<AccountStatus>,
    /// `user` or `admin`.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["user", "admin"]))]
    role: Option<Role>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Changes an account's quota, standing or role").body::<Request>().answers::<AdminAccountView>(200)
}

async fn update_account(
    State(app): State<App>,
    me: Me,
    PathOf(id): PathOf<String>,
    JsonBody(request): JsonBody<Request>,
) -> Ok200<AdminAccountView> {
    let id = AccountId::parse(&id).map_err(|_| Code::NotFound)?;
    if request.status == Some(AccountStatus::Closing) {
        return Err(Problem::field("status", "invalid", "Choose active or suspended: only its owner closes an account.").into());
    }
    let change = AccountChange { quota: request.quota_bytes, status: request.status, role: request.role };
    let changed = app.db().change_account(Some(&me.account.account_id), &id, &change, app.now()).await?;
    Ok(Json(AdminAccountView::new(&changed)))
}
