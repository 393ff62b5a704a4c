//! Who was given an entry.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::PathOf;
use crate::identity::me::Me;
use crate::identity::reach::{self, Reached};
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::member::{InheritedFrom, MemberList, MemberView};
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::members::{Given, MemberRecord};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::member::{Access, Holder};
use std::collections::BTreeSet;

/// The row.
pub static ROUTE: Route = Route {
    name: "list-members",
    method: Method::Get,
    path: "/api/entries/{id}/members",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Member, &[TableAction::GetItem, TableAction::Query]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_members)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Who was given an entry; for a member, what they were given of it").answers::<MemberList>(200)
}

async fn list_members(State(app): State<App>, me: Me, PathOf(id): PathOf<String>) -> Ok200<MemberList> {
    let reached = reach::entry(&app, &me, &me.entry_id(&id)?, Access::See).await?;
    let found = members(&app, &me, &reached).await?;
    let named: BTreeSet<AccountId> = found.iter().filter_map(|(_, member)| member.account_by_username().cloned()).collect();
    let accounts = app.db().accounts_of(&named).await?;
    // By when they were given, not by person: what stands beside each other must not tell which address is whose.
    let mut rows: Vec<(usize, &MemberRecord, &Given)> =
        found.iter().enumerate().flat_map(|(at, (_, member))| member.given.iter().map(move |given| (at, member, given))).collect();
    let place = |at: usize| reached.seen().position(|step| step.entry_id == found[at].0.entry_id);
    rows.sort_by_key(|(at, member, given)| (place(*at), given.at, member.id_of(given)));
    let items = rows.into_iter().map(|(at, member, given)| {
        let folder = &found[at].0;
        let account = if let Holder::Account(id) = &member.holder { accounts.get(id) } else { None };
        let inherited_from = (folder.entry_id != reached.entry.entry_id).then(|| InheritedFrom::from(folder));
        MemberView::new(member, given, account, inherited_from)
    });
    Ok(Json(MemberList { items: items.collect(), next_cursor: None }))
}

/// The members of the entry and of all above it; a member sees what they were given alone.
async fn members(app: &App, me: &Me, reached: &Reached) -> Result<Vec<(EntryRecord, MemberRecord)>, Failure> {
    let mut found = Vec::new();
    for folder in reached.seen().filter(|folder| folder.member_count > 0) {
        let members = if reached.access() == Access::Own {
            app.db().members_of(&folder.entry_id).await?
        } else {
            app.db().member(&folder.entry_id, &Holder::Account(me.account.account_id.clone())).await?.into_iter().collect()
        };
        found.extend(members.into_iter().map(|member| (folder.clone(), member)));
    }
    Ok(found)
}
