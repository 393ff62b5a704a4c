//! The shapes that answers are made of, as the contract names them.

pub mod account;
pub mod activity;
pub mod admin;
pub mod batch;
pub mod download;
pub mod drops;
pub mod entry;
pub mod export;
pub mod invitation;
pub mod job;
pub mod listing;
pub mod member;
pub mod notice;
pub mod page;
pub mod search;
pub mod session;
pub mod share;
pub mod time;
pub mod trash;
pub mod upload;
pub mod version;
