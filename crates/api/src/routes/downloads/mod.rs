//! Downloads.

pub mod create_downloads;
pub mod open_content;
