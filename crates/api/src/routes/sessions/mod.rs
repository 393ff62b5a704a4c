//! Signing in, staying signed in, signing out.

pub mod list_sessions;
pub mod refresh_session;
pub mod revoke_other_sessions;
pub mod revoke_session;
pub mod sign_in;
pub mod sign_out;
