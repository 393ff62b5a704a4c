//! How a page of a folder is asked for and answered: the same for accounts and for links.

use super::entry::{EntryList, EntryView};
use axum::Json;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use share_cloud_aws::db::entries::{Direction, ListPosition, ListQuery, Listing, SortBy};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::problem::Problem;

/// The most entries of one page.
const MAX_PAGE: u16 = 1_000;
/// How many a page has unless it is said.
const DEFAULT_PAGE: u16 = 100;

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

/// What a cursor holds: where a page of this order ended.
#[derive(Serialize, Deserialize)]
struct Cursor {
    #[serde(rename = "s")]
    sort: SortBy,
    #[serde(rename = "p")]
    position: ListPosition,
}

fn wrong_cursor() -> Problem {
    Problem::field("cursor", "invalid", "Use the next_cursor of the page before, with the same order.")
}

impl ListRequest {
    /// What the page is sorted by.
    #[must_use]
    pub fn sort(&self) -> SortBy {
        self.sort
    }

    /// The query for a folder that the caller may list.
    ///
    /// # Errors
    /// `invalid_input` for a limit out of bounds or a cursor that is not ours.
    pub fn of_folder(&self, folder: EntryId) -> Result<ListQuery, Failure> {
        let limit = match &self.limit {
            None => DEFAULT_PAGE,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=MAX_PAGE).contains(limit))
                .ok_or_else(|| Problem::field("limit", "out_of_range", "Ask for 1 to 1,000 entries."))?,
        };
        let after = self.cursor.as_deref().map(|cursor| self.position(cursor)).transpose()?;
        Ok(ListQuery { folder, sort: self.sort, direction: self.order, limit, after })
    }

    /// A cursor only ever names a place in the folder that is asked for, so that it needs no signature.
    fn position(&self, cursor: &str) -> Result<ListPosition, Problem> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong_cursor())?;
        let cursor: Cursor = serde_json::from_slice(&bytes).map_err(|_| wrong_cursor())?;
        if cursor.sort == self.sort && cursor.position.is_possible() { Ok(cursor.position) } else { Err(wrong_cursor()) }
    }
}

/// A page with its ETag: 304 where the reader has it already.
pub struct Page(Response);

impl Page {
    /// Writes a listing. `seen` is what of each entry the reader may see.
    #[must_use]
    pub fn new(headers: &HeaderMap, listing: Listing, sort: SortBy, seen: impl Fn(EntryView) -> EntryView) -> Self {
        let next = listing.next.map(|position| Cursor { sort, position });
        let next_cursor = next.and_then(|cursor| serde_json::to_vec(&cursor).ok()).map(|json| URL_SAFE_NO_PAD.encode(json));
        let items = listing.entries.into_iter().map(|entry| seen(EntryView::from(entry))).collect();
        Self(with_etag(headers, &EntryList { items, next_cursor }))
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
