//! Two accounts: one with everything that there is, one with nothing.

use super::super::super::accounts::{AccountRecord, StorageRecord};

use super::super::super::entries::{EntryRecord, containers};
use super::super::super::garbage::{GarbageRecord, Unwanted};
use super::super::super::jobs::JobRecord;
use super::super::super::keys::{self, Key, Kind};
use super::super::super::record::{Record, to_item};
use super::super::super::shares::ShareOfRecord;
use super::super::super::uploads::UploadRecord;
use super::super::super::versions::VersionRecord;
use super::super::super::{Item, uploads};
use super::super::breach::Breach;
use super::super::facts::Facts;
use super::super::findings::Findings;
use super::super::tree::folder_breaches;
use super::records::{content, open_share, person, upload};
use crate::objects::{ListedObject, ObjectKey};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use share_cloud_domain::ids::{AccountId, EntryId, GarbageId, JobId, ShareId, VersionId};
use share_cloud_domain::instant::from_ms;
use share_cloud_domain::name::EntryName;
use share_cloud_domain::upload::UploadState;
use std::collections::BTreeMap;

pub(super) const MIB: u64 = 1 << 20;
/// A content of two parts.
pub(super) const LARGE: u64 = 20 * MIB;

/// The items by their keys, and the objects by their names with their sizes.
pub(super) struct World {
    pub(super) items: BTreeMap<(String, String), Item>,
    pub(super) objects: BTreeMap<String, u64>,
}

pub(super) fn now() -> Timestamp {
    from_ms(1_800_000_000_000)
}

/// An account's id: `a1…` with everything, `a2…` with nothing.
pub(super) fn account(number: u8) -> AccountId {
    AccountId::from_random([0xA0 + number; 16])
}

/// The entries by the first byte of their ids; those of the containers are 10 to 12 and 18 to 1a.
pub(super) fn entry(byte: u8) -> EntryId {
    EntryId::from_random([byte; 16])
}

pub(super) const ROOT: u8 = 0x10;
pub(super) const TRASH: u8 = 0x11;
pub(super) const PURGING: u8 = 0x12;
pub(super) const OTHERS_ROOT: u8 = 0x18;
/// In the root: a folder with a file and a folder, which has a file with an earlier version.
pub(super) const DOCS: u8 = 0x20;
pub(super) const DEEP: u8 = 0x21;
/// In the trash and in purging, with a file each.
pub(super) const TRASHED: u8 = 0x22;
pub(super) const PURGED: u8 = 0x23;
pub(super) const TOP_FILE: u8 = 0x30;
pub(super) const DOCS_FILE: u8 = 0x31;
pub(super) const DEEP_FILE: u8 = 0x32;
pub(super) const TRASHED_FILE: u8 = 0x33;
pub(super) const PURGED_FILE: u8 = 0x34;

/// The current version of a file; its earlier one; an upload's random part; a removed version.
pub(super) fn version(file: u8) -> VersionId {
    VersionId::from_random([file; 16])
}
pub(super) const EARLIER: u8 = 0x40;
pub(super) const UPLOADED: u8 = 0x41;
pub(super) const REMOVED: u8 = 0x42;

/// The job that takes apart what is in purging.
pub(super) fn job() -> JobId {
    JobId::from_random([0x61; 16])
}

pub(super) fn share() -> ShareId {
    ShareId::from_random([0x50; 16])
}

impl World {
    pub(super) fn new() -> Self {
        let mut world = Self { items: BTreeMap::new(), objects: BTreeMap::new() };
        let jimin = person(1, "jimin");
        world.put_person(
            &jimin,
            &StorageRecord {
                account_id: account(1),
                quota_bytes: 100_000_000,
                used_bytes: 20_971_542,
                reserved_bytes: 6,
                free_bytes: 79_028_452,
                versions_bytes: 4,
                entry_count: 9,
                open_uploads: 1,
                share_count: 1,
                copy_count: 0,
                told_percent: 0,
                looks_at: None,
            },
        );
        let empty = StorageRecord {
            account_id: account(2),
            quota_bytes: 5,
            used_bytes: 0,
            reserved_bytes: 0,
            free_bytes: 5,
            versions_bytes: 0,
            entry_count: 0,
            open_uploads: 0,
            share_count: 0,
            copy_count: 0,
            told_percent: 0,
            looks_at: None,
        };
        world.put_person(&person(2, "minho"), &empty);
        world.put_tree();
        world.put_rest();
        world
    }

    fn put_tree(&mut self) {
        for (id, total, files, children) in [(ROOT, LARGE + 10, 3, 2), (TRASH, 8, 1, 1), (PURGING, 0, 0, 1)] {
            self.set_folder(id, total, files, children, 0);
        }
        for (id, parent, name, key) in [
            (DOCS, ROOT, "Docs", None),
            (DEEP, DOCS, "deep", None),
            (TRASHED, TRASH, "old", Some("0001")),
            (PURGED, PURGING, "gone", Some("0002")),
        ] {
            let mut folder = EntryRecord::folder(entry(id), account(1), entry(parent), &name_of(name), now());
            folder.trashed_at = (id == TRASHED).then(now);
            folder.old_parent_id = (id == TRASHED).then(|| entry(ROOT));
            folder.name_key = key.map_or(folder.name_key, |key| format!("{key}{}", entry(id)));
            self.put_entry(&folder);
        }
        self.set_folder(DOCS, LARGE + 8, 2, 2, 1);
        self.set_folder(DEEP, LARGE, 1, 1, 0);
        self.set_folder(TRASHED, 8, 1, 1, 0);
        // Its totals are not kept any more.
        self.set_folder(PURGED, 77, 77, 1, 0);
        for (id, parent, size) in
            [(TOP_FILE, ROOT, 2), (DOCS_FILE, DOCS, 8), (DEEP_FILE, DEEP, LARGE), (TRASHED_FILE, TRASHED, 8), (PURGED_FILE, PURGED, 0)]
        {
            let content = content(version(id), size);
            let name = name_of(&format!("파일 {id}.txt"));
            self.put_entry(&EntryRecord::file(entry(id), account(1), entry(parent), &name, content, now()));
            self.put_object(&version(id), size);
        }
    }

    fn put_rest(&mut self) {
        let earlier = content(version(EARLIER), 4);
        self.put(&VersionRecord { entry_id: entry(DEEP_FILE), account_id: account(1), content: earlier, replaced_at: now() });
        self.put_object(&version(EARLIER), 4);
        let open = upload(UPLOADED, 6);
        self.put(&open);
        self.put_object(&version(UPLOADED), 6);
        let closed = UploadRecord { state: UploadState::Committed, closed_at: Some(now()), ..upload(0x43, 9) };
        self.put(&UploadRecord { scope_key: uploads::scope_key_text(&[9; 16]), entry_id: Some(entry(0x77)), ..closed });
        let unwanted = Unwanted::Version { entry_id: entry(DEEP_FILE), random: version(REMOVED) };
        let garbage_id = GarbageId::from_random([0x60; 16]);
        self.put(&GarbageRecord { garbage_id, account_id: account(1), unwanted, look_at: now(), until: now() });
        self.put_object(&version(REMOVED), 1);
        self.put(&JobRecord { total: 1, ..JobRecord::new(job(), account(1), now()) });
        self.set_text(&keys::entry(&entry(PURGING)), "job_id", job().as_str());
        self.put(&open_share());
        self.put(&ShareOfRecord { account_id: account(1), share_id: share(), created_at: now() });
    }

    fn put_person(&mut self, person: &AccountRecord, storage: &StorageRecord) {
        self.put(person);
        self.put(storage);
        containers(person).iter().for_each(|container| self.put(container));
        let owned = [("account_id", person.account_id.to_string())];
        self.put_raw(keys::username(person.username.as_str()), &owned);
        self.put_raw(keys::email(&person.email.folded()), &owned);
        self.put_raw(keys::credential(&person.account_id), &owned);
        self.objects.insert(ObjectKey::marker(&person.account_id).as_str().to_owned(), 0);
    }

    pub(super) fn put_entry(&mut self, record: &EntryRecord) {
        self.put(record);
        self.put(&record.to_name().unwrap());
    }

    pub(super) fn put(&mut self, record: &impl Record) {
        let Key { pk, sk } = record.key();
        self.items.insert((pk, sk), to_item(record).unwrap());
    }

    pub(super) fn put_raw(&mut self, key: Key, fields: &[(&str, String)]) {
        let mut item = key.to_item();
        item.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), AttributeValue::S(value.clone()))));
        self.items.insert((key.pk, key.sk), item);
    }

    pub(super) fn put_object(&mut self, version: &VersionId, size: u64) {
        self.objects.insert(ObjectKey::content(&account(1), version).as_str().to_owned(), size);
    }

    pub(super) fn item(&mut self, key: &Key) -> &mut Item {
        self.items.get_mut(&(key.pk.clone(), key.sk.clone())).unwrap()
    }

    pub(super) fn remove(&mut self, key: &Key) {
        assert!(self.items.remove(&(key.pk.clone(), key.sk.clone())).is_some());
    }

    pub(super) fn set(&mut self, key: &Key, name: &str, number: i64) {
        self.item(key).insert(name.to_owned(), AttributeValue::N(number.to_string()));
    }

    pub(super) fn set_text(&mut self, key: &Key, name: &str, text: &str) {
        self.item(key).insert(name.to_owned(), AttributeValue::S(text.to_owned()));
    }

    fn set_folder(&mut self, id: u8, total: u64, files: i64, children: i64, height: i64) {
        let total = i64::try_from(total).unwrap();
        for (name, number) in [("total_bytes", total), ("file_count", files), ("child_count", children), ("height_bound", height)] {
            self.set(&keys::entry(&entry(id)), name, number);
        }
    }

    /// What was read of it.
    pub(super) fn facts(&self) -> Facts {
        let mut facts = Facts::default();
        self.items.values().for_each(|item| facts.take(item.clone()));
        for (key, size_bytes) in &self.objects {
            facts.take_object(&ListedObject { key: key.clone(), size_bytes: *size_bytes, stored_at: None });
        }
        facts.sort();
        facts
    }

    /// What an audit of a world that stands still reports.
    pub(super) fn breaches(&self) -> Vec<Breach> {
        let facts = self.facts();
        let findings = Findings::of(&facts);
        facts.certain.into_iter().chain(findings.suspects).chain(folder_breaches(&findings.sums)).collect()
    }

    /// The same in words, with the ids by their first byte.
    pub(super) fn sentences(&self) -> Vec<String> {
        self.breaches().iter().map(|breach| short(&breach.to_string())).collect()
    }
}

/// Ids of one repeated byte as that byte alone.
fn short(sentence: &str) -> String {
    let is_id = |at: usize| {
        let id = sentence.as_bytes().get(at..at + 32);
        id.is_some_and(|id| id.iter().all(u8::is_ascii_hexdigit) && id.chunks(2).all(|pair| pair == &id[..2]))
    };
    let (mut text, mut at) = (String::new(), 0);
    while let Some(character) = sentence[at..].chars().next() {
        if is_id(at) {
            text.push_str(&sentence[at..at + 2]);
            at += 32;
        } else {
            text.push(character);
            at += character.len_utf8();
        }
    }
    text
}

pub(super) fn name_of(text: &str) -> EntryName {
    EntryName::parse(text).unwrap()
}

/// The key of the item by folder and name of an entry of the world.
pub(super) fn name_key(world: &mut World, id: u8) -> Key {
    let item = world.item(&keys::entry(&entry(id)));
    let text = |name: &str| item[name].as_s().unwrap().clone();
    Key::new(Kind::Name, text("parent_id"), text("name_key"))
}
