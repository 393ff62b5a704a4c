//! Accounts: signing up, confirming an address, signing in and staying so.

mod bodies;
mod change_email;
mod closing;
mod export;
mod passwords;
mod problems;
mod profile;
mod recovery;
mod sessions;
mod sign_in;
mod sign_up;
mod verify;
