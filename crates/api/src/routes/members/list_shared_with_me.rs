//! What others have given the account.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::QueryOf;
use crate::http::cursor;
use crate::identity::me::Me;
use crate::identity::reach;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::member::{SharedList, SharedView};
use crate::views::page::PageRequest;
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::member::Holder;

/// The row.
pub static ROUTE: Route = Route {
    name: "list-shared-with-me",
    method: Method::Get,
    path: "/api/shared-with-me",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::MemberOf, &[TableAction::Query]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_shared_with_me)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("What others have given the account").query::<PageRequest>().answers::<SharedList>(200)
}

async fn list_shared_with_me(State(app): State<App>, me: Me, QueryOf(query): QueryOf<PageRequest>) -> Ok200<SharedList> {
    let scope = ["shared-with-me", me.account.account_id.as_str()];
    let (limit, after) = query.read(&app, &scope)?;
    let (given, next) = app.db().given_to(&Holder::Account(me.account.account_id.clone()), after, limit).await?;
    let next_cursor = next.map(|next| cursor::seal(&app, &scope, &next)).transpose()?;
    let ids: Vec<EntryId> = given.iter().map(|of| of.entry_id.clone()).collect();
    let reached = reach::entries(&app, &me, &ids).await?;
    let items = reached.into_iter().zip(given).filter_map(|(reached, of)| SharedView::new(&reached?, of.created_at));
    Ok(Json(SharedList { items: items.collect(), next_cursor }))
}
