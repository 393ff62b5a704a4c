//! Invariant 3: folders, their numbers and their names.

use super::super::super::entries::EntryRecord;
use super::super::super::keys::{self, Key};
use super::world::{
    DEEP, DEEP_FILE, DOCS, DOCS_FILE, OTHERS_ROOT, PURGED, PURGING, ROOT, TOP_FILE, TRASH, TRASHED, World, account, entry, name_key,
    name_of, now,
};
use share_cloud_domain::ids::EntryId;

fn key(id: u8) -> Key {
    keys::entry(&entry(id))
}

#[test]
fn a_folder_that_is_off_is_named_alone_wherever_it_lies() {
    for (folder, name, off, right) in [
        (ROOT, "total_bytes", 3, 20_971_530),
        (DOCS, "total_bytes", 1, 20_971_528),
        (DEEP, "total_bytes", 20_971_521, 20_971_520),
        (TRASH, "file_count", 0, 1),
        (TRASHED, "file_count", 2, 1),
        (DEEP, "file_count", 0, 1),
    ] {
        let mut world = World::new();
        world.set(&key(folder), name, off);
        assert_eq!(world.sentences(), [format!("Folder {folder:02x} of account a1 has {name} {off}, but there are {right}.")]);
    }
}

#[test]
fn folders_above_each_other_that_are_off_are_all_named() {
    let mut world = World::new();
    for (folder, off) in [(ROOT, 20_971_531), (DOCS, 20_971_529), (DEEP, 20_971_521)] {
        world.set(&key(folder), "total_bytes", off);
    }
    let off = |folder: u8, off: u32| format!("Folder {folder:02x} of account a1 has total_bytes {off}, but there are {}.", off - 1);
    assert_eq!(world.sentences(), [off(ROOT, 20_971_531), off(DOCS, 20_971_529), off(DEEP, 20_971_521)]);
}

#[test]
fn purging_keeps_children_but_no_totals() {
    for folder in [PURGING, PURGED] {
        let mut world = World::new();
        world.set(&key(folder), "total_bytes", 5);
        assert!(world.sentences().is_empty());
        world.set(&key(folder), "child_count", 2);
        assert_eq!(world.sentences(), [format!("Folder {folder:02x} of account a1 has child_count 2, but there are 1.")]);
    }
}

#[test]
fn a_limits_room_is_what_the_total_leaves() {
    let mut world = World::new();
    world.set(&key(DOCS), "limit_bytes", 20_971_530);
    world.set(&key(DOCS), "limit_room_bytes", 2);
    assert!(world.sentences().is_empty());
    world.set(&key(DOCS), "limit_room_bytes", 3);
    assert_eq!(world.sentences(), ["Folder 20 of account a1 has limit_room_bytes 3, but its limit and total make 2."]);
}

#[test]
fn height_is_bounded_by_what_the_folder_says() {
    let mut world = World::new();
    world.set(&key(DOCS), "height_bound", 0);
    let sentence = "Folder 20 of account a1 has height_bound 0, but 1 folders lie below each other in it, down to 21.";
    assert_eq!(world.sentences(), [sentence]);
    world.set(&key(DOCS), "height_bound", 7);
    assert!(world.sentences().is_empty(), "a bound is never lowered");
}

/// Folders one in the other, so many that the last lies that deep.
fn nested(depth: u8) -> World {
    let mut world = World::new();
    let mut parent = ROOT;
    for level in 1..=depth {
        let mut folder = EntryRecord::folder(entry(0x80 + level), account(1), entry(parent), &name_of("nested"), now());
        (folder.height_bound, folder.child_count) = (u32::from(depth - level), u64::from(level < depth));
        world.put_entry(&folder);
        parent = 0x80 + level;
    }
    world.set(&key(ROOT), "child_count", 3);
    world.set(&keys::storage(&account(1)), "entry_count", 9 + i64::from(depth));
    world
}

#[test]
fn a_folder_lies_at_most_32_deep() {
    assert!(nested(32).sentences().is_empty());
    assert_eq!(nested(33).sentences(), ["Folder a1 of account a1 lies 33 folders deep."]);
}

#[test]
fn a_folder_that_lies_in_itself_is_found_once() {
    let mut world = World::new();
    let old = name_key(&mut world, DOCS);
    world.remove(&old);
    let mut docs: EntryRecord = serde_dynamo::from_item(world.item(&key(DOCS)).clone()).unwrap();
    docs.parent_id = Some(entry(DEEP));
    world.put_entry(&docs);
    world.set(&key(DEEP), "child_count", 2);
    world.set(&key(ROOT), "child_count", 1);
    world.set(&key(ROOT), "file_count", 1);
    world.set(&key(ROOT), "total_bytes", 2);
    assert_eq!(world.sentences(), ["Folder 20 of account a1 lies in itself."]);
}

#[test]
fn nothing_lies_in_what_is_not_there_or_in_anothers_folder() {
    let mut world = World::new();
    let move_to = |world: &mut World, parent: EntryId| {
        let old = name_key(world, TOP_FILE);
        world.remove(&old);
        let mut file: EntryRecord = serde_dynamo::from_item(world.item(&key(TOP_FILE)).clone()).unwrap();
        file.parent_id = Some(parent);
        world.put_entry(&file);
    };
    for (name, number) in [("child_count", 1), ("file_count", 2), ("total_bytes", 20_971_528)] {
        world.set(&key(ROOT), name, number);
    }
    move_to(&mut world, entry(0x99));
    assert_eq!(world.sentences(), ["File 30 of account a1 lies in 99, which is no folder."]);
    move_to(&mut world, entry(DOCS_FILE));
    assert_eq!(world.sentences(), ["File 30 of account a1 lies in 31, which is no folder."]);
    move_to(&mut world, entry(OTHERS_ROOT));
    for (name, number) in [("child_count", 1), ("file_count", 1), ("total_bytes", 2)] {
        world.set(&key(OTHERS_ROOT), name, number);
    }
    assert_eq!(world.sentences(), ["File 30 of account a1 lies in folder 18, which is another account's."]);
}

#[test]
fn each_entry_has_its_one_name_item() {
    let mut world = World::new();
    let name = name_key(&mut world, DEEP_FILE);
    world.remove(&name);
    assert_eq!(world.sentences(), ["File 32 of account a1 has no name item in its folder."]);
    let mut world = World::new();
    world.set(&name, "size_bytes", 7);
    let sentences = world.sentences();
    assert!(sentences.contains(&"File 32 of account a1 has a name item that says something else.".to_owned()), "{sentences:?}");
    let mut world = World::new();
    world.remove(&key(PURGED));
    let sentences = world.sentences();
    assert!(sentences.iter().any(|sentence| sentence.ends_with("which shows entry 23, shows what is not there.")), "{sentences:?}");
}

#[test]
fn a_second_name_item_is_stray() {
    let mut world = World::new();
    let file: EntryRecord = serde_dynamo::from_item(world.item(&key(TOP_FILE)).clone()).unwrap();
    let again = EntryRecord { parent_id: Some(entry(DOCS)), ..file };
    world.put(&again.to_name().unwrap());
    assert_eq!(world.sentences(), ["Name \"파일 48.txt\" in folder 20, which shows entry 30, shows what is not there."]);
}

#[test]
fn name_keys_follow_from_name_and_place() {
    for id in [DOCS, TRASHED] {
        let mut world = World::new();
        let old = name_key(&mut world, id);
        world.remove(&old);
        let mut folder: EntryRecord = serde_dynamo::from_item(world.item(&key(id)).clone()).unwrap();
        folder.name_key = "other".to_owned();
        world.put_entry(&folder);
        assert_eq!(
            world.sentences(),
            [format!("Folder {id:02x} of account a1 has a name key that does not follow from its name and place.")]
        );
    }
}
