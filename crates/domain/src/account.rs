//! What is said about a person: username, address, display name, language, role and standing.

use crate::field::{FieldError, is_bidi_control, text_value};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

mod email;
mod password;
mod search;

pub use email::{EmailAddress, MAX_EMAIL_BYTES};
pub use password::{MAX_PASSWORD_BYTES, MIN_PASSWORD_CHARS, NewPassword, PresentedPassword};
pub use search::{AccountSearch, UsernameSpan};

/// The fewest characters of a username.
pub const MIN_USERNAME_CHARS: usize = 3;
/// The most characters of a username.
pub const MAX_USERNAME_CHARS: usize = 32;
/// The most characters of a display name.
pub const MAX_DISPLAY_NAME_CHARS: usize = 64;

/// How long signing in undoes the closing of an account, in seconds: 14 days.
pub const CLOSING_LIFE_S: i64 = 14 * 24 * 3_600;

/// Usernames that would pass for the service itself, or for an address that mail systems give a meaning (RFC 2142).
const RESERVED_USERNAMES: &str = "abuse admin administrator api hostmaster mailer-daemon moderator no-reply noreply null official \
    postmaster root security share-cloud share.cloud share_cloud sharecloud staff superuser support sysadmin system undefined webmaster";

/// The name a person signs in by: 3 to 32 of a–z 0–9 . _ -, first a letter. Capitals are taken as small letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

impl Username {
    /// Reads a username; only ASCII capitals are folded, so no other letter passes for one.
    ///
    /// # Errors
    /// `too_short`, `too_long`, `invalid_characters`, `invalid_start` or `reserved`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let text = text.to_ascii_lowercase();
        let count = text.chars().count();
        if count < MIN_USERNAME_CHARS {
            return Err(FieldError::new("too_short", "Use at least 3 characters."));
        }
        if count > MAX_USERNAME_CHARS {
            return Err(FieldError::new("too_long", "Use at most 32 characters."));
        }
        if !text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte)) {
            return Err(FieldError::new("invalid_characters", "Use letters a to z, digits, dot, underscore and hyphen."));
        }
        if !text.starts_with(|first: char| first.is_ascii_lowercase()) {
            return Err(FieldError::new("invalid_start", "Start with a letter."));
        }
        if RESERVED_USERNAMES.split_whitespace().any(|reserved| reserved == text) {
            return Err(FieldError::new("reserved", "This name is kept for the service."));
        }
        Ok(Self(text))
    }
}
text_value!(Username);

/// What others see: 1 to 64 characters, any script.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

impl DisplayName {
    /// Reads a display name: spaces around it go, and it is kept as NFC.
    ///
    /// # Errors
    /// `required`, `too_long` or `invalid_characters`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let name: String = text.trim().nfc().collect();
        if name.is_empty() {
            return Err(FieldError::new("required", "Write a name."));
        }
        if name.chars().count() > MAX_DISPLAY_NAME_CHARS {
            return Err(FieldError::new("too_long", "Use at most 64 characters."));
        }
        if name.chars().any(|character| character.is_control() || is_bidi_control(character)) {
            return Err(FieldError::new("invalid_characters", "Leave out control characters."));
        }
        Ok(Self(name))
    }
}
text_value!(DisplayName);

/// The language of mails and of the first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// Korean.
    Ko,
    /// English.
    En,
}

/// What an account may do beside its own things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Its own things only.
    User,
    /// Sees accounts and changes their quota, standing and role.
    Admin,
}

/// An account's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// In use.
    Active,
    /// Refused everywhere until an admin lets it in again; nothing of it is lost.
    Suspended,
    /// Closed by its owner: for 14 days signing in undoes it, then it is taken down.
    Closing,
}

macro_rules! word {
    ($name:ident { $($variant:ident = $text:literal),* }) => {
        impl $name {
            /// The word that stands in answers and items.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Reads the word.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}
word!(Locale { Ko = "ko", En = "en" });
word!(Role { User = "user", Admin = "admin" });
word!(AccountStatus { Active = "active", Suspended = "suspended", Closing = "closing" });

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_username_is_kept_in_small_letters() {
        assert_eq!(Username::parse("Min.Ji-7_").unwrap().as_str(), "min.ji-7_");
    }

    #[test]
    fn usernames_outside_the_rules_are_refused() {
        let code = |text: &str| Username::parse(text).err().map(|error| error.code);
        assert_eq!(code("ab"), Some("too_short"));
        assert_eq!(code("abc"), None);
        assert_eq!(code(&"a".repeat(32)), None);
        assert_eq!(code(&"a".repeat(33)), Some("too_long"));
        assert_eq!(code("7abc"), Some("invalid_start"));
        assert_eq!(code("한글이름"), Some("invalid_characters"));
        assert_eq!(code("ab c"), Some("invalid_characters"));
        assert_eq!(code("min\u{212A}i"), Some("invalid_characters"), "the Kelvin sign is no k");
        for reserved in ["admin", "ROOT", "Share-Cloud", "support", "system", "api"] {
            assert_eq!(code(reserved), Some("reserved"), "{reserved}");
        }
    }

    #[test]
    fn reserved_words_are_usernames_otherwise() {
        for word in RESERVED_USERNAMES.split_whitespace() {
            assert!(Username::parse(&format!("{word}1")).is_ok(), "{word}");
        }
    }

    #[test]
    fn a_display_name_is_trimmed_and_composed() {
        assert_eq!(DisplayName::parse("  \u{1112}\u{1161}\u{11AB} 지민 ").unwrap().as_str(), "한 지민");
        assert_eq!(DisplayName::parse(" \t ").unwrap_err().code, "required");
        assert_eq!(DisplayName::parse("a\nb").unwrap_err().code, "invalid_characters");
        assert_eq!(DisplayName::parse("a\u{202E}b").unwrap_err().code, "invalid_characters");
        assert!(DisplayName::parse(&"한".repeat(64)).is_ok());
        assert_eq!(DisplayName::parse(&"한".repeat(65)).unwrap_err().code, "too_long");
    }

    #[test]
    fn each_word_reads_back() {
        for status in [AccountStatus::Active, AccountStatus::Suspended, AccountStatus::Closing] {
            assert_eq!(AccountStatus::parse(status.as_str()), Some(status));
        }
        assert_eq!(Locale::parse("ko"), Some(Locale::Ko));
        assert_eq!(Role::parse("Admin"), None);
    }

    proptest! {
        #[test]
        fn what_parses_parses_again_to_itself(text in "\\PC{0,40}") {
            if let Ok(name) = Username::parse(&text) {
                prop_assert_eq!(Username::parse(name.as_str()), Ok(name.clone()));
            }
            if let Ok(name) = DisplayName::parse(&text) {
                prop_assert_eq!(DisplayName::parse(name.as_str()), Ok(name.clone()));
            }
        }
    }
}
