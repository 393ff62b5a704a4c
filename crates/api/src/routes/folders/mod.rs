//! Folders.

pub mod create_folder;
pub mod list_folder;
