//! What is searched for, and how the answer looks.

use super::entry::EntryWithPath;
use super::page::{after, limit_of};
use crate::app::App;
use crate::http::cursor;
use crate::identity::reach::Reached;
use crate::search::Asked;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use share_cloud_aws::db::search::{List, Spot};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::problem::Problem;
use share_cloud_domain::search::{Needle, Wanted, WantedKind};

/// What is searched for: a part of a name, a kind, a time, a size or a mark, at least one of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Search")]
pub struct SearchRequest {
    /// A part of the name, in whatever case; at most 255 characters.
    #[serde(default)]
    q: Option<String>,
    /// `file` for any file, `folder`, or a kind of file.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["file", "folder", "image", "video", "audio", "document", "archive"]))]
    kind: Option<String>,
    /// Only what is starred.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    starred: Option<String>,
    /// Changed then or later.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    modified_after: Option<String>,
    /// Changed before then.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    modified_before: Option<String>,
    /// Files of at least so many bytes.
    #[serde(default)]
    #[schemars(with = "Option<u64>")]
    min_bytes: Option<String>,
    /// Files of at most so many bytes.
    #[serde(default)]
    #[schemars(with = "Option<u64>")]
    max_bytes: Option<String>,
    /// At most how many, 1 to 1,000.
    #[serde(default)]
    #[schemars(with = "Option<u16>", range(min = 1, max = 1000))]
    limit: Option<String>,
    /// Where the page before ended.
    #[serde(default)]
    cursor: Option<String>,
}

/// A search that was read.
#[derive(Debug)]
pub struct Search {
    /// What is looked for.
    pub asked: Asked,
    /// At most how many.
    pub limit: usize,
    /// Where the page before ended.
    pub after: Option<Spot>,
    scope: Vec<String>,
}

/// Entries wherever they are, each with the way to it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FoundList")]
pub struct FoundList {
    /// What changed last comes first. A page may be shorter than asked, even empty, where much of what was looked at is in the trash;
    /// the list ends only where there is no next one.
    pub items: Vec<EntryWithPath>,
    /// What to ask the next page with; null on the last one.
    pub next_cursor: Option<String>,
}

fn time(field: &str, text: Option<&str>) -> Result<Option<Timestamp>, Problem> {
    let wrong = |_| Problem::field(field, "invalid", "Write a time as 2026-01-02T03:04:05Z.");
    text.map(|text| text.parse().map_err(wrong)).transpose()
}

fn bytes(field: &str, text: Option<&str>) -> Result<Option<u64>, Problem> {
    let wrong = |_| Problem::field(field, "out_of_range", "Write a number of bytes.");
    text.map(|text| text.parse().map_err(wrong)).transpose()
}

fn kind(text: &str) -> Result<WantedKind, Problem> {
    let text = serde_json::Value::from(text);
    serde_json::from_value(text)
        .map_err(|_| Problem::field("kind", "invalid", "Ask for file, folder, image, video, audio, document or archive."))
}

fn starred(text: &str) -> Result<bool, Problem> {
    text.parse().map_err(|_| Problem::field("starred", "invalid", "Write true or false."))
}

impl SearchRequest {
    fn wanted(&self) -> Result<Wanted, Problem> {
        let needle = Needle::parse(self.q.as_deref().unwrap_or_default()).map_err(|error| error.at("q"))?;
        Ok(Wanted {
            needle,
            kind: self.kind.as_deref().map(kind).transpose()?,
            modified_after: time("modified_after", self.modified_after.as_deref())?,
            modified_before: time("modified_before", self.modified_before.as_deref())?,
            min_bytes: bytes("min_bytes", self.min_bytes.as_deref())?,
            max_bytes: bytes("max_bytes", self.max_bytes.as_deref())?,
        })
    }

    /// Reads a search of an account.
    ///
    /// # Errors
    /// `invalid_input` at the field that is wrong, or at `q` where nothing is asked for.
    pub fn read(&self, app: &App, account: &AccountId) -> Result<Search, Problem> {
        let wanted = self.wanted()?;
        let is_starred = self.starred.as_deref().map(starred).transpose()?.unwrap_or_default();
        if wanted.is_empty() && !is_starred {
            return Err(Problem::field("q", "required", "Write a part of a name, or choose a filter."));
        }
        let scope = vec!["search".to_owned(), account.to_string(), format!("{wanted:?}"), is_starred.to_string()];
        let (limit, after) = (limit_of(self.limit.as_deref())?, after(app, &texts(&scope), self.cursor.as_deref())?);
        let list = if is_starred { List::Starred } else { List::All };
        Ok(Search { asked: Asked { wanted, list, in_segments: !is_starred }, limit: usize::from(limit), after, scope })
    }
}

fn texts(scope: &[String]) -> Vec<&str> {
    scope.iter().map(String::as_str).collect()
}

impl FoundList {
    /// Shows what was found.
    ///
    /// # Errors
    /// `internal` when the cursor cannot be written.
    pub fn new(app: &App, search: &Search, found: Vec<Reached>, next: Option<Spot>) -> Result<Self, Failure> {
        Self::of(app, &texts(&search.scope), found, next)
    }

    /// The same for a list of this scope.
    ///
    /// # Errors
    /// `internal` when the cursor cannot be written.
    pub fn of(app: &App, scope: &[&str], found: Vec<Reached>, next: Option<Spot>) -> Result<Self, Failure> {
        let next_cursor = next.map(|next| cursor::seal(app, scope, &next)).transpose()?;
        Ok(Self { items: found.into_iter().map(Reached::into_view).collect(), next_cursor })
    }
}
