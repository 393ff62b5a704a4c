//! Moments in whole milliseconds since 1970, as items hold them.

use jiff::Timestamp;

/// The moment that many milliseconds after 1970-01-01T00:00:00Z; moments that no calendar of ours reaches are held at its ends.
#[must_use]
pub fn from_ms(milliseconds: i64) -> Timestamp {
    let end = if milliseconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(milliseconds).unwrap_or(end)
}

/// The moment with what is below a millisecond cut off, so that writing and reading it gives the same.
#[must_use]
pub fn whole_ms(moment: Timestamp) -> Timestamp {
    from_ms(moment.as_millisecond())
}

/// The moment that many seconds later, held at the calendar's end.
#[must_use]
pub fn after_s(moment: Timestamp, seconds: i64) -> Timestamp {
    from_ms(moment.as_millisecond().saturating_add(seconds.saturating_mul(1_000)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whole_milliseconds_survive(milliseconds in -300_000_000_000_000_i64..200_000_000_000_000) {
            prop_assert_eq!(from_ms(milliseconds).as_millisecond(), milliseconds);
            prop_assert_eq!(whole_ms(from_ms(milliseconds)), from_ms(milliseconds));
        }

        #[test]
        fn no_number_breaks_the_calendar(milliseconds: i64, seconds: i64) {
            let later = after_s(from_ms(milliseconds), seconds);
            prop_assert!(later >= Timestamp::MIN && later <= Timestamp::MAX);
        }
    }
}
