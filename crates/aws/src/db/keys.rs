//! The keys of the one table. Every partition key leads with the kind of item, so that a function can be granted kinds.

use share_cloud_domain::ids::{AccountId, EntryId, GarbageId, InvitationId, JobId, MailId, SessionId, ShareId};
use share_cloud_domain::member::Holder;
use std::collections::HashMap;

use super::Item;
use aws_sdk_dynamodb::types::AttributeValue;

/// The name of the partition key.
pub(crate) const PK: &str = "pk";
/// The name of the sort key.
pub(crate) const SK: &str = "sk";
/// The id of a partition that holds all items of its kind.
pub(crate) const ALL: &str = "all";

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {
        /// The kinds of item, each a prefix of the partition key.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$name,)*];

            /// What stands before the `#` in the partition key.
            #[must_use]
            pub const fn prefix(self) -> &'static str {
                match self { $(Kind::$name => $prefix,)* }
            }
        }
    };
}

kinds! {
    /// A person's account.
    Account = "ACCOUNT";
    /// A username and whose it is.
    Username = "USERNAME";
    /// A confirmed address and whose it is.
    Email = "EMAIL";
    /// A password's hash.
    Credential = "CRED";
    /// An account's room.
    Storage = "STORAGE";
    /// A sign-in that lasts.
    Session = "SESSION";
    /// A file or folder, by its id.
    Entry = "ENTRY";
    /// A file or folder, by its folder and name.
    Name = "NAME";
    /// An earlier content of a file.
    Version = "VERSION";
    /// A reservation with its parts.
    Upload = "UPLOAD";
    /// A public link.
    Share = "SHARE";
    /// Which shares an account has.
    ShareOf = "SHAREOF";
    /// A counted taking of a share's content.
    Download = "DOWNLOAD";
    /// How often a share was opened.
    Opens = "OPENS";
    /// Somebody who was given an entry.
    Member = "MEMBER";
    /// Which entries somebody was given.
    MemberOf = "MEMBEROF";
    /// That an account is to take over what waits for its address.
    Join = "JOIN";
    /// A letter waiting to be sent.
    Mail = "MAIL";
    /// The hash of a letter's token.
    Token = "TOKEN";
    /// An address that gets no letters.
    Undeliverable = "UNDELIVERABLE";
    /// Work that outlives a request.
    Job = "JOB";
    /// An object to be removed.
    Garbage = "GARBAGE";
    /// A counter of a rate limit.
    Limit = "LIMIT";
    /// Leave to sign up, once.
    Invitation = "INVITATION";
    /// A device that an account was signed in on.
    Device = "DEVICE";
    /// Something that happened to an account.
    Activity = "ACTIVITY";
    /// Something that an account is told of.
    Notice = "NOTICE";
    /// What an account has of segments to search.
    Search = "SEARCH";
    /// A fact about the whole instance.
    Instance = "INSTANCE";
}

/// Where an item is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    pub(crate) fn new(kind: Kind, id: impl std::fmt::Display, sk: impl Into<String>) -> Self {
        Self { pk: partition(kind, id), sk: sk.into() }
    }

    /// An item that is alone in its partition.
    fn alone(kind: Kind, id: impl std::fmt::Display) -> Self {
        Self::new(kind, id, kind.prefix())
    }

    pub(crate) fn of(item: &Item) -> Option<Self> {
        let text = |name| item.get(name).and_then(|value| value.as_s().ok()).cloned();
        Some(Self { pk: text(PK)?, sk: text(SK)? })
    }

    pub(crate) fn to_item(&self) -> Item {
        let text = |text: &String| AttributeValue::S(text.clone());
        HashMap::from([(PK.to_owned(), text(&self.pk)), (SK.to_owned(), text(&self.sk))])
    }
}

/// The partition key of a kind and an id.
pub(crate) fn partition(kind: Kind, id: impl std::fmt::Display) -> String {
    format!("{}#{id}", kind.prefix())
}

pub(crate) fn account(id: &AccountId) -> Key {
    Key::alone(Kind::Account, id)
}

pub(crate) fn username(folded: &str) -> Key {
    Key::alone(Kind::Username, folded)
}

pub(crate) fn email(folded: &str) -> Key {
    Key::alone(Kind::Email, folded)
}

pub(crate) fn credential(id: &AccountId) -> Key {
    Key::alone(Kind::Credential, id)
}

pub(crate) fn storage(id: &AccountId) -> Key {
    Key::alone(Kind::Storage, id)
}

pub(crate) fn session(account: &AccountId, id: &SessionId) -> Key {
    Key::new(Kind::Session, account, id.as_str())
}

pub(crate) fn entry(id: &EntryId) -> Key {
    Key::alone(Kind::Entry, id)
}

pub(crate) fn name(parent: &EntryId, name_key: &str) -> Key {
    Key::new(Kind::Name, parent, name_key)
}

pub(crate) fn version(entry: &EntryId, version: &str) -> Key {
    Key::new(Kind::Version, entry, version)
}

pub(crate) fn upload(scope: &str, scope_key: &str) -> Key {
    Key::new(Kind::Upload, scope, scope_key)
}

pub(crate) fn share(id: &ShareId) -> Key {
    Key::alone(Kind::Share, id)
}

pub(crate) fn share_of(account: &AccountId, share: &ShareId) -> Key {
    Key::new(Kind::ShareOf, account, share.as_str())
}

pub(crate) fn download(share: &ShareId, id: &str) -> Key {
    Key::new(Kind::Download, share, id)
}

pub(crate) fn opens(share: &ShareId) -> Key {
    Key::alone(Kind::Opens, share)
}

pub(crate) fn member(entry: &EntryId, holder: &Holder) -> Key {
    Key::new(Kind::Member, entry, holder.to_string())
}

pub(crate) fn member_of(holder: &Holder, entry: &EntryId) -> Key {
    Key::new(Kind::MemberOf, holder, entry.as_str())
}

/// `mark` stands for the address.
pub(crate) fn join(account: &AccountId, mark: &AccountId) -> Key {
    Key::new(Kind::Join, account, mark.as_str())
}

pub(crate) fn mail(id: &MailId) -> Key {
    Key::alone(Kind::Mail, id)
}

pub(crate) fn token(hash: &str) -> Key {
    Key::alone(Kind::Token, hash)
}

pub(crate) fn undeliverable(folded: &str) -> Key {
    Key::alone(Kind::Undeliverable, folded)
}

pub(crate) fn garbage(id: &GarbageId) -> Key {
    Key::alone(Kind::Garbage, id)
}

pub(crate) fn job(id: &JobId) -> Key {
    Key::alone(Kind::Job, id)
}

/// All invitations stand in one partition: there are few, and they are listed together.
pub(crate) fn invitation(id: &InvitationId) -> Key {
    Key::new(Kind::Invitation, ALL, id.as_str())
}

pub(crate) fn search(account: &AccountId) -> Key {
    Key::alone(Kind::Search, account)
}

pub(crate) fn device(account: &AccountId, mark: &str) -> Key {
    Key::new(Kind::Device, account, mark)
}

pub(crate) fn notice(holder: &Holder, place: &str) -> Key {
    Key::new(Kind::Notice, holder, place)
}

pub(crate) fn instance(fact: &str) -> Key {
    Key::alone(Kind::Instance, fact)
}
