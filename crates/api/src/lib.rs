//! The routes of share-cloud and the work that outlives a request. A route is one file: its row, its request and
//! response, and its handler. `routes.rs` lists them all.

pub mod app;
pub mod config;
pub mod copies;
pub mod downloads;
pub mod export;
#[cfg(test)]
mod generated;
pub mod http;
pub mod identity;
pub mod letters;
pub mod members;
pub mod moving;
pub mod openapi;
pub mod route;
pub mod routes;
pub mod search;
pub mod uploads;
pub mod views;
pub mod work;
pub mod worker;
