//! Between HTTP and the handlers: answers, bodies, who calls and from where.

pub mod answer;
pub mod body;
pub mod client;
pub mod cursor;
pub mod observe;
