//! Completing uploads: the bytes of each are checked, then those of one folder are committed together.

use super::stored::stored_content;
use crate::app::App;
use crate::identity::me::Me;
use crate::views::entry::EntryView;
use crate::views::upload::{CompletedUpload, ItemProblem};
use futures::future::join_all;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::uploads::{Commit, Committed};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::EntryId;
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
    Done(Box<Committed>),
    /// Its bytes are whole.
    Ready(Box<Commit>, Vec<EntryId>),
}

/// Completes uploads of an account; each succeeds or fails alone.
///
/// # Errors
/// `unavailable` when the store is away.
pub async fn complete(app: &App, me: &Me, requests: &[CompleteRequest]) -> Result<Vec<CompletedUpload>, Failure> {
    let prepared = join_all(requests.iter().map(|request| prepare(app, me, request))).await;
    let mut results: Vec<Option<Committed>> = Vec::with_capacity(requests.len());
    let mut ready: Vec<(usize, Commit, Vec<EntryId>)> = Vec::new();
    for (index, prepared) in prepared.into_iter().enumerate() {
        match prepared {
            Ok(Prepared::Done(committed)) => results.push(Some(*committed)),
            Ok(Prepared::Ready(commit, hint)) => {
                results.push(None);
                ready.push((index, *commit, hint));
            }
            Err(failure) if is_own(&failure) => results.push(Some(Err(failure.problem))),
            Err(failure) => return Err(failure),
        }
    }
    while let Some((_, first, hint)) = ready.first() {
        let (parent, hint) = (first.parent_id.clone(), hint.clone());
        let together = ready.extract_if(.., |(_, commit, _)| commit.parent_id == parent);
        let (indexes, commits): (Vec<usize>, Vec<Commit>) = together.map(|(index, commit, _)| (index, commit)).unzip();
        let committed = app.db().commit_uploads(commits, &hint, app.now()).await?;
        for (index, committed) in indexes.into_iter().zip(committed) {
            results[index] = Some(committed);
        }
    }
    Ok(results.into_iter().map(|result| answer(result.unwrap_or_else(|| Err(Code::Internal.into())))).collect())
}

/// Whether a failure is one upload's own: its bytes and its room stay, and the others go on.
fn is_own(failure: &Failure) -> bool {
    matches!(
        failure.code(),
        Code::NotFound
            | Code::UploadClosed
            | Code::UploadIncomplete
            | Code::InvalidInput
            | Code::StoreUnavailable
            | Code::InsufficientStorage
    )
}

fn answer(committed: Committed) -> CompletedUpload {
    match committed {
        Ok(entry) => CompletedUpload::Entry { entry: EntryView::from(entry) },
        Err(problem) => CompletedUpload::Problem { problem: ItemProblem::from(problem) },
    }
}

async fn prepare(app: &App, me: &Me, request: &CompleteRequest) -> Result<Prepared, Failure> {
    let upload = super::find_own(app, me, &request.upload_id).await?;
    if upload.state != UploadState::Open {
        return Ok(Prepared::Done(Box::new(app.db().committed_entry(&upload).await?)));
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
    let content = match stored_content(app, &upload).await {
        Ok(content) => content,
        Err(failure) if failure.code() == Code::UploadIncomplete => return settled_meanwhile(app, me, request, failure.problem).await,
        Err(failure) => return Err(failure),
    };
    let on_conflict = request.on_conflict.unwrap_or(upload.on_conflict);
    let entry_id = EntryId::from_random(app.random());
    let commit = Commit { upload, parent_id, name, on_conflict, content, entry_id, through: None };
    Ok(Prepared::Ready(Box::new(commit), me.hint(&request.hint)))
}

/// Bytes that were not there may have been committed by another request a moment ago.
async fn settled_meanwhile(app: &App, me: &Me, request: &CompleteRequest, problem: Problem) -> Result<Prepared, Failure> {
    let upload = super::find_own(app, me, &request.upload_id).await?;
    if upload.state == UploadState::Open {
        return Ok(Prepared::Done(Box::new(Err(problem))));
    }
    Ok(Prepared::Done(Box::new(app.db().committed_entry(&upload).await?)))
}
