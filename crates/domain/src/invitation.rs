//! Invitations: leave to sign up, once, where people do not sign up by themselves.

use crate::ids::InvitationId;
use crate::proven;
use crate::secrets::MAC_BYTES;
use std::fmt;

/// How long an invitation is good unless it is said: 7 days.
pub const DEFAULT_INVITATION_LIFE_S: i64 = 7 * 24 * 3_600;
/// The longest that an invitation can be good: 30 days.
pub const MAX_INVITATION_LIFE_S: i64 = 30 * 24 * 3_600;

/// What an invitation's link ends with: base64url(invitation id ‖ MAC), so that no item holds it and an admin can see it again.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationToken(String);

impl InvitationToken {
    /// Joins an id and its MAC.
    #[must_use]
    pub fn new(id: &InvitationId, mac: [u8; MAC_BYTES]) -> Self {
        Self(proven::write(id.to_bytes(), mac))
    }

    /// Reads a token. What it says is true only once the MAC is known to be right.
    #[must_use]
    pub fn parse(text: &str) -> Option<(InvitationId, [u8; MAC_BYTES])> {
        let (id, mac) = proven::read(text)?;
        Some((InvitationId::from_random(id), mac))
    }

    /// The token as it stands in the link.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for InvitationToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("InvitationToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_invitation_survives_being_written_and_read_and_is_not_printed(id: [u8; 16], mac: [u8; 16]) {
            let id = InvitationId::from_random(id);
            let token = InvitationToken::new(&id, mac);
            prop_assert_eq!(InvitationToken::parse(token.as_str()), Some((id, mac)));
            prop_assert_eq!(format!("{:?}", &token), "InvitationToken(…)");
            prop_assert_eq!(InvitationToken::parse(&token.as_str()[1..]), None);
        }
    }
}
