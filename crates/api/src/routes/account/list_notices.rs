//! What the account that calls is told of.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::QueryOf;
use crate::http::cursor;
use crate::identity::me::Me;
use crate::identity::reach;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::notice::{NoticeList, NoticeView};
use crate::views::page::PageRequest;
use axum::Json;
use axum::Router;
use axum::extract::State;
use share_cloud_aws::db::notices::{MAX_UNREAD, NoticeRecord};
use share_cloud_aws::db::{Kind, Position};
use share_cloud_domain::ids::EntryId;

/// The row.
pub static ROUTE: Route = Route {
    name: "list-notices",
    method: Method::Get,
    path: "/api/notices",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Notice, &[TableAction::Query]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(list_notices)
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("What the account is told of").query::<PageRequest>().answers::<NoticeList>(200)
}

async fn list_notices(State(app): State<App>, me: Me, QueryOf(query): QueryOf<PageRequest>) -> Ok200<NoticeList> {
    let (account, now) = (&me.account, app.now());
    let scope = ["notices", account.account_id.as_str()];
    let (limit, after): (u16, Option<Position>) = query.read(&app, &scope)?;
    let is_first = after.is_none();
    let (found, next) = app.db().notices(&account.account_id, now, after, limit).await?;
    let next_cursor = next.map(|next| cursor::seal(&app, &scope, &next)).transpose()?;
    let ids: Vec<EntryId> = found.iter().filter_map(|notice| notice.entry_id.clone()).collect();
    // What is not the account's to see any more is told of without its name.
    let mut reached = reach::entries(&app, &me, &ids).await?.into_iter();
    let mut view = |notice: &NoticeRecord| {
        let entry = notice.entry_id.as_ref().and_then(|_| reached.next().flatten());
        NoticeView::new(notice, account, entry.as_ref())
    };
    let items: Vec<NoticeView> = found.iter().map(&mut view).collect();
    let unread = items.iter().filter(|notice| notice.unread).count();
    let unread_count = match (is_first, &next_cursor) {
        (false, _) => None,
        // Only where all that the page has are unread, there may be more of them.
        (true, Some(_)) if unread == items.len() => Some(app.db().unread(&account.account_id, now, account.notices_read_at).await?),
        (true, _) => Some(unread.min(usize::from(MAX_UNREAD))),
    };
    Ok(Json(NoticeList { items, next_cursor, unread_count }))
}
