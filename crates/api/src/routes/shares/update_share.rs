//! Changing a public link; what is set holds from the next request on.

use super::terms;
use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::{JsonBody, PathOf, present};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::share::{ShareView, show_shares};
use axum::Json;
use axum::Router;
use axum::extract::State;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::shares::{ShareChange, ShareRecord};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::drops::FileKind;
use share_cloud_domain::ids::ShareId;
use share_cloud_domain::instant::whole_ms;
use share_cloud_domain::notice::tells_of_end_at;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::share::{Allow, Note};

/// The row.
pub static ROUTE: Route = Route {
    name: "update-share",
    method: Method::Patch,
    path: "/api/shares/{id}",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Share, &[TableAction::GetItem, TableAction::UpdateItem]),
        Grant(Kind::Opens, &[TableAction::BatchGetItem]),
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
        Grant(Kind::Limit, &[TableAction::UpdateItem]),
    ],
    bucket: &[],
    timeout_s: 29,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(update_share)
}

/// What is to change; what is absent stays, null takes it away.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UpdateShare")]
pub struct Request {
    /// What a reader must know from now on, 8 characters to 1,024 bytes; whoever unlocked the link before has to do so again.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>")]
    password: Option<Option<String>>,
    /// When the link ends by itself.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    expires_at: Option<Option<Timestamp>>,
    /// How often its content may be taken, those times included that it was.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<u32>")]
    max_downloads: Option<Option<u32>>,
    /// Some words for the reader.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>")]
    note: Option<Option<Note>>,
    /// `download` or `view`; a link that takes files stays one.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["download", "view"]))]
    allow: Option<Allow>,
    /// For a link that takes files: how many at most, those included that came.
    #[serde(default)]
    max_files: Option<u32>,
    /// For a link that takes files: how many bytes at most, all together.
    #[serde(default)]
    max_bytes: Option<u64>,
    /// For a link that takes files: how many bytes each may have.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<u64>")]
    max_file_bytes: Option<Option<u64>>,
    /// For a link that takes files: which kinds; none for all.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>", extend("items" = {"type": "string", "enum": ["image", "video", "audio", "document", "archive"]}))]
    kinds: Option<Vec<FileKind>>,
    /// Whether it is closed for now.
    #[serde(default)]
    paused: Option<bool>,
}

impl Request {
    fn check(&self, share: &ShareRecord, now: Timestamp) -> Result<(), Problem> {
        if self.allow.is_some_and(|allow| (allow == Allow::Drop) != (share.allow == Allow::Drop)) {
            return Err(Problem::field("allow", "not_offered", "A link that takes files stays one, and others become none."));
        }
        let (is_drop, most) = (share.allow == Allow::Drop, self.max_downloads.flatten());
        terms::check_drop(is_drop, most, self.max_files, self.max_bytes, self.max_file_bytes.flatten(), self.kinds.as_deref())?;
        terms::check(self.expires_at.flatten(), most, now)
    }

    async fn into_change(self, app: &App, share: &ShareRecord) -> Result<ShareChange, Failure> {
        let room = share.drop_room.as_ref();
        let password_hash = match terms::password(self.password.as_ref().and_then(Option::as_deref))? {
            Some(password) => Some(Some(terms::hash(app, &share.account_id, &password).await?)),
            None => self.password.as_ref().map(|_| None),
        };
        // The same end again is not told of again.
        let expires_at = self.expires_at.map(|at| at.map(whole_ms));
        Ok(ShareChange {
            password_hash,
            tells_at: expires_at.filter(|end| *end != share.expires_at).map(|end| end.map(|end| tells_of_end_at(app.now(), end))),
            expires_at,
            max_downloads: self.max_downloads,
            note: self.note.map(|note| note.map(String::from).filter(|note| !note.is_empty())),
            allow: self.allow,
            max_files: self.max_files.and_then(|most| Some((room?.max_files, most))),
            max_bytes: self.max_bytes.and_then(|most| Some((room?.max_bytes, most))),
            max_file_bytes: self.max_file_bytes.filter(|_| room.is_some()),
            kinds: self.kinds,
            paused: self.paused,
        })
    }
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Changes a public link").body::<Request>().answers::<ShareView>(200)
}

async fn update_share(
    State(app): State<App>,
    me: Me,
    PathOf(id): PathOf<String>,
    JsonBody(request): JsonBody<Request>,
) -> Ok200<ShareView> {
    let id = ShareId::parse(&id).map_err(|_| Code::NotFound)?;
    let account = &me.account.account_id;
    let share = app.db().share(&id).await?.filter(|share| share.account_id == *account && share.revoked_at.is_none());
    let share = share.ok_or(Code::NotFound)?;
    request.check(&share, app.now())?;
    let change = request.into_change(&app, &share).await?;
    let changed = app.db().update_share(account, &id, &change).await?;
    let shown = show_shares(&app, account, &[changed]).await?.pop().ok_or(Code::NotFound)?;
    Ok(Json(shown))
}
