//! About the home itself.

pub mod health;
pub mod openapi;
