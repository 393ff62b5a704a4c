//! The embedded home: the product with its own DynamoDB, S3 and outbox in one program. Here, and nowhere else, is bridged what
//! the embedded parts do differently.

pub mod admin_link;
pub mod backup;
pub mod cloud;
pub mod commands;
pub mod control;
pub mod data_folder;
pub mod flags;
mod frozen;
pub mod gateway;
pub mod home;
pub mod listener;
pub mod outbox;
mod plain_page;
pub mod progress;
pub mod server;
pub mod smtp;
pub mod store;
pub mod table;
pub mod web;
pub mod welcome;
