//! What only a home of our own lets a test do: set its clock, break its store, restart it, change its settings, look inside.

mod broken_store;
mod clock;
mod equal_work;
mod expiry;
mod faults;
mod limits;
mod link_limits;
mod mail_limits;
mod network;
mod origins;
mod restart;
mod tokens;
