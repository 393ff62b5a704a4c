//! The shapes that answers are made of, as the contract names them.

pub mod account;
pub mod activity;
pub mod admin;
pub mod download;
pub mod entry;
pub mod invitation;
pub mod listing;
pub mod page;
pub mod session;
pub mod share;
pub mod time;
pub mod upload;
