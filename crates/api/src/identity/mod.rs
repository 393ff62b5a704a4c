//! Who calls: passwords, access tokens, the refresh cookie, and the extractors that routes name their caller with.

pub mod access;
pub mod cookie;
pub mod invitation;
pub mod link;
pub mod mail_request;
pub mod me;
pub mod passwords;
pub mod proof;
pub mod reach;
pub mod session;
pub mod tries;
