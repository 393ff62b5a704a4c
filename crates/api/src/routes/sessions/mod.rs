//! Signing in, staying signed in, signing out.

pub mod refresh_session;
pub mod sign_in;
pub mod sign_out;
