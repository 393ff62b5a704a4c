//! Invariants 1 and 2: the room of an account.

use super::super::super::keys;
use super::records::upload;
use super::world::{MIB, UPLOADED, World, account};

fn storage() -> super::super::super::keys::Key {
    keys::storage(&account(1))
}

#[test]
fn used_reserved_and_free_are_the_quota() {
    let mut world = World::new();
    world.set(&storage(), "free_bytes", 79_028_453);
    assert_eq!(world.sentences(), ["Account a1 has used, reserved and free bytes of together 100000001, but a quota of 100000000."]);
}

#[test]
fn only_free_may_be_negative() {
    let mut world = World::new();
    world.set(&storage(), "quota_bytes", 20_971_547);
    world.set(&storage(), "free_bytes", -1);
    assert!(world.sentences().is_empty());
    world.set(&keys::storage(&account(2)), "open_uploads", -1);
    assert_eq!(
        world.sentences(),
        ["Account a2 has open_uploads -1, which cannot be negative.", "Account a2 has open_uploads -1, but there are 0."]
    );
}

#[test]
fn used_bytes_are_those_of_all_versions() {
    let mut world = World::new();
    world.set(&storage(), "used_bytes", 20_971_541);
    world.set(&storage(), "free_bytes", 79_028_453);
    assert_eq!(world.sentences(), ["Account a1 has used_bytes 20971541, but there are 20971542."]);
}

#[test]
fn versions_bytes_are_those_of_earlier_versions() {
    let mut world = World::new();
    world.set(&storage(), "versions_bytes", 5);
    assert_eq!(world.sentences(), ["Account a1 has versions_bytes 5, but there are 4."]);
}

#[test]
fn entries_open_uploads_and_shares_are_counted() {
    for (name, off, right) in [("entry_count", 10, 9), ("open_uploads", 0, 1), ("share_count", 2, 1)] {
        let mut world = World::new();
        world.set(&storage(), name, off);
        assert_eq!(world.sentences(), [format!("Account a1 has {name} {off}, but there are {right}.")]);
    }
}

#[test]
fn reserved_bytes_are_those_of_open_uploads() {
    let mut world = World::new();
    world.put(&upload(UPLOADED, 6 + MIB));
    assert_eq!(world.sentences(), ["Account a1 has reserved_bytes 6, but there are 1048582."]);
}
