//! Cursors: where a page ended, sealed, so that a list goes on only as it was begun.
//!
//! A cursor is base64url of MAC ‖ length of the key's id ‖ the key's id ‖ JSON. The MAC covers the scope too: who asks for what in
//! which order. It names its key, so that pages that were begun before a new key go on.

use crate::app::App;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::problem::Problem;
use share_cloud_domain::secrets::{KeyRing, MAC_BYTES, Purpose};

fn wrong() -> Problem {
    Problem::field("cursor", "invalid", "Use the next_cursor of the page before, and ask for the same.")
}

/// The parts that the MAC covers.
fn sealed<'a>(scope: &[&'a str], json: &'a [u8]) -> Vec<&'a [u8]> {
    scope.iter().map(|part| part.as_bytes()).chain([json]).collect()
}

/// Seals a place in the list of this scope.
///
/// # Errors
/// `internal` when it cannot be written.
pub fn seal(app: &App, scope: &[&str], place: &impl Serialize) -> Result<String, Failure> {
    let json = serde_json::to_vec(place).map_err(Failure::internal)?;
    let keys = app.keys();
    let mac = keys.derive_current(Purpose::Cursor).mac16(&sealed(scope, &json));
    let id = keys.current_id().as_bytes();
    let length = u8::try_from(id.len()).map_err(Failure::internal)?;
    Ok(URL_SAFE_NO_PAD.encode([&mac[..], &[length], id, &json].concat()))
}

/// Opens a cursor that was sealed for this scope.
///
/// # Errors
/// `invalid_input` at `cursor` for any other.
pub fn open<T: DeserializeOwned>(app: &App, scope: &[&str], cursor: &str) -> Result<T, Problem> {
    unseal(app.keys(), scope, cursor).ok_or_else(wrong)
}

fn unseal<T: DeserializeOwned>(keys: &KeyRing, scope: &[&str], cursor: &str) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (mac, rest) = bytes.split_first_chunk::<MAC_BYTES>()?;
    let (length, rest) = rest.split_first()?;
    let (id, json) = rest.split_at_checked(usize::from(*length))?;
    let key = keys.derive(Purpose::Cursor, std::str::from_utf8(id).ok()?)?;
    if !key.verifies16(&sealed(scope, json), mac) {
        return None;
    }
    serde_json::from_slice(json).ok()
}
