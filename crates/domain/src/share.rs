//! Public links: what they allow, their token and when they end.

mod standing;

pub use standing::Standing;

use crate::field::{FieldError, text_value};
use crate::ids::ShareId;
use crate::problem::{Code, Problem};
use crate::proven;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// The most characters of the note on a link's page.
pub const MAX_NOTE_CHARS: usize = 2_000;
/// The most entries of one share.
pub const MAX_SHARE_ENTRIES: usize = 1_000;
/// The most shares of one account that were not revoked; one that expired counts until it is.
pub const MAX_SHARES: i64 = 10_000;
/// The highest number of downloads that a link can be limited to.
pub const MAX_DOWNLOADS: u32 = 1_000_000;
/// How long a taken download lets its taker ask for further pages and fresh tickets: 24 hours.
pub const DOWNLOAD_LIFE_S: i64 = 24 * 3_600;
/// How long the access that a link's password gives lives: 1 hour.
pub const SHARE_ACCESS_LIFE_S: i64 = 3_600;

/// What the holder of a link may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Allow {
    /// Look and take.
    Download,
    /// Look only.
    View,
    /// Put files in, see nothing.
    Drop,
}

impl Allow {
    /// The word that stands in answers and items.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Download => "download",
            Self::View => "view",
            Self::Drop => "drop",
        }
    }
}

/// A link's token: base64url(share id ‖ MAC). The id finds the item, the item names the key, the MAC proves the token, so no item
/// holds it and its owner can see it again.
#[derive(Clone, PartialEq, Eq)]
pub struct ShareToken(String);

impl ShareToken {
    /// Joins an id and its MAC.
    #[must_use]
    pub fn new(id: &ShareId, mac: [u8; MAC_BYTES]) -> Self {
        Self(proven::write(id.to_bytes(), mac))
    }

    /// Reads a token. What it says is true only once [`macs_match`] says so of the MAC.
    #[must_use]
    pub fn parse(text: &str) -> Option<(ShareId, [u8; MAC_BYTES])> {
        let (id, mac) = proven::read(text)?;
        Some((ShareId::from_random(id), mac))
    }

    /// The token as it stands in the link.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ShareToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for ShareToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ShareToken(…)")
    }
}

pub use crate::secrets::{MAC_BYTES, macs_match};

/// What the owner writes on the link's page: at most 2,000 characters, line breaks welcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Note(String);

impl Note {
    /// Reads a note; it is kept as NFC, line ends as `\n`.
    ///
    /// # Errors
    /// `too_long` or `invalid_characters`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let note: String = text.replace("\r\n", "\n").nfc().collect();
        if note.chars().count() > MAX_NOTE_CHARS {
            return Err(FieldError::new("too_long", "Use at most 2,000 characters."));
        }
        let is_refused = |character: char| character.is_control() && character != '\n' && character != '\t';
        if note.chars().any(|character| is_refused(character) || crate::field::is_bidi_control(character)) {
            return Err(FieldError::new("invalid_characters", "Leave out control characters."));
        }
        Ok(Self(note))
    }
}
text_value!(Note);

/// Whether a link still works. Whether its entries and its owner are still there, the caller sees by reading them.
///
/// # Errors
/// `share_ended`, the same for every reason, so that a stranger learns none; `share_paused` for one that may work again.
pub fn share_state(
    now: Timestamp,
    expires_at: Option<Timestamp>,
    max_downloads: Option<u32>,
    downloads_used: u32,
    paused: bool,
    revoked: bool,
) -> Result<(), Problem> {
    let is_expired = expires_at.is_some_and(|end| end <= now);
    let is_used_up = max_downloads.is_some_and(|most| downloads_used >= most);
    if is_expired || is_used_up || revoked {
        return Err(Code::ShareEnded.into());
    }
    if paused { Err(Code::SharePaused.into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instant::from_ms;
    use proptest::prelude::*;

    #[test]
    fn every_end_of_a_link_looks_the_same() {
        let now = from_ms(1_000);
        let state = |expires_at: Option<i64>, most: Option<u32>, used: u32, paused: bool, revoked: bool| {
            share_state(now, expires_at.map(from_ms), most, used, paused, revoked).map_err(|problem| problem.code)
        };
        assert_eq!(state(None, None, 1_000, false, false), Ok(()));
        assert_eq!(state(Some(1_001), Some(3), 2, false, false), Ok(()));
        let ended = Err(Code::ShareEnded);
        assert_eq!(state(Some(1_000), None, 0, false, false), ended);
        assert_eq!(state(None, Some(3), 3, false, false), ended);
        assert_eq!(state(None, Some(0), 0, false, false), ended);
        assert_eq!(state(None, None, 0, false, true), ended);
        assert_eq!(state(Some(1_000), None, 0, true, false), ended, "paused and over is over");
        assert_eq!(state(None, None, 0, true, true), ended);
    }

    #[test]
    fn a_paused_link_says_so_because_it_may_work_again() {
        let state = share_state(from_ms(1_000), Some(from_ms(1_001)), Some(1), 0, true, false);
        assert_eq!(state.map_err(|problem| problem.code), Err(Code::SharePaused));
    }

    #[test]
    fn a_note_keeps_its_lines() {
        assert_eq!(Note::parse("하나\r\n둘\n").unwrap().as_str(), "하나\n둘\n");
        assert_eq!(Note::parse("").unwrap().as_str(), "");
        assert_eq!(Note::parse("a\0").unwrap_err().code, "invalid_characters");
        assert_eq!(Note::parse("a\u{202E}").unwrap_err().code, "invalid_characters");
        assert!(Note::parse(&"한".repeat(MAX_NOTE_CHARS)).is_ok());
        assert_eq!(Note::parse(&"한".repeat(MAX_NOTE_CHARS + 1)).unwrap_err().code, "too_long");
    }

    proptest! {
        #[test]
        fn a_token_survives_being_written_and_read_and_is_not_printed(id: [u8; 16], mac: [u8; 16]) {
            let id = ShareId::from_random(id);
            let token = ShareToken::new(&id, mac);
            prop_assert_eq!(ShareToken::parse(token.as_str()), Some((id, mac)));
            prop_assert_eq!(format!("{:?}", &token), "ShareToken(…)");
            prop_assert_eq!(ShareToken::parse(&token.as_str()[1..]), None);
            prop_assert_eq!(ShareToken::parse(&format!("{token}=")), None);
        }

        #[test]
        fn a_token_has_one_spelling(text in "[A-Za-z0-9_-]{43}") {
            if let Some((id, mac)) = ShareToken::parse(&text) {
                prop_assert_eq!(ShareToken::new(&id, mac).to_string(), text);
            }
        }
    }
}
