//! The bytes of one file's copy, moved by the store alone.

use crate::app::App;
use crate::uploads::parts::{multipart_of, object_of};
use crate::uploads::stored::stored_content;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use share_cloud_aws::db::entries::Content;
use share_cloud_aws::db::jobs::OpenCopy;
use share_cloud_aws::db::uploads::UploadRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_aws::objects::ObjectKey;
use share_cloud_domain::problem::Code;

/// How many parts of a file one step copies, and how many of them at once: a step is to end long before its lease.
const PARTS: usize = 16;
const AT_ONCE: usize = 4;

/// Whether a failure is the file's own, and trying again would not help. What cannot be, as an object without checksum, is told in the log.
pub(super) fn is_own(failure: &Failure) -> bool {
    if failure.code() == Code::Internal {
        tracing::error!(cause = ?failure.cause, "a file cannot be copied");
    }
    matches!(failure.code(), Code::NotFound | Code::UploadClosed | Code::UploadIncomplete | Code::InsufficientStorage | Code::Internal)
}

/// Copies the bytes, or as many parts of them as one step does. The content once they are whole.
///
/// # Errors
/// `not_found` when the source's content is gone, `upload_incomplete` when the copy is not the same, `insufficient_storage` when the store is
/// full; `store_unavailable` when it does not answer.
pub(super) async fn copy(app: &App, open: &OpenCopy, upload: &UploadRecord) -> Result<Option<Content>, Failure> {
    let (from, to) = (ObjectKey::content(&open.account_id, &open.version_id), object_of(upload));
    if upload.plan().is_single() {
        app.objects().copy(&from, &to).await?;
        return stored_content(app, upload).await.map(Some);
    }
    let multipart_id = multipart_of(app, upload, &to).await?;
    if !copy_parts(app, upload, (&from, &to), &multipart_id).await? {
        return Ok(None);
    }
    let upload = UploadRecord { multipart_id: Some(multipart_id), ..upload.clone() };
    let content = stored_content(app, &upload).await?;
    if content.checksum == open.checksum { Ok(Some(content)) } else { Err(Code::UploadIncomplete.into()) }
}

/// Copies the next parts that are missing, as the source was cut. Whether none is left, or they were joined before.
async fn copy_parts(app: &App, upload: &UploadRecord, (from, to): (&ObjectKey, &ObjectKey), id: &str) -> Result<bool, Failure> {
    let Some(stored) = app.objects().list_parts(to, id).await? else { return Ok(true) };
    let plan = upload.plan();
    let is_stored = |number: u32| stored.iter().any(|part| part.number == number && Some(part.size_bytes) == plan.part_len(number));
    let missing: Vec<u32> = (1..=plan.part_count).filter(|number| !is_stored(*number)).collect();
    let mut copies = Vec::with_capacity(PARTS);
    for number in missing.iter().take(PARTS) {
        let start = plan.part_size_bytes * u64::from(number - 1);
        let bytes = start..start + plan.part_len(*number).unwrap_or(0);
        copies.push(app.objects().copy_part(from, to, id, *number, bytes));
    }
    stream::iter(copies).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    Ok(missing.len() <= PARTS)
}
