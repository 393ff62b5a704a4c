//! The stores of share-cloud in its own words: `db` speaks DynamoDB, `objects` speaks S3, `mailer` sends letters.
//! No other crate names an AWS SDK, and no attribute value leaves this one.

pub mod clients;
pub mod db;
pub mod environment;
pub mod failure;
pub mod mailer;
pub mod objects;
#[cfg(feature = "parameters")]
pub mod parameters;
