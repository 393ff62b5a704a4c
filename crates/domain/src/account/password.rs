//! Passwords: new ones have rules, presented ones only a limit, and neither is ever printed.

use crate::field::FieldError;
use serde::Deserialize;
use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

/// The fewest characters of a new password (OWASP ASVS 5.0, 6.2.1).
pub const MIN_PASSWORD_CHARS: usize = 8;
/// The most bytes of a password, so that hashing it costs no more than planned.
pub const MAX_PASSWORD_BYTES: usize = 1_024;

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// A password that somebody chooses. It is taken byte for byte (ASVS 6.2.8) and has no rules of composition (6.2.5).
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct NewPassword(String);

impl NewPassword {
    /// Reads a password that is to be set.
    ///
    /// # Errors
    /// `too_short`, `too_long`, or `too_common` for one of the passwords that are guessed first, in capitals or not.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        if text.len() > MAX_PASSWORD_BYTES {
            return Err(TOO_LONG);
        }
        if text.chars().count() < MIN_PASSWORD_CHARS {
            return Err(FieldError::new("too_short", "Use at least 8 characters."));
        }
        if COMMON.contains(text.to_lowercase().as_str()) || is_one_character(text) {
            return Err(FieldError::new("too_common", "This password is guessed first: choose another."));
        }
        Ok(Self(text.to_owned()))
    }

    /// The password itself, to be hashed.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// A password that somebody presents to sign in or to confirm an act.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PresentedPassword(String);

impl PresentedPassword {
    /// Reads a password that is to be compared.
    ///
    /// # Errors
    /// `too_long` when it has more than 1,024 bytes: none that was ever set does.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        if text.len() > MAX_PASSWORD_BYTES { Err(TOO_LONG) } else { Ok(Self(text.to_owned())) }
    }

    /// The password itself, to be compared.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

const TOO_LONG: FieldError = FieldError::new("too_long", "Use at most 1,024 bytes.");

fn is_one_character(text: &str) -> bool {
    let mut characters = text.chars();
    let first = characters.next();
    characters.all(|character| Some(character) == first)
}

macro_rules! hidden {
    ($name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl TryFrom<String> for $name {
            type Error = FieldError;
            fn try_from(text: String) -> Result<Self, FieldError> {
                Self::parse(&text)
            }
        }
    };
}
hidden!(NewPassword);
hidden!(PresentedPassword);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> Option<&'static str> {
        NewPassword::parse(text).err().map(|error| error.code)
    }

    #[test]
    fn eight_characters_are_enough_and_seven_are_not() {
        assert_eq!(code("x7!vQ2p"), Some("too_short"));
        assert_eq!(code("x7!vQ2pk"), None);
        assert_eq!(code("우리집강아지"), Some("too_short"));
        assert_eq!(code("우리집강아지복슬"), None);
    }

    #[test]
    fn a_password_has_at_most_1024_bytes() {
        let text = |bytes: usize| "correct horse ".repeat(80)[..bytes].to_owned();
        assert_eq!(code(&text(1_024)), None);
        assert_eq!(code(&text(1_025)), Some("too_long"));
        assert!(PresentedPassword::parse(&text(1_024)).is_ok());
        assert!(PresentedPassword::parse(&text(1_025)).is_err());
        assert!(PresentedPassword::parse("").is_ok());
    }

    #[test]
    fn common_passwords_are_refused_in_any_case() {
        for text in ["password", "PassWord", "12345678", "qwertyuiop", "QWERTY123", "iloveyou", "1q2w3e4r", "aaaaaaaa", "가가가가가가가가"]
        {
            assert_eq!(code(text), Some("too_common"), "{text}");
        }
    }

    #[test]
    fn the_list_is_clean_and_long_enough() {
        assert!(COMMON.len() >= 500, "{}", COMMON.len());
        for text in include_str!("common_passwords.txt").lines() {
            assert!(text.chars().count() >= MIN_PASSWORD_CHARS, "{text}");
            assert_eq!(text, text.trim().to_lowercase());
        }
    }

    #[test]
    fn a_password_is_never_printed() {
        let password = NewPassword::parse("x7!vQ2pk").unwrap();
        assert!(!format!("{password:?}").contains("x7"));
        assert!(!format!("{:?}", PresentedPassword::parse("x7!vQ2pk").unwrap()).contains("x7"));
    }

    proptest! {
        #[test]
        fn a_password_is_taken_byte_for_byte(text in "\\PC{8,40}") {
            if let Ok(password) = NewPassword::parse(&text) {
                prop_assert_eq!(password.expose(), text.as_str());
            }
        }
    }
}
