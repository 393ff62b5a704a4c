//! Giving somebody an entry, or another role with it.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, PathOf};
use crate::identity::me::Me;
use crate::identity::reach;
use crate::members::put;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::member::MemberView;
use axum::Json;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_domain::member::{Access, MemberRole};
use share_cloud_domain::problem::{Code, Problem};

/// The row.
pub static ROUTE: Route = Route {
    name: "put-member",
    method: Method::Put,
    path: "/api/entries/{id}/members",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Account, &[TableAction::GetItem, TableAction::ConditionCheckItem]),
        Grant(Kind::Username, &[TableAction::GetItem]),
        Grant(Kind::Email, &[TableAction::GetItem, TableAction::ConditionCheckItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem, TableAction::UpdateItem, TableAction::ConditionCheckItem]),
        Grant(Kind::Member, &[TableAction::GetItem, TableAction::PutItem]),
        Grant(Kind::MemberOf, &[TableAction::PutItem]),
        Grant(Kind::Notice, &[TableAction::PutItem]),
        Grant(Kind::Activity, &[TableAction::PutItem]),
        Grant(Kind::Mail, &[TableAction::PutItem]),
        Grant(Kind::Limit, &[TableAction::UpdateItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(put_member)
}

/// Who, and as what.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PutMember")]
pub struct Request {
    /// A username, or an address; for an address nobody has confirmed it waits until somebody does.
    login: String,
    /// `viewer` or `editor`.
    #[schemars(with = "String", extend("enum" = ["viewer", "editor"]))]
    role: MemberRole,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Gives somebody an entry").body::<Request>().answers::<MemberView>(200)
}

async fn put_member(State(app): State<App>, me: Me, PathOf(id): PathOf<String>, JsonBody(request): JsonBody<Request>) -> Ok200<MemberView> {
    let entry = reach::entry(&app, &me, &me.entry_id(&id)?, Access::Own).await?.entry;
    if entry.container.is_some() {
        return Err(Problem::new(Code::Forbidden, "Give people a folder in it instead: the top of the drive stays yours.").into());
    }
    let found = put(&app, &me, &entry, &request.login, request.role).await?;
    Ok(Json(MemberView::put(&found, request.role)))
}
