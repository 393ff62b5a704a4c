//! The rules of share-cloud. Values in, values out: no clock, no randomness, no network, no store.
//! One noun per file.

pub mod account;
pub mod activity;
pub mod content;
pub mod copy;
pub mod device;
pub mod drops;
pub mod field;
pub mod ids;
pub mod instant;
pub mod invitation;
pub mod member;
pub mod name;
pub mod notice;
pub mod order;
pub mod problem;
mod proven;
pub mod room;
pub mod search;
pub mod secrets;
pub mod session;
pub mod share;
pub mod sign_up;
pub mod size;
pub mod trash;
pub mod tree;
pub mod upload;
