//! A number of bytes as people write it: `10GiB`, `500MB`, `1.5 TiB`, `1048576`.

use std::fmt;
use std::str::FromStr;

/// The largest size that every client can read from JSON without loss: 2^53 − 1 (RFC 8259, section 6).
pub const MAX_BYTES: u64 = (1 << 53) - 1;

const UNITS: [(&str, u64); 5] = [("PiB", 1 << 50), ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];

/// A number of bytes. All units are binary, `GB` like `GiB`, as the product says everywhere: 1 GB means 1,024 MB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(u64);

/// A text is not a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ByteSizeError {
    /// Not a number with a unit.
    #[error("must be a size such as 10GiB, 500MB or a number of bytes")]
    NotSize,
    /// More than [`MAX_BYTES`].
    #[error("must be less than 8PiB")]
    TooLarge,
}

impl ByteSize {
    /// The size in bytes.
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.0
    }
}

impl FromStr for ByteSize {
    type Err = ByteSizeError;

    /// Reads digits, at most three decimals when a unit follows (the rest of a byte is dropped), and a unit in any case.
    fn from_str(text: &str) -> Result<Self, ByteSizeError> {
        let text = text.trim();
        let unit_at = text.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(text.len());
        let (number, unit) = text.split_at(unit_at);
        let scale = scale(unit)?;
        let (whole, decimals) = number.trim_end().split_once('.').map_or((number.trim_end(), None), |(whole, part)| (whole, Some(part)));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let has_good_decimals = decimals.is_none_or(|part| is_digits(part) && part.len() <= 3 && scale > 1);
        if !is_digits(whole) || !has_good_decimals {
            return Err(ByteSizeError::NotSize);
        }
        let thousandths: u64 = format!("{:0<3}", decimals.unwrap_or_default()).parse().map_err(|_| ByteSizeError::NotSize)?;
        let whole: u64 = whole.parse().map_err(|_| ByteSizeError::TooLarge)?;
        let bytes = u128::from(whole) * u128::from(scale) + u128::from(thousandths) * u128::from(scale) / 1000;
        u64::try_from(bytes).ok().filter(|bytes| *bytes <= MAX_BYTES).map(Self).ok_or(ByteSizeError::TooLarge)
    }
}

fn scale(unit: &str) -> Result<u64, ByteSizeError> {
    if unit.is_empty() || unit.eq_ignore_ascii_case("B") {
        return Ok(1);
    }
    let is_unit = |name: &str| unit.eq_ignore_ascii_case(name) || unit.eq_ignore_ascii_case(&name.replace('i', ""));
    UNITS.iter().find(|(name, _)| is_unit(name)).map(|(_, scale)| *scale).ok_or(ByteSizeError::NotSize)
}

impl fmt::Display for ByteSize {
    /// The largest unit that needs no decimals.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.iter().find(|(_, scale)| self.0 != 0 && self.0.is_multiple_of(*scale)) {
            Some((name, scale)) => write!(formatter, "{}{name}", self.0 / scale),
            None => write!(formatter, "{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_unit_is_binary_in_any_case_with_or_without_a_space() {
        for (text, bytes) in [
            ("0", 0),
            ("1048576", 1_048_576),
            ("7B", 7),
            ("1KB", 1024),
            ("1kib", 1024),
            ("500MB", 500 << 20),
            ("500 MiB", 500 << 20),
            ("10GiB", 10 << 30),
            (" 10gb ", 10 << 30),
            ("1.5GiB", 3 << 29),
            ("0.1KiB", 102),
            ("2TB", 2 << 40),
            ("7PiB", 7 << 50),
            ("9007199254740991", MAX_BYTES),
        ] {
            assert_eq!(text.parse(), Ok(ByteSize(bytes)), "{text}");
        }
    }

    #[test]
    fn nothing_else_is_a_size() {
        for text in
            ["", "GiB", "-1", "+1", "1e3", "1.5", "1.5B", "1.", ".5GiB", "1.2345GiB", "1,024", "10 G", "10 GiBs", "0x10", "1 000", "１GiB"]
        {
            assert_eq!(text.parse::<ByteSize>(), Err(ByteSizeError::NotSize), "{text}");
        }
        for text in ["8PiB", "9007199254740992", "99999999999999999999999", "18446744073709551615PiB"] {
            assert_eq!(text.parse::<ByteSize>(), Err(ByteSizeError::TooLarge), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_size_survives_being_written_and_read(bytes in 0..=MAX_BYTES) {
            prop_assert_eq!(ByteSize(bytes).to_string().parse(), Ok(ByteSize(bytes)));
        }
    }
}
