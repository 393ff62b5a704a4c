//! Uploads of people without an account, through a drop: what they send is the owner's, the room too, and who sends sees nothing but
//! what they sent.

use super::stored::stored_content;
use crate::app::App;
use crate::identity::link::Link;
use crate::views::drops::{DroppedUpload, Receipt};
use futures::future::join_all;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::shares::DropRoom;
use share_cloud_aws::db::uploads::{Commit, Started, UploadRecord, scope_key_text};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::content::clean_content_type;
use share_cloud_domain::drops::{check_file, check_key};
use share_cloud_domain::ids::{EntryId, VersionId};
use share_cloud_domain::instant::after_s;
use share_cloud_domain::name::EntryName;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::secrets::Purpose;
use share_cloud_domain::size::FileSize;
use share_cloud_domain::upload::{ClientKey, DROP_IDLE_S, OnConflict, Sha256Digest, UPLOAD_LIFE_S, UploadId, UploadState};

/// One upload that is to start.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StartDrop")]
pub struct DropRequest {
    /// The file's name; where it is taken, the file gets the next free one.
    name: String,
    /// Its size, exactly.
    #[schemars(with = "u64")]
    size_bytes: FileSize,
    /// Its type.
    content_type: String,
    /// SHA-256 in base64. With it the answer signs a file of one part at once.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    sha256: Option<Sha256Digest>,
    /// The same key again is the same upload: at least 128 random bits, as whoever has it goes on with the upload.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    client_key: Option<ClientKey>,
}

/// Starts uploads through a drop; each succeeds or fails alone.
///
/// # Errors
/// `unavailable` when the store is away.
pub async fn start(app: &App, link: &Link, folder: &EntryId, requests: &[DropRequest]) -> Result<Vec<Started>, Failure> {
    let room = link.share.drop_room.as_ref().ok_or(Code::Forbidden)?;
    let asked: Vec<Started> = requests.iter().map(|request| check(app, link, room, folder, request)).collect();
    let wanted = asked.iter().filter_map(|asked| asked.as_ref().ok().cloned()).collect();
    let mut started = app.db().start_dropped(&link.share, wanted, app.now()).await?.into_iter();
    let placed = asked.into_iter().map(|asked| match asked {
        Ok(_) => started.next().unwrap_or_else(|| Err(Code::Internal.into())),
        Err(problem) => Err(problem),
    });
    Ok(placed.collect())
}

fn check(app: &App, link: &Link, room: &DropRoom, folder: &EntryId, request: &DropRequest) -> Result<UploadRecord, Problem> {
    let name = EntryName::parse(&request.name).map_err(|error| error.at("name"))?;
    check_file(&name, request.size_bytes.bytes(), &room.kinds, room.max_file_bytes)?;
    let (now, share_id) = (app.now(), &link.share.share_id);
    let scope_key = match &request.client_key {
        Some(key) => {
            check_key(key).map_err(|error| error.at("client_key"))?;
            app.keys().derive_current(Purpose::UploadKey).mac16(&[share_id.as_str().as_bytes(), key.as_str().as_bytes()])
        }
        None => app.random(),
    };
    Ok(UploadRecord {
        scope: share_id.to_string(),
        scope_key: scope_key_text(&scope_key),
        random: VersionId::from_random(app.random()),
        account_id: link.share.account_id.clone(),
        state: UploadState::Open,
        parent_id: folder.clone(),
        name: name.as_str().to_owned(),
        size_bytes: request.size_bytes.bytes(),
        content_type: clean_content_type(&request.content_type),
        sha256: request.sha256.map(Sha256Digest::to_base64),
        on_conflict: OnConflict::Rename,
        multipart_id: None,
        created_at: now,
        expires_at: after_s(now, DROP_IDLE_S),
        share_id: Some(share_id.clone()),
        progress: None,
        entry_id: None,
        closed_at: None,
    })
}

/// The upload of this id that came through the drop.
///
/// # Errors
/// `not_found` for any other.
pub async fn find(app: &App, link: &Link, id: &str) -> Result<UploadRecord, Failure> {
    let id = UploadId::parse(id).ok_or(Code::NotFound)?;
    app.db().upload(link.share.share_id.as_str(), &id).await
}

/// When less than this is left of an upload's time, what is stored is looked at: most uploads are done before.
const LOOK_S: i64 = DROP_IDLE_S / 2;

/// Gives an upload of several parts more time if more of them are stored than when that was done last. Asking alone holds no room: an
/// hour without a further part, and it expires.
///
/// # Errors
/// `store_unavailable`, `unavailable`.
pub async fn keep_alive(app: &App, upload: &UploadRecord) -> Result<(), Failure> {
    let now = app.now();
    let Some(multipart_id) = upload.multipart_id.as_ref().filter(|_| upload.is_open(now) && upload.expires_at < after_s(now, LOOK_S))
    else {
        return Ok(());
    };
    let key = super::parts::object_of(upload);
    let stored = app.objects().list_parts(&key, multipart_id).await?.map_or(0, |parts| parts.len());
    let progress = u32::try_from(stored).unwrap_or(u32::MAX);
    let expires_at = after_s(now, DROP_IDLE_S).min(after_s(upload.created_at, UPLOAD_LIFE_S));
    if progress > upload.progress.unwrap_or(0) && expires_at > upload.expires_at {
        app.db().prolong_upload(upload, progress, expires_at).await?;
    }
    Ok(())
}

/// Where a completion stands before anything is committed.
enum Prepared {
    Sent(Box<UploadRecord>),
    Ready(Box<Commit>),
}

/// Completes uploads through a drop; each succeeds or fails alone. Answers what was sent, never what became of it.
///
/// # Errors
/// `unavailable` when the store is away.
pub async fn complete(app: &App, link: &Link, folder: &EntryId, ids: &[String]) -> Result<Vec<DroppedUpload>, Failure> {
    let prepared = join_all(ids.iter().map(|id| prepare(app, link, folder, id))).await;
    let mut results: Vec<Option<DroppedUpload>> = Vec::with_capacity(ids.len());
    let mut ready: Vec<(usize, Commit)> = Vec::new();
    for (index, prepared) in prepared.into_iter().enumerate() {
        results.push(match prepared {
            Ok(Prepared::Sent(upload)) => Some(Receipt::of(&upload, upload.closed_at.unwrap_or_else(|| app.now())).into()),
            Ok(Prepared::Ready(commit)) => {
                ready.push((index, *commit));
                None
            }
            Err(failure) if is_own(&failure) => Some(failure.problem.into()),
            Err(failure) => return Err(failure),
        });
    }
    if ready.len() < ids.len() {
        // Whoever committed what was sent before may have ended before the room was looked at.
        app.db().glance_at_room(&link.share.account_id, app.now()).await;
    }
    let (indexes, commits): (Vec<usize>, Vec<Commit>) = ready.into_iter().unzip();
    let uploads: Vec<UploadRecord> = commits.iter().map(|commit| commit.upload.clone()).collect();
    let now = app.now();
    let committed = app.db().commit_uploads(commits, &[], now).await?;
    for ((index, upload), committed) in indexes.into_iter().zip(uploads).zip(committed) {
        results[index] = Some(match committed {
            Ok(_) => Receipt::of(&upload, now).into(),
            // The folder left its place between two reads.
            Err(problem) if problem.code == Code::NotFound => Problem::from(Code::ShareEnded).into(),
            Err(problem) => problem.into(),
        });
    }
    Ok(results.into_iter().map(|result| result.unwrap_or_else(|| Problem::from(Code::Internal).into())).collect())
}

fn is_own(failure: &Failure) -> bool {
    use Code::{InsufficientStorage, NotFound, StoreUnavailable, UploadClosed, UploadIncomplete};
    matches!(failure.code(), NotFound | UploadClosed | UploadIncomplete | StoreUnavailable | InsufficientStorage)
}

async fn prepare(app: &App, link: &Link, folder: &EntryId, id: &str) -> Result<Prepared, Failure> {
    let upload = find(app, link, id).await?;
    match upload.state {
        UploadState::Committed => return Ok(Prepared::Sent(Box::new(upload))),
        UploadState::Open if upload.is_open(app.now()) => {}
        _ => return Err(Code::UploadClosed.into()),
    }
    let content = match stored_content(app, &upload).await {
        Ok(content) => content,
        Err(failure) if failure.code() == Code::UploadIncomplete => {
            // Bytes that were not there may have been committed by another request a moment ago.
            let again = find(app, link, id).await?;
            return if again.state == UploadState::Committed { Ok(Prepared::Sent(Box::new(again))) } else { Err(failure) };
        }
        Err(failure) => return Err(failure),
    };
    let name = EntryName::parse(&upload.name).map_err(Failure::internal)?;
    Ok(Prepared::Ready(Box::new(Commit {
        parent_id: folder.clone(),
        name,
        on_conflict: OnConflict::Rename,
        content,
        entry_id: EntryId::from_random(app.random()),
        through: Some(Box::new(link.through())),
        upload,
    })))
}
