//! What only a home of our own lets a test do: set its clock, break its store, restart it, change its settings, look inside.

mod clock;
mod equal_work;
mod faults;
mod limits;
mod mail_limits;
mod network;
mod restart;
mod tokens;
