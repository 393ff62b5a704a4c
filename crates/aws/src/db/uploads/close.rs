//! Cancelling and expiring: the room comes back exactly once, and the object is noted as garbage in the same transaction.

use super::super::expression::Write;
use super::super::garbage::GarbageRecord;
use super::super::transaction::Transaction;
use super::super::{Db, keys};
use super::UploadRecord;
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::ids::ShareId;
use share_cloud_domain::problem::Code;
use share_cloud_domain::upload::UploadState;

/// What an upload held of its drop comes back to it.
fn give_back(share: &ShareId, size_bytes: i64) -> Write {
    let update = Write::update(keys::share(share)).exists();
    update.add("files_left", 1).add("bytes_left", size_bytes).add("open_files", -1).add("open_bytes", -size_bytes)
}

impl Db {
    /// Closes an open upload without keeping its bytes. Doing so again changes nothing.
    ///
    /// # Errors
    /// `upload_closed` when it was committed before.
    pub async fn close_upload(
        &self,
        upload: &UploadRecord,
        state: UploadState,
        garbage: &GarbageRecord,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let size = i64::try_from(upload.size_bytes).unwrap_or(i64::MAX);
        let mut through = upload.share_id.as_ref();
        let refused_at_open = loop {
            let mut transaction = Transaction::new();
            let open = upload.close(state, now);
            let open = transaction.push(if state == UploadState::Expired { open.at_most("expires_at", now) } else { open });
            let room = Write::update(keys::storage(&upload.account_id)).exists();
            transaction.push(room.add("free_bytes", size).add("reserved_bytes", -size).add("open_uploads", -1));
            transaction.put(garbage)?;
            let share = through.map(|share| transaction.push(give_back(share, size)));
            let Err(refused) = transaction.run(self).await? else { return Ok(()) };
            match (refused.at(open), share) {
                (Some(old), _) => break old.cloned(),
                // The drop is gone for good: there is nothing to give back to.
                (None, Some(share)) if refused.is_at(share) => through = None,
                (None, _) => return Err(Failure::internal(format!("an upload without room: {refused:?}"))),
            }
        };
        let old = refused_at_open.as_ref();
        match super::super::record::from_old::<UploadRecord>(old)? {
            Some(old) if old.random == upload.random && old.state == UploadState::Committed => Err(Code::UploadClosed.into()),
            _ => Ok(()),
        }
    }
}
