//! Uploads.

pub mod cancel_upload;
pub mod complete_uploads;
pub mod get_upload;
pub mod list_uploads;
pub mod sign_parts;
pub mod start_uploads;
