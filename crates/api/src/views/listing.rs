//! How a page of a folder is asked for and answered: the same for accounts and for links.

use super::entry::{EntryList, EntryView};
use super::page::{after, limit_of};
use crate::app::App;
use crate::http::cursor;
use axum::Json;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use share_cloud_aws::db::entries::{Direction, EntryRecord, ListQuery, Listing, SortBy};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::problem::Problem;

/// Which page, in which order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ListFolder")]
pub struct ListRequest {
    /// `name`, `modified` or `size`; folders always come first.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["name", "modified", "size"]))]
    sort: SortBy,
    /// `asc` or `desc`.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["asc", "desc"]))]
    order: Direction,
    /// At most how many, 1 to 1,000.
    #[serde(default)]
    #[schemars(with = "Option<u16>", range(min = 1, max = 1000))]
    limit: Option<String>,
    /// Where the page before ended.
    #[serde(default)]
    cursor: Option<String>,
}

/// A page of a folder that is to be read.
#[derive(Debug)]
pub struct Reading {
    /// What the store is asked.
    pub query: ListQuery,
    /// What the cursors of its pages are good for.
    scope: Vec<String>,
}

impl ListRequest {
    /// What cursors of a folder, or of whatever else is listed in this order, are good for.
    fn scope(&self, folder: &str) -> Vec<String> {
        vec!["folder".to_owned(), folder.to_owned(), format!("{:?}", self.sort), format!("{:?}", self.order)]
    }

    /// The query for a folder that the caller may list.
    ///
    /// # Errors
    /// `invalid_input` for a limit out of bounds, or a cursor of another folder or order.
    pub fn of_folder(&self, app: &App, folder: EntryId) -> Result<Reading, Problem> {
        let scope = self.scope(folder.as_str());
        let (limit, after) = (limit_of(self.limit.as_deref())?, after(app, &texts(&scope), self.cursor.as_deref())?);
        let query = ListQuery { folder, sort: self.sort, direction: self.order, limit, after };
        Ok(Reading { query, scope })
    }

    /// The page of a short list that has an order of its own: how many to leave out, and how many to show.
    ///
    /// # Errors
    /// As [`ListRequest::of_folder`].
    pub fn of_few(&self, app: &App, list: &str) -> Result<(usize, usize), Problem> {
        let scope = self.scope(list);
        let after: Option<usize> = after(app, &texts(&scope), self.cursor.as_deref())?;
        Ok((after.unwrap_or_default(), usize::from(limit_of(self.limit.as_deref())?)))
    }

    /// The cursor that leaves out so many of a short list.
    ///
    /// # Errors
    /// `internal` when it cannot be written.
    pub fn cursor_of_few(&self, app: &App, list: &str, count: usize) -> Result<String, Failure> {
        cursor::seal(app, &texts(&self.scope(list)), &count)
    }
}

fn texts(scope: &[String]) -> Vec<&str> {
    scope.iter().map(String::as_str).collect()
}

/// A page with its ETag: 304 where the reader has it already.
pub struct Page(Response);

impl Page {
    /// Writes a listing. `seen` is what of each entry the reader may see.
    ///
    /// # Errors
    /// `internal` when its cursor cannot be written.
    pub fn new(
        app: &App,
        headers: &HeaderMap,
        reading: &Reading,
        listing: Listing,
        seen: impl Fn(EntryRecord) -> EntryView,
    ) -> Result<Self, Failure> {
        let next_cursor = listing.next.map(|next| cursor::seal(app, &texts(&reading.scope), &next)).transpose()?;
        let items = listing.entries.into_iter().map(seen).collect();
        Ok(Self::of(headers, &EntryList { items, next_cursor }))
    }

    /// Writes a list.
    #[must_use]
    pub fn of(headers: &HeaderMap, list: &EntryList) -> Self {
        Self(with_etag(headers, list))
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        self.0
    }
}

fn with_etag(headers: &HeaderMap, list: &EntryList) -> Response {
    let body = serde_json::to_vec(list).unwrap_or_default();
    let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(&body)[..16]));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known.is_some_and(|known| known.split(',').any(|known| known.trim() == etag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Json(list).into_response()
    };
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}
