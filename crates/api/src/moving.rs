//! Moving and renaming for whoever may: within what one owner has, and for a member within what they were given of it.

use crate::app::App;
use crate::identity::me::Me;
use crate::identity::reach::{self, Reached};
use crate::views::entry::EntryView;
use share_cloud_aws::db::entries::{EntryRecord, Relocation};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::member::Access;
use share_cloud_domain::problem::Code;

/// Moves or renames what was reached; the entry as it is then, and as the caller sees it there.
///
/// # Errors
/// As `Db::relocate`; `forbidden` for who may not take it from its folder or put it into the other; `other_owner` for a folder of another
/// owner that the caller sees.
pub async fn relocate(app: &App, me: &Me, reached: &Reached, to: &Relocation) -> Result<(EntryRecord, EntryView), Failure> {
    reached.needs_above(Access::Change)?;
    let is_own = reached.access() == Access::Own;
    let folder = match &to.parent_id {
        Some(id) if !is_own => Some(destination(app, me, reached, id, &to.hint).await?),
        _ => None,
    };
    let moved = match (app.db().relocate(&reached.entry, to).await, &to.parent_id) {
        // It is no folder of one's own; one that was given would make it another owner's.
        (Err(failure), Some(id)) if is_own && failure.code() == Code::NotFound => {
            destination(app, me, reached, id, &to.hint).await?;
            return Err(failure);
        }
        (moved, _) => moved?,
    };
    let shown = folder.as_ref().unwrap_or(reached).shown(moved.clone());
    Ok((moved, shown))
}

/// The folder that something goes to, if it is the same owner's.
async fn destination(app: &App, me: &Me, reached: &Reached, id: &EntryId, hint: &[EntryId]) -> Result<Reached, Failure> {
    let folder = reach::folder(app, me, id, hint, Access::See).await?;
    if folder.entry.account_id != reached.entry.account_id {
        return Err(Code::OtherOwner.into());
    }
    folder.needs(Access::Change)?;
    Ok(folder)
}
