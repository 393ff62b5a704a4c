//! The trash.

pub mod empty_trash;
pub mod list_trash;
pub mod purge_entry;
pub mod restore_entry;
