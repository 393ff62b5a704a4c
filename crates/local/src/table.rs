//! DynamoDB in the process: dynoxide on SQLite behind the SDK's own HTTP interface. Requests and answers are the wire's bytes, but
//! no socket is in between.
//!
//! What differs from DynamoDB: no TransactionConflictException (SQLite runs one write after the other), and TTL only when asked
//! ([`EmbeddedTable::drop_expired`]).

use crate::frozen::{Frozen, open_existing};
use crate::store::{Asked, Faults, TableWrite};
use aws_smithy_runtime_api::client::http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use dynoxide::{Database, DynoxideError};
use rusqlite::TransactionBehavior;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Notify;

/// The header that names the operation, and what stands before the name.
const TARGET: &str = "x-amz-target";
const TARGET_PREFIX: &str = "DynamoDB_20120810.";

/// The attribute of items to which something must happen later.
const DUE: &[u8] = b"\"due_at\"";

/// How the operations begin that write items.
const WRITES: [&str; 4] = ["TransactWrite", "Put", "Update", "Delete"];

/// SQLite's words for a disk without room. The engine keeps the words of an error and drops its code.
const SQLITE_FULL: &str = "database or disk is full";
/// The engine's words for whatever else a disk does; on a full one SQLite may fail so too.
const ENGINE_IO: &str = "backend: I/O error";
/// With less room than this, bytes, an I/O error is a full disk's.
const FULL_BELOW_BYTES: u64 = 64 * 1024;

/// How DynamoDB would name an error by which we say that the disk is full.
const FULL: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#InsufficientStorage","message":"the disk is full"}"#;

/// The table's engine. Clones are the same.
#[derive(Clone)]
pub struct EmbeddedTable {
    database: Database,
    due: Arc<Notify>,
    faults: Faults,
    path: Arc<Path>,
}

impl std::fmt::Debug for EmbeddedTable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("EmbeddedTable")
    }
}

impl EmbeddedTable {
    /// Opens the database file, making it if it is not there. Blocks.
    ///
    /// # Errors
    /// What the engine says: the file is not one of its own, is newer, or cannot be written.
    pub fn open(path: &Path) -> Result<Self, DynoxideError> {
        let database = Database::new(&path.to_string_lossy())?;
        Ok(Self { database, due: Arc::new(Notify::new()), faults: Faults::default(), path: path.into() })
    }

    /// The same table with faults to come.
    #[must_use]
    pub fn with_faults(self, faults: Faults) -> Self {
        Self { faults, ..self }
    }

    /// Is notified whenever something was written to which something must happen later: what the stream is on AWS.
    #[must_use]
    pub fn due(&self) -> Arc<Notify> {
        Arc::clone(&self.due)
    }

    /// Drops items whose TTL is over, which DynamoDB does by itself. Blocks.
    ///
    /// # Errors
    /// What the engine says.
    pub fn drop_expired(&self) -> Result<usize, DynoxideError> {
        self.database.sweep_ttl()
    }

    /// The table as it is now, and what `at_once` makes while nobody can write to the table: both are of one moment. Blocks.
    ///
    /// # Errors
    /// What SQLite says, and `at_once`'s.
    pub(crate) fn freeze_with<T, E: From<rusqlite::Error>>(&self, at_once: impl FnOnce() -> Result<T, E>) -> Result<(Frozen, T), E> {
        let mut writer = open_existing(&self.path)?;
        // The one right to write is held until both views are fixed, and given back by the drop. Requests wait up to five seconds for it.
        let exclusive = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let frozen = Frozen::open(&self.path)?;
        let made = at_once()?;
        drop(exclusive);
        Ok((frozen, made))
    }

    /// Answers one operation. Blocks.
    fn answer(&self, operation: &str, body: &[u8]) -> Result<Vec<u8>, DynoxideError> {
        let db = &self.database;
        let is_write = WRITES.iter().any(|write| operation.starts_with(write));
        let full = || DynoxideError::InternalServerError(format!("backend: {SQLITE_FULL}"));
        let write = if is_write { self.faults.table_write() } else { TableWrite::Done };
        if write == TableWrite::Refused {
            return Err(full());
        }
        let answer = match operation {
            "GetItem" => run(body, |request| db.get_item(request)),
            "BatchGetItem" => run(body, |request| db.batch_get_item(request)),
            "Query" => run(body, |request| db.query(request)),
            "Scan" => run(body, |request| db.scan(request)),
            "TransactWriteItems" => run(body, |request| db.transact_write_items(request)),
            "PutItem" => run(body, |request| db.put_item(request)),
            "UpdateItem" => run(body, |request| db.update_item(request)),
            "DeleteItem" => run(body, |request| db.delete_item(request)),
            "BatchWriteItem" => run(body, |request| db.batch_write_item(request)),
            "CreateTable" => run(body, |request| db.create_table(request)),
            "DescribeTable" => run(body, |request| db.describe_table(request)),
            "UpdateTimeToLive" => run(body, |request| db.update_time_to_live(request)),
            "DescribeTimeToLive" => run(body, |request| db.describe_time_to_live(request)),
            other => return Err(DynoxideError::ValidationException(format!("the embedded table does not know {other}"))),
        }?;
        if is_write && contains(body, DUE) {
            self.due.notify_one();
        }
        if write == TableWrite::Lost {
            return Err(full());
        }
        Ok(answer)
    }
}

fn run<I: DeserializeOwned, O: Serialize>(
    body: &[u8],
    operation: impl FnOnce(I) -> Result<O, DynoxideError>,
) -> Result<Vec<u8>, DynoxideError> {
    let request = serde_json::from_slice(body).map_err(|error| DynoxideError::SerializationException(error.to_string()))?;
    let answer = operation(request)?;
    serde_json::to_vec(&answer).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|window| window == wanted)
}

/// Whether an error says that the disk is full; the room that is left decides where it does not say why.
fn is_full(error: &DynoxideError, free_bytes: impl FnOnce() -> Option<u64>) -> bool {
    match error {
        DynoxideError::SqliteError(rusqlite::Error::SqliteFailure(failure, _)) => failure.code == rusqlite::ErrorCode::DiskFull,
        DynoxideError::InternalServerError(words) if words.contains(SQLITE_FULL) => true,
        DynoxideError::InternalServerError(words) if words.starts_with(ENGINE_IO) => {
            free_bytes().is_some_and(|free| free < FULL_BELOW_BYTES)
        }
        _ => false,
    }
}

/// Status and body of an error as DynamoDB's wire has them.
fn refusal(error: &DynoxideError, path: &Path) -> (u16, String) {
    if is_full(error, || fs4::available_space(path).ok()) {
        return (400, FULL.to_owned());
    }
    if let DynoxideError::SqliteError(_) | DynoxideError::InternalServerError(_) = error {
        tracing::error!(%error, "the embedded table fails");
    }
    (error.status_code(), error.to_json())
}

impl HttpConnector for EmbeddedTable {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let table = self.clone();
        HttpConnectorFuture::new(async move {
            let operation = request.headers().get(TARGET).and_then(|target| target.strip_prefix(TARGET_PREFIX)).unwrap_or_default();
            let operation = operation.to_owned();
            let body = request.body().bytes().map(<[u8]>::to_vec).unwrap_or_default();
            table.faults.notice(Asked::Table { operation: &operation, body: &body });
            let path = Arc::clone(&table.path);
            let answered = tokio::task::spawn_blocking(move || table.answer(&operation, &body)).await;
            let answered = answered.map_err(|error| ConnectorError::other(error.into(), None))?;
            let (status, body) = match answered {
                Ok(body) => (200, SdkBody::from(body)),
                Err(error) => {
                    let (status, body) = refusal(&error, &path);
                    (status, SdkBody::from(body))
                }
            };
            let status = StatusCode::try_from(status).map_err(|error| ConnectorError::other(error.into(), None))?;
            let mut response = HttpResponse::new(status, body);
            response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
            Ok(response)
        })
    }
}

impl HttpClient for EmbeddedTable {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dynoxide::storage_backend::error::from_rusqlite;
    use rusqlite::ffi;

    /// An error of SQLite as it comes out of the engine.
    fn engine(code: i32, words: &str) -> DynoxideError {
        from_rusqlite(rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some(words.to_owned()))).into()
    }

    #[test]
    fn a_full_disk_is_known_by_what_the_engine_makes_of_it() {
        let full = || DynoxideError::SqliteError(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_FULL), None));
        for error in [full(), engine(ffi::SQLITE_FULL, SQLITE_FULL)] {
            assert!(is_full(&error, || None), "{error}");
        }
        for code in [ffi::SQLITE_IOERR_WRITE, ffi::SQLITE_IOERR_SHMSIZE] {
            let error = engine(code, "disk I/O error");
            assert!(is_full(&error, || Some(0)), "{error}");
            assert!(!is_full(&error, || Some(1 << 30)) && !is_full(&error, || None), "{error}");
        }
        assert!(!is_full(&engine(ffi::SQLITE_BUSY, "database is locked"), || Some(0)));
    }
}
