//! A new public link.

use super::terms;
use crate::app::App;
use crate::http::answer::{Answer, Created};
use crate::http::body::JsonBody;
use crate::identity::me::Me;
use crate::identity::reach;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::share::ShareView;
use axum::Router;
use axum::extract::State;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::shares::{DropRoom, ShareRecord};
use share_cloud_domain::drops::{DEFAULT_DROP_BYTES, DEFAULT_DROP_FILES, FileKind};
use share_cloud_domain::ids::{EntryId, ShareId};
use share_cloud_domain::instant::whole_ms;
use share_cloud_domain::member::Access;
use share_cloud_domain::name::EntryKind;
use share_cloud_domain::notice::tells_of_end_at;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::share::{Allow, MAX_SHARE_ENTRIES, Note};
use std::collections::HashSet;

/// The row.
pub static ROUTE: Route = Route {
    name: "create-share",
    method: Method::Post,
    path: "/api/shares",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(Kind::Entry, &[TableAction::BatchGetItem]),
        Grant(Kind::Share, &[TableAction::PutItem]),
        Grant(Kind::ShareOf, &[TableAction::PutItem]),
        Grant(Kind::Storage, &[TableAction::UpdateItem]),
        Grant(Kind::Activity, &[TableAction::PutItem]),
        Grant(Kind::Limit, &[TableAction::UpdateItem]),
    ],
    bucket: &[],
    timeout_s: 29,
    body_limit_bytes: 128 * 1024,
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(create_share)
}

/// What is shared, and how far.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CreateShare")]
pub struct Request {
    /// 1 to 1,000 files and folders.
    entry_ids: Vec<String>,
    /// `download`, `view`, or `drop` to take files into one folder.
    #[schemars(with = "String", extend("enum" = ["download", "view", "drop"]))]
    allow: Allow,
    /// What a reader must know: 8 characters to 1,024 bytes.
    #[serde(default)]
    password: Option<String>,
    /// When the link ends by itself.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    expires_at: Option<Timestamp>,
    /// How often its content may be taken.
    #[serde(default)]
    max_downloads: Option<u32>,
    /// Some words for the reader.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    note: Option<Note>,
    /// For `drop`: how many files at most, 1,000 unless said.
    #[serde(default)]
    max_files: Option<u32>,
    /// For `drop`: how many bytes at most, all together, 10 GiB unless said.
    #[serde(default)]
    max_bytes: Option<u64>,
    /// For `drop`: how many bytes each file may have.
    #[serde(default)]
    max_file_bytes: Option<u64>,
    /// For `drop`: which kinds of files; none for all.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>", extend("items" = {"type": "string", "enum": ["image", "video", "audio", "document", "archive"]}))]
    kinds: Option<Vec<FileKind>>,
}

impl Request {
    fn check(&self, now: Timestamp) -> Result<(), Problem> {
        crate::uploads::check_count("entry_ids", self.entry_ids.len(), MAX_SHARE_ENTRIES)?;
        let is_drop = self.allow == Allow::Drop;
        if is_drop && self.entry_ids.len() != 1 {
            return Err(Problem::field("entry_ids", "out_of_range", "Files are put into one folder."));
        }
        terms::check_drop(is_drop, self.max_downloads, self.max_files, self.max_bytes, self.max_file_bytes, self.kinds.as_deref())?;
        terms::check(self.expires_at, self.max_downloads, now)
    }
}

impl Request {
    fn drop_room(&self) -> Option<DropRoom> {
        let (max_files, max_bytes) = (self.max_files.unwrap_or(DEFAULT_DROP_FILES), self.max_bytes.unwrap_or(DEFAULT_DROP_BYTES));
        let kinds = self.kinds.clone().unwrap_or_default();
        (self.allow == Allow::Drop).then(|| DropRoom::new(max_files, max_bytes, self.max_file_bytes, kinds))
    }
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Makes a public link").body::<Request>().answers::<ShareView>(201)
}

async fn create_share(State(app): State<App>, me: Me, JsonBody(request): JsonBody<Request>) -> Answer<Created<ShareView>> {
    let now = app.now();
    request.check(now)?;
    let password = terms::password(request.password.as_deref())?;
    let asked: Vec<EntryId> = request.entry_ids.iter().map(|id| me.entry_id(id)).collect::<Result<_, _>>()?;
    let mut seen = HashSet::new();
    let entry_ids: Vec<EntryId> = asked.into_iter().filter(|id| seen.insert(id.clone())).collect();
    let found = reach::entries(&app, &me, &entry_ids).await?.into_iter().collect::<Option<Vec<_>>>().ok_or(Code::NotFound)?;
    for reached in &found {
        reached.needs(Access::Own)?;
    }
    if request.allow == Allow::Drop && found.iter().any(|reached| reached.entry.kind != EntryKind::Folder) {
        return Err(Problem::field("entry_ids", "not_a_folder", "Files are put into a folder.").into());
    }
    let drop_room = request.drop_room();
    let password_hash = match &password {
        Some(password) => Some(terms::hash(&app, &me.account.account_id, password).await?),
        None => None,
    };
    let share = ShareRecord {
        share_id: ShareId::from_random(app.random()),
        account_id: me.account.account_id.clone(),
        entry_ids,
        allow: request.allow,
        password_hash,
        expires_at: request.expires_at.map(whole_ms),
        tells_at: request.expires_at.map(|end| tells_of_end_at(now, whole_ms(end))),
        max_downloads: request.max_downloads,
        downloads_used: 0,
        bytes: 0,
        note: request.note.map(String::from).filter(|note| !note.is_empty()),
        drop_room,
        paused: false,
        revoked_at: None,
        key_id: app.keys().current_id().to_owned(),
        created_at: now,
    };
    app.db().add_share(&share).await?;
    Ok(Created(ShareView::new(&app, &share, 0, found.first().map(|first| &first.entry))?))
}
