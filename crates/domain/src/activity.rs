//! What an account remembers of what happened to it: sign-ins and changes.

use serde::{Deserialize, Serialize};

/// How long it is remembered: 180 days.
pub const ACTIVITY_LIFE_S: i64 = 180 * 24 * 3_600;

macro_rules! deeds {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// What happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Deed { $($(#[$doc])* $name,)* }

        impl Deed {
            /// Every deed.
            pub const ALL: &'static [Deed] = &[$(Deed::$name,)*];

            /// The word that stands in answers and items.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Deed::$name => $word,)* }
            }
        }
    };
}

deeds! {
    /// The account was made.
    SignedUp = "signed_up";
    /// Its first address was confirmed.
    EmailConfirmed = "email_confirmed";
    /// Somebody signed in.
    SignedIn = "signed_in";
    /// The password was changed by who knew the old one.
    PasswordChanged = "password_changed";
    /// The password was set anew by a letter's link.
    PasswordReset = "password_reset";
    /// Another address was confirmed.
    EmailChanged = "email_changed";
    /// One session was ended from another.
    SessionEnded = "session_ended";
    /// All sessions but one were ended.
    OtherSessionsEnded = "other_sessions_ended";
    /// A link was made.
    ShareMade = "share_made";
    /// A link was ended by its owner.
    ShareEnded = "share_ended";
    /// A link was ended by an admin, as somebody reported it.
    ShareEndedByAdmin = "share_ended_by_admin";
    /// Somebody was given a file or folder, or another role with it.
    MemberPut = "member_put";
    /// Somebody was taken a file or folder away.
    MemberRemoved = "member_removed";
    /// An admin gave more or less room.
    QuotaChanged = "quota_changed";
    /// An admin closed the account for a while.
    Suspended = "suspended";
    /// An admin let it in again.
    Restored = "restored";
    /// It became an admin.
    MadeAdmin = "made_admin";
    /// It is an admin no more.
    MadeUser = "made_user";
    /// Its owner began to close it.
    ClosingBegan = "closing_began";
    /// Its owner signed in again while it was closing, which undid that.
    ClosingUndone = "closing_undone";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_deed_has_a_word_of_its_own_which_is_how_it_is_stored() {
        let words: BTreeSet<&str> = Deed::ALL.iter().map(|deed| deed.as_str()).collect();
        assert_eq!(words.len(), Deed::ALL.len());
    }
}
