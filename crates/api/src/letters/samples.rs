//! One of each letter, for people who look at them and for the tests that hold them to how they were approved.

use super::LetterKind;
use share_cloud_domain::instant::from_ms;

/// 2 January 2026, 15:04:05 UTC.
const AT_MS: i64 = 1_767_366_245_000;
/// How long an account that is closing can come back.
const CLOSING_MS: i64 = share_cloud_domain::account::CLOSING_LIFE_S * 1_000;

/// Every kind of letter with its name, to somebody of this username, with this token where there is one.
#[must_use]
pub fn samples(username: &str, token: &str) -> Vec<(&'static str, LetterKind)> {
    let username = || username.to_owned();
    let token = || token.to_owned();
    let (at, until) = (from_ms(AT_MS), from_ms(AT_MS + CLOSING_MS));
    let device = Some("Chrome, Windows".to_owned());
    let address = "203.0.113.7".to_owned();
    vec![
        ("verify", LetterKind::Verify { username: username(), token: token() }),
        ("welcome", LetterKind::Welcome { username: username() }),
        ("somebody-signed-up", LetterKind::SomebodySignedUp { username: username() }),
        ("verify-new-address", LetterKind::VerifyNewAddress { username: username(), token: token() }),
        ("address-changed", LetterKind::AddressChanged { username: username(), at }),
        ("find-username", LetterKind::FindUsername { username: username() }),
        ("reset-password", LetterKind::ResetPassword { username: username(), token: token() }),
        ("password-changed", LetterKind::PasswordChanged { username: username(), at }),
        ("new-device", LetterKind::NewDevice { username: username(), device, address, at }),
        ("invitation", LetterKind::Invitation { from: username(), token: token(), until: at }),
        ("member-put", LetterKind::MemberPut { from: username(), to: Some(username()), is_folder: true, can_change: true }),
        ("member-put-waits", LetterKind::MemberPut { from: username(), to: None, is_folder: false, can_change: false }),
        ("drop-received", LetterKind::DropReceived { username: username(), files: 12 }),
        ("drop-received-one", LetterKind::DropReceived { username: username(), files: 1 }),
        ("share-expiring", LetterKind::ShareExpiring { username: username(), until: at }),
        ("room", LetterKind::Room { username: username(), percent: 80 }),
        ("room-full", LetterKind::Room { username: username(), percent: 95 }),
        ("account-closing", LetterKind::AccountClosing { username: username(), at, until }),
        ("closing-undone", LetterKind::ClosingUndone { username: username(), at }),
    ]
}
