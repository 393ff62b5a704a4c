//! Members as the owner and they themselves see them.

use super::entry::{EntryView, PathStep};
use super::time;
use crate::identity::reach::Reached;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::members::{Found, Given, MemberRecord};
use share_cloud_domain::account::EmailAddress;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::member::{MemberRole, mark_of};

/// Somebody who was given an entry.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Member")]
pub struct MemberView {
    /// What remove-member takes: the account, or for somebody who was named by address an id that stands for the address, whether an
    /// account has it or not.
    pub account_id: String,
    /// The username; null for somebody who was named by address.
    pub username: Option<String>,
    /// How they want to be called; null where that is not known.
    pub display_name: Option<String>,
    /// The address by which they were named; null for a username.
    pub email: Option<String>,
    /// `viewer` or `editor`.
    #[schemars(extend("enum" = ["viewer", "editor"]))]
    pub role: &'static str,
    /// The folder above which they were given; null where it is the entry itself.
    pub inherited_from: Option<InheritedFrom>,
}

/// The folder that somebody was given.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "InheritedFrom")]
pub struct InheritedFrom {
    /// The folder.
    pub id: String,
    /// Its name.
    pub name: String,
}

impl From<&EntryRecord> for InheritedFrom {
    fn from(folder: &EntryRecord) -> Self {
        let PathStep { id, name, .. } = PathStep::from(folder);
        Self { id, name }
    }
}

impl MemberView {
    /// One of what a member was given, with the account where they were named by it.
    #[must_use]
    pub fn new(member: &MemberRecord, given: &Given, account: Option<&AccountRecord>, inherited_from: Option<InheritedFrom>) -> Self {
        Self::of(&member.id_of(given), given.email.as_ref(), account, given.role, inherited_from)
    }

    /// Whoever was just given an entry.
    #[must_use]
    pub fn put(found: &Found, role: MemberRole) -> Self {
        let account = found.account.as_ref();
        let id = match (&found.email, account) {
            (Some(email), _) => mark_of(email),
            (None, Some(account)) => account.account_id.clone(),
            (None, None) => AccountId::from_random([0; 16]),
        };
        Self::of(&id, found.email.as_ref(), account, role, None)
    }

    fn of(
        id: &AccountId,
        email: Option<&EmailAddress>,
        account: Option<&AccountRecord>,
        role: MemberRole,
        inherited_from: Option<InheritedFrom>,
    ) -> Self {
        // Of an address nothing is told but itself.
        let account = account.filter(|_| email.is_none());
        Self {
            account_id: id.to_string(),
            username: account.map(|account| account.username.to_string()),
            display_name: account.and_then(|account| account.display_name.as_ref()).map(ToString::to_string),
            email: email.map(ToString::to_string),
            role: role.as_str(),
            inherited_from,
        }
    }
}

/// Who was given an entry.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MemberList")]
pub struct MemberList {
    /// Those of the entry itself first, then those of each folder above it.
    pub items: Vec<MemberView>,
    /// Always null.
    pub next_cursor: Option<String>,
}

/// An entry of somebody else's.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SharedWithMe")]
pub struct SharedView {
    /// The entry; its `parent_id` is null.
    #[serde(flatten)]
    pub entry: EntryView,
    /// What may be done with it: `viewer` or `editor`.
    #[schemars(extend("enum" = ["viewer", "editor"]))]
    pub role: &'static str,
    /// How its owner is called.
    pub owner_name: String,
    /// The owner's username.
    pub owner_username: String,
    /// Since when.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub shared_at: Timestamp,
}

impl SharedView {
    /// What was reached as a member; none for one's own.
    #[must_use]
    pub fn new(reached: &Reached, shared_at: Timestamp) -> Option<Self> {
        let (role, owner) = (reached.access().as_str(), reached.other_owner()?);
        let entry = reached.shown(reached.entry.clone()).without_parent();
        Some(Self { entry, role, owner_name: owner.shown_name(), owner_username: owner.username.to_string(), shared_at })
    }
}

/// What was shared with somebody.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SharedWithMeList")]
pub struct SharedList {
    /// What was given last comes first. What is in the trash, or whose owner is suspended, is left out, so that a page may be short.
    pub items: Vec<SharedView>,
    /// What to ask the next page with; null on the last one.
    pub next_cursor: Option<String>,
}
