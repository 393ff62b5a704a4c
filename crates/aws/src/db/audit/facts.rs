//! What the audit remembers of each item: ids as 16 bytes, numbers, and hashes of what two items must agree on.

use super::breach::Breach;
use super::id::Id;
use share_cloud_domain::member::Holder;
use share_cloud_domain::tree::Container;
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A person's account.
pub(super) struct Account {
    pub(super) id: Id,
    pub(super) username: String,
    /// The folded address, if it is confirmed.
    pub(super) email: Option<String>,
    /// The job that takes it down.
    pub(super) closing_job: Option<Id>,
    pub(super) root: Id,
    pub(super) trash: Id,
    pub(super) purging: Id,
}

/// An account's room.
pub(super) struct Room {
    pub(super) account: Id,
    pub(super) used_bytes: i64,
    pub(super) reserved_bytes: i64,
    pub(super) versions_bytes: i64,
    pub(super) entry_count: i64,
    pub(super) open_uploads: i64,
    pub(super) copy_count: i64,
    pub(super) share_count: i64,
}

/// How an entry is shown: where, and as what. Hashes, so that a million of them are small.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    /// Folder and name key.
    pub(super) place: u64,
    /// Everything that its item by folder and name holds.
    pub(super) face: u64,
    /// Whether the key is the folded name.
    pub(super) is_folded: bool,
    /// Whether the key has the entry's id in it.
    pub(super) has_id: bool,
}

/// A file.
pub(super) struct File {
    pub(super) id: Id,
    pub(super) account: Id,
    pub(super) parent: Id,
    pub(super) version: Id,
    pub(super) size_bytes: u64,
    pub(super) is_trashed: bool,
    pub(super) member_count: u32,
    pub(super) shown: Shown,
}

/// A folder or container.
pub(super) struct Folder {
    pub(super) id: Id,
    pub(super) account: Id,
    pub(super) parent: Option<Id>,
    pub(super) container: Option<Container>,
    pub(super) total_bytes: u64,
    pub(super) file_count: u64,
    pub(super) child_count: u64,
    pub(super) height_bound: u32,
    pub(super) is_dying: bool,
    pub(super) is_trashed: bool,
    pub(super) member_count: u32,
    /// The job that the purging container names.
    pub(super) job: Option<Id>,
    pub(super) shown: Option<Shown>,
}

/// An item by folder and name.
pub(super) struct Name {
    pub(super) entry: Id,
    pub(super) folder: Id,
    pub(super) key: Box<str>,
    pub(super) face: u64,
}

/// An earlier version.
pub(super) struct Version {
    pub(super) id: Id,
    pub(super) entry: Id,
    pub(super) account: Id,
    pub(super) size_bytes: u64,
}

/// An open upload.
pub(super) struct Upload {
    pub(super) account: Id,
    pub(super) random: Id,
    pub(super) size_bytes: u64,
    /// The drop that it comes through.
    pub(super) share: Option<Id>,
    pub(super) key: super::breach::ItemName,
}

/// A public link.
pub(super) struct Share {
    pub(super) id: Id,
    pub(super) account: Id,
    pub(super) is_revoked: bool,
    /// For a drop: how many files and bytes it says are on their way.
    pub(super) open: Option<(i64, i64)>,
}

/// Who was given what: an account, or whoever comes to have an address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Membership {
    pub(super) entry: Id,
    pub(super) holder: Id,
    pub(super) is_address: bool,
}

impl Membership {
    pub(super) fn holder(self) -> Holder {
        let id = self.holder.account();
        if self.is_address { Holder::Address(id) } else { Holder::Account(id) }
    }
}

/// Somebody who was given an entry.
pub(super) struct Member {
    pub(super) membership: Membership,
    pub(super) owner: Id,
    pub(super) count: u32,
}

/// A job that is running.
#[derive(Clone, Copy)]
pub(super) struct Job {
    pub(super) id: Id,
    pub(super) account: Id,
    /// The room that it has reserved, where it copies.
    pub(super) copies_bytes: Option<u64>,
}

/// An object; without a random part it is its account's marker.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Object {
    pub(super) account: Id,
    pub(super) random: Option<Id>,
    pub(super) size_bytes: u64,
}

/// All that is known, or of some accounts only.
#[derive(Default)]
pub(super) struct Facts {
    /// Only items of these accounts are taken; none for all.
    pub(super) scope: Option<BTreeSet<Id>>,
    pub(super) accounts: Vec<Account>,
    pub(super) rooms: Vec<Room>,
    pub(super) usernames: HashMap<String, Id>,
    pub(super) emails: HashMap<String, Id>,
    pub(super) credentials: BTreeSet<Id>,
    pub(super) files: Vec<File>,
    pub(super) folders: Vec<Folder>,
    pub(super) names: Vec<Name>,
    pub(super) versions: Vec<Version>,
    pub(super) uploads: Vec<Upload>,
    pub(super) shares: Vec<Share>,
    pub(super) members: Vec<Member>,
    /// What people are listed to have been given.
    pub(super) given: BTreeSet<Membership>,
    /// Those that are running.
    pub(super) jobs: Vec<Job>,
    /// Which shares the accounts list: share, account.
    pub(super) listed: BTreeSet<(Id, Id)>,
    /// What is noted as garbage: account, and the object's random part; none for the marker.
    pub(super) garbage: BTreeSet<(Id, Option<Id>)>,
    /// The segments of searches: account, and the object's random part.
    pub(super) segments: BTreeSet<(Id, Id)>,
    pub(super) objects: Vec<Object>,
    /// What one item alone proves.
    pub(super) certain: Vec<Breach>,
    /// Of each account in the scope: a hash of all items and objects that its sums depend on, in whatever order they came.
    pub(super) prints: HashMap<Id, u64>,
}

impl Facts {
    pub(super) fn of(scope: Option<BTreeSet<Id>>) -> Self {
        Self { scope, ..Self::default() }
    }

    /// Brings everything into the order in which it is looked up.
    pub(super) fn sort(&mut self) {
        self.accounts.sort_unstable_by_key(|account| account.id);
        self.rooms.sort_unstable_by_key(|room| room.account);
        self.files.sort_unstable_by_key(|file| file.id);
        self.folders.sort_unstable_by_key(|folder| folder.id);
        self.names.sort_unstable_by_key(|name| name.entry);
        self.uploads.sort_unstable_by_key(|upload| (upload.account, upload.random));
        self.shares.sort_unstable_by_key(|share| share.id);
        self.members.sort_unstable_by_key(|member| member.membership);
        self.objects.sort_unstable();
    }

    pub(super) fn account(&self, id: Id) -> Option<&Account> {
        self.accounts.binary_search_by_key(&id, |account| account.id).ok().map(|at| &self.accounts[at])
    }

    pub(super) fn file(&self, id: Id) -> Option<&File> {
        self.files.binary_search_by_key(&id, |file| file.id).ok().map(|at| &self.files[at])
    }

    /// Where the folder stands among the folders.
    pub(super) fn folder_at(&self, id: Id) -> Option<usize> {
        self.folders.binary_search_by_key(&id, |folder| folder.id).ok()
    }

    pub(super) fn folder(&self, id: Id) -> Option<&Folder> {
        self.folder_at(id).map(|at| &self.folders[at])
    }

    /// The items by folder and name that show the entry.
    pub(super) fn names_of(&self, entry: Id) -> &[Name] {
        let start = self.names.partition_point(|name| name.entry < entry);
        let count = self.names[start..].partition_point(|name| name.entry == entry);
        &self.names[start..start + count]
    }

    pub(super) fn add_print(&mut self, account: Id, hash: u64) {
        let print = self.prints.entry(account).or_default();
        *print = print.wrapping_add(hash);
    }
}

impl Name {
    pub(super) fn place(&self) -> u64 {
        place(self.folder, &self.key)
    }
}

/// Folder and name key as a hash.
pub(super) fn place(folder: Id, key: &str) -> u64 {
    hash_of(&(folder, key))
}

pub(super) fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
