//! People who were given somebody's files and folders.

pub mod leave;
pub mod list_members;
pub mod list_shared_with_me;
pub mod put_member;
pub mod remove_member;
