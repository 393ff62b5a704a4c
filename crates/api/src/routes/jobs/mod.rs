//! Work that goes on after its request was answered.

pub mod get_job;
