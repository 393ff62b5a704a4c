//! That members stand on both sides, of entries that are there, and are counted.

use super::super::super::keys;
use super::super::super::members::{Given, MemberOfRecord, MemberRecord};
use super::world::{DOCS, World, account, entry, now};
use share_cloud_domain::account::EmailAddress;
use share_cloud_domain::member::{Holder, MemberRole};

fn minho() -> Holder {
    Holder::Account(account(2))
}

fn member() -> MemberRecord {
    let by_name = Given { email: None, role: MemberRole::Viewer, at: now() };
    let by_address = Given { email: Some(EmailAddress::parse("minho@example.com").unwrap()), role: MemberRole::Editor, at: now() };
    MemberRecord { entry_id: entry(DOCS), holder: minho(), owner_id: account(1), given: vec![by_name, by_address] }
}

fn listed() -> MemberOfRecord {
    MemberOfRecord { holder: minho(), entry_id: entry(DOCS), owner_id: account(1), created_at: now() }
}

/// The folder Docs of the first account was given to the second one, by two names.
fn world() -> World {
    let mut world = World::new();
    world.put(&member());
    world.put(&listed());
    world.set(&keys::entry(&entry(DOCS)), "member_count", 2);
    world
}

#[test]
fn members_that_are_whole_are_no_breach() {
    assert_eq!(world().sentences(), Vec::<String>::new());
}

#[test]
fn a_member_stands_on_both_sides() {
    let mut world = world();
    world.remove(&keys::member_of(&minho(), &entry(DOCS)));
    assert_eq!(world.sentences(), ["Member a2 of entry 20 is not in the list of what they were given."]);
    let mut world = self::world();
    world.remove(&keys::member(&entry(DOCS), &minho()));
    let sentences = world.sentences();
    assert_eq!(sentences[0], "Member a2 of entry 20 is in the list of what they were given, but is no member.");
    assert_eq!(sentences[1], "Folder 20 of account a1 has member_count 2, but there are 0.");
}

#[test]
fn an_entry_counts_as_many_members_as_its_owner_sees() {
    let mut world = world();
    world.set(&keys::entry(&entry(DOCS)), "member_count", 1);
    assert_eq!(world.sentences(), ["Folder 20 of account a1 has member_count 1, but there are 2."]);
}

#[test]
fn a_member_is_one_of_an_entry_that_is_there_and_its_owners() {
    let mut world = world();
    world.put(&MemberRecord { owner_id: account(2), ..member() });
    assert_eq!(world.sentences(), ["Member a2 of entry 20 was given what is not there, or is another account's."]);
    let mut world = self::world();
    let (holder, entry_id) = (Holder::Address(account(2)), entry(0x70));
    world.put(&MemberRecord { entry_id: entry_id.clone(), holder: holder.clone(), ..member() });
    world.put(&MemberOfRecord { entry_id, holder, ..listed() });
    assert_eq!(world.sentences(), ["Member @a2 of entry 70 was given what is not there, or is another account's."]);
}

#[test]
fn a_member_has_an_account_and_was_given_something() {
    let mut world = world();
    let holder = Holder::Account(account(3));
    world.put(&MemberRecord { holder: holder.clone(), given: vec![member().given.remove(0)], ..member() });
    world.put(&MemberOfRecord { holder, ..listed() });
    world.set(&keys::entry(&entry(DOCS)), "member_count", 3);
    assert_eq!(world.sentences(), ["Account a3 is not there, but item MEMBER#20 / a3 names it."]);
    let mut world = self::world();
    world.put(&MemberRecord { given: Vec::new(), ..member() });
    let sentences = world.sentences();
    assert_eq!(sentences[0], "Item MEMBER#20 / a2 is a member who was given nothing.");
}
