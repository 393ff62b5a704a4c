//! The walk through all folders of a container. Between two pages it is only the way down to a folder, and the name key that was read
//! last: short enough for an address, however deep the folder is. Where that way is another by then, the walk begins the folder anew
//! above which it is still the same: what was told may be told again, nothing is left out.

use super::members;
use crate::app::App;
use crate::views::export::ExportMember;
use futures::future::try_join_all;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::versions::VersionRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::name::EntryKind;
use std::collections::HashMap;

/// A folder on the way: its id, and a mark of its name key, so that a new name is seen.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Step(EntryId, String);

impl Step {
    fn of(folder: &EntryRecord) -> Self {
        Self(folder.entry_id.clone(), Sha256::digest(&folder.name_key).iter().take(4).map(|byte| format!("{byte:02x}")).collect())
    }
}

/// A folder that is being read.
struct Frame {
    folder: EntryRecord,
    /// The name key of the child that was read last.
    after: Option<String>,
}

/// Where the walk stands: the folders on the way down, the container first.
pub(super) struct Walk(Vec<Frame>);

/// A file or folder with its path, a file's earlier versions, and whom it was given.
pub(super) struct Found {
    pub(super) path: String,
    pub(super) entry: EntryRecord,
    pub(super) earlier: Vec<VersionRecord>,
    pub(super) members: Vec<ExportMember>,
}

impl Walk {
    /// Begins at a container, or goes on where the steps lead.
    pub(super) async fn resume(app: &App, top: EntryId, steps: Vec<Step>, after: Option<String>) -> Result<Self, Failure> {
        let ids: Vec<EntryId> = [top.clone()].into_iter().chain(steps.iter().map(|step| step.0.clone())).collect();
        let found = app.db().entries(&ids).await?;
        let mut found: HashMap<EntryId, EntryRecord> = found.into_iter().map(|entry| (entry.entry_id.clone(), entry)).collect();
        let Some(container) = found.remove(&top) else { return Ok(Self(Vec::new())) };
        let mut frames = vec![Frame { folder: container, after: None }];
        let is_whole = steps.iter().all(|step| {
            let Some(above) = frames.last_mut() else { return false };
            let in_place = |folder: &EntryRecord| folder.parent_id.as_ref() == Some(&above.folder.entry_id) && Step::of(folder).1 == step.1;
            let Some(folder) = found.remove(&step.0).filter(in_place) else { return false };
            above.after = Some(folder.name_key.clone());
            frames.push(Frame { folder, after: None });
            true
        });
        if let Some(deepest) = frames.last_mut()
            && is_whole
        {
            deepest.after = after;
        }
        Ok(Self(frames))
    }

    /// What goes on from here: the way below the container, and what was read last.
    pub(super) fn into_steps(self) -> (Vec<Step>, Option<String>) {
        let steps = self.0.iter().skip(1).map(|frame| Step::of(&frame.folder)).collect();
        (steps, self.0.into_iter().next_back().and_then(|frame| frame.after))
    }

    /// Reads on by one query; none at the end.
    pub(super) async fn next(&mut self, app: &App, limit: u16) -> Result<Option<Vec<Found>>, Failure> {
        let Some(deepest) = self.0.last() else { return Ok(None) };
        let (mut children, more) = app.db().walk_folder(&deepest.folder.entry_id, deepest.after.as_deref(), limit).await?;
        let read = children.len();
        // What is in a folder comes before what stands behind it.
        if let Some(folder) = children.iter().position(|child| child.kind == EntryKind::Folder) {
            children.truncate(folder + 1);
        }
        let mut members = members::of(app, &mut children).await?;
        let more = more || children.len() < read;
        if let (Some(deepest), Some(last)) = (self.0.last_mut(), children.last()) {
            deepest.after = Some(last.name_key.clone());
        }
        let deeper = children.last().filter(|last| last.kind == EntryKind::Folder).cloned();
        let found = children.into_iter().map(|entry| {
            let (path, members) = (self.path_of(&entry.name), members.remove(&entry.entry_id).unwrap_or_default());
            Found { path, entry, earlier: Vec::new(), members }
        });
        let found: Vec<Found> = found.collect();
        match deeper {
            Some(folder) => self.0.push(Frame { folder, after: None }),
            None if !more => drop(self.0.pop()),
            None => {}
        }
        try_join_all(found.into_iter().map(|found| with_versions(app, found))).await.map(Some)
    }

    fn path_of(&self, name: &str) -> String {
        let folders = self.0.iter().skip(1).map(|frame| frame.folder.name.as_str());
        folders.chain([name]).collect::<Vec<_>>().join("/")
    }
}

async fn with_versions(app: &App, found: Found) -> Result<Found, Failure> {
    if found.entry.kind == EntryKind::Folder {
        return Ok(found);
    }
    Ok(Found { earlier: app.db().earlier_versions(&found.entry.entry_id).await?, ..found })
}
