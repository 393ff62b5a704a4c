//! Room on the disk that is promised to bytes on their way: of many that begin together, each would else be given the same last of it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// All promises of a store that are not kept yet, in bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Promised(Arc<AtomicU64>);

/// Room for what is still to be written; dropped, it is given back.
#[derive(Debug)]
pub(super) struct Promise {
    all: Promised,
    missing_bytes: u64,
}

impl Promised {
    /// Promises room for so many bytes.
    ///
    /// # Errors
    /// `StorageFull` when less than `min_free_bytes` would be left once every promise is kept; and `free_bytes`'s.
    pub(super) fn promise(&self, bytes: u64, min_free_bytes: u64, free_bytes: impl FnOnce() -> io::Result<u64>) -> io::Result<Promise> {
        // Counted before it is looked: of two at once, each sees the other.
        let promised_bytes = self.0.fetch_add(bytes, Ordering::SeqCst).saturating_add(bytes);
        let promise = Promise { all: self.clone(), missing_bytes: bytes };
        if free_bytes()? < promised_bytes.saturating_add(min_free_bytes) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(promise)
    }
}

impl Promise {
    /// So many bytes more are on the disk.
    pub(super) fn keep(&mut self, bytes: u64) {
        let kept_bytes = bytes.min(self.missing_bytes);
        self.missing_bytes -= kept_bytes;
        self.all.0.fetch_sub(kept_bytes, Ordering::SeqCst);
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        self.keep(self.missing_bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_promised_to_one_is_not_promised_to_another() {
        let promised = Promised::default();
        let ask = |bytes, free_bytes| promised.promise(bytes, 10, || Ok(free_bytes));
        let mut first = ask(60, 100).unwrap();
        assert_eq!(ask(31, 100).unwrap_err().kind(), io::ErrorKind::StorageFull, "60 are promised and 10 stay free");
        let second = ask(30, 100).unwrap();
        first.keep(40);
        assert!(ask(1, 60).is_err(), "what was written is gone from the disk instead");
        drop(second);
        drop(ask(30, 60).unwrap());
        drop(first);
        assert_eq!(promised.0.load(Ordering::SeqCst), 0, "nothing stays promised");
    }

    #[test]
    fn a_disk_that_does_not_answer_promises_nothing() {
        let promised = Promised::default();
        promised.promise(5, 0, || Err(io::Error::other("away"))).unwrap_err();
        assert_eq!(promised.0.load(Ordering::SeqCst), 0);
    }
}
