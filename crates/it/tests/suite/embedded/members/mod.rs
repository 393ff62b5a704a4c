//! Members, where a test needs the home itself: its limits, its clock, its admin, and what stands in the table.

mod cleaning;
mod limits;
mod model;
mod owner;
