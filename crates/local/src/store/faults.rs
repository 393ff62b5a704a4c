//! Faults that tests put into the real code paths, and their look at what the product asks of its stores; a running home has neither.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use s3s::S3ErrorCode;

use super::error::{Result, StoreError};

/// The operations the store answers; any other is answered `NotImplemented`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the S3 operation of its name")]
pub enum Operation {
    HeadBucket,
    CreateBucket,
    PutObject,
    GetObject,
    HeadObject,
    DeleteObject,
    DeleteObjects,
    CopyObject,
    ListObjectsV2,
    CreateMultipartUpload,
    UploadPart,
    UploadPartCopy,
    ListParts,
    CompleteMultipartUpload,
    AbortMultipartUpload,
    ListMultipartUploads,
}

/// Where in an operation a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Before anything is done.
    Request,
    /// Before each write of a batch of bytes.
    Write,
    /// All bytes are written and verified, none is made durable yet.
    Sync,
    /// The bytes are durable, nothing refers to them yet.
    Synced,
    /// The change is in the open transaction, just before its end.
    Commit,
    /// Everything is durable; only the answer is lost.
    Answer,
}

/// What happens at a [`Point`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The disk is full: 507 `InsufficientStorage`.
    FullDisk,
    /// The disk fails: 500 `InternalError`.
    BrokenDisk,
    /// The store asks for patience: 503 `SlowDown`.
    SlowDown,
    /// The process ends at once, as by kill -9.
    Crash,
}

/// One fault to come.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Only in this operation; `None` is any.
    pub operation: Option<Operation>,
    /// Where it strikes.
    pub point: Point,
    /// What happens.
    pub fault: Fault,
    /// How many passes are let through first.
    pub skip: u32,
    /// How many passes it strikes after that.
    pub times: u32,
}

/// From which write on the table takes none.
#[derive(Clone, Copy, Debug)]
struct TableFault {
    /// How many are let through first.
    left: u32,
    /// Whether the first that is refused is done all the same: only its answer is lost.
    loses_one: bool,
}

/// What becomes of a write of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TableWrite {
    /// It is done.
    Done,
    /// It is done, and whoever asked hears that it is not.
    Lost,
    /// The disk is full.
    Refused,
}

/// The faults to come, shared by all clones. The default is none, and then costs one atomic load a look.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Shared>);

#[derive(Default)]
struct Shared {
    armed: AtomicBool,
    rules: Mutex<Vec<Rule>>,
    table: Mutex<Option<TableFault>>,
    watch: OnceLock<Watch>,
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shared").field("rules", &self.rules).finish_non_exhaustive()
    }
}

/// What is asked of a store, before it is done.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'a> {
    /// An operation of the table, with the wire's bytes.
    Table {
        /// Its name.
        operation: &'a str,
        /// Its parameters as JSON.
        body: &'a [u8],
    },
    /// An operation of the object store.
    Bucket(Operation),
}

/// Is told of everything that is asked, in the task that asks.
pub type Watch = Box<dyn Fn(Asked<'_>) + Send + Sync>;

impl Faults {
    /// Adds a rule to those already there; the first that fits strikes.
    pub fn inject(&self, rule: Rule) {
        self.0.rules.lock().unwrap_or_else(PoisonError::into_inner).push(rule);
        self.0.armed.store(true, Ordering::Release);
    }

    /// From the next pass on, `fault` strikes in every `operation` at `point` until [`Faults::clear`].
    pub fn always(&self, operation: Option<Operation>, point: Point, fault: Fault) {
        self.inject(Rule { operation, point, fault, skip: 0, times: u32::MAX });
    }

    /// Tells `watch` of everything that is asked from now on. There is one for good; a second is not told anything.
    pub fn watch(&self, watch: Watch) {
        self.0.watch.set(watch).unwrap_or(());
    }

    /// From now on the table's disk takes no writes, until [`Faults::clear`].
    pub fn fill_table(&self) {
        self.stop_table_after(0, false);
    }

    /// After so many writes the table's disk takes none, until [`Faults::clear`]: what was being done is left where it was. With `loses_one`
    /// the first of those that are refused is done, and only its answer lost.
    pub fn stop_table_after(&self, writes: u32, loses_one: bool) {
        *self.0.table.lock().unwrap_or_else(PoisonError::into_inner) = Some(TableFault { left: writes, loses_one });
    }

    pub(crate) fn table_write(&self) -> TableWrite {
        let mut table = self.0.table.lock().unwrap_or_else(PoisonError::into_inner);
        match table.as_mut() {
            None => TableWrite::Done,
            Some(fault) if fault.left > 0 => {
                fault.left -= 1;
                TableWrite::Done
            }
            Some(fault) if fault.loses_one => {
                fault.loses_one = false;
                TableWrite::Lost
            }
            Some(_) => TableWrite::Refused,
        }
    }

    pub(crate) fn notice(&self, asked: Asked<'_>) {
        if let Some(watch) = self.0.watch.get() {
            watch(asked);
        }
    }

    /// Removes all rules.
    pub fn clear(&self) {
        *self.0.table.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.0.rules.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.0.armed.store(false, Ordering::Release);
    }

    /// Strikes if a rule says so.
    ///
    /// # Errors
    /// The error that the real cause would have given.
    pub(super) fn check(&self, operation: Operation, point: Point) -> Result<()> {
        if point == Point::Request {
            self.notice(Asked::Bucket(operation));
        }
        if !self.0.armed.load(Ordering::Acquire) {
            return Ok(());
        }
        match self.next(operation, point) {
            None => Ok(()),
            Some(Fault::FullDisk) => Err(io::Error::from(io::ErrorKind::StorageFull).into()),
            Some(Fault::BrokenDisk) => Err(io::Error::other("injected").into()),
            Some(Fault::SlowDown) => Err(StoreError::refuse(S3ErrorCode::SlowDown, "Please reduce your request rate.")),
            Some(Fault::Crash) => std::process::abort(),
        }
    }

    fn next(&self, operation: Operation, point: Point) -> Option<Fault> {
        let mut rules = self.0.rules.lock().unwrap_or_else(PoisonError::into_inner);
        for rule in rules.iter_mut() {
            let fits = rule.point == point && rule.operation.is_none_or(|only| only == operation);
            if !fits || rule.times == 0 {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            rule.times -= 1;
            return Some(rule.fault);
        }
        None
    }
}
