//! The bytes: files on the disk, how they come in, go out and go away.

pub(super) mod claims;
pub(super) mod content;
pub(super) mod files;
mod promised;
pub(super) mod reaper;
pub(super) mod receive;
