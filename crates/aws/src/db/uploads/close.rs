//! Cancelling and expiring: the room comes back exactly once, and the object is noted as garbage in the same transaction.

use super::super::expression::Write;
use super::super::garbage::GarbageRecord;
use super::super::transaction::Transaction;
use super::super::{Db, keys};
use super::UploadRecord;
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::problem::Code;
use share_cloud_domain::upload::UploadState;

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
        let mut transaction = Transaction::new();
        let open = upload.close(state, now);
        let open = transaction.push(if state == UploadState::Expired { open.at_most("expires_at", now) } else { open });
        let room = Write::update(keys::storage(&upload.account_id)).exists();
        transaction.push(room.add("free_bytes", size).add("reserved_bytes", -size).add("open_uploads", -1));
        transaction.put(garbage)?;
        let Err(refused) = transaction.run(self).await? else { return Ok(()) };
        let Some(old) = refused.at(open) else { return Err(Failure::internal(format!("an upload without room: {refused:?}"))) };
        match super::super::record::from_old::<UploadRecord>(old)? {
            Some(old) if old.random == upload.random && old.state == UploadState::Committed => Err(Code::UploadClosed.into()),
            _ => Ok(()),
        }
    }
}
