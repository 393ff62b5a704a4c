//! Members: people who were given a file or folder of somebody else's, and what they may do with it.

use crate::account::EmailAddress;
use crate::ids::AccountId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The most members of one entry, those who have no account yet among them. Members of the folders above it count there.
pub const MAX_MEMBERS: u32 = 100;

/// What a member was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MemberRole {
    /// Look and take.
    Viewer,
    /// Change what is in it, too.
    Editor,
}

impl MemberRole {
    /// The word that stands in answers and items.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
        }
    }
}

/// What somebody may do with an entry, and what an act asks for: each holds what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// See it and take its content.
    See,
    /// Add to it, rename, move and trash what is in it, bring back what a file held before.
    Change,
    /// Everything: who else sees it, links, its mark, what goes for good.
    Own,
}

impl Access {
    /// The word that stands in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::See => MemberRole::Viewer.as_str(),
            Self::Change => MemberRole::Editor.as_str(),
            Self::Own => "owner",
        }
    }
}

impl From<MemberRole> for Access {
    fn from(role: MemberRole) -> Self {
        match role {
            MemberRole::Viewer => Self::See,
            MemberRole::Editor => Self::Change,
        }
    }
}

/// What a member may do along the way from an entry up to its container: one step for each, the entry first, with what was given there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// What they may do with the entry: the highest that was given on the way up.
    pub access: Access,
    /// What they may do with the folder it is in; none where they do not see that.
    pub access_above: Option<Access>,
    /// How many steps they see: up to the highest entry that was given.
    pub seen: usize,
}

impl Reach {
    /// What was given along the way, put together; none where nothing was.
    #[must_use]
    pub fn along(way: &[Option<MemberRole>]) -> Option<Self> {
        let highest = |steps: &[Option<MemberRole>]| steps.iter().copied().flatten().max().map(Access::from);
        let seen = way.iter().rposition(Option::is_some)? + 1;
        Some(Self { access: highest(way)?, access_above: highest(&way[1..]), seen })
    }
}

/// Who is a member: somebody with an account, or whoever comes to have an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Holder {
    /// An account.
    Account(AccountId),
    /// An address that no account has confirmed, by [`mark_of`].
    Address(AccountId),
}

/// What stands before the mark of an address.
const ADDRESS: char = '@';

impl From<Holder> for String {
    fn from(holder: Holder) -> Self {
        match holder {
            Holder::Account(id) => id.as_str().to_owned(),
            Holder::Address(mark) => format!("{ADDRESS}{mark}"),
        }
    }
}

impl TryFrom<String> for Holder {
    type Error = crate::ids::InvalidId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.strip_prefix(ADDRESS) {
            Some(mark) => AccountId::parse(mark).map(Self::Address),
            None => AccountId::parse(&text).map(Self::Account),
        }
    }
}

impl std::fmt::Display for Holder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&String::from(self.clone()))
    }
}

/// What stands for an address where an account's id would: the same for everybody, so that whoever names an address again means the same
/// member, and no more is told by it than by the address.
#[must_use]
pub fn mark_of(email: &EmailAddress) -> AccountId {
    let digest: [u8; 32] = Sha256::digest(email.folded().as_bytes()).into();
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    AccountId::from_random(half)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn role() -> impl Strategy<Value = Option<MemberRole>> {
        prop_oneof![Just(None), Just(Some(MemberRole::Viewer)), Just(Some(MemberRole::Editor))]
    }

    proptest! {
        #[test]
        fn the_highest_role_on_the_way_up_wins(way in prop::collection::vec(role(), 1..34)) {
            let reach = Reach::along(&way);
            prop_assert_eq!(reach.is_some(), way.iter().any(Option::is_some));
            let Some(reach) = reach else { return Ok(()) };
            let is_editor = way.contains(&Some(MemberRole::Editor));
            prop_assert_eq!(reach.access == Access::Change, is_editor);
            prop_assert!(reach.access < Access::Own);
            prop_assert!(way[reach.seen - 1].is_some());
            prop_assert!(way[reach.seen..].iter().all(Option::is_none));
        }

        #[test]
        fn what_is_given_higher_up_never_takes_away(mut way in prop::collection::vec(role(), 1..34), more in role()) {
            let before = Reach::along(&way).map(|reach| reach.access);
            way.push(more);
            prop_assert!(Reach::along(&way).map(|reach| reach.access) >= before);
        }

        #[test]
        fn the_folder_above_is_reached_only_by_what_is_given_there_or_higher(way in prop::collection::vec(role(), 1..34)) {
            let above = Reach::along(&way).and_then(|reach| reach.access_above);
            let alone = if way.len() > 1 { Reach::along(&way[1..]).map(|reach| reach.access) } else { None };
            prop_assert_eq!(above, alone);
        }
    }

    #[test]
    fn a_holder_is_written_and_read_back() {
        let id = AccountId::from_random([7; 16]);
        for holder in [Holder::Account(id.clone()), Holder::Address(id)] {
            assert_eq!(Holder::try_from(String::from(holder.clone())), Ok(holder));
        }
        assert!(Holder::try_from("@".to_owned()).is_err());
    }

    #[test]
    fn an_address_has_one_mark_however_it_is_written() {
        let mark = |text: &str| mark_of(&EmailAddress::parse(text).unwrap());
        assert_eq!(mark("Minji@Example.com"), mark("minji@example.com"));
        assert_ne!(mark("minji@example.com"), mark("minji@example.org"));
    }
}
