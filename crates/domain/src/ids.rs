//! Identifiers: 128 random bits, written as 32 lower-case hexadecimal digits. They are opaque to clients and never reused.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Length in bytes of every identifier's random part.
pub const ID_BYTES: usize = 16;

/// A text is not an identifier of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct InvalidId;

fn parse_hex(text: &str) -> Result<String, InvalidId> {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() == ID_BYTES * 2 && text.bytes().all(is_hex) { Ok(text.to_owned()) } else { Err(InvalidId) }
}

fn to_hex(bytes: [u8; ID_BYTES]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|nibble| char::from_digit(u32::from(nibble), 16)).collect()
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Makes an identifier of 128 bits that the caller drew at random.
            #[must_use]
            pub fn from_random(bytes: [u8; ID_BYTES]) -> Self {
                Self(to_hex(bytes))
            }

            /// Reads an identifier.
            ///
            /// # Errors
            /// [`InvalidId`] unless it is 32 lower-case hexadecimal digits.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                parse_hex(text).map(Self)
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The 128 bits.
            #[must_use]
            pub fn to_bytes(&self) -> [u8; ID_BYTES] {
                let digit = |byte: u8| if byte.is_ascii_digit() { byte - b'0' } else { byte - b'a' + 10 };
                let text = self.0.as_bytes();
                std::array::from_fn(|index| digit(text[index * 2]) << 4 | digit(text[index * 2 + 1]))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    };
}

id!(/** A person's account. */ AccountId);
id!(/** A file or folder; also the containers root, trash and purging of an account. */ EntryId);
id!(/** One stored content of a file; equal to its upload's random part and the last part of its object's key. */ VersionId);
id!(/** A public link. */ ShareId);
id!(/** A sign-in that lasts: one refresh-token family. */ SessionId);
id!(/** A letter waiting to be sent. */ MailId);
id!(/** Work that outlives a request. */ JobId);
id!(/** An object to be removed. */ GarbageId);
id!(/** One counted taking of a share's content. */ DownloadId);
id!(/** Leave to sign up, once. */ InvitationId);
id!(/** A request, as logs and problem answers name it. */ RequestId);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_id_survives_being_written_and_read(bytes: [u8; ID_BYTES]) {
            let id = EntryId::from_random(bytes);
            prop_assert_eq!(EntryId::parse(id.as_str()), Ok(id.clone()));
            prop_assert_eq!(id.to_bytes(), bytes);
        }

        #[test]
        fn no_other_text_is_an_id(text in "[0-9a-fA-FxX-]{0,40}") {
            let valid = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            prop_assert_eq!(EntryId::parse(&text).is_ok(), valid);
        }
    }
}
