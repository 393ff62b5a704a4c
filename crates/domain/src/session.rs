//! Sign-ins that last: the refresh token and what becomes of one that is presented.

use crate::ids::{AccountId, ID_BYTES, SessionId};
use crate::secrets::DerivedKey;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use std::fmt;

/// How long an access token lives: 10 minutes.
pub const ACCESS_LIFE_S: i64 = 600;
/// How long a session lives without being refreshed: 30 days.
pub const REFRESH_IDLE_S: i64 = 30 * 24 * 3_600;
/// How long a refresh token is still answered after its successor was first used: 10 seconds.
pub const REFRESH_GRACE_S: i64 = 10;
/// The most sessions of one account.
pub const MAX_SESSIONS: usize = 100;

const TOKEN_BYTES: usize = ID_BYTES + ID_BYTES + 8 + 16;

/// A refresh token: whose, of which session, the how-manieth, and the proof. Which key proves it, the session's item says.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// Whose session.
    pub account: AccountId,
    /// The session, which is the token's family.
    pub session: SessionId,
    /// The how-manieth token of the session, from 1.
    pub generation: u64,
    /// The proof: a MAC of the three.
    pub mac: [u8; 16],
}

impl RefreshToken {
    /// Makes the token of a generation: the same each time, so a retry gets the same successor.
    #[must_use]
    pub fn sign(key: &DerivedKey, account: AccountId, session: SessionId, generation: u64) -> Self {
        let mac = mac(key, &account, &session, generation);
        Self { account, session, generation, mac }
    }

    /// Whether the key made this token.
    #[must_use]
    pub fn is_signed_by(&self, key: &DerivedKey) -> bool {
        crate::secrets::macs_match(&mac(key, &self.account, &self.session, self.generation), &self.mac)
    }

    /// Reads a token: 75 characters of unpadded base64url. What it says is true only once [`Self::is_signed_by`] says so.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == TOKEN_BYTES)?;
        let (account, rest) = bytes.split_at(ID_BYTES);
        let (session, rest) = rest.split_at(ID_BYTES);
        let (generation, mac) = rest.split_at(8);
        Some(Self {
            account: AccountId::from_random(account.try_into().ok()?),
            session: SessionId::from_random(session.try_into().ok()?),
            generation: u64::from_be_bytes(generation.try_into().ok()?),
            mac: mac.try_into().ok()?,
        })
    }

    /// The token as the cookie carries it.
    #[must_use]
    pub fn expose(&self) -> String {
        let mut bytes = Vec::with_capacity(TOKEN_BYTES);
        bytes.extend(self.account.to_bytes());
        bytes.extend(self.session.to_bytes());
        bytes.extend(self.generation.to_be_bytes());
        bytes.extend(self.mac);
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

impl fmt::Display for RefreshToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.expose())
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RefreshToken({}, {}, …)", self.session, self.generation)
    }
}

fn mac(key: &DerivedKey, account: &AccountId, session: &SessionId, generation: u64) -> [u8; 16] {
    key.mac16(&[&account.to_bytes(), &session.to_bytes(), &generation.to_be_bytes()])
}

/// What becomes of a presented refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// It is the newest: issue the next generation, and remember this moment as its issue.
    Advance,
    /// Its successor was lost or is just being used for the first time: answer the same successor, presented + 1, again.
    Repeat,
    /// It was used before and should not be here: the session ends.
    Reuse,
}

/// Decides about a token whose proof is right. `newest` was issued at `advanced_at`, which is when its predecessor was first used.
/// A clock that runs behind counts as within the 10 seconds.
#[must_use]
pub fn decide(presented: u64, newest: u64, advanced_at: Timestamp, now: Timestamp) -> Rotation {
    let is_within_grace = now.as_millisecond().saturating_sub(advanced_at.as_millisecond()) <= REFRESH_GRACE_S * 1_000;
    match newest.checked_sub(presented) {
        Some(0) => Rotation::Advance,
        Some(1) => Rotation::Repeat,
        Some(2) if is_within_grace => Rotation::Repeat,
        _ => Rotation::Reuse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instant::{after_s, from_ms};
    use crate::secrets::{MasterKey, Purpose};
    use proptest::prelude::*;

    fn key(byte: u8) -> DerivedKey {
        MasterKey::new([byte; 32]).derive(Purpose::RefreshToken, "k1")
    }

    #[test]
    fn a_used_token_lives_10_seconds_longer() {
        let issued = from_ms(1_000_000);
        let at = |presented: u64, milliseconds: i64| decide(presented, 7, issued, from_ms(1_000_000 + milliseconds));
        assert_eq!((at(7, 0), at(7, 99_000)), (Rotation::Advance, Rotation::Advance));
        assert_eq!((at(6, 0), at(6, 99_000)), (Rotation::Repeat, Rotation::Repeat));
        assert_eq!((at(5, 0), at(5, 10_000), at(5, 10_001)), (Rotation::Repeat, Rotation::Repeat, Rotation::Reuse));
        assert_eq!(at(5, -3_000), Rotation::Repeat, "another machine's clock runs behind");
        assert_eq!((at(4, 0), at(1, 0), at(8, 0)), (Rotation::Reuse, Rotation::Reuse, Rotation::Reuse));
    }

    #[test]
    fn a_token_is_good_for_its_account_session_generation_and_key_only() {
        let (account, session) = (AccountId::from_random([1; 16]), SessionId::from_random([2; 16]));
        let token = RefreshToken::sign(&key(1), account.clone(), session.clone(), 3);
        assert!(token.is_signed_by(&key(1)) && !token.is_signed_by(&key(2)));
        assert_eq!(token, RefreshToken::sign(&key(1), account, session, 3), "a retry gets the same");
        let others = [
            RefreshToken { account: AccountId::from_random([9; 16]), ..token.clone() },
            RefreshToken { session: SessionId::from_random([9; 16]), ..token.clone() },
            RefreshToken { generation: 4, ..token.clone() },
        ];
        assert!(others.iter().all(|other| !other.is_signed_by(&key(1))));
    }

    /// A client that may lose answers and repeat requests, and a server that holds the newest generation and its moment only.
    #[derive(Debug, Clone, Copy)]
    enum Step {
        Refresh,
        RefreshAndLoseTheAnswer,
        Wait(i64),
    }

    proptest! {
        #[test]
        fn a_token_survives_being_written_and_read(account: [u8; 16], session: [u8; 16], generation: u64, secret: u8) {
            let token = RefreshToken::sign(&key(secret), AccountId::from_random(account), SessionId::from_random(session), generation);
            let text = token.to_string();
            prop_assert_eq!(text.len(), 75);
            let printed = format!("{token:?}");
            prop_assert!(!printed.contains(&text[52..]));
            prop_assert_eq!(RefreshToken::parse(&text), Some(token));
            prop_assert_eq!(RefreshToken::parse(&text[3..]), None);
        }

        #[test]
        fn one_honest_client_is_never_signed_out(steps in prop::collection::vec(
            prop_oneof![Just(Step::Refresh), Just(Step::RefreshAndLoseTheAnswer), (0..100_i64).prop_map(Step::Wait)], 0..60,
        )) {
            let (mut now, mut advanced_at, mut newest, mut held) = (from_ms(0), from_ms(0), 1_u64, 1_u64);
            for step in steps {
                if let Step::Wait(seconds) = step {
                    now = after_s(now, seconds);
                    continue;
                }
                let answer = match decide(held, newest, advanced_at, now) {
                    Rotation::Advance => { newest += 1; advanced_at = now; newest }
                    Rotation::Repeat => held + 1,
                    Rotation::Reuse => return Err(TestCaseError::fail("signed out")),
                };
                if matches!(step, Step::Refresh) { held = answer; }
            }
        }

        #[test]
        fn a_stolen_token_that_was_used_twice_over_ends_the_session(presented in 1_u64..50, ahead in 2_u64..50, wait in 11_i64..1_000) {
            let advanced_at = from_ms(0);
            prop_assert_eq!(decide(presented, presented + ahead, advanced_at, after_s(advanced_at, wait)), Rotation::Reuse);
        }
    }
}
