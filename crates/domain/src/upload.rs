//! Uploads: their parts, states, ids and limits.

use crate::field::FieldError;
use crate::ids::VersionId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::fmt;

mod digest;

pub use digest::{Sha256Digest, composite_checksum};

/// The most files in one call of start-uploads or complete-uploads.
pub const MAX_UPLOADS_PER_CALL: usize = 25;
/// The most parts that one call signs.
pub const MAX_PARTS_PER_SIGN: usize = 20;
/// The most parts of one upload (S3's limit).
pub const MAX_PARTS: u32 = 10_000;
/// The most bytes that go as one PUT, and the fewest of a part that is not the last: 16 MiB.
pub const MIN_PART_BYTES: u64 = 16 * MIB;
/// Into how many parts at most a large file is planned; what is left up to [`MAX_PARTS`] is room for rounding.
const PLANNED_PARTS: u64 = 9_500;
const MIB: u64 = 1_024 * 1_024;
/// How long an upload stays open: 7 days.
pub const UPLOAD_LIFE_S: i64 = 7 * 24 * 3_600;
/// How long an upload to a drop stays open without progress: 1 hour.
pub const DROP_IDLE_S: i64 = 3_600;
/// How long a finished upload's item stays as the receipt that answers repeats: 7 days.
pub const RECEIPT_LIFE_S: i64 = 7 * 24 * 3_600;
/// How long a part's URL lives: 15 minutes.
pub const PART_URL_LIFE_S: i64 = 900;
/// The most open uploads of one account.
pub const MAX_OPEN_UPLOADS: i64 = 10_000;
/// The most entries of one account, trash included.
pub const MAX_ENTRIES: i64 = 10_000_000;
/// The most earlier versions of one file; with one more the oldest goes.
pub const MAX_EARLIER_VERSIONS: u16 = 20;
/// The most bytes of a client's key.
pub const MAX_CLIENT_KEY_BYTES: usize = 128;

/// How a file's bytes are cut into parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartPlan {
    size_bytes: u64,
    /// Bytes of every part but the last, which has what is left. For a file of one part it is the 16 MiB that would have fitted.
    pub part_size_bytes: u64,
    /// How many parts; at least 1, also for an empty file.
    pub part_count: u32,
}

impl PartPlan {
    /// Plans a file: up to 16 MiB one part, else parts of max(16 MiB, size/9,500 rounded up to a MiB).
    #[must_use]
    pub fn new(size_bytes: u64) -> Self {
        let part_size_bytes = size_bytes.div_ceil(PLANNED_PARTS).div_ceil(MIB).saturating_mul(MIB).max(MIN_PART_BYTES);
        let part_count = u32::try_from(size_bytes.div_ceil(part_size_bytes).max(1)).unwrap_or(MAX_PARTS);
        Self { size_bytes, part_size_bytes, part_count }
    }

    /// Whether the file goes as one PUT, without a multipart upload.
    #[must_use]
    pub const fn is_single(&self) -> bool {
        self.part_count == 1
    }

    /// Bytes of the part with this number, of which the first is 1; none where there is no such part.
    #[must_use]
    pub fn part_len(&self, number: u32) -> Option<u64> {
        if number == 0 || number > self.part_count {
            return None;
        }
        Some(self.part_size_bytes.min(self.size_bytes - self.part_size_bytes * u64::from(number - 1)))
    }
}

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UploadState {
    /// It holds a reservation and takes bytes.
    Open,
    /// Its file is there.
    Committed,
    /// Its starter gave it up.
    Cancelled,
    /// Its time ran out.
    Expired,
}

impl UploadState {
    /// The word that stands in answers and items.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Committed => "committed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// Whether nothing happens to it any more.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        !matches!(self, Self::Open)
    }
}

/// What to do when the name is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnConflict {
    /// Say so.
    #[default]
    Fail,
    /// Take the next free `name (2).ext`.
    Rename,
    /// Make a new version of the file that is there.
    Replace,
}

/// An upload's id. A request has to know both halves: the first says which item, the second which life of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UploadId {
    /// A keyed MAC of who starts it and the client's key; the item's key.
    pub scope_key: [u8; 16],
    /// Drawn at first start; also the version's id and the last part of the object's key.
    pub random: VersionId,
}

impl UploadId {
    /// Joins the two halves.
    #[must_use]
    pub const fn new(scope_key: [u8; 16], random: VersionId) -> Self {
        Self { scope_key, random }
    }

    /// Reads an id: 43 characters of unpadded base64url.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (scope_key, random) = bytes.split_at(16);
        Some(Self { scope_key: scope_key.try_into().ok()?, random: VersionId::from_random(random.try_into().ok()?) })
    }
}

impl fmt::Display for UploadId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.scope_key, self.random.to_bytes()].concat();
        formatter.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// What a client calls an upload by, so that a repeat of its start is the same upload: 1 to 128 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientKey(String);

impl ClientKey {
    /// Reads a client's key.
    ///
    /// # Errors
    /// `out_of_range` when it is empty or longer than [`MAX_CLIENT_KEY_BYTES`].
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let fits = (1..=MAX_CLIENT_KEY_BYTES).contains(&text.len());
        if fits { Ok(Self(text.to_owned())) } else { Err(FieldError::new("out_of_range", "Use 1 to 128 bytes.")) }
    }
}
crate::field::text_value!(ClientKey);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::size::MAX_FILE_BYTES;
    use proptest::prelude::*;

    #[test]
    fn up_to_16_mib_is_one_part() {
        for size in [0, 1, MIN_PART_BYTES] {
            let plan = PartPlan::new(size);
            assert_eq!((plan.part_size_bytes, plan.part_count, plan.is_single()), (MIN_PART_BYTES, 1, true));
            assert_eq!((plan.part_len(0), plan.part_len(1), plan.part_len(2)), (None, Some(size), None));
        }
        let plan = PartPlan::new(MIN_PART_BYTES + 1);
        assert_eq!((plan.part_count, plan.part_len(1), plan.part_len(2)), (2, Some(MIN_PART_BYTES), Some(1)));
    }

    #[test]
    fn the_largest_file_fits_into_parts_that_s3_takes() {
        let plan = PartPlan::new(MAX_FILE_BYTES);
        assert_eq!((plan.part_size_bytes, plan.part_count), (552 * MIB, 9_498));
    }

    #[test]
    fn only_an_open_upload_goes_on() {
        assert!(!UploadState::Open.is_terminal());
        assert!([UploadState::Committed, UploadState::Cancelled, UploadState::Expired].iter().all(|state| state.is_terminal()));
        assert_eq!(OnConflict::default(), OnConflict::Fail);
    }

    proptest! {
        #[test]
        fn the_parts_are_the_file(size in prop_oneof![0..=MAX_FILE_BYTES, 0..=400 * MIB, (9_499 * 16 * MIB)..=(9_502 * 16 * MIB)]) {
            let plan = PartPlan::new(size);
            let lengths: Vec<u64> = (1..=plan.part_count).map(|number| plan.part_len(number).unwrap()).collect();
            prop_assert_eq!(lengths.iter().sum::<u64>(), size);
            prop_assert!(plan.part_count >= 1 && plan.part_count <= MAX_PARTS);
            prop_assert!(plan.part_size_bytes.is_multiple_of(MIB) && plan.part_size_bytes >= MIN_PART_BYTES);
            prop_assert!(lengths[..lengths.len() - 1].iter().all(|length| *length == plan.part_size_bytes));
            prop_assert!(plan.is_single() || lengths.iter().all(|length| *length > 0));
            prop_assert_eq!(plan.is_single(), size <= MIN_PART_BYTES);
        }

        #[test]
        fn an_upload_id_survives_being_written_and_read(scope_key: [u8; 16], random: [u8; 16]) {
            let id = UploadId::new(scope_key, VersionId::from_random(random));
            let text = id.to_string();
            prop_assert_eq!(text.len(), 43);
            prop_assert_eq!(UploadId::parse(&text), Some(id));
            prop_assert_eq!(UploadId::parse(&text[1..]), None);
        }

        #[test]
        fn an_upload_id_has_one_spelling(text in "[A-Za-z0-9_-]{43}") {
            if let Some(id) = UploadId::parse(&text) {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
