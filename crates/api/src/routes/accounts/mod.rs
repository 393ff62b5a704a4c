//! Accounts as strangers see them.

pub mod sign_up;
pub mod verify_email;
