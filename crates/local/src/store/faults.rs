//! Faults that tests put into the real code paths; a running home has none.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

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

/// The faults to come, shared by all clones. The default is none, and then costs one atomic load a look.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    armed: AtomicBool,
    rules: Mutex<Vec<Rule>>,
}

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

    /// Removes all rules.
    pub fn clear(&self) {
        self.0.rules.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.0.armed.store(false, Ordering::Release);
    }

    /// Strikes if a rule says so.
    ///
    /// # Errors
    /// The error that the real cause would have given.
    pub(super) fn check(&self, operation: Operation, point: Point) -> Result<()> {
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
