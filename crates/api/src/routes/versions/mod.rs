//! The contents that a file has and had.

pub mod delete_version;
pub mod list_versions;
pub mod restore_version;
