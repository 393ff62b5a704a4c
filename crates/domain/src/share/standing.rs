//! How a link stands, as its owner is shown it.

use super::share_state;
use crate::problem::Code;
use jiff::Timestamp;

/// How a link stands. A revoked one is not shown at all, and an owner who is suspended sees nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It opens.
    Active,
    /// Its owner closed it for now.
    Paused,
    /// Its time is over.
    Expired,
    /// Nothing more can be taken or put in.
    UsedUp,
    /// Nothing of what it shares is there any more.
    Trashed,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 5] = [Self::Active, Self::Paused, Self::Expired, Self::UsedUp, Self::Trashed];

    /// The word that stands in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Expired => "expired",
            Self::UsedUp => "used_up",
            Self::Trashed => "trashed",
        }
    }

    /// How a link stands that was not revoked: what only a change of its end or of the tree mends comes before what its owner paused.
    #[must_use]
    pub fn of(now: Timestamp, expires_at: Option<Timestamp>, is_used_up: bool, paused: bool, is_there: bool) -> Self {
        match share_state(now, expires_at, None, 0, paused, false) {
            Err(problem) if problem.code == Code::ShareEnded => Self::Expired,
            _ if is_used_up => Self::UsedUp,
            _ if !is_there => Self::Trashed,
            Err(_) => Self::Paused,
            Ok(()) => Self::Active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instant::from_ms;

    #[test]
    fn the_gravest_reason_is_named() {
        let now = from_ms(1_000);
        let (over, ahead) = (Some(from_ms(1_000)), Some(from_ms(1_001)));
        assert_eq!(Standing::of(now, over, true, true, false), Standing::Expired);
        assert_eq!(Standing::of(now, ahead, true, true, false), Standing::UsedUp);
        assert_eq!(Standing::of(now, ahead, false, true, false), Standing::Trashed);
        assert_eq!(Standing::of(now, ahead, false, true, true), Standing::Paused);
        assert_eq!(Standing::of(now, None, false, false, true), Standing::Active);
    }
}
