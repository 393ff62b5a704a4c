//! Tickets: where content is fetched from for a short time.

use super::entry::ChecksumView;
use schemars::JsonSchema;
use serde::Serialize;

/// Where one file is fetched from.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Ticket")]
pub struct TicketView {
    /// The file.
    pub entry_id: String,
    /// Its place within what was asked: relative to the folder where one folder was asked, else with the asked entry's own name first.
    pub path: String,
    /// Its size.
    pub size_bytes: u64,
    /// SHA-256 in base64 of a file of one part.
    pub sha256: Option<String>,
    /// The checksum of a file of several parts.
    pub checksum: Option<ChecksumView>,
    /// The address, absolute; to be begun within a minute, or an hour for `inline`.
    pub url: String,
}

/// A page of tickets.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TicketList")]
pub struct TicketList {
    /// At most 100.
    pub tickets: Vec<TicketView>,
    /// What to ask the next page with; null on the last one.
    pub next_cursor: Option<String>,
}

/// A page of tickets behind a link.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SharedTicketList")]
pub struct SharedTicketList {
    /// The page.
    #[serde(flatten)]
    pub tickets: TicketList,
    /// The download that was taken: to be sent with the next pages, for fresh tickets and to resume within a day.
    pub download_id: Option<String>,
}
