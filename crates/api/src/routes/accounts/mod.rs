//! Accounts as strangers see them.

pub mod find_username;
pub mod forgot_password;
pub mod reset_password;
pub mod sign_up;
pub mod verify_email;
