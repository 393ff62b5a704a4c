//! The walk through everything that was asked for, folder by folder, which a cursor stops and goes on with.

use super::{Asked, Reader};
use crate::app::App;
use crate::http::cursor;
use serde::{Deserialize, Serialize};
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::content::MAX_TICKETS_PER_PAGE;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::name::EntryKind;
use share_cloud_domain::problem::Problem;

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

impl Asked {
    /// Who asks and for what: a cursor opens nothing else.
    fn scope(&self) -> [String; 3] {
        let (caller, account) = match &self.reader {
            Reader::Account(me) => ("downloads", &me.account.account_id),
            Reader::Link { account, .. } => ("downloads-by-link", account),
        };
        [caller.to_owned(), account.to_string(), self.ids.iter().map(EntryId::as_str).collect::<Vec<_>>().join(",")]
    }
}

impl Walk {
    /// Begins, or goes on where a cursor says.
    pub(super) fn begin(app: &App, asked: &Asked, cursor: Option<&str>) -> Result<Self, Problem> {
        let scope = asked.scope();
        cursor.map_or_else(|| Ok(Self::default()), |cursor| cursor::open(app, &scope.each_ref().map(String::as_str), cursor))
    }

    /// The cursor that goes on from here; none at the end.
    pub(super) fn into_cursor(self, app: &App, asked: &Asked) -> Result<Option<String>, Failure> {
        if self.frames.is_empty() && self.begun >= asked.entries.len() {
            return Ok(None);
        }
        cursor::seal(app, &asked.scope().each_ref().map(String::as_str), &self).map(Some)
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
                // The folder above it gives it.
                _ if asked.is_below_another(reached) => {}
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

    /// Between two pages folders on the way may have been moved or trashed: the walk goes on above the first that is not where it
    /// was. All of them are read level by level, so it costs what the deepest costs.
    async fn forget_what_is_gone(&mut self, app: &App, asked: &Asked) -> Result<(), Failure> {
        let Some(top) = self.begun.checked_sub(1).and_then(|index| asked.ids.get(index)) else { return Ok(()) };
        let folders: Vec<EntryId> = self.frames.iter().map(|frame| frame.folder.clone()).collect();
        let found = asked.reader.reach(app, &folders).await?;
        let mut kept = 0;
        for (index, reached) in found.iter().enumerate() {
            let Some(reached) = reached else { break };
            let is_in_place = match index.checked_sub(1).and_then(|above| folders.get(above)) {
                Some(above) => reached.entry.parent_id.as_ref() == Some(above),
                None => reached.entry.entry_id == *top,
            };
            if !is_in_place {
                break;
            }
            kept = index + 1;
        }
        self.frames.truncate(kept);
        Ok(())
    }
}
