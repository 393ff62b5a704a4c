//! Files and folders: the tree, uploads, the account's room, downloads.

mod batch;
mod cancelling;
mod completing;
mod conflicts;
mod copying;
mod downloads;
mod folders;
mod limits;
mod listing;
mod lists;
mod moving;
mod multipart;
mod names;
pub(crate) mod search;
mod serving;
mod starting;
mod tickets;
mod trash;
mod version_history;
mod versions;
