//! Invariant 4: versions and objects.

use super::super::super::entries::EntryRecord;
use super::super::super::garbage::Unwanted;
use super::super::super::versions::VersionRecord;
use super::super::super::{garbage, keys};
use super::records::content;
use super::world::{DEEP_FILE, DOCS_FILE, EARLIER, REMOVED, UPLOADED, World, account, entry, now, version};
use crate::objects::ObjectKey;
use share_cloud_domain::ids::GarbageId;

fn object(file: u8) -> String {
    ObjectKey::content(&account(1), &version(file)).as_str().to_owned()
}

#[test]
fn every_version_has_an_object_of_its_size() {
    for (id, file, size) in [(DOCS_FILE, DOCS_FILE, 8), (EARLIER, DEEP_FILE, 4)] {
        let mut world = World::new();
        world.objects.insert(object(id), 3);
        let subject = format!("Version {id:02x} of file {file:02x} of account a1");
        assert_eq!(world.sentences(), [format!("{subject} has {size} bytes, but its object has 3.")]);
        world.objects.remove(&object(id));
        assert_eq!(world.sentences(), [format!("{subject} has no object.")]);
    }
}

#[test]
fn every_object_has_a_reason() {
    let mut world = World::new();
    world.objects.insert(object(0x70), 3);
    let sentence = "Object accounts/a1/70 belongs to no version, open upload, account or garbage note.";
    assert_eq!(world.sentences(), [sentence]);
    let unwanted = Unwanted::Version { entry_id: entry(1), random: version(0x70) };
    let garbage_id = GarbageId::from_random([1; 16]);
    world.put(&garbage::GarbageRecord { garbage_id, account_id: account(1), unwanted, look_at: now(), until: now() });
    assert!(world.sentences().is_empty());
}

#[test]
fn what_an_upload_or_a_note_no_longer_names_has_no_reason() {
    let mut world = World::new();
    world.items.retain(|(pk, _), _| !pk.starts_with("GARBAGE") && !pk.starts_with("UPLOAD"));
    world.set(&keys::storage(&account(1)), "open_uploads", 0);
    world.set(&keys::storage(&account(1)), "reserved_bytes", 0);
    world.set(&keys::storage(&account(1)), "free_bytes", 79_028_458);
    let sentence = |id: u8| format!("Object accounts/a1/{id:02x} belongs to no version, open upload, account or garbage note.");
    assert_eq!(world.sentences(), [sentence(UPLOADED), sentence(REMOVED)]);
}

#[test]
fn a_marker_belongs_to_its_account() {
    let mut world = World::new();
    world.objects.insert(ObjectKey::marker(&account(7)).as_str().to_owned(), 0);
    assert_eq!(world.sentences(), ["Object accounts/a7/marker belongs to no version, open upload, account or garbage note."]);
}

#[test]
fn a_name_that_the_product_never_gives_is_a_breach() {
    let mut world = World::new();
    world.objects.insert("somebody/else".to_owned(), 0);
    assert_eq!(world.sentences(), ["Object somebody/else has a name that nothing of the product has."]);
}

#[test]
fn two_files_never_share_an_object() {
    let mut world = World::new();
    let twin =
        VersionRecord { entry_id: entry(DOCS_FILE), account_id: account(1), content: content(version(EARLIER), 4), replaced_at: now() };
    world.put(&twin);
    let storage = keys::storage(&account(1));
    for (name, number) in [("used_bytes", 20_971_546), ("versions_bytes", 8), ("free_bytes", 79_028_448)] {
        world.set(&storage, name, number);
    }
    assert_eq!(world.sentences(), ["Version 40 of file 32 of account a1 has the same object as file 31."]);
}

#[test]
fn an_earlier_version_has_its_file() {
    let mut world = World::new();
    world.remove(&keys::version(&entry(DEEP_FILE), version(EARLIER).as_str()));
    world.put(&VersionRecord { entry_id: entry(0x77), account_id: account(1), content: content(version(EARLIER), 4), replaced_at: now() });
    assert_eq!(world.sentences(), ["Version 40 of file 77 of account a1 has no file of its account."]);
}

#[test]
fn a_content_has_the_checksum_of_its_parts() {
    for (file, words) in
        [(DEEP_FILE, "is of several parts and has not just a checksum"), (DOCS_FILE, "is of one part and has not just a sha256")]
    {
        let mut world = World::new();
        let mut record: EntryRecord = serde_dynamo::from_item(world.item(&keys::entry(&entry(file))).clone()).unwrap();
        let content = record.content.as_mut().unwrap();
        (content.sha256, content.checksum) = (None, None);
        world.put_entry(&record);
        assert_eq!(world.sentences(), [format!("Version {file:02x} of file {file:02x} of account a1 {words}.")]);
    }
}
