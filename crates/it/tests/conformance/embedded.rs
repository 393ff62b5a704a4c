//! Facts of the embedded store alone: what is on the disk, faults, crashes.

mod crash;
pub(crate) mod disk;
mod endpoint;
mod faults;
