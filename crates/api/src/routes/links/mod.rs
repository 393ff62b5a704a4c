//! Public links as their readers see them.

pub mod complete_drop;
pub mod create_share_downloads;
pub mod list_share_folder;
pub mod open_share;
pub mod sign_drop_parts;
pub mod start_drop;
pub mod unlock_share;
