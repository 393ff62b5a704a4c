//! Parts: which are stored, and where others are sent.

use crate::app::App;
use crate::http::client::Client;
use crate::views::upload::{PartTicket, StoredPartView};
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::uploads::UploadRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_aws::objects::ObjectKey;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::upload::{MAX_PARTS_PER_SIGN, Sha256Digest, UploadState};

/// One part that is to be signed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PartToSign")]
pub struct PartRequest {
    /// Its number, from 1.
    number: u32,
    /// SHA-256 of its bytes, in base64.
    #[schemars(with = "String")]
    sha256: Sha256Digest,
}

/// The object that the upload's bytes make.
#[must_use]
pub fn object_of(upload: &UploadRecord) -> ObjectKey {
    ObjectKey::content(&upload.account_id, &upload.random)
}

/// Checks numbers and checksums of the whole call before anything is signed.
fn check(upload: &UploadRecord, parts: &[PartRequest]) -> Result<(), Problem> {
    super::check_count("parts", parts.len(), MAX_PARTS_PER_SIGN)?;
    let plan = upload.plan();
    for (index, part) in parts.iter().enumerate() {
        let twice = parts[..index].iter().any(|other| other.number == part.number);
        if plan.part_len(part.number).is_none() || twice {
            let detail = format!("Each of 1 to {} once.", plan.part_count);
            return Err(Problem::field(format!("parts.{index}.number"), "out_of_range", detail));
        }
        if plan.is_single() && upload.sha256.as_ref().is_some_and(|sha256| *sha256 != part.sha256.to_base64()) {
            return Err(Problem::field(format!("parts.{index}.sha256"), "differs", "The upload was started with another checksum."));
        }
    }
    Ok(())
}

/// Signs parts of an open upload.
///
/// # Errors
/// `upload_closed`; `invalid_input` for numbers and checksums that cannot be; `store_unavailable`.
pub async fn sign(app: &App, client: &Client, upload: &UploadRecord, parts: &[PartRequest]) -> Result<Vec<PartTicket>, Failure> {
    if !upload.is_open(app.now()) {
        return Err(Code::UploadClosed.into());
    }
    check(upload, parts)?;
    let (key, plan, now) = (object_of(upload), upload.plan(), app.now());
    let multipart_id = if plan.is_single() { None } else { Some(multipart_of(app, upload, &key).await?) };
    let mut tickets = Vec::with_capacity(parts.len());
    for part in parts {
        let size_bytes = plan.part_len(part.number).ok_or(Code::InvalidInput)?;
        let signed = match &multipart_id {
            None => app.objects().sign_put(&key, size_bytes, &part.sha256, now).await?,
            Some(id) => app.objects().sign_part(&key, id, part.number, size_bytes, &part.sha256, now).await?,
        };
        tickets.push(PartTicket { number: part.number, url: app.place_part_ticket(client, &signed.url), headers: signed.headers });
    }
    Ok(tickets)
}

/// Signs the only part of an upload whose checksum is known.
///
/// # Errors
/// As [`sign`].
pub async fn sign_only_part(app: &App, client: &Client, upload: &UploadRecord) -> Result<Vec<PartTicket>, Failure> {
    let Some(sha256) = upload.sha256.as_ref().filter(|_| upload.plan().is_single() && upload.state == UploadState::Open) else {
        return Ok(Vec::new());
    };
    let sha256 = Sha256Digest::parse(sha256).map_err(|error| error.at("sha256"))?;
    sign(app, client, upload, &[PartRequest { number: 1, sha256 }]).await
}

/// The store's multipart upload, made when the first part is signed. Whoever loses a race drops theirs.
pub(crate) async fn multipart_of(app: &App, upload: &UploadRecord, key: &ObjectKey) -> Result<String, Failure> {
    if let Some(id) = &upload.multipart_id {
        return Ok(id.clone());
    }
    let made = app.objects().create_multipart(key).await?;
    let kept = app.db().set_multipart(upload, &made).await;
    // Where the answer does not say that another one counts, ours may be the one: the bucket drops what nobody goes on with.
    let is_superfluous = match &kept {
        Ok(kept) => *kept != made,
        Err(failure) => failure.code() == Code::UploadClosed,
    };
    if is_superfluous {
        app.objects().abort_multipart(key, &made).await?;
    }
    kept
}

/// The parts that the store holds, in their order; none of an upload that is closed.
///
/// # Errors
/// `store_unavailable`.
pub async fn stored(app: &App, upload: &UploadRecord) -> Result<Vec<StoredPartView>, Failure> {
    let key = object_of(upload);
    if upload.state != UploadState::Open {
        return Ok(Vec::new());
    }
    if upload.plan().is_single() {
        let found = app.objects().head(&key).await?;
        return Ok(found
            .map(|found| StoredPartView { number: 1, size_bytes: found.size_bytes, sha256: found.sha256 })
            .into_iter()
            .collect());
    }
    let Some(multipart_id) = &upload.multipart_id else { return Ok(Vec::new()) };
    let Some(parts) = app.objects().list_parts(&key, multipart_id).await? else { return joined(app, upload, &key).await };
    Ok(parts.into_iter().map(|part| StoredPartView { number: part.number, size_bytes: part.size_bytes, sha256: part.sha256 }).collect())
}

/// All parts of an upload whose parts were joined, but that was not committed yet: nothing is to be sent again.
async fn joined(app: &App, upload: &UploadRecord, key: &ObjectKey) -> Result<Vec<StoredPartView>, Failure> {
    let is_whole = app.objects().head(key).await?.is_some_and(|found| found.size_bytes == upload.size_bytes);
    let count = if is_whole { upload.plan().part_count } else { 0 };
    let parts = (1..=count).filter_map(|number| Some(StoredPartView { number, size_bytes: upload.plan().part_len(number)?, sha256: None }));
    Ok(parts.collect())
}
