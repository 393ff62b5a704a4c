//! A folder's own limit, and what is left of it.

use super::super::Db;
use super::super::expression::Write;
use super::super::keys;
use super::super::transaction::pause_before;
use super::EntryRecord;
use super::add::MAX_RESTARTS;
use crate::failure::Failure;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::tree::plan_limit;

impl Db {
    /// Gives a folder a limit, or takes it away. What is in it stays, also where that is more.
    ///
    /// # Errors
    /// `not_found` for a folder that is gone or being removed; `unavailable` when others kept changing what is in it.
    pub async fn set_limit(&self, folder: &EntryRecord, limit_bytes: Option<u64>) -> Result<EntryRecord, Failure> {
        let mut folder = folder.clone();
        for restart in 0..MAX_RESTARTS {
            pause_before(restart).await;
            let change = plan_limit(&folder.to_folder(), limit_bytes).map_err(Problem::from)?;
            let write = Write::update(keys::entry(&change.id)).exists().lacks("dying");
            let write = write.equals_or_lacks("parent_id", folder.parent_id.as_ref().map(EntryId::as_str));
            let write = write.equals("total_bytes", change.expect_total_bytes);
            let write = write.set_or_remove("limit_bytes", change.limit.map(|(limit, _)| limit));
            let write = write.set_or_remove("limit_room_bytes", change.limit.map(|(_, room)| room));
            if self.write(write).await?.is_ok() {
                let (limit_bytes, limit_room_bytes) = change.limit.unzip();
                return Ok(EntryRecord { limit_bytes, limit_room_bytes, ..folder });
            }
            folder = self.entry(&folder.entry_id).await?.ok_or(Code::NotFound)?;
        }
        Err(Failure::store(Code::Unavailable, "others kept changing the same folder"))
    }
}
