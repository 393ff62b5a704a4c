//! The one thread that changes the index. Changes that wait for it share a transaction and its fsync.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::store::bytes::files::{DurableFile, FileId};
use crate::store::bytes::reaper::Reaper;
use crate::store::error::{Result, StoreError};

/// At most this many changes share a transaction.
const BATCH: usize = 256;

/// What a change did.
#[derive(Debug)]
pub(in crate::store) struct Change<T> {
    /// The answer.
    pub(in crate::store) value: T,
    /// The file the index now names.
    pub(in crate::store) kept: Option<DurableFile>,
    /// Files the index no longer names.
    pub(in crate::store) doomed: Vec<FileId>,
}

impl<T> Change<T> {
    /// A change that touches no file.
    pub(in crate::store) fn of(value: T) -> Self {
        Self { value, kept: None, doomed: Vec::new() }
    }
}

/// How a commit went wrong.
enum Failure {
    /// Nothing was committed.
    RolledBack(rusqlite::Error),
    /// It may or may not be there after a restart.
    Uncertain,
}

/// The handle on the thread.
#[derive(Debug)]
pub(super) struct Writer {
    /// `None` once the store is closing.
    tasks: Mutex<Option<Sender<Box<dyn Task>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(connection: Connection, reaper: Reaper) -> std::io::Result<Self> {
        let (tasks, inbox) = channel();
        let thread = thread::Builder::new().name("store-index".into()).spawn(move || write_all(&connection, &reaper, &inbox))?;
        Ok(Self { tasks: Mutex::new(Some(tasks)), thread: Mutex::new(Some(thread)) })
    }

    pub(super) async fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<Change<T>> + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let task = Box::new(Pending { work: Some(work), result: None, reply });
        {
            let tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
            tasks.as_ref().ok_or(StoreError::Closed)?.send(task).map_err(|_| StoreError::Closed)?;
        }
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    pub(super) fn stop(&self) {
        *self.tasks.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread that writes the index had panicked");
        }
    }
}

/// What a task did is to be undone; SQLite's own error if that was the reason.
struct Undo(Option<rusqlite::ffi::Error>);

/// A change on its way through the thread.
trait Task: Send {
    /// Does the work inside the open transaction.
    fn run(&mut self, connection: &Connection) -> std::result::Result<(), Undo>;
    /// Answers, once it is known how the commit went.
    fn finish(self: Box<Self>, committed: std::result::Result<(), &Failure>, reaper: &Reaper);
}

struct Pending<T, W> {
    work: Option<W>,
    result: Option<Result<Change<T>>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T: Send, W: FnOnce(&Connection) -> Result<Change<T>> + Send> Task for Pending<T, W> {
    fn run(&mut self, connection: &Connection) -> std::result::Result<(), Undo> {
        let Some(work) = self.work.take() else { return Err(Undo(None)) };
        let result = work(connection);
        let done = match &result {
            Ok(_) => Ok(()),
            Err(StoreError::Index(cause)) => Err(Undo(cause.sqlite_error().copied())),
            Err(_) => Err(Undo(None)),
        };
        self.result = Some(result);
        done
    }

    fn finish(self: Box<Self>, committed: std::result::Result<(), &Failure>, reaper: &Reaper) {
        let result = match (self.result, committed) {
            (Some(Ok(change)), Ok(())) => {
                if let Some(file) = change.kept {
                    file.keep();
                }
                reaper.condemn(&change.doomed);
                Ok(change.value)
            }
            (Some(Ok(change)), Err(Failure::Uncertain)) => {
                // Should the commit be there after a restart, its file must be too; if not, the sweep removes it.
                if let Some(file) = change.kept {
                    file.keep();
                }
                Err(StoreError::Uncertain)
            }
            (Some(Err(refusal)), _) => Err(refusal),
            (_, Err(Failure::RolledBack(cause))) => Err(same(cause)),
            (None, _) => Err(StoreError::Uncertain),
        };
        // Nobody may be waiting any more; the change stands all the same.
        self.reply.send(result).ok();
    }
}

/// One failure answers many; SQLite's errors cannot be cloned, their code can.
fn same(cause: &rusqlite::Error) -> StoreError {
    match cause.sqlite_error() {
        Some(error) => rusqlite::Error::SqliteFailure(*error, Some(cause.to_string())).into(),
        None => std::io::Error::other(cause.to_string()).into(),
    }
}

fn write_all(connection: &Connection, reaper: &Reaper, inbox: &Receiver<Box<dyn Task>>) {
    let mut uncertain = false;
    while let Ok(first) = inbox.recv() {
        let mut tasks = vec![first];
        let outcome = if uncertain { Err(Failure::Uncertain) } else { commit(connection, inbox, &mut tasks) };
        if let Err(failure) = &outcome {
            uncertain |= matches!(failure, Failure::Uncertain);
        }
        for task in tasks {
            task.finish(outcome.as_ref().copied(), reaper);
        }
    }
}

/// Runs the first task and all that wait behind it in one transaction.
fn commit(connection: &Connection, inbox: &Receiver<Box<dyn Task>>, tasks: &mut Vec<Box<dyn Task>>) -> std::result::Result<(), Failure> {
    connection.execute_batch("BEGIN IMMEDIATE").map_err(Failure::RolledBack)?;
    let mut next = 0;
    while next < tasks.len() {
        if let Err(cause) = run_one(connection, tasks[next].as_mut()) {
            roll_back(connection);
            return Err(Failure::RolledBack(cause));
        }
        next += 1;
        if next == tasks.len() && next < BATCH {
            tasks.extend(inbox.try_recv().ok());
        }
    }
    match connection.execute_batch("COMMIT") {
        Ok(()) => Ok(()),
        Err(cause) => {
            roll_back(connection);
            // Without room the log never got the record that ends the transaction. With any other cause it may have.
            if cause.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) {
                return Err(Failure::RolledBack(cause));
            }
            tracing::error!(%cause, "a commit failed; the store takes no more changes until it is opened again");
            Err(Failure::Uncertain)
        }
    }
}

/// Runs one task so that its failure undoes only what it did.
fn run_one(connection: &Connection, task: &mut dyn Task) -> rusqlite::Result<()> {
    connection.execute_batch("SAVEPOINT task")?;
    let done = task.run(connection);
    if connection.is_autocommit() {
        // A full disk or a failed read ends the whole transaction, and with it the changes of all others.
        let cause = done.err().and_then(|undo| undo.0).unwrap_or_else(|| rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR));
        return Err(rusqlite::Error::SqliteFailure(cause, Some("SQLite ended the transaction".into())));
    }
    if done.is_err() {
        connection.execute_batch("ROLLBACK TO task")?;
    }
    connection.execute_batch("RELEASE task")
}

fn roll_back(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(cause) = connection.execute_batch("ROLLBACK")
    {
        tracing::error!(%cause, "a transaction could not be rolled back");
    }
}
