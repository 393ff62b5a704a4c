//! Which page of a list is asked for.

use crate::app::App;
use crate::http::cursor;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use share_cloud_domain::problem::Problem;

/// The most items of one page.
pub const MAX_PAGE: u16 = 1_000;
/// How many a page has unless it is said.
const DEFAULT_PAGE: u16 = 100;

/// Which page of a list that has one order only.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ListPage")]
pub struct PageRequest {
    /// At most how many, 1 to 1,000.
    #[serde(default)]
    #[schemars(with = "Option<u16>", range(min = 1, max = 1000))]
    limit: Option<String>,
    /// Where the page before ended.
    #[serde(default)]
    cursor: Option<String>,
}

impl PageRequest {
    /// At most how many items, and where the page begins in the list of this scope.
    ///
    /// # Errors
    /// `invalid_input` for a limit out of bounds or a cursor of anything else.
    pub fn read<T: DeserializeOwned>(&self, app: &App, scope: &[&str]) -> Result<(u16, Option<T>), Problem> {
        Ok((limit_of(self.limit.as_deref())?, after(app, scope, self.cursor.as_deref())?))
    }
}

/// At most how many items a page has.
///
/// # Errors
/// `invalid_input` out of bounds.
pub fn limit_of(text: Option<&str>) -> Result<u16, Problem> {
    let Some(text) = text else { return Ok(DEFAULT_PAGE) };
    let limit = text.parse().ok().filter(|limit| (1..=MAX_PAGE).contains(limit));
    limit.ok_or_else(|| Problem::field("limit", "out_of_range", "Ask for 1 to 1,000 of them."))
}

/// Where a page begins; none for the first.
///
/// # Errors
/// `invalid_input` for a cursor of another list.
pub fn after<T: DeserializeOwned>(app: &App, scope: &[&str], cursor: Option<&str>) -> Result<Option<T>, Problem> {
    cursor.map(|cursor| cursor::open(app, scope, cursor)).transpose()
}
