//! When an upload's bytes count as stored: the store is asked, and what it says is compared with the reservation to the byte.

use super::parts::object_of;
use crate::app::App;
use share_cloud_aws::db::entries::{Content, PartedChecksum};
use share_cloud_aws::db::uploads::UploadRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_aws::objects::{ObjectKey, StoredPart};
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::upload::{Sha256Digest, composite_checksum};

fn incomplete(detail: String) -> Failure {
    Problem::new(Code::UploadIncomplete, detail).into()
}

/// The content that the store holds for the upload, whole and as reserved. Parts are joined if they are not yet.
///
/// # Errors
/// `upload_incomplete` when bytes are missing or differ; `store_unavailable`.
pub async fn stored_content(app: &App, upload: &UploadRecord) -> Result<Content, Failure> {
    let key = object_of(upload);
    let (sha256, checksum) = if upload.plan().is_single() {
        (Some(single_checksum(app, upload, &key).await?), None)
    } else {
        let composite = joined_checksum(app, upload, &key).await?;
        (None, Some(PartedChecksum { composite, part_size_bytes: upload.plan().part_size_bytes }))
    };
    Ok(Content {
        version_id: upload.random.clone(),
        size_bytes: upload.size_bytes,
        content_type: upload.content_type.clone(),
        sha256,
        checksum,
        stored_at: app.now(),
    })
}

async fn single_checksum(app: &App, upload: &UploadRecord, key: &ObjectKey) -> Result<String, Failure> {
    let found = app.objects().head(key).await?.ok_or_else(|| incomplete("Nothing is stored yet: send its one part first.".into()))?;
    let sha256 = found.sha256.ok_or_else(|| Failure::internal("an object without checksum"))?;
    let differs = upload.sha256.as_ref().is_some_and(|wanted| *wanted != sha256);
    if found.size_bytes != upload.size_bytes || differs {
        return Err(incomplete(format!(
            "{} bytes are stored that are not the {} that were announced.",
            found.size_bytes, upload.size_bytes
        )));
    }
    Ok(sha256)
}

async fn joined_checksum(app: &App, upload: &UploadRecord, key: &ObjectKey) -> Result<String, Failure> {
    let id = upload.multipart_id.as_ref().ok_or_else(|| incomplete("No part is stored yet.".into()))?;
    if let Some(parts) = app.objects().list_parts(key, id).await? {
        let composite = check_parts(upload, &parts)?;
        if app.objects().complete_multipart(key, id, &parts).await? {
            return Ok(composite);
        }
    }
    already_joined(app, upload, key).await
}

/// Compares what is stored with the plan, part by part; the checksum that the whole will have.
fn check_parts(upload: &UploadRecord, parts: &[StoredPart]) -> Result<String, Failure> {
    let plan = upload.plan();
    let mut digests = Vec::with_capacity(parts.len());
    for (number, part) in (1..).zip(parts) {
        if part.number != number || plan.part_len(number) != Some(part.size_bytes) {
            return Err(incomplete(format!("Part {number} is missing or has another size.")));
        }
        let digest = part.sha256.as_deref().and_then(|sha256| Sha256Digest::parse(sha256).ok());
        digests.push(*digest.ok_or_else(|| Failure::internal("a part without checksum"))?.bytes());
    }
    if digests.len() != usize::try_from(plan.part_count).unwrap_or(usize::MAX) {
        return Err(incomplete(format!("{} of {} parts are stored.", digests.len(), plan.part_count)));
    }
    Ok(composite_checksum(&digests))
}

/// The parts were joined before, by a try whose answer was lost: the object tells by its size and checksum.
async fn already_joined(app: &App, upload: &UploadRecord, key: &ObjectKey) -> Result<String, Failure> {
    let found = app.objects().head(key).await?.filter(|found| found.size_bytes == upload.size_bytes);
    let parts = format!("-{}", upload.plan().part_count);
    let composite = found.and_then(|found| found.sha256).filter(|sha256| sha256.ends_with(&parts));
    composite.ok_or_else(|| incomplete("No part is stored yet.".into()))
}
