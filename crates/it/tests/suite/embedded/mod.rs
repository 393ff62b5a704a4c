//! What only a home of our own lets a test do: set its clock, break its store, restart it, change its settings, look inside.

mod admin_link;
mod at_rest;
mod backup;
mod broken_store;
mod busy;
mod capacity;
mod clock;
mod cloud;
mod equal_work;
mod expiry;
mod faults;
mod killed;
mod limits;
mod link_limits;
mod logs;
mod mail_feedback;
mod mail_limits;
mod network;
mod order;
mod origins;
mod purge_job;
mod restart;
mod rotation;
mod share_limit;
mod suspension;
mod tokens;
