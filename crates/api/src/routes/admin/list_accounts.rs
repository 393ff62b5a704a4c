//! All accounts, or those that are looked for.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::QueryOf;
use crate::http::cursor;
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::admin::{AdminAccountList, AdminAccountView};
use crate::views::page::{after, limit_of};
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::directory::Listed;
use share_cloud_aws::db::{ACCOUNTS_INDEX, Kind};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::{AccountSearch, EmailAddress};

/// The row.
pub static ROUTE: Route = Route {
    name: "admin-list-accounts",
    method: Method::Get,
    path: "/api/admin/accounts",
    caller: Caller::Admin,
    table: &[SESSION_READ, ACCOUNT_READ, Grant(Kind::Storage, &[TableAction::BatchGetItem]), Grant(Kind::Email, &[TableAction::GetItem])],
    indexes: &[ACCOUNTS_INDEX],
    timeout_s: 29,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_accounts)
}

/// Which accounts, and which page of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ListAccounts")]
pub struct Request {
    /// How a username begins, or a whole confirmed address.
    #[serde(default)]
    q: Option<String>,
    /// At most how many, 1 to 1,000.
    #[serde(default)]
    #[schemars(with = "Option<u16>", range(min = 1, max = 1000))]
    limit: Option<String>,
    /// Where the page before ended.
    #[serde(default)]
    cursor: Option<String>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("All accounts by username").query::<Request>().answers::<AdminAccountList>(200)
}

async fn list_accounts(State(app): State<App>, me: Me, QueryOf(query): QueryOf<Request>) -> Ok200<AdminAccountList> {
    let limit = limit_of(query.limit.as_deref())?;
    let (found, next_cursor) = match AccountSearch::parse(query.q.as_deref().unwrap_or_default()) {
        AccountSearch::Prefix(prefix) => {
            let scope = ["accounts", me.account.account_id.as_str(), &prefix];
            let after: Option<String> = after(&app, &scope, query.cursor.as_deref())?;
            let (found, next) = app.db().accounts(&prefix, after.as_deref(), limit).await?;
            (found, next.map(|next| cursor::seal(&app, &scope, &next)).transpose()?)
        }
        AccountSearch::Address(email) => (owner_of(&app, &email).await?.into_iter().collect(), None),
        AccountSearch::Nobody => (Vec::new(), None),
    };
    Ok(Json(AdminAccountList { items: found.iter().map(AdminAccountView::new).collect(), next_cursor }))
}

async fn owner_of(app: &App, email: &EmailAddress) -> Result<Option<Listed>, Failure> {
    match app.db().account_of_email(email).await? {
        Some(id) => app.db().listed(&id).await,
        None => Ok(None),
    }
}
