//! What one item proves by itself.

use super::super::super::keys::{self, Key, Kind};
use super::super::super::record::TTL;
use super::super::super::{due, uploads};
use super::world::{DEEP_FILE, DOCS, UPLOADED, World, account, entry, name_key};
use share_cloud_domain::ids::GarbageId;

fn open_upload() -> Key {
    keys::upload(account(1).as_str(), &uploads::scope_key_text(&[UPLOADED; 16]))
}

#[test]
fn an_item_is_of_a_known_kind_and_can_be_read() {
    let mut world = World::new();
    world.put_raw(Key { pk: "PARROT#1".to_owned(), sk: "x".to_owned() }, &[]);
    world.put_raw(keys::storage(&account(9)), &[("account_id", "nonsense".to_owned())]);
    let sentences = world.sentences();
    assert_eq!(sentences[0], "Item PARROT#1 / x is of no known kind.");
    assert!(sentences[1].starts_with("Item STORAGE#a9 cannot be read: "), "{sentences:?}");
    assert_eq!(sentences.len(), 2);
}

#[test]
fn sort_keys_are_those_of_the_order() {
    for index in ["lsi1", "lsi2", "lsi3"] {
        let mut world = World::new();
        let name = name_key(&mut world, DEEP_FILE);
        world.set_text(&name, index, "wrong");
        let sentences = world.sentences();
        assert_eq!(sentences.len(), 1, "{sentences:?}");
        assert!(sentences[0].contains(&format!("has {index} \"wrong\", but what it holds makes \"1")), "{sentences:?}");
    }
}

#[test]
fn an_item_stands_where_its_fields_say() {
    let mut world = World::new();
    let right = keys::entry(&entry(DOCS));
    let item = world.item(&right).clone();
    let wrong = keys::entry(&entry(0x98));
    world.items.insert((wrong.pk.clone(), wrong.sk.clone()), item.into_iter().chain(wrong.to_item()).collect());
    let sentences = world.sentences();
    assert!(sentences[0].starts_with("Item ENTRY#98 has pk \"ENTRY#98\", but what it holds makes \"ENTRY#20\""), "{sentences:?}");
}

#[test]
fn an_upload_is_due_while_it_is_open_and_dropped_when_it_is_not() {
    let mut world = World::new();
    world.item(&open_upload()).remove(due::AT);
    let sentences = world.sentences();
    assert_eq!(sentences.len(), 1, "{sentences:?}");
    assert!(sentences[0].ends_with("has due_at none, but what it holds makes \"1800000000000\"."), "{sentences:?}");
    let mut world = World::new();
    world.set(&open_upload(), TTL, 5);
    assert!(world.sentences()[0].ends_with("has ttl \"5\", but what it holds makes none."));
    let mut world = World::new();
    let closed = keys::upload(account(1).as_str(), &uploads::scope_key_text(&[9; 16]));
    world.item(&closed).remove(TTL);
    assert_eq!(world.sentences().len(), 1);
    assert!(world.sentences()[0].contains("has ttl none"));
}

#[test]
fn garbage_is_due() {
    let mut world = World::new();
    world.item(&keys::garbage(&GarbageId::from_random([0x60; 16]))).remove(due::SHARD);
    assert!(world.sentences()[0].starts_with("Item GARBAGE#60 has due_shard none"), "{:?}", world.sentences());
}

#[test]
fn a_counter_has_an_end() {
    let mut world = World::new();
    world.put_raw(Key::new(Kind::Limit, "sign-up#x", "1"), &[]);
    assert_eq!(world.sentences(), ["Item LIMIT#sign-up#x / 1 cannot be read: a counter without an end."]);
}
