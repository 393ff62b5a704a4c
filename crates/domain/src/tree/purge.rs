//! Several trashed entries at once on their way to where they are taken apart.

use super::{Chain, EntryChange, FolderChange, MAX_CHILDREN, MoveKind, Moved, TreeError, plan_move};

/// What moving trashed entries to where they are taken apart changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurgePlan {
    /// The trash and the purging container, each once with the sum over all.
    pub folders: Vec<FolderChange>,
    /// Each entry, in the order given.
    pub entries: Vec<EntryChange>,
    /// How many files go with them.
    pub files: u64,
}

/// Plans what purging entries together changes. `trash` and `purging` are the chains of the two containers; each entry must lie
/// directly in the trash.
///
/// # Errors
/// [`TreeError::NotFound`] for other chains, [`TreeError::Contradiction`] for an entry that lies elsewhere, and
/// [`TreeError::FolderFull`] when so many do not fit.
pub fn plan_purge(entries: &[Moved], trash: &Chain, purging: &Chain) -> Result<PurgePlan, TreeError> {
    let mut plan = PurgePlan { folders: Vec::new(), entries: Vec::with_capacity(entries.len()), files: 0 };
    for moved in entries {
        let one = plan_move(moved, trash, purging, MoveKind::Purge)?;
        plan.entries.push(one.entry);
        plan.files += moved.file_count();
        for change in one.folders {
            match plan.folders.iter_mut().find(|known| known.id == change.id) {
                Some(known) => {
                    known.add_bytes += change.add_bytes;
                    known.add_files += change.add_files;
                    known.add_children += change.add_children;
                }
                None => plan.folders.push(change),
            }
        }
    }
    let is_too_many = purging.parent().child_count.saturating_add(entries.len() as u64) > MAX_CHILDREN;
    if is_too_many { Err(TreeError::FolderFull) } else { Ok(plan) }
}
