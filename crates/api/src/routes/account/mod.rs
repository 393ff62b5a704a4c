//! The account that calls.

pub mod change_email;
pub mod change_password;
pub mod close_account;
pub mod export_account;
pub mod get_account;
pub mod list_activity;
pub mod list_notices;
pub mod resend_verification;
pub mod update_account;
