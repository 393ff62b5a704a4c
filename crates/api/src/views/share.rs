//! A share as its owner and as its readers see it.

use super::drops::DropPage;
use super::entry::EntryView;
use super::time;
use crate::app::App;
use crate::identity::link::Link;
use crate::identity::reach::{Reached, live_entries};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::shares::ShareRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::drops::FileKind;
use share_cloud_domain::ids::{AccountId, EntryId};
use share_cloud_domain::name::EntryKind;
use share_cloud_domain::problem::Code;
use share_cloud_domain::secrets::Purpose;
use share_cloud_domain::share::{MAX_SHARE_ENTRIES, ShareToken};

/// A share as its owner sees it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Share")]
pub struct ShareView {
    /// The share.
    pub id: String,
    /// What the link ends with.
    pub token: String,
    /// The link.
    pub url: String,
    /// What is shared.
    pub entry_ids: Vec<String>,
    /// `download`, `view` or `drop`.
    #[schemars(extend("enum" = ["download", "view", "drop"]))]
    pub allow: &'static str,
    /// Whether readers must know a password.
    pub has_password: bool,
    /// When it ends by itself.
    #[serde(serialize_with = "time::optional::serialize")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub expires_at: Option<Timestamp>,
    /// How often its content may be taken.
    pub max_downloads: Option<u32>,
    /// How often it was.
    pub downloads_used: u32,
    /// The bytes of what those downloads were of.
    pub bytes: u64,
    /// How often the link was opened.
    pub opens: u64,
    /// Some words for the reader.
    pub note: Option<String>,
    /// For a link that takes files: how many at most.
    pub max_files: Option<u32>,
    /// For a link that takes files: how many bytes at most, all together.
    pub max_bytes: Option<u64>,
    /// For a link that takes files: how many bytes each may have.
    pub max_file_bytes: Option<u64>,
    /// For a link that takes files: which kinds; none for all.
    #[schemars(with = "Vec<String>", extend("items" = {"type": "string", "enum": ["image", "video", "audio", "document", "archive"]}))]
    pub kinds: Vec<FileKind>,
    /// How many files came through it.
    pub files_received: u32,
    /// Their bytes.
    pub bytes_received: u64,
    /// How many files are on their way.
    pub open_files: u64,
    /// Whether it is closed for now.
    pub paused: bool,
    /// How it stands: `trashed` when nothing of what it shares is there any more.
    #[schemars(extend("enum" = ["active", "paused", "expired", "used_up", "trashed"]))]
    pub state: &'static str,
    /// The first of what is shared that is still there.
    pub first_entry: Option<FirstEntry>,
    /// When it was made.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
}

/// The first of what a share shares, so that its owner knows it by name.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FirstEntry")]
pub struct FirstEntry {
    /// The file or folder.
    pub id: String,
    /// `file` or `folder`.
    #[schemars(with = "String", extend("enum" = ["file", "folder"]))]
    pub kind: EntryKind,
    /// Its name; the root has none.
    pub name: String,
}

impl From<&EntryRecord> for FirstEntry {
    fn from(entry: &EntryRecord) -> Self {
        Self { id: entry.entry_id.to_string(), kind: entry.kind, name: entry.name.clone() }
    }
}

/// The token of a share, made again from its id by the key that it names.
///
/// # Errors
/// `internal` when that key is gone.
pub fn token_of(app: &App, share: &ShareRecord) -> Result<ShareToken, Failure> {
    let key = app.keys().derive(Purpose::ShareToken, &share.key_id);
    let key = key.ok_or_else(|| Failure { problem: Code::Internal.into(), cause: Some("a share's key is gone".into()) })?;
    Ok(ShareToken::new(&share.share_id, key.mac16(&[&share.share_id.to_bytes()])))
}

impl ShareView {
    /// Shows a share to its owner, with how often it was opened and the first of its entries that is still there.
    ///
    /// # Errors
    /// `internal` when the key of its token is gone.
    pub fn new(app: &App, share: &ShareRecord, opens: u64, first: Option<&EntryRecord>) -> Result<Self, Failure> {
        let token = token_of(app, share)?.as_str().to_owned();
        let room = share.drop_room.as_ref();
        Ok(Self {
            id: share.share_id.to_string(),
            url: format!("{}/s/{token}", app.config().base_url),
            token,
            entry_ids: share.entry_ids.iter().map(ToString::to_string).collect(),
            allow: share.allow.as_str(),
            has_password: share.password_hash.is_some(),
            expires_at: share.expires_at,
            max_downloads: share.max_downloads,
            downloads_used: share.downloads_used,
            bytes: share.bytes,
            opens,
            note: share.note.clone(),
            max_files: room.map(|room| room.max_files),
            max_bytes: room.map(|room| room.max_bytes),
            max_file_bytes: room.and_then(|room| room.max_file_bytes),
            kinds: room.map(|room| room.kinds.clone()).unwrap_or_default(),
            files_received: room.map_or(0, |room| room.files_received),
            bytes_received: room.map_or(0, |room| room.bytes_received),
            open_files: room.map_or(0, |room| u64::try_from(room.open_files).unwrap_or(0)),
            paused: share.paused,
            state: share.standing(app.now(), first.is_some()).as_str(),
            first_entry: first.map(FirstEntry::from),
            created_at: share.created_at,
        })
    }
}

/// Shows shares of an account to it, in their order.
///
/// # Errors
/// `unavailable` when the store is away.
pub async fn show_shares(app: &App, account: &AccountId, shares: &[ShareRecord]) -> Result<Vec<ShareView>, Failure> {
    let opens = app.db().opens_of(shares).await?;
    let firsts = first_entries(app, account, shares).await?;
    let opens_of = |share: &ShareRecord| opens.get(&share.share_id).copied().unwrap_or(0);
    shares.iter().zip(&firsts).map(|(share, first)| ShareView::new(app, share, opens_of(share), first.as_ref())).collect()
}

/// How many entries of each share are looked at in a round: nearly always the first one is still there.
const ROUNDS: [usize; 3] = [1, 16, MAX_SHARE_ENTRIES];

/// The first entry of each share that is still there. All shares are looked at together, and what was found is not looked for again.
async fn first_entries(app: &App, account: &AccountId, shares: &[ShareRecord]) -> Result<Vec<Option<EntryRecord>>, Failure> {
    let mut firsts: Vec<Option<EntryRecord>> = vec![None; shares.len()];
    let mut skipped = 0;
    for width in ROUNDS {
        let looking = shares.iter().enumerate().filter(|(index, _)| firsts[*index].is_none());
        let asked = looking.flat_map(|(index, share)| share.entry_ids.iter().skip(skipped).take(width).map(move |id| (index, id.clone())));
        let (indexes, ids): (Vec<usize>, Vec<EntryId>) = asked.unzip();
        if ids.is_empty() {
            break;
        }
        let found = live_entries(app, account, &ids).await?;
        for (index, reached) in indexes.into_iter().zip(found) {
            if let (None, Some(reached)) = (&firsts[index], reached) {
                firsts[index] = Some(reached.entry);
            }
        }
        skipped += width;
    }
    Ok(firsts)
}

/// The shares of an account.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ShareList")]
pub struct ShareList {
    /// The shares.
    pub items: Vec<ShareView>,
    /// What to ask the next page with; null on the last one.
    pub next_cursor: Option<String>,
}

/// What a link shows first.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OpenedShare")]
#[serde(untagged)]
pub enum OpenedShare {
    /// Nothing but that it has a password.
    Closed {
        /// Always true.
        needs_password: bool,
    },
    /// What is shared.
    Open(SharedView),
    /// What files are asked for.
    Drop(DropPage),
}

/// What is shared.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Shared")]
pub struct SharedView {
    /// The files and folders that are still there.
    pub entries: Vec<EntryView>,
    /// `download` or `view`.
    #[schemars(extend("enum" = ["download", "view"]))]
    pub allow: &'static str,
    /// When the link ends by itself.
    #[serde(serialize_with = "time::optional::serialize")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub expires_at: Option<Timestamp>,
    /// How often the content may still be taken; null for as often as one likes.
    pub downloads_left: Option<u32>,
    /// The owner's words for the reader.
    pub note: Option<String>,
    /// Who shares.
    pub owner_name: String,
}

impl SharedView {
    /// Shows what is left of a share to a reader.
    #[must_use]
    pub fn new(link: &Link, entries: Vec<Reached>) -> Self {
        let share = &link.share;
        let shown = |reached: Reached| EntryView::from(reached.entry).without_owner().without_parent();
        Self {
            entries: entries.into_iter().map(shown).collect(),
            allow: share.allow.as_str(),
            expires_at: share.expires_at,
            downloads_left: share.max_downloads.map(|most| most.saturating_sub(share.downloads_used)),
            note: share.note.clone(),
            owner_name: link.owner_name(),
        }
    }
}

/// What the password of a link opens.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Unlocked")]
pub struct Unlocked {
    /// For `Authorization: Bearer` on the link's other routes.
    pub access_token: String,
    /// How long it is good, in seconds.
    pub expires_in: i64,
}
