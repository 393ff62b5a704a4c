//! Keys: one derived for each purpose from a master key that has an id, so that old ones verify while new ones sign.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;
use subtle::ConstantTimeEq;

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// Bytes of a short MAC.
pub const MAC_BYTES: usize = 16;

/// What a derived key is for; a key of one purpose is worth nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Signs access tokens.
    AccessToken,
    /// Proves refresh tokens.
    RefreshToken,
    /// Proves links.
    ShareToken,
    /// Signs what a link's password gives.
    ShareAccess,
    /// Turns who starts an upload and the client's key into the upload's key.
    UploadKey,
    /// Hashes mail tokens.
    MailToken,
    /// Seals cursors of listings.
    Cursor,
    /// Hides addresses in the keys of counters.
    LimitKey,
    /// Proves the one-time link that makes an admin.
    AdminLink,
    /// Proves invitations.
    Invitation,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 10] = [
        Self::AccessToken,
        Self::RefreshToken,
        Self::ShareToken,
        Self::ShareAccess,
        Self::UploadKey,
        Self::MailToken,
        Self::Cursor,
        Self::LimitKey,
        Self::AdminLink,
        Self::Invitation,
    ];

    /// The word that goes into the derivation; it never changes.
    const fn label(self) -> &'static str {
        match self {
            Self::AccessToken => "access-token",
            Self::RefreshToken => "refresh-token",
            Self::ShareToken => "share-token",
            Self::ShareAccess => "share-access",
            Self::UploadKey => "upload-key",
            Self::MailToken => "mail-token",
            Self::Cursor => "cursor",
            Self::LimitKey => "limit-key",
            Self::AdminLink => "admin-link",
            Self::Invitation => "invitation",
        }
    }
}

/// A secret of 256 random bits, of which all keys of one id are made.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterKey([u8; KEY_BYTES]);

impl MasterKey {
    /// Takes a key that the caller drew at random or keeps in a safe place.
    #[must_use]
    pub const fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// The key for a purpose: HMAC-SHA256 of purpose and key id.
    #[must_use]
    pub fn derive(&self, purpose: Purpose, key_id: &str) -> DerivedKey {
        DerivedKey(hmac(&self.0, &[b"share-cloud derived key", purpose.label().as_bytes(), key_id.as_bytes()]))
    }
}

/// A key for one purpose.
#[derive(Clone, PartialEq, Eq)]
pub struct DerivedKey([u8; KEY_BYTES]);

impl DerivedKey {
    /// The HMAC-SHA256 of the parts, each framed by its length, so that no two lists of parts are the same text.
    #[must_use]
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; KEY_BYTES] {
        hmac(&self.0, parts)
    }

    /// The first 128 bits of [`Self::mac`].
    #[must_use]
    pub fn mac16(&self, parts: &[&[u8]]) -> [u8; 16] {
        let mac = self.mac(parts);
        std::array::from_fn(|index| mac[index])
    }

    /// Whether these 128 bits are the MAC of the parts, compared in constant time.
    #[must_use]
    pub fn verifies16(&self, parts: &[&[u8]], presented: &[u8; 16]) -> bool {
        macs_match(&self.mac16(parts), presented)
    }

    /// The key itself, for what makes its own MACs of it.
    #[must_use]
    pub const fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }
}

/// Compares two codes in a time that does not depend on where they differ.
#[must_use]
pub fn macs_match(one: &[u8; 16], other: &[u8; 16]) -> bool {
    one.ct_eq(other).into()
}

/// The master key that signs, and the older ones that still verify.
#[derive(Clone)]
pub struct KeyRing {
    current: (String, MasterKey),
    old: Vec<(String, MasterKey)>,
}

impl KeyRing {
    /// Puts keys and their ids together.
    #[must_use]
    pub const fn new(current: (String, MasterKey), old: Vec<(String, MasterKey)>) -> Self {
        Self { current, old }
    }

    /// The id that what is signed now has to name.
    #[must_use]
    pub fn current_id(&self) -> &str {
        &self.current.0
    }

    /// Every id that still verifies, the current one first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.current).chain(&self.old).map(|(id, _)| id.as_str())
    }

    /// The key that signs for a purpose.
    #[must_use]
    pub fn derive_current(&self, purpose: Purpose) -> DerivedKey {
        self.current.1.derive(purpose, &self.current.0)
    }

    /// The key of that id for a purpose; none where no such id is known any more.
    #[must_use]
    pub fn derive(&self, purpose: Purpose, key_id: &str) -> Option<DerivedKey> {
        std::iter::once(&self.current).chain(&self.old).find(|(id, _)| id == key_id).map(|(id, key)| key.derive(purpose, id))
    }
}

/// HMAC pads a shorter key with zeros to SHA-256's block (RFC 2104 §2), which is done here so that no length can be wrong.
fn hmac(key: &[u8; KEY_BYTES], parts: &[&[u8]]) -> [u8; KEY_BYTES] {
    let mut block = [0; 64];
    block[..KEY_BYTES].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as Mac>::new(&block.into());
    for part in parts {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

macro_rules! hidden {
    ($name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}
hidden!(MasterKey);
hidden!(DerivedKey);
hidden!(KeyRing);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(byte: u8) -> MasterKey {
        MasterKey::new([byte; KEY_BYTES])
    }

    #[test]
    fn the_mac_is_hmac_sha256_of_the_framed_parts() {
        let mut mac = Hmac::<Sha256>::new_from_slice(&[7; KEY_BYTES]).unwrap();
        mac.update(b"\0\0\0\0\0\0\0\x02ab\0\0\0\0\0\0\0\0");
        let expected: [u8; 32] = mac.finalize().into_bytes().into();
        assert_eq!(hmac(&[7; KEY_BYTES], &[b"ab", b""]), expected);
    }

    #[test]
    fn each_purpose_id_and_master_has_its_own_key() {
        let mut keys: Vec<[u8; 32]> = Vec::new();
        for (master, key_id) in [(key(1), "a"), (key(1), "b"), (key(2), "a")] {
            keys.extend(Purpose::ALL.map(|purpose| *master.derive(purpose, key_id).expose()));
        }
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 3 * Purpose::ALL.len());
    }

    #[test]
    fn a_derived_key_stays_what_it_was() {
        let text: String = key(1).derive(Purpose::ShareToken, "k1").expose()[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(text, "4c77b6e7", "links made before would not open any more");
    }

    #[test]
    fn old_keys_verify_until_they_are_taken_away() {
        let before = KeyRing::new(("k1".to_owned(), key(1)), Vec::new());
        let mac = before.derive_current(Purpose::ShareToken).mac16(&[b"id"]);
        let after = KeyRing::new(("k2".to_owned(), key(2)), vec![("k1".to_owned(), key(1))]);
        assert_eq!(after.current_id(), "k2");
        assert_eq!(after.ids().collect::<Vec<_>>(), ["k2", "k1"]);
        assert!(after.derive(Purpose::ShareToken, "k1").unwrap().verifies16(&[b"id"], &mac));
        assert!(!after.derive_current(Purpose::ShareToken).verifies16(&[b"id"], &mac));
        assert!(!after.derive(Purpose::Cursor, "k1").unwrap().verifies16(&[b"id"], &mac));
        assert!(KeyRing::new(("k3".to_owned(), key(3)), Vec::new()).derive(Purpose::ShareToken, "k1").is_none());
    }

    #[test]
    fn keys_are_never_printed() {
        let ring = KeyRing::new(("k1".to_owned(), key(0x41)), Vec::new());
        let printed = format!("{:?} {:?} {ring:?}", key(0x41), ring.derive_current(Purpose::Cursor));
        assert_eq!(printed, "MasterKey(…) DerivedKey(…) KeyRing(…)");
    }

    proptest! {
        #[test]
        fn no_two_lists_of_parts_have_one_mac(one in prop::collection::vec("[ab]{0,2}", 0..4), other in prop::collection::vec("[ab]{0,2}", 0..4)) {
            let key = key(9).derive(Purpose::UploadKey, "k");
            let mac = |parts: &[String]| key.mac(&parts.iter().map(String::as_bytes).collect::<Vec<_>>());
            prop_assert_eq!(mac(&one) == mac(&other), one == other);
        }

        #[test]
        fn a_changed_mac_does_not_match(mac: [u8; 16], at in 0_usize..16, bit in 0_u8..8) {
            let mut changed = mac;
            changed[at] ^= 1 << bit;
            prop_assert!(macs_match(&mac, &mac) && !macs_match(&mac, &changed));
        }
    }
}
