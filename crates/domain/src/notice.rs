//! Notices: what an account is told of, in the app and by letter, and what of that it has switched off.

use crate::instant::after_s;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How long a notice is kept: 180 days.
pub const NOTICE_LIFE_S: i64 = 180 * 24 * 3_600;
/// What came through one link is one notice for each stretch of this length: an hour.
pub const DROP_STRETCH_S: i64 = 3_600;
/// How long after the first file of a stretch the letter waits for those that come with it: 10 minutes.
pub const DROP_LETTER_AFTER_S: i64 = 600;
/// How long before its end a link is told of, at most: 3 days. One that lives shorter than twice that is told of halfway.
pub const EXPIRY_LEAD_S: i64 = 3 * 24 * 3_600;
/// A paused link is looked at again after half of what is left of its time; not any more when less than this is left, an hour.
pub const EXPIRY_LAST_LOOK_S: i64 = 3_600;

/// What a notice is about; each kind is switched on and off by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoticeKind {
    /// Somebody gave the account a file or folder.
    MemberPut,
    /// Files came through a link of the account's that takes them.
    DropReceived,
    /// A link of the account's is about to end by itself.
    ShareExpiring,
    /// The account's room is nearly used up.
    Room,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::MemberPut, Self::DropReceived, Self::ShareExpiring, Self::Room];

    /// The word that stands in answers and items.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MemberPut => "member_put",
            Self::DropReceived => "drop_received",
            Self::ShareExpiring => "share_expiring",
            Self::Room => "room",
        }
    }
}

/// By what an account is told of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channels {
    /// In the app.
    pub app: bool,
    /// By letter.
    pub mail: bool,
}

impl Channels {
    /// Whether it is told at all.
    #[must_use]
    pub const fn any(self) -> bool {
        self.app || self.mail
    }
}

impl Default for Channels {
    fn default() -> Self {
        Self { app: true, mail: true }
    }
}

/// By what an account is told of each kind: by both, until it says otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeSettings {
    /// Of what it was given.
    pub member_put: Channels,
    /// Of files that came.
    pub drop_received: Channels,
    /// Of links that end.
    pub share_expiring: Channels,
    /// Of its room.
    pub room: Channels,
}

impl NoticeSettings {
    /// By what it is told of a kind.
    #[must_use]
    pub const fn of(&self, kind: NoticeKind) -> Channels {
        match kind {
            NoticeKind::MemberPut => self.member_put,
            NoticeKind::DropReceived => self.drop_received,
            NoticeKind::ShareExpiring => self.share_expiring,
            NoticeKind::Room => self.room,
        }
    }

    /// The same to be changed.
    pub const fn of_mut(&mut self, kind: NoticeKind) -> &mut Channels {
        match kind {
            NoticeKind::MemberPut => &mut self.member_put,
            NoticeKind::DropReceived => &mut self.drop_received,
            NoticeKind::ShareExpiring => &mut self.share_expiring,
            NoticeKind::Room => &mut self.room,
        }
    }

    /// Whether nothing was switched off.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Where the stretch begins that a file falls into which came at a moment.
#[must_use]
pub fn drop_stretch(at: Timestamp) -> Timestamp {
    let stretch_ms = DROP_STRETCH_S * 1_000;
    crate::instant::from_ms(at.as_millisecond().div_euclid(stretch_ms).saturating_mul(stretch_ms))
}

/// When the owner of a link is told of its end, for one whose end was set at a moment.
#[must_use]
pub fn tells_of_end_at(set_at: Timestamp, expires_at: Timestamp) -> Timestamp {
    let life_s = expires_at.as_second().saturating_sub(set_at.as_second()).max(0);
    after_s(expires_at, -EXPIRY_LEAD_S.min(life_s / 2))
}

/// When a link that is paused is looked at again; none when it is too late to be told of.
#[must_use]
pub fn looks_again_at(now: Timestamp, expires_at: Timestamp) -> Option<Timestamp> {
    let left_s = expires_at.as_second().saturating_sub(now.as_second());
    (left_s > EXPIRY_LAST_LOOK_S).then(|| after_s(now, left_s / 2))
}

/// How full an account's room is, in the steps that it is told of: none, 80 and 95 percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fullness {
    /// There is room.
    Roomy,
    /// 80 percent are used.
    Tight,
    /// 95 percent are used.
    Full,
}

/// A step that was told of is left only when so many percent of the quota less are used: who is just at it is not told again and again.
const MARGIN_PERCENT: i64 = 5;

impl Fullness {
    /// The percentage at which the step begins.
    #[must_use]
    pub const fn percent(self) -> u8 {
        match self {
            Self::Roomy => 0,
            Self::Tight => 80,
            Self::Full => 95,
        }
    }

    /// The step that begins at a percentage; none of ours is the lowest.
    #[must_use]
    pub const fn of_percent(percent: u8) -> Self {
        match percent {
            95.. => Self::Full,
            80.. => Self::Tight,
            _ => Self::Roomy,
        }
    }

    /// How full the room is, after the account was told of `told`. It rises at a mark, and falls only well below it.
    #[must_use]
    pub fn now(used_bytes: i64, quota_bytes: i64, told: Self) -> Self {
        let steps = [Self::Full, Self::Tight];
        let stands = |step: &Self| {
            let margin = if *step <= told { MARGIN_PERCENT } else { 0 };
            used_bytes > 0 && used_bytes >= bytes_of(quota_bytes, i64::from(step.percent()) - margin)
        };
        steps.into_iter().find(stands).unwrap_or(Self::Roomy)
    }

    /// From how many used bytes on it is this full, for who was not told yet.
    #[must_use]
    pub fn from_bytes(self, quota_bytes: i64) -> i64 {
        bytes_of(quota_bytes, i64::from(self.percent()))
    }

    /// Below how many used bytes a step that was told of is left.
    #[must_use]
    pub fn left_below_bytes(self, quota_bytes: i64) -> i64 {
        bytes_of(quota_bytes, (i64::from(self.percent()) - MARGIN_PERCENT).max(0))
    }
}

/// So many percent of a quota, rounded up: quotas are below 2^53, so nothing overflows.
fn bytes_of(quota_bytes: i64, percent: i64) -> i64 {
    let product = i128::from(quota_bytes.max(0)) * i128::from(percent);
    i64::try_from((product + 99) / 100).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instant::from_ms;
    use proptest::prelude::*;

    const DAY_S: i64 = 24 * 3_600;

    #[test]
    fn everything_is_told_until_somebody_says_otherwise() {
        let mut settings = NoticeSettings::default();
        assert!(NoticeKind::ALL.iter().all(|kind| settings.of(*kind) == Channels { app: true, mail: true }));
        settings.of_mut(NoticeKind::Room).mail = false;
        assert_eq!(settings.of(NoticeKind::Room), Channels { app: true, mail: false });
        assert!(!settings.is_default() && settings.of(NoticeKind::MemberPut).any());
    }

    #[test]
    fn a_link_is_told_of_three_days_before_its_end_or_halfway() {
        let set_at = from_ms(0);
        let told_after = |life_s: i64| tells_of_end_at(set_at, after_s(set_at, life_s)).as_second();
        assert_eq!(told_after(30 * DAY_S), 27 * DAY_S);
        assert_eq!(told_after(6 * DAY_S), 3 * DAY_S);
        assert_eq!(told_after(2 * DAY_S), DAY_S);
        assert_eq!(told_after(10), 5);
        assert_eq!(tells_of_end_at(after_s(set_at, 10), set_at), set_at, "an end that is over already");
    }

    #[test]
    fn a_paused_link_is_looked_at_ever_closer_to_its_end_and_then_no_more() {
        let (now, end) = (from_ms(0), after_s(from_ms(0), 8 * 3_600));
        assert_eq!(looks_again_at(now, end), Some(after_s(now, 4 * 3_600)));
        assert_eq!(looks_again_at(after_s(now, 7 * 3_600), end), None);
    }

    #[test]
    fn files_of_one_hour_fall_into_one_stretch() {
        let hour_ms = DROP_STRETCH_S * 1_000;
        assert_eq!(drop_stretch(from_ms(hour_ms)), drop_stretch(from_ms(2 * hour_ms - 1)));
        assert_ne!(drop_stretch(from_ms(2 * hour_ms)), drop_stretch(from_ms(2 * hour_ms - 1)));
    }

    #[test]
    fn a_mark_is_reached_exactly_and_left_well_below_it() {
        use Fullness::{Full, Roomy, Tight};
        assert_eq!(Fullness::now(799, 1_000, Roomy), Roomy);
        assert_eq!(Fullness::now(800, 1_000, Roomy), Tight);
        assert_eq!(Fullness::now(750, 1_000, Tight), Tight);
        assert_eq!(Fullness::now(749, 1_000, Tight), Roomy);
        assert_eq!(Fullness::now(950, 1_000, Roomy), Full);
        assert_eq!(Fullness::now(900, 1_000, Full), Full);
        assert_eq!(Fullness::now(899, 1_000, Full), Tight);
        assert_eq!(Fullness::now(0, 0, Roomy), Roomy, "nothing is used of nothing");
        assert_eq!(Fullness::now(1, 0, Roomy), Full, "more is used than is allowed");
    }

    proptest! {
        #[test]
        fn who_was_told_is_not_told_again_before_it_fell(used in 0_i64..1 << 53, quota in 0_i64..1 << 53, more in 0_i64..1 << 50) {
            let told = Fullness::now(used, quota, Fullness::Roomy);
            prop_assert_eq!(Fullness::now(used, quota, told), told);
            prop_assert!(Fullness::now(used + more, quota, told) >= told);
            prop_assert!(Fullness::of_percent(told.percent()) == told);
            if used > 0 {
                prop_assert_eq!(used >= Fullness::Full.from_bytes(quota), told == Fullness::Full);
                let below = Fullness::Tight.left_below_bytes(quota) - 1;
                prop_assert_eq!(Fullness::now(below.max(0), quota, told), Fullness::Roomy);
            }
        }

        #[test]
        fn a_link_is_told_of_before_it_ends(set_at in 0_i64..4_000_000_000_000, life_s in 2_i64..10_000_000_000) {
            let (set_at, expires_at) = (from_ms(set_at), after_s(from_ms(set_at), life_s));
            let at = tells_of_end_at(set_at, expires_at);
            prop_assert!(set_at <= at && at < expires_at);
        }
    }
}
