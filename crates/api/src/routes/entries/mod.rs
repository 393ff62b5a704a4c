//! Files and folders.

pub mod get_entry;
pub mod update_entry;
