//! The walk through everything that was asked for, folder by folder, which a cursor stops and goes on with.

use super::Asked;
use crate::app::App;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::content::MAX_TICKETS_PER_PAGE;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::name::EntryKind;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::secrets::{Purpose, macs_match};

/// How many entries one query of a folder reads.
const CHILDREN_PER_QUERY: u16 = 100;
/// How many queries one page takes at most, so that a page of empty folders ends too.
const MAX_QUERIES: usize = 200;

/// A folder on the way down, and how far it was read.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Frame {
    #[serde(rename = "f")]
    folder: EntryId,
    /// The folder's name within its parent's; empty at the top of one asked folder.
    #[serde(rename = "n")]
    name: String,
    /// The name key of the child that was read last.
    #[serde(rename = "a", skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

/// Where the walk stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Walk {
    /// How many of the asked entries were begun.
    #[serde(rename = "t")]
    begun: usize,
    /// The folders on the way, the deepest last.
    #[serde(rename = "w")]
    frames: Vec<Frame>,
}

fn wrong_cursor() -> Problem {
    Problem::field("cursor", "invalid", "Use the next_cursor of the page before, with the same entries.")
}

/// The MAC of a cursor covers who asks and for what, so that it opens nothing else.
fn mac(app: &App, asked: &Asked, json: &[u8]) -> [u8; 16] {
    let ids: Vec<&str> = asked.ids.iter().map(EntryId::as_str).collect();
    let scope = if asked.reader.within.is_some() { "link" } else { "account" };
    let key = app.keys().derive_current(Purpose::Cursor);
    key.mac16(&[scope.as_bytes(), asked.reader.account.as_str().as_bytes(), ids.join(",").as_bytes(), json])
}

impl Walk {
    /// Begins, or goes on where a cursor says.
    pub(super) fn begin(app: &App, asked: &Asked, cursor: Option<&str>) -> Result<Self, Problem> {
        let Some(cursor) = cursor else { return Ok(Self::default()) };
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong_cursor())?;
        let (presented, json) = bytes.split_first_chunk::<16>().ok_or_else(wrong_cursor)?;
        if !macs_match(&mac(app, asked, json), presented) {
            return Err(wrong_cursor());
        }
        serde_json::from_slice(json).map_err(|_| wrong_cursor())
    }

    /// The cursor that goes on from here; none at the end.
    pub(super) fn into_cursor(self, app: &App, asked: &Asked) -> Option<String> {
        if self.frames.is_empty() && self.begun >= asked.entries.len() {
            return None;
        }
        let json = serde_json::to_vec(&self).ok()?;
        let mac = mac(app, asked, &json);
        Some(URL_SAFE_NO_PAD.encode([&mac[..], &json].concat()))
    }

    /// The next files with their paths.
    pub(super) async fn page(&mut self, app: &App, asked: &Asked) -> Result<Vec<(String, EntryRecord)>, Failure> {
        let names = asked.names();
        let mut found = Vec::new();
        self.forget_what_is_gone(app, asked).await?;
        for _ in 0..MAX_QUERIES {
            if found.len() >= MAX_TICKETS_PER_PAGE || !self.step(app, asked, &names, &mut found).await? {
                break;
            }
        }
        Ok(found)
    }

    /// Goes on by one query or one asked entry; false at the end.
    async fn step(&mut self, app: &App, asked: &Asked, names: &[String], found: &mut Vec<(String, EntryRecord)>) -> Result<bool, Failure> {
        let Some(deepest) = self.frames.last().cloned() else {
            let Some((reached, name)) = asked.entries.get(self.begun).zip(names.get(self.begun)) else { return Ok(false) };
            self.begun += 1;
            match reached.entry.kind {
                EntryKind::File => found.push((name.clone(), reached.entry.clone())),
                EntryKind::Folder => self.frames.push(Frame { folder: reached.entry.entry_id.clone(), name: name.clone(), after: None }),
            }
            return Ok(true);
        };
        let (children, more) = app.db().walk_folder(&deepest.folder, deepest.after.as_deref(), CHILDREN_PER_QUERY).await?;
        for child in children {
            if found.len() >= MAX_TICKETS_PER_PAGE {
                return Ok(true);
            }
            if let Some(frame) = self.frames.last_mut() {
                frame.after = Some(child.name_key.clone());
            }
            if child.kind == EntryKind::Folder {
                self.frames.push(Frame { folder: child.entry_id, name: child.name, after: None });
                return Ok(true);
            }
            found.push((self.path_of(&child.name), child));
        }
        if !more {
            self.frames.pop();
        }
        Ok(true)
    }

    fn path_of(&self, name: &str) -> String {
        let folders = self.frames.iter().map(|frame| frame.name.as_str()).filter(|name| !name.is_empty());
        folders.chain([name]).collect::<Vec<_>>().join("/")
    }

    /// Between two pages a folder on the way may have been moved or trashed: the walk goes on above it.
    async fn forget_what_is_gone(&mut self, app: &App, asked: &Asked) -> Result<(), Failure> {
        let Some(top) = self.begun.checked_sub(1).and_then(|index| asked.entries.get(index)) else { return Ok(()) };
        while let Some(deepest) = self.frames.last() {
            match asked.reader.reach(app, &deepest.folder).await {
                Ok(reached) if reached.passes(&top.entry.entry_id) => return Ok(()),
                Ok(_) => {}
                Err(failure) if failure.code() == Code::NotFound => {}
                Err(failure) => return Err(failure),
            }
            self.frames.pop();
        }
        Ok(())
    }
}
