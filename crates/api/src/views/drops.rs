//! A drop as those see it who send files through it.

use super::time;
use super::upload::ItemProblem;
use crate::identity::link::Link;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::uploads::UploadRecord;
use share_cloud_domain::drops::FileKind;
use share_cloud_domain::problem::Problem;

/// What a drop asks for. Nothing of what is in its folder.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Drop")]
pub struct DropPage {
    /// The folder that files are put into; the root has no name.
    pub folder_name: String,
    /// Always `drop`.
    #[schemars(extend("enum" = ["drop"]))]
    pub allow: &'static str,
    /// When the link ends by itself.
    #[serde(serialize_with = "time::optional::serialize")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub expires_at: Option<Timestamp>,
    /// The owner's words for those who send.
    pub note: Option<String>,
    /// Whose folder it is.
    pub owner_name: String,
    /// How many more files it takes.
    pub files_left: u64,
    /// How many more bytes it takes.
    pub bytes_left: u64,
    /// How many bytes a file may have; null for as many as are left.
    pub max_file_bytes: Option<u64>,
    /// Which kinds of files it takes; none for all.
    #[schemars(with = "Vec<String>", extend("items" = {"type": "string", "enum": ["image", "video", "audio", "document", "archive"]}))]
    pub kinds: Vec<FileKind>,
}

impl DropPage {
    /// Shows a drop to who holds its link; none for a link that takes no files.
    #[must_use]
    pub fn new(link: &Link, folder: &EntryRecord) -> Option<Self> {
        let (share, room) = (&link.share, link.share.drop_room.as_ref()?);
        Some(Self {
            folder_name: folder.name.clone(),
            allow: share.allow.as_str(),
            expires_at: share.expires_at,
            note: share.note.clone(),
            owner_name: link.owner_name(),
            files_left: u64::try_from(room.files_left).unwrap_or(0),
            bytes_left: u64::try_from(room.bytes_left).unwrap_or(0),
            max_file_bytes: room.max_file_bytes,
            kinds: room.kinds.clone(),
        })
    }
}

/// What somebody sent, as they sent it: not under which name it lies there, nor what became of it since.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Receipt")]
pub struct Receipt {
    /// The name that the file was sent under.
    pub name: String,
    /// Its size.
    pub size_bytes: u64,
    /// When it was received.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub received_at: Timestamp,
}

impl Receipt {
    /// The receipt for an upload.
    #[must_use]
    pub fn of(upload: &UploadRecord, received_at: Timestamp) -> Self {
        Self { name: upload.name.clone(), size_bytes: upload.size_bytes, received_at }
    }
}

/// What came of one completion.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DroppedUpload")]
#[serde(untagged)]
pub enum DroppedUpload {
    /// It was received.
    Entry {
        /// What was sent.
        entry: Receipt,
    },
    /// It was not.
    Problem {
        /// Why.
        problem: ItemProblem,
    },
}

impl From<Receipt> for DroppedUpload {
    fn from(entry: Receipt) -> Self {
        Self::Entry { entry }
    }
}

impl From<Problem> for DroppedUpload {
    fn from(problem: Problem) -> Self {
        Self::Problem { problem: problem.into() }
    }
}

/// Completions, in the order asked.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DroppedUploads")]
pub struct DroppedUploads {
    /// One for each that was asked.
    pub uploads: Vec<DroppedUpload>,
}
