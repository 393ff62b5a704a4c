//! A folder's own limit.

use super::{Folder, TreeError, signed};
use crate::ids::EntryId;

/// What setting or removing a limit does to a folder, on condition that it exists and is not dying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitChange {
    /// Which folder.
    pub id: EntryId,
    /// The `total_bytes` that it must still have.
    pub expect_total_bytes: u64,
    /// The new `limit_bytes` and `limit_room_bytes`; none removes both.
    pub limit: Option<(u64, i64)>,
}

/// Plans a folder's new limit. A limit below what is in it takes nothing away: nothing more fits.
///
/// # Errors
/// [`TreeError::NotFound`] for a container, [`TreeError::Dying`], or [`TreeError::Contradiction`] for numbers that no item holds.
pub fn plan_limit(folder: &Folder, limit_bytes: Option<u64>) -> Result<LimitChange, TreeError> {
    if folder.container.is_some() {
        return Err(TreeError::NotFound);
    }
    if folder.dying {
        return Err(TreeError::Dying);
    }
    let total = signed(folder.total_bytes)?;
    let limit = limit_bytes.map(|limit| Ok((limit, signed(limit)? - total))).transpose()?;
    Ok(LimitChange { id: folder.id.clone(), expect_total_bytes: folder.total_bytes, limit })
}
