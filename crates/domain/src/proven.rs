//! Texts that prove themselves: base64url(id ‖ MAC). The id finds the item, the item names the key, the MAC proves the text.

use crate::ids::ID_BYTES;
use crate::secrets::MAC_BYTES;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Joins an id and its MAC.
pub(crate) fn write(id: [u8; ID_BYTES], mac: [u8; MAC_BYTES]) -> String {
    URL_SAFE_NO_PAD.encode([id, mac].concat())
}

/// Reads both. What the text says is true only once the MAC is known to be right.
pub(crate) fn read(text: &str) -> Option<([u8; ID_BYTES], [u8; MAC_BYTES])> {
    let bytes: [u8; ID_BYTES + MAC_BYTES] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
    let (id, mac) = bytes.split_at(ID_BYTES);
    Some((id.try_into().ok()?, mac.try_into().ok()?))
}
