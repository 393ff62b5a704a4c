//! Public links as their readers see them.

pub mod create_share_downloads;
pub mod list_share_folder;
pub mod open_share;
pub mod unlock_share;
