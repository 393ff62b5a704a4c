//! Completing uploads: the bytes of each are checked, then those of one folder are committed together.

use super::stored::stored_content;
use crate::app::App;
use crate::identity::me::Me;
use crate::identity::reach::{self, Reached};
use crate::views::entry::EntryView;
use crate::views::upload::{CompletedUpload, ItemProblem};
use futures::future::join_all;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::uploads::{Commit, Committed, UploadRecord};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::member::Access;
use share_cloud_domain::name::EntryName;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::upload::{OnConflict, UploadState};

/// One upload that is to be completed; what is absent stays as it was started.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CompleteUpload")]
pub struct CompleteRequest {
    /// The upload.
    upload_id: String,
    /// Another folder.
    #[serde(default)]
    parent_id: Option<String>,
    /// Another name.
    #[serde(default)]
    name: Option<String>,
    /// Another way out when the name is taken.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["fail", "rename", "replace"]))]
    on_conflict: Option<OnConflict>,
    /// The ids from the root down to the folder, as the caller believes: saves reads.
    #[serde(default)]
    hint: Vec<String>,
}

/// Where a completion stands before anything is committed.
enum Prepared {
    /// It is decided already.
    Done(Box<CompletedUpload>),
    /// Its bytes are whole.
    Ready(Box<Ready>),
}

/// An upload whose bytes are whole.
struct Ready {
    commit: Commit,
    hint: Vec<EntryId>,
    /// The folder as a member reaches it; none for one's own.
    folder: Option<Reached>,
}

/// Completes uploads of an account; each succeeds or fails alone.
///
/// # Errors
/// `unavailable` when the store is away.
pub async fn complete(app: &App, me: &Me, requests: &[CompleteRequest]) -> Result<Vec<CompletedUpload>, Failure> {
    let prepared = join_all(requests.iter().map(|request| prepare(app, me, request))).await;
    let mut results: Vec<Option<CompletedUpload>> = Vec::with_capacity(requests.len());
    let mut ready: Vec<(usize, Ready)> = Vec::new();
    for (index, prepared) in prepared.into_iter().enumerate() {
        match prepared {
            Ok(Prepared::Done(done)) => results.push(Some(*done)),
            Ok(Prepared::Ready(one)) => {
                results.push(None);
                ready.push((index, *one));
            }
            Err(failure) if is_own(&failure) => results.push(Some(refused(failure.problem))),
            Err(failure) => return Err(failure),
        }
    }
    while let Some((_, first)) = ready.first() {
        let (parent, hint, folder) = (first.commit.parent_id.clone(), first.hint.clone(), first.folder.clone());
        let together = ready.extract_if(.., |(_, one)| one.commit.parent_id == parent);
        let (indexes, commits): (Vec<usize>, Vec<Commit>) = together.map(|(index, one)| (index, one.commit)).unzip();
        let committed = app.db().commit_uploads(commits, &hint, app.now()).await?;
        for (index, committed) in indexes.into_iter().zip(committed) {
            results[index] = Some(answer(committed, folder.as_ref()));
        }
    }
    Ok(results.into_iter().map(|result| result.unwrap_or_else(|| refused(Code::Internal.into()))).collect())
}

/// Whether a failure is one upload's own: its bytes and its room stay, and the others go on.
fn is_own(failure: &Failure) -> bool {
    matches!(
        failure.code(),
        Code::NotFound
            | Code::Forbidden
            | Code::OtherOwner
            | Code::UploadClosed
            | Code::UploadIncomplete
            | Code::InvalidInput
            | Code::StoreUnavailable
            | Code::InsufficientStorage
    )
}

fn answer(committed: Committed, folder: Option<&Reached>) -> CompletedUpload {
    match committed {
        Ok(entry) => {
            let entry = match folder {
                Some(folder) => folder.shown(entry),
                None => EntryView::from(entry),
            };
            CompletedUpload::Entry { entry: Box::new(entry) }
        }
        Err(problem) => refused(problem),
    }
}

fn refused(problem: Problem) -> CompletedUpload {
    CompletedUpload::Problem { problem: ItemProblem::from(problem) }
}

/// What an upload that is not open any more became, as the caller sees it now: what was given may have been taken away since.
async fn receipt(app: &App, me: &Me, upload: &UploadRecord) -> Result<Prepared, Failure> {
    // Whoever committed it may have ended before the room was looked at.
    app.db().glance_at_room(&upload.account_id, app.now()).await;
    let done = match app.db().committed_entry(upload).await? {
        Ok(entry) if upload.account_id != me.account.account_id => {
            let reached = reach::entry(app, me, &entry.entry_id, Access::See).await?;
            answer(Ok(reached.entry.clone()), Some(&reached))
        }
        committed => answer(committed, None),
    };
    Ok(Prepared::Done(Box::new(done)))
}

async fn prepare(app: &App, me: &Me, request: &CompleteRequest) -> Result<Prepared, Failure> {
    let upload = super::find_own(app, me, &request.upload_id).await?;
    if upload.state != UploadState::Open {
        return receipt(app, me, &upload).await;
    }
    if !upload.is_open(app.now()) {
        return Err(Code::UploadClosed.into());
    }
    let name = request.name.as_ref().unwrap_or(&upload.name);
    let name = EntryName::parse(name).map_err(|error| error.at("name"))?;
    let parent_id = match &request.parent_id {
        Some(parent_id) => me.entry_id(parent_id)?,
        None => upload.parent_id.clone(),
    };
    let hint = me.hint(&request.hint);
    let folder = super::others_folder(app, me, &upload, &parent_id, &hint).await?;
    let content = match stored_content(app, &upload).await {
        Ok(content) => content,
        Err(failure) if failure.code() == Code::UploadIncomplete => return settled_meanwhile(app, me, request, failure.problem).await,
        Err(failure) => return Err(failure),
    };
    let on_conflict = request.on_conflict.unwrap_or(upload.on_conflict);
    let entry_id = EntryId::from_random(app.random());
    let commit = Commit { upload, parent_id, name, on_conflict, content, entry_id, through: None };
    Ok(Prepared::Ready(Box::new(Ready { commit, hint, folder })))
}

/// Bytes that were not there may have been committed by another request a moment ago.
async fn settled_meanwhile(app: &App, me: &Me, request: &CompleteRequest, problem: Problem) -> Result<Prepared, Failure> {
    let upload = super::find_own(app, me, &request.upload_id).await?;
    if upload.state == UploadState::Open {
        return Ok(Prepared::Done(Box::new(refused(problem))));
    }
    receipt(app, me, &upload).await
}
