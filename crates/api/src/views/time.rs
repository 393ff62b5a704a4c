//! Times in answers: UTC, RFC 3339, whole milliseconds.

use jiff::Timestamp;
use serde::Serializer;

/// Writes a time as `2026-01-02T03:04:05.678Z`.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{at:.3}"))
}

/// The same for a time that may be absent.
pub mod optional {
    use jiff::Timestamp;
    use serde::Serializer;

    /// Writes the time, or null.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => super::serialize(at, serializer),
            None => serializer.serialize_none(),
        }
    }
}
