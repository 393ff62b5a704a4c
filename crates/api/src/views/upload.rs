//! An upload as its client sees it.

use super::entry::EntryView;
use super::time;
use crate::app::App;
use crate::http::client::Client;
use crate::uploads::parts::sign_only_part;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::uploads::{Started, UploadRecord};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::problem::{FieldProblem, Problem};
use std::collections::BTreeMap;

/// What went wrong with one of several things.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ItemProblem")]
pub struct ItemProblem {
    /// The HTTP status that it would have alone.
    pub status: u16,
    /// One of a closed list.
    pub code: &'static str,
    /// What happened and what to do, in English.
    pub detail: String,
    /// For `invalid_input`: the wrong fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<crate::http::answer::FieldBody>")]
    pub fields: Vec<FieldProblem>,
}

impl From<Problem> for ItemProblem {
    fn from(problem: Problem) -> Self {
        let (status, code) = (problem.code.status(), problem.code.as_str());
        Self { status, code, detail: problem.detail.into_owned(), fields: problem.fields }
    }
}

/// Where one part is sent: with PUT, and exactly these headers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PartTicket")]
pub struct PartTicket {
    /// Its number, from 1.
    pub number: u32,
    /// The address; good for 15 minutes.
    pub url: String,
    /// The headers. Host and Content-Length are the browser's to set.
    pub headers: BTreeMap<String, String>,
}

/// Signed parts.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SignedParts")]
pub struct SignedParts {
    /// The parts, in the order asked.
    pub parts: Vec<PartTicket>,
}

/// What came of one start.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StartedUpload")]
#[serde(untagged)]
pub enum StartedUpload {
    /// It started, or had started before.
    Upload {
        /// The upload.
        upload_id: String,
        /// `open` or `committed`.
        #[schemars(extend("enum" = ["open", "committed", "cancelled", "expired"]))]
        state: &'static str,
        /// The size of every part but the last.
        part_size_bytes: u64,
        /// How many parts there are, at least 1.
        part_count: u32,
        /// The one part, signed, if its checksum was given.
        parts: Vec<PartTicket>,
        /// When it expires unless it is completed.
        #[serde(serialize_with = "time::serialize")]
        #[schemars(with = "String", extend("format" = "date-time"))]
        expires_at: Timestamp,
    },
    /// It did not.
    Problem {
        /// Why.
        problem: ItemProblem,
    },
}

impl StartedUpload {
    /// Shows a start, with its one part signed where that is possible.
    ///
    /// # Errors
    /// `internal` when it cannot be signed.
    pub async fn new(app: &App, client: &Client, started: Started) -> Result<Self, Failure> {
        let upload = match started {
            Ok(upload) => upload,
            Err(problem) => return Ok(Self::Problem { problem: problem.into() }),
        };
        let plan = upload.plan();
        Ok(Self::Upload {
            upload_id: upload.id().to_string(),
            state: upload.state.as_str(),
            part_size_bytes: plan.part_size_bytes,
            part_count: plan.part_count,
            parts: sign_only_part(app, client, &upload).await?,
            expires_at: upload.expires_at,
        })
    }
}

/// Starts, in the order asked.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StartedUploads")]
pub struct StartedUploads {
    /// One for each that was asked.
    pub uploads: Vec<StartedUpload>,
}

/// A part that is stored.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StoredPart")]
pub struct StoredPartView {
    /// Its number, from 1.
    pub number: u32,
    /// Its size.
    pub size_bytes: u64,
    /// SHA-256 in base64.
    pub sha256: Option<String>,
}

/// An upload with the parts that are stored.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Upload")]
pub struct UploadView {
    /// The upload and its plan.
    #[serde(flatten)]
    pub summary: UploadSummary,
    /// What the store holds, in order.
    pub stored_parts: Vec<StoredPartView>,
}

impl UploadView {
    /// Puts both together.
    #[must_use]
    pub fn new(upload: &UploadRecord, stored_parts: Vec<StoredPartView>) -> Self {
        Self { summary: UploadSummary::from(upload), stored_parts }
    }
}

/// An upload as a list shows it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "UploadSummary")]
pub struct UploadSummary {
    /// The upload.
    pub upload_id: String,
    /// `open`, `committed`, `cancelled` or `expired`.
    #[schemars(extend("enum" = ["open", "committed", "cancelled", "expired"]))]
    pub state: &'static str,
    /// The reserved size.
    pub size_bytes: u64,
    /// The size of every part but the last.
    pub part_size_bytes: u64,
    /// How many parts there are, at least 1.
    pub part_count: u32,
    /// The folder it was started for.
    pub parent_id: String,
    /// The name it was started for.
    pub name: String,
    /// When it was started.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// When it expires unless it is completed.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub expires_at: Timestamp,
}

impl From<&UploadRecord> for UploadSummary {
    fn from(upload: &UploadRecord) -> Self {
        let plan = upload.plan();
        Self {
            upload_id: upload.id().to_string(),
            state: upload.state.as_str(),
            size_bytes: upload.size_bytes,
            part_size_bytes: plan.part_size_bytes,
            part_count: plan.part_count,
            parent_id: upload.parent_id.to_string(),
            name: upload.name.clone(),
            created_at: upload.created_at,
            expires_at: upload.expires_at,
        }
    }
}

/// Open uploads.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "UploadList")]
pub struct UploadList {
    /// The uploads, the oldest first.
    pub items: Vec<UploadSummary>,
    /// What to ask the next page with; null on the last one.
    pub next_cursor: Option<String>,
}

/// What came of one completion.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CompletedUpload")]
#[serde(untagged)]
pub enum CompletedUpload {
    /// The file that it became.
    Entry {
        /// The file.
        entry: Box<EntryView>,
    },
    /// It did not; bytes and room stay.
    Problem {
        /// Why.
        problem: ItemProblem,
    },
}

/// Completions, in the order asked.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CompletedUploads")]
pub struct CompletedUploads {
    /// One for each that was asked.
    pub uploads: Vec<CompletedUpload>,
}
