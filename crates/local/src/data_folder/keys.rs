//! The secrets of one data folder: drawn once, kept in `keys.json`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Length of a master key.
pub const MASTER_KEY_BYTES: usize = 32;

/// The secrets of one data folder. Whoever has them can sign in as anyone, so nothing prints them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The key that signs stands first; older ones only verify, until nothing names them. Never empty.
    pub master_keys: Vec<MasterKey>,
    /// The name under which the program signs requests to its own object store.
    pub s3_access_key: String,
    /// The secret that goes with it.
    pub s3_secret_key: String,
}

/// One master key, from which a key for each purpose is derived.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MasterKey {
    /// What tokens and links name it by.
    pub id: String,
    /// The key itself.
    pub secret: MasterSecret,
}

/// The bytes of a master key; base64 in the file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MasterSecret([u8; MASTER_KEY_BYTES]);

impl Keys {
    /// Draws new keys.
    pub(super) fn draw() -> Result<Self, getrandom::Error> {
        let master_key = MasterKey { id: hex(&random::<4>()?), secret: MasterSecret(random()?) };
        Ok(Self { master_keys: vec![master_key], s3_access_key: hex(&random::<10>()?), s3_secret_key: hex(&random::<32>()?) })
    }

    /// Reads the content of `keys.json`; nothing when it is not that.
    pub(crate) fn read(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok().filter(|keys: &Self| !keys.master_keys.is_empty())
    }
}

impl MasterSecret {
    /// The key's bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; MASTER_KEY_BYTES] {
        &self.0
    }
}

impl TryFrom<String> for MasterSecret {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or("a master key is 32 bytes in base64")
    }
}

impl From<MasterSecret> for String {
    fn from(secret: MasterSecret) -> Self {
        STANDARD.encode(secret.0)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Keys").field("master_keys", &self.master_keys).finish_non_exhaustive()
    }
}

impl fmt::Debug for MasterSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MasterSecret(…)")
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MasterKey").field("id", &self.id).finish_non_exhaustive()
    }
}

fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map(|()| bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_drawn_anew_survive_the_file_and_print_nothing() {
        let keys = Keys::draw().unwrap();
        assert!(Keys::draw().unwrap() != keys);
        let json = serde_json::to_vec(&keys).unwrap();
        assert!(Keys::read(&json).unwrap() == keys);
        assert_eq!((keys.s3_access_key.len(), keys.s3_secret_key.len()), (20, 64));
        let printed = format!("{keys:?}");
        let secret = String::from(keys.master_keys[0].secret.clone());
        assert!(!printed.contains(&secret) && !printed.contains(&keys.s3_secret_key) && !printed.contains(&keys.s3_access_key));
    }

    #[test]
    fn a_file_without_a_whole_key_is_none() {
        for json in ["", "{}", r#"{"master_keys":[],"s3_access_key":"a","s3_secret_key":"b"}"#] {
            assert!(Keys::read(json.as_bytes()).is_none(), "{json}");
        }
        assert!(MasterSecret::try_from("AAAA".to_owned()).is_err());
    }
}
