//! What the audit finds, as one sentence each.

use super::super::keys::Key;
use share_cloud_domain::ids::{AccountId, EntryId, JobId, ShareId, VersionId};
use share_cloud_domain::member::Holder;
use share_cloud_domain::name::EntryKind;
use std::fmt;

/// Something that should always hold and does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Of what.
    pub subject: Subject,
    /// What is wrong with it.
    pub fault: Fault,
}

/// The key of an item, as a person looks it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemName(pub(crate) Key);

/// What a breach is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Any item of the table.
    Item(ItemName),
    /// An account.
    Account(AccountId),
    /// Whose a username is.
    Username(String),
    /// Whose a confirmed address is.
    Email(String),
    /// A file or folder, by its id.
    Entry {
        /// File or folder.
        kind: EntryKind,
        /// Its id.
        entry_id: EntryId,
        /// Whose it is.
        account_id: AccountId,
    },
    /// A file or folder, by its folder and name.
    Name {
        /// The folder.
        folder_id: EntryId,
        /// The sort key.
        name_key: String,
        /// The entry that it shows.
        entry_id: EntryId,
    },
    /// A version, current or earlier.
    Version {
        /// The version.
        version_id: VersionId,
        /// The file.
        entry_id: EntryId,
        /// Whose it is.
        account_id: AccountId,
    },
    /// A public link.
    Share {
        /// The share.
        share_id: ShareId,
        /// Whose it is.
        account_id: AccountId,
    },
    /// Somebody who was given an entry.
    Member {
        /// The entry.
        entry_id: EntryId,
        /// Who.
        holder: Holder,
    },
    /// A job that is running.
    Job {
        /// The job.
        job_id: JobId,
        /// Whose it is.
        account_id: AccountId,
    },
    /// An object of the bucket, by its name.
    Object(String),
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is not what its kind of item is.
    Unreadable(String),
    /// Its key begins with no kind of item.
    UnknownKind,
    /// An attribute that follows from the others does not.
    Attribute {
        /// Which.
        name: &'static str,
        /// As it is stored.
        held: Option<String>,
        /// As it should be.
        expected: Option<String>,
    },
    /// Its own fields contradict each other, in these words.
    Shape(&'static str),
    /// used + reserved + free is not the quota.
    RoomSum {
        /// `quota_bytes`.
        quota_bytes: i64,
        /// used + reserved + free.
        sum_bytes: i128,
    },
    /// A number that cannot be negative is.
    Negative {
        /// Which.
        name: &'static str,
        /// Its value.
        value: i64,
    },
    /// `limit_room_bytes` is not limit − total.
    LimitRoom {
        /// As it is stored.
        held: Option<i64>,
        /// As it should be.
        expected: Option<i128>,
    },
    /// A stored number is not the sum of what it counts.
    Sum {
        /// Which number.
        name: &'static str,
        /// As it is stored.
        held: i128,
        /// What there is.
        counted: i128,
    },
    /// An account that something names is not there.
    Missing {
        /// What names it.
        named_by: ItemName,
    },
    /// Something of an account is not there, or is not the account's.
    Lacks(&'static str),
    /// It belongs to an account that does not say the same.
    Unconfirmed {
        /// Which account it names.
        account_id: AccountId,
    },
    /// What it lies in is not there, or is no folder.
    Orphan {
        /// What it lies in.
        parent_id: EntryId,
    },
    /// It lies in another account's folder.
    ForeignParent {
        /// What it lies in.
        parent_id: EntryId,
    },
    /// It lies in itself.
    Cycle,
    /// It lies deeper than folders may.
    Depth {
        /// How deep.
        depth: u32,
    },
    /// More folders lie below each other in it than its bound says.
    Height {
        /// `height_bound`.
        bound: u32,
        /// How many they are.
        height: u32,
        /// The lowest of them.
        deepest_id: EntryId,
    },
    /// Its name key is not the one that its name and place make.
    NameKey,
    /// It says when it was trashed and does not lie in the trash itself, or the other way round.
    Trashed,
    /// The job that it names is not running, or is another account's.
    NoJob,
    /// It runs, and its account's purging container does not name it.
    IdleJob,
    /// It has no item by folder and name.
    NoName,
    /// Its item by folder and name says something else than the one by id.
    NameDiffers,
    /// It shows an entry that is not there, or is elsewhere.
    Stray,
    /// Its file is not there, or is another account's.
    NoFile,
    /// Another file names the same object.
    Twice {
        /// The other file.
        other_id: EntryId,
    },
    /// Its object is not there.
    NoObject,
    /// Its object has another size.
    ObjectSize {
        /// The version's size.
        held: u64,
        /// The object's.
        stored: u64,
    },
    /// No version, open upload, account or garbage note names it.
    Unclaimed,
    /// Its number of members is not how many were given it.
    Members {
        /// As it is stored.
        held: u32,
        /// What there is.
        counted: u32,
    },
    /// The entry is not there, or is another account's.
    NoEntry,
    /// The list of what they were given does not have it.
    NotGiven,
    /// The list of what they were given has it, but the entry's members do not have them.
    GivenInVain,
    /// The list of its account's shares does not have it.
    NotListed,
    /// The list of the account's shares has it, but it is revoked, not there or another's.
    ListedInVain,
}

impl Breach {
    pub(super) fn new(subject: Subject, fault: Fault) -> Self {
        Self { subject, fault }
    }

    /// Whether the other says the same of the same thing; the numbers may differ.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let same_name = match (&self.fault, &other.fault) {
            (Fault::Sum { name: one, .. }, Fault::Sum { name: other, .. }) | (Fault::Lacks(one), Fault::Lacks(other)) => one == other,
            _ => true,
        };
        same_name && self.subject == other.subject && std::mem::discriminant(&self.fault) == std::mem::discriminant(&other.fault)
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}.", self.subject, self.fault)
    }
}

impl fmt::Display for ItemName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Key { pk, sk } = &self.0;
        let is_alone = pk.split_once('#').is_some_and(|(kind, _)| kind == sk);
        if is_alone { formatter.write_str(pk) } else { write!(formatter, "{pk} / {sk}") }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item(name) => write!(formatter, "Item {name}"),
            Self::Account(id) => write!(formatter, "Account {id}"),
            Self::Username(name) => write!(formatter, "Username {name}"),
            Self::Email(address) => write!(formatter, "Address {address}"),
            Self::Entry { kind, entry_id, account_id } => {
                let kind = if *kind == EntryKind::File { "File" } else { "Folder" };
                write!(formatter, "{kind} {entry_id} of account {account_id}")
            }
            Self::Name { folder_id, name_key, entry_id } => {
                write!(formatter, "Name {name_key:?} in folder {folder_id}, which shows entry {entry_id},")
            }
            Self::Version { version_id, entry_id, account_id } => {
                write!(formatter, "Version {version_id} of file {entry_id} of account {account_id}")
            }
            Self::Share { share_id, account_id } => write!(formatter, "Share {share_id} of account {account_id}"),
            Self::Member { entry_id, holder } => write!(formatter, "Member {holder} of entry {entry_id}"),
            Self::Job { job_id, account_id } => write!(formatter, "Job {job_id} of account {account_id}"),
            Self::Object(key) => write!(formatter, "Object {key}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(cause) => write!(formatter, "cannot be read: {cause}"),
            Self::UnknownKind => formatter.write_str("is of no known kind"),
            Self::Attribute { name, held, expected } => {
                let or_none = |value: &Option<String>| value.as_ref().map_or("none".to_owned(), |value| format!("{value:?}"));
                write!(formatter, "has {name} {}, but what it holds makes {}", or_none(held), or_none(expected))
            }
            Self::Shape(words) => formatter.write_str(words),
            Self::RoomSum { quota_bytes, sum_bytes } => {
                write!(formatter, "has used, reserved and free bytes of together {sum_bytes}, but a quota of {quota_bytes}")
            }
            Self::Negative { name, value } => write!(formatter, "has {name} {value}, which cannot be negative"),
            Self::LimitRoom { held, expected } => {
                let or_none = |value: Option<i128>| value.map_or("none".to_owned(), |value| value.to_string());
                let (held, expected) = (or_none(held.map(i128::from)), or_none(*expected));
                write!(formatter, "has limit_room_bytes {held}, but its limit and total make {expected}")
            }
            Self::Sum { name, held, counted } => write!(formatter, "has {name} {held}, but there are {counted}"),
            Self::Members { held, counted } => write!(formatter, "has member_count {held}, but there are {counted}"),
            Self::Missing { named_by } => write!(formatter, "is not there, but item {named_by} names it"),
            Self::Lacks(what) => write!(formatter, "lacks its {what}"),
            Self::Unconfirmed { account_id } => write!(formatter, "belongs to account {account_id}, which is not there or has another one"),
            Self::Orphan { parent_id } => write!(formatter, "lies in {parent_id}, which is no folder"),
            Self::ForeignParent { parent_id } => write!(formatter, "lies in folder {parent_id}, which is another account's"),
            Self::Cycle => formatter.write_str("lies in itself"),
            Self::Depth { depth } => write!(formatter, "lies {depth} folders deep"),
            Self::Height { bound, height, deepest_id } => {
                write!(formatter, "has height_bound {bound}, but {height} folders lie below each other in it, down to {deepest_id}")
            }
            Self::Twice { other_id } => write!(formatter, "has the same object as file {other_id}"),
            Self::ObjectSize { held, stored } => write!(formatter, "has {held} bytes, but its object has {stored}"),
            _ => formatter.write_str(self.words()),
        }
    }
}

impl Fault {
    /// The words of the faults that have no numbers and ids of their own.
    const fn words(&self) -> &'static str {
        match self {
            Self::NameKey => "has a name key that does not follow from its name and place",
            Self::Trashed => "says that it was trashed and does not lie in the trash, or the other way round",
            Self::NoJob => "names a job that does not run",
            Self::IdleJob => "runs, and its account's purging container does not name it",
            Self::NoName => "has no name item in its folder",
            Self::NameDiffers => "has a name item that says something else",
            Self::Stray => "shows what is not there",
            Self::NoFile => "has no file of its account",
            Self::NoObject => "has no object",
            Self::Unclaimed => "belongs to no version, open upload, account or garbage note",
            Self::NoEntry => "was given what is not there, or is another account's",
            Self::NotGiven => "is not in the list of what they were given",
            Self::GivenInVain => "is in the list of what they were given, but is no member",
            Self::NotListed => "is not in its account's list of shares",
            Self::ListedInVain => "is in its account's list of shares, but is revoked or not there",
            _ => "is not as it should be",
        }
    }
}
