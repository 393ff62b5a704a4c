//! Files and folders.

pub mod batch_entries;
pub mod copy_entry;
pub mod get_entry;
pub mod trash_entry;
pub mod update_entry;
