//! E-mail addresses.

use crate::field::{FieldError, is_bidi_control, text_value};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The most bytes of an e-mail address (RFC 5321 §4.5.3.1.3, less the angle brackets).
pub const MAX_EMAIL_BYTES: usize = 254;
/// The most bytes before the @ (RFC 5321 §4.5.3.1.1).
const MAX_EMAIL_LOCAL_BYTES: usize = 64;
/// The most bytes between two dots of a domain (RFC 1035 §2.3.4).
const MAX_DOMAIN_LABEL_BYTES: usize = 63;

/// An address that mail can be sent to. Whether somebody reads it there, only a confirmation shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address: one @, before it what RFC 5321 takes without quotes, after it a domain of at least two labels, or
    /// `localhost`. Letters outside ASCII are welcome (RFC 6531). The domain is kept in small letters, the rest as given.
    ///
    /// # Errors
    /// `too_long`, or `invalid_email`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        const INVALID: FieldError = FieldError::new("invalid_email", "Write an address such as name@example.com.");
        if text.len() > MAX_EMAIL_BYTES {
            return Err(FieldError::new("too_long", "Use an address of at most 254 bytes."));
        }
        let (local, domain) = text.split_once('@').ok_or(INVALID)?;
        let domain = domain.to_lowercase();
        let address = format!("{local}@{domain}");
        if is_local_part(local) && is_domain(&domain) && address.len() <= MAX_EMAIL_BYTES { Ok(Self(address)) } else { Err(INVALID) }
    }

    /// What stands behind the @, in the form that is unique.
    #[must_use]
    pub fn domain(&self) -> String {
        self.folded().rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default()
    }

    /// The form that is unique: small letters, NFC.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.nfc().flat_map(char::to_lowercase).nfc().collect()
    }
}
text_value!(EmailAddress);

fn is_local_part(text: &str) -> bool {
    let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(|character| is_atom_char(character) || is_plain_unicode(character));
    text.len() <= MAX_EMAIL_LOCAL_BYTES && text.split('.').all(is_atom)
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_label_char = |character: char| character.is_ascii_alphanumeric() || character == '-' || is_plain_unicode(character);
        !label.is_empty()
            && label.len() <= MAX_DOMAIN_LABEL_BYTES
            && label.chars().all(is_label_char)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text == "localhost" || (text.contains('.') && text.split('.').all(is_label))
}

/// RFC 5322 §3.2.3 `atext`.
const fn is_atom_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '!' | '#'..='\'' | '*' | '+' | '-' | '/' | '=' | '?' | '^'..='`' | '{'..='~')
}

/// A character outside ASCII that is seen and takes part in words: no space, control, direction mark or invisible joiner.
fn is_plain_unicode(character: char) -> bool {
    let is_invisible =
        matches!(character, '\u{00AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}');
    !character.is_ascii() && !character.is_control() && !character.is_whitespace() && !is_bidi_control(character) && !is_invisible
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_that_people_have_are_taken() {
        for text in
            ["a@b.co", "min.ji+files@mail.example.com", "o'brien@example.ie", "root@localhost", "지민@한글.한국", "x_y-z@a-b.example"]
        {
            assert_eq!(EmailAddress::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let broken = [
            "",
            "a",
            "@",
            "a@",
            "@b.co",
            "a@b",
            "a@@b.co",
            "a@b@c.co",
            "a b@c.co",
            "a@b .co",
            "a@b.co\r\nBcc: x@y.z",
            "a,b@c.co",
            "<a@b.co>",
            "a@b..co",
            ".a@b.co",
            "a.@b.co",
            "a..b@c.co",
            "a@-b.co",
            "a@b-.co",
            "a@.co",
            "a@b.",
            "\"a b\"@c.co",
            "a@[127.0.0.1]",
            "a\u{202E}b@c.co",
            "a\u{200B}b@c.co",
            "a;b@c.co",
            "a:b@c.co",
            "a\0@b.co",
        ];
        for text in broken {
            assert_eq!(EmailAddress::parse(text).unwrap_err().code, "invalid_email", "{text:?}");
        }
        let local = "a".repeat(64);
        assert!(EmailAddress::parse(&format!("{local}@b.co")).is_ok());
        assert!(EmailAddress::parse(&format!("a{local}@b.co")).is_err());
        let domain = ["d".repeat(63), "d".repeat(63), "d".repeat(61)].join(".");
        assert_eq!(EmailAddress::parse(&format!("{local}@{domain}")).unwrap().as_str().len(), 254);
        assert_eq!(EmailAddress::parse(&format!("{local}@{domain}d")).unwrap_err().code, "too_long");
    }

    #[test]
    fn a_domain_is_told_in_its_one_form() {
        assert_eq!(EmailAddress::parse("Min.Ji@Mail.Example.COM").unwrap().domain(), "mail.example.com");
        assert_eq!(EmailAddress::parse("a@\u{1112}\u{1161}\u{11AB}.kr").unwrap().domain(), "한.kr");
    }

    #[test]
    fn one_address_has_one_folded_form() {
        let fold = |text: &str| EmailAddress::parse(text).unwrap().folded();
        assert_eq!(fold("Min.Ji@Example.COM"), "min.ji@example.com");
        assert_eq!(fold("\u{1112}\u{1161}\u{11AB}@b.co"), fold("한@b.co"));
        assert_eq!(EmailAddress::parse("Min.Ji@Example.COM").unwrap().as_str(), "Min.Ji@example.com");
    }

    proptest! {
        #[test]
        fn what_parses_parses_again_to_itself(local in "[A-Za-z.+]{1,9}", domain in "[A-Za-z-]{1,5}\\.[a-z]{1,4}") {
            if let Ok(address) = EmailAddress::parse(&format!("{local}@{domain}")) {
                prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address.clone()));
                prop_assert_eq!(EmailAddress::parse(&address.folded()).map(|again| again.folded()), Ok(address.folded()));
            }
        }
    }
}
