//! What was trashed: how long it stays, and how trash and purging list what is in them.

use crate::ids::EntryId;
use crate::instant::after_s;
use jiff::Timestamp;

/// How long a trashed entry can come back: 30 days, then it goes for good by itself.
pub const TRASH_LIFE_S: i64 = 30 * 24 * 3_600;

/// When an entry that was trashed then goes for good.
#[must_use]
pub fn expires_at(trashed_at: Timestamp) -> Timestamp {
    after_s(trashed_at, TRASH_LIFE_S)
}

/// Under which key trash and purging list an entry: in the order of time, and with its id, so that equal names coexist.
#[must_use]
pub fn heap_key(at: Timestamp, entry: &EntryId) -> String {
    format!("{:020}#{entry}", at.as_millisecond().max(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instant::from_ms;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_trashed_later_is_listed_later(one in 0_i64..9_000_000_000_000, other in 0_i64..9_000_000_000_000, a: [u8; 16], b: [u8; 16]) {
            let key = |ms: i64, id: [u8; 16]| heap_key(from_ms(ms), &EntryId::from_random(id));
            prop_assert!(one >= other || key(one, a) < key(other, b));
            prop_assert_eq!(key(one, a) == key(other, b), (one, a) == (other, b));
        }

        #[test]
        fn thirty_days_are_thirty_days(ms in 0_i64..9_000_000_000_000) {
            prop_assert_eq!(expires_at(from_ms(ms)).as_millisecond() - ms, 30 * 86_400_000);
        }
    }
}
