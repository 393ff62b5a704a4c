//! Figures of the embedded home. Each stands beside a peer that is measured in the same run, round by round, so that what is told is
//! a ratio and not a promise about somebody's machine.

pub mod bare;
pub mod beside;
pub mod cold_start;
pub mod enumeration;
pub mod machine;
pub mod material;
pub mod product;
pub mod report;
pub mod runtime_api;
pub mod server;
pub mod table_wire;
pub mod timing;
pub mod visitors;

/// What stops a run: any of it is told and ends the program.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The result of a step of a run.
pub type Result<T> = std::result::Result<T, Failure>;

/// Parts that are sent at once.
pub const PARTS_AT_ONCE: usize = 4;

/// Parts that are read, hashed and signed while others are sent.
pub const PARTS_AHEAD: usize = 2;

/// Small files that are sent at once.
pub const FILES_AT_ONCE: usize = 6;
