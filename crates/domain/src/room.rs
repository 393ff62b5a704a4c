//! An account's room: how its quota is divided, and the only ways in which that changes.

use crate::field::FieldError;
use crate::problem::{Code, Problem};
use serde::Deserialize;

/// The largest quota: what every client reads from JSON without loss, 2^53 − 1 (RFC 8259 §6).
pub const MAX_QUOTA_BYTES: i64 = (1 << 53) - 1;

/// What an account may hold, in bytes: 0 to [`MAX_QUOTA_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "i64")]
pub struct Quota(i64);

impl Quota {
    /// Reads a quota.
    ///
    /// # Errors
    /// `out_of_range`.
    pub fn parse(bytes: i64) -> Result<Self, FieldError> {
        let is_quota = (0..=MAX_QUOTA_BYTES).contains(&bytes);
        if is_quota { Ok(Self(bytes)) } else { Err(FieldError::new("out_of_range", "Give 0 to 9,007,199,254,740,991 bytes.")) }
    }

    /// The quota in bytes.
    #[must_use]
    pub const fn bytes(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Quota {
    type Error = FieldError;
    fn try_from(bytes: i64) -> Result<Self, FieldError> {
        Self::parse(bytes)
    }
}

/// The storage item's numbers, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Room {
    /// What the account may hold.
    pub quota_bytes: i64,
    /// All versions, trash included.
    pub used_bytes: i64,
    /// Open uploads and open copies.
    pub reserved_bytes: i64,
    /// What is left; negative only where the quota was lowered below what is held.
    pub free_bytes: i64,
    /// Of the used bytes, those of versions that are not current.
    pub versions_bytes: i64,
}

/// A step that no room takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RoomError {
    /// It would not fit.
    #[error("there is not enough room")]
    Full,
    /// It would give back or use up more than is there: it was counted twice.
    #[error("more would be given back than was taken")]
    Miscounted,
    /// The quota is another than the one that was to be changed.
    #[error("the quota has changed meanwhile")]
    QuotaChanged,
}

impl From<RoomError> for Problem {
    fn from(error: RoomError) -> Self {
        match error {
            RoomError::Full => Code::QuotaExceeded.into(),
            RoomError::Miscounted | RoomError::QuotaChanged => Code::Conflict.into(),
        }
    }
}

impl Room {
    /// An account's room on its first day.
    #[must_use]
    pub const fn new(quota_bytes: i64) -> Self {
        Self { quota_bytes, used_bytes: 0, reserved_bytes: 0, free_bytes: quota_bytes, versions_bytes: 0 }
    }

    /// An upload or copy starts: from free to reserved.
    ///
    /// # Errors
    /// [`RoomError::Full`] when less is free. An over-quota account takes not even an empty file: nothing new fits.
    pub fn reserve(self, bytes: i64) -> Result<Self, RoomError> {
        if bytes < 0 {
            return Err(RoomError::Miscounted);
        }
        if self.free_bytes < bytes {
            return Err(RoomError::Full);
        }
        Ok(Self { free_bytes: self.free_bytes - bytes, reserved_bytes: self.reserved_bytes + bytes, ..self })
    }

    /// A reservation becomes a version; `superseded_bytes` is the size of the version that stops being current, if any.
    ///
    /// # Errors
    /// [`RoomError::Miscounted`] when that much is not reserved, or not held by current versions.
    pub fn commit(self, bytes: i64, superseded_bytes: i64) -> Result<Self, RoomError> {
        let room = Self {
            reserved_bytes: self.reserved_bytes - bytes,
            used_bytes: self.used_bytes + bytes,
            versions_bytes: self.versions_bytes + superseded_bytes,
            ..self
        };
        room.unless_miscounted(bytes, superseded_bytes)
    }

    /// A reservation ends without a version: from reserved to free.
    ///
    /// # Errors
    /// [`RoomError::Miscounted`] when that much is not reserved.
    pub fn release(self, bytes: i64) -> Result<Self, RoomError> {
        let room = Self { reserved_bytes: self.reserved_bytes - bytes, free_bytes: self.free_bytes + bytes, ..self };
        room.unless_miscounted(bytes, 0)
    }

    /// Versions are removed: from used to free; `versions_bytes` says how much of it was not current.
    ///
    /// # Errors
    /// [`RoomError::Miscounted`] when that much is not used.
    pub fn remove(self, bytes: i64, versions_bytes: i64) -> Result<Self, RoomError> {
        let room = Self {
            used_bytes: self.used_bytes - bytes,
            free_bytes: self.free_bytes + bytes,
            versions_bytes: self.versions_bytes - versions_bytes,
            ..self
        };
        room.unless_miscounted(bytes, versions_bytes)
    }

    /// Another version becomes current: what was current is counted among the old ones, and the other no longer.
    ///
    /// # Errors
    /// [`RoomError::Miscounted`] when the old versions do not hold that much.
    pub fn restore_version(self, from_bytes: i64, to_bytes: i64) -> Result<Self, RoomError> {
        let room = Self { versions_bytes: self.versions_bytes - to_bytes + from_bytes, ..self };
        room.unless_miscounted(from_bytes, to_bytes)
    }

    /// The quota changes; free changes by the same and may become negative.
    ///
    /// # Errors
    /// [`RoomError::QuotaChanged`] unless the quota is still the one read.
    pub fn set_quota(self, read_bytes: i64, quota_bytes: i64) -> Result<Self, RoomError> {
        if quota_bytes < 0 {
            return Err(RoomError::Miscounted);
        }
        if self.quota_bytes != read_bytes {
            return Err(RoomError::QuotaChanged);
        }
        Ok(Self { quota_bytes, free_bytes: self.free_bytes + (quota_bytes - read_bytes), ..self })
    }

    /// Whether more is held than the quota says: nothing new fits, nothing is lost.
    #[must_use]
    pub const fn over_quota(&self) -> bool {
        self.free_bytes < 0
    }

    /// Whether used, reserved and free are the quota, and nothing is negative but the free bytes of an over-quota account.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        let sum = self.used_bytes.checked_add(self.reserved_bytes).and_then(|held| held.checked_add(self.free_bytes));
        sum == Some(self.quota_bytes)
            && self.quota_bytes >= 0
            && self.used_bytes >= 0
            && self.reserved_bytes >= 0
            && (0..=self.used_bytes).contains(&self.versions_bytes)
    }

    fn unless_miscounted(self, bytes: i64, part_bytes: i64) -> Result<Self, RoomError> {
        let is_sound = bytes >= 0 && part_bytes >= 0 && self.used_bytes >= 0 && self.reserved_bytes >= 0;
        if is_sound && (0..=self.used_bytes).contains(&self.versions_bytes) { Ok(self) } else { Err(RoomError::Miscounted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_quota_is_no_negative_number_and_none_that_json_bends() {
        assert_eq!(Quota::parse(0).map(Quota::bytes), Ok(0));
        assert_eq!(Quota::parse(MAX_QUOTA_BYTES).map(Quota::bytes), Ok(MAX_QUOTA_BYTES));
        for wrong in [-1, MAX_QUOTA_BYTES + 1, i64::MIN, i64::MAX] {
            assert_eq!(Quota::parse(wrong).unwrap_err().code, "out_of_range", "{wrong}");
        }
    }

    #[test]
    fn a_reservation_takes_what_is_free_and_not_a_byte_more() {
        let room = Room::new(10);
        assert_eq!(room.reserve(11), Err(RoomError::Full));
        let room = room.reserve(10).unwrap();
        assert_eq!((room.free_bytes, room.reserved_bytes), (0, 10));
        assert!(room.reserve(0).is_ok());
        assert_eq!(room.reserve(1), Err(RoomError::Full));
    }

    #[test]
    fn nothing_is_given_back_twice() {
        let room = Room::new(10).reserve(4).unwrap().release(4).unwrap();
        assert_eq!(room, Room::new(10));
        assert_eq!(room.release(4), Err(RoomError::Miscounted));
        let used = Room::new(10).reserve(4).unwrap().commit(4, 0).unwrap();
        assert_eq!(used.remove(4, 0).unwrap().remove(4, 0), Err(RoomError::Miscounted));
        assert_eq!(used.commit(4, 0), Err(RoomError::Miscounted));
    }

    #[test]
    fn no_step_takes_a_negative_number() {
        let room = Room::new(10).reserve(4).unwrap().commit(2, 0).unwrap();
        assert!(room.reserve(-1).is_err() && room.commit(-1, 0).is_err() && room.release(-1).is_err() && room.remove(-1, 0).is_err());
        assert!(room.commit(1, -1).is_err() && room.set_quota(10, -1).is_err());
    }

    #[test]
    fn an_account_over_its_quota_loses_nothing_and_takes_nothing() {
        let room = Room::new(10).reserve(8).unwrap().commit(8, 0).unwrap().set_quota(10, 5).unwrap();
        assert_eq!((room.used_bytes, room.free_bytes, room.over_quota(), room.is_consistent()), (8, -3, true, true));
        assert_eq!(room.reserve(0), Err(RoomError::Full));
        assert_eq!(room.set_quota(10, 20), Err(RoomError::QuotaChanged));
        assert!(!room.remove(3, 0).unwrap().over_quota());
    }

    #[test]
    fn an_audit_sees_what_is_not_consistent() {
        let room = Room::new(10).reserve(4).unwrap().commit(2, 1).unwrap();
        assert!(room.is_consistent());
        for broken in [
            Room { used_bytes: 3, ..room },
            Room { reserved_bytes: -2, free_bytes: 10, ..room },
            Room { versions_bytes: 3, ..room },
            Room { versions_bytes: -1, ..room },
            Room { used_bytes: i64::MAX, ..room },
        ] {
            assert!(!broken.is_consistent(), "{broken:?}");
        }
    }

    #[derive(Debug, Clone)]
    enum Step {
        Reserve(i64),
        Commit(usize, bool),
        Release(usize),
        Remove(usize),
        RestoreVersion,
        SetQuota(i64),
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..40_i64).prop_map(Step::Reserve),
            (0..9_usize, any::<bool>()).prop_map(|(at, replaces)| Step::Commit(at, replaces)),
            (0..9_usize).prop_map(Step::Release),
            (0..9_usize).prop_map(Step::Remove),
            Just(Step::RestoreVersion),
            (0..200_i64).prop_map(Step::SetQuota),
        ]
    }

    proptest! {
        /// The room beside a ledger of what is really there: open reservations, and versions of which the last of a file is current.
        #[test]
        fn the_numbers_are_the_sums_of_what_is_there(steps in prop::collection::vec(any_step(), 0..80)) {
            let (mut room, mut open, mut current, mut old) = (Room::new(100), Vec::<i64>::new(), Vec::<i64>::new(), Vec::<i64>::new());
            for step in steps {
                match step {
                    Step::Reserve(bytes) => match room.reserve(bytes) {
                        Ok(next) => { room = next; open.push(bytes); }
                        Err(error) => prop_assert!(error == RoomError::Full && room.free_bytes < bytes),
                    },
                    Step::Commit(at, replaces) if at < open.len() => {
                        let superseded = if replaces { current.pop() } else { None };
                        let bytes = open.remove(at);
                        room = room.commit(bytes, superseded.unwrap_or(0)).unwrap();
                        old.extend(superseded);
                        current.push(bytes);
                    }
                    Step::Release(at) if at < open.len() => room = room.release(open.remove(at)).unwrap(),
                    Step::Remove(at) if at < current.len() => room = room.remove(current.remove(at), 0).unwrap(),
                    Step::Remove(_) if !old.is_empty() => {
                        let bytes = old.remove(0);
                        room = room.remove(bytes, bytes).unwrap();
                    }
                    Step::RestoreVersion => if let (Some(from), Some(to)) = (current.pop(), old.pop()) {
                        room = room.restore_version(from, to).unwrap();
                        current.push(to);
                        old.push(from);
                    } else { break; },
                    Step::SetQuota(quota) => room = room.set_quota(room.quota_bytes, quota).unwrap(),
                    _ => {}
                }
                let sum = |sizes: &[i64]| sizes.iter().sum::<i64>();
                prop_assert!(room.is_consistent(), "{:?}", room);
                prop_assert_eq!(room.reserved_bytes, sum(&open));
                prop_assert_eq!(room.used_bytes, sum(&current) + sum(&old));
                prop_assert_eq!(room.versions_bytes, sum(&old));
            }
        }
    }
}
