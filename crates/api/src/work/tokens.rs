//! Tokens of letters: drawn when the letter is sent, kept as a hash only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// How long a token that confirms an address is good, in seconds.
pub const VERIFY_LIFE_S: i64 = 24 * 3_600;
/// How long a token that resets a password is good, in seconds.
pub const RESET_LIFE_S: i64 = 3_600;

/// The token as the letter's link carries it.
#[must_use]
pub fn text_of(bytes: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The hash by which a token is found. Any text has one; only a token's is stored.
#[must_use]
pub fn hash_of(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
