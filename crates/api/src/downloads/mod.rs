//! Tickets for files and for everything below folders, a page at a time.

mod walk;

use crate::app::App;
use crate::http::client::Client;
use crate::identity::reach::{Reached, live_entries};
use crate::views::download::{TicketList, TicketView};
use crate::views::entry::ChecksumView;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_aws::objects::ObjectKey;
use share_cloud_domain::content::{ATTACHMENT_TICKET_LIFE_S, INLINE_TICKET_LIFE_S, Purpose, served_type};
use share_cloud_domain::ids::{AccountId, EntryId, VersionId};
use share_cloud_domain::name::{EntryKind, EntryName};
use share_cloud_domain::problem::{Code, Problem};
use std::collections::HashSet;
use walk::Walk;

/// The most entries of one call.
pub const MAX_ASKED: usize = 1_000;

/// What is to be downloaded.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CreateDownloads")]
pub struct DownloadRequest {
    /// 1 to 1,000 files and folders.
    pub entry_ids: Vec<String>,
    /// `attachment` to keep, `inline` to look at.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["attachment", "inline"]))]
    pub purpose: Purpose,
    /// Where the page before ended.
    #[serde(default)]
    pub cursor: Option<String>,
    /// Of one file: an earlier content in place of the current one.
    #[serde(default)]
    pub version_id: Option<String>,
}

/// Who reads: an account, or a link that reaches only what is within some entries of one.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Whose entries.
    pub account: AccountId,
    /// For a link: what is shared.
    pub within: Option<HashSet<EntryId>>,
}

impl Reader {
    /// Whether what was found is the reader's to see.
    fn sees(&self, reached: &Reached) -> bool {
        self.within.as_ref().is_none_or(|within| reached.passes_any(within))
    }
}

/// What was asked for, all of it reached.
pub struct Asked {
    reader: Reader,
    entries: Vec<Reached>,
    ids: Vec<EntryId>,
    id_set: HashSet<EntryId>,
    purpose: Purpose,
}

impl Asked {
    /// Finds what is asked for.
    ///
    /// # Errors
    /// `invalid_input` for none or too many; `not_found` when one of them is not reached.
    pub async fn find(app: &App, reader: Reader, mut ids: Vec<EntryId>, purpose: Purpose) -> Result<Self, Failure> {
        crate::uploads::check_count("entry_ids", ids.len(), MAX_ASKED)?;
        let mut id_set = HashSet::new();
        ids.retain(|id| id_set.insert(id.clone()));
        let found = live_entries(app, &reader.account, &ids).await?;
        let seen = found.into_iter().map(|reached| reached.filter(|reached| reader.sees(reached)));
        let entries = seen.collect::<Option<Vec<_>>>().ok_or(Code::NotFound)?;
        Ok(Self { reader, entries, ids, id_set, purpose })
    }

    /// What was asked for.
    #[must_use]
    pub fn ids(&self) -> &[EntryId] {
        &self.ids
    }

    /// The bytes of all of it, each file's once.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let is_inside = |reached: &Reached| {
            let above = reached.place.upward().iter().filter(|folder| folder.entry_id != reached.entry.entry_id);
            above.into_iter().any(|folder| self.id_set.contains(&folder.entry_id))
        };
        let bytes = |entry: &EntryRecord| if entry.kind == EntryKind::Folder { entry.total_bytes } else { entry.size_bytes() };
        let outer = self.entries.iter().filter(|reached| !is_inside(reached));
        outer.map(|reached| bytes(&reached.entry)).fold(0, u64::saturating_add)
    }

    /// Whether all of it is among these entries or below them.
    #[must_use]
    pub fn is_within(&self, ids: &HashSet<EntryId>) -> bool {
        self.entries.iter().all(|reached| reached.passes_any(ids))
    }

    /// A page of tickets.
    ///
    /// # Errors
    /// `invalid_input` for a cursor that is not ours; `unavailable` when the store is away.
    pub async fn page(&self, app: &App, client: &Client, cursor: Option<&str>) -> Result<TicketList, Failure> {
        let mut walk = Walk::begin(app, self, cursor)?;
        let mut tickets = Vec::new();
        for (path, entry) in walk.page(app, self).await? {
            tickets.push(ticket(app, client, path, entry, self.purpose).await?);
        }
        Ok(TicketList { tickets, next_cursor: walk.into_cursor(app, self)? })
    }

    /// The ticket for an earlier content of the one file that was asked for.
    ///
    /// # Errors
    /// `invalid_input` for several; `not_found` for a folder, or a content that the file has not.
    pub async fn version(&self, app: &App, client: &Client, version: &str) -> Result<TicketList, Failure> {
        let [Reached { entry, .. }] = self.entries.as_slice() else {
            return Err(Problem::field("version_id", "invalid", "Ask for one file.").into());
        };
        let version = VersionId::parse(version).map_err(|_| Code::NotFound)?;
        let current = entry.content.as_ref().ok_or(Code::NotFound)?;
        let content = if current.version_id == version {
            current.clone()
        } else {
            app.db().earlier_version(&entry.entry_id, &version).await?.content
        };
        let entry = EntryRecord { content: Some(content), ..entry.clone() };
        Ok(TicketList { tickets: vec![ticket(app, client, entry.name.clone(), entry, self.purpose).await?], next_cursor: None })
    }

    /// Whether it lies in a folder that was asked for too, and so comes with that one.
    fn is_below_another(&self, reached: &Reached) -> bool {
        let above = reached.place.upward().iter().map(|folder| &folder.entry_id);
        above.filter(|id| **id != reached.entry.entry_id).any(|id| self.id_set.contains(id))
    }

    /// The names under which the asked entries stand: none for one folder, else their own, told apart where they are alike.
    fn names(&self) -> Vec<String> {
        if let [only] = self.entries.as_slice()
            && only.entry.kind == EntryKind::Folder
        {
            return vec![String::new()];
        }
        let mut taken = HashSet::new();
        self.entries.iter().map(|reached| free_name(&reached.entry, &mut taken)).collect()
    }
}

fn free_name(entry: &EntryRecord, taken: &mut HashSet<String>) -> String {
    let Ok(name) = EntryName::parse(&entry.name) else { return String::new() };
    let mut numbered = std::iter::once(name.clone()).chain((2..).map(|number| name.numbered(number, entry.kind)));
    let free = numbered.find(|name| taken.insert(name.folded().key()));
    free.unwrap_or(name).as_str().to_owned()
}

async fn ticket(app: &App, client: &Client, path: String, entry: EntryRecord, purpose: Purpose) -> Result<TicketView, Failure> {
    let url = sign(app, client, &entry, purpose).await?;
    let (size_bytes, content) = (entry.size_bytes(), entry.content);
    let (sha256, checksum) = content.map(|content| (content.sha256, content.checksum)).unwrap_or_default();
    Ok(TicketView { entry_id: entry.entry_id.to_string(), path, size_bytes, sha256, checksum: checksum.map(ChecksumView::from), url })
}

/// Where the content of a file is fetched from for a short time, under a type and name that we choose.
///
/// # Errors
/// `not_found` for a folder.
pub async fn sign(app: &App, client: &Client, entry: &EntryRecord, purpose: Purpose) -> Result<String, Failure> {
    let content = entry.content.as_ref().ok_or(Code::NotFound)?;
    let key = ObjectKey::content(&entry.account_id, &content.version_id);
    let served = served_type(&content.content_type, purpose, &entry.name);
    let life_s = match purpose {
        Purpose::Attachment => ATTACHMENT_TICKET_LIFE_S,
        Purpose::Inline => INLINE_TICKET_LIFE_S,
    };
    let signed = app.objects().sign_get(&key, &served, u64::try_from(life_s).unwrap_or(0), app.now()).await?;
    Ok(app.place_ticket(client, &signed.url))
}
