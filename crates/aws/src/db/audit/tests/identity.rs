//! That accounts and shares are whole.

use super::super::super::keys::{self, Key};
use super::records::person;
use super::world::{ROOT, World, account, entry, job, now, share};
use aws_sdk_dynamodb::types::AttributeValue;
use share_cloud_domain::account::AccountStatus;

#[test]
fn an_account_has_all_its_parts() {
    let parts: [(Key, &str); 3] = [
        (keys::username("minho"), "username item"),
        (keys::credential(&account(2)), "credential"),
        (keys::storage(&account(2)), "storage item"),
    ];
    for (key, what) in parts {
        let mut world = World::new();
        world.remove(&key);
        assert_eq!(world.sentences(), [format!("Account a2 lacks its {what}.")]);
    }
    for (id, what) in [(0x18, "root"), (0x19, "trash"), (0x1A, "purging container")] {
        let mut world = empty_only();
        world.remove(&keys::entry(&entry(id)));
        assert_eq!(world.sentences(), [format!("Account a2 lacks its {what}.")]);
    }
}

/// The world without the account that has everything.
fn empty_only() -> World {
    let mut world = World::new();
    let own = AttributeValue::S(account(1).to_string());
    world.items.retain(|_, item| item.get("account_id") != Some(&own));
    world.objects.retain(|key, _| key.contains(account(2).as_str()));
    world
}

#[test]
fn an_account_that_is_closing_says_until_when() {
    let wrong = ["Account a2 is closing and says no time, or says one and is not."];
    let closing = || {
        let mut world = World::new();
        world.set_text(&keys::account(&account(2)), "status", "closing");
        world
    };
    assert_eq!(closing().sentences(), wrong);
    let mut world = closing();
    let mut record = person(2, "minho");
    (record.status, record.closes_at) = (AccountStatus::Closing, Some(now()));
    world.put(&record);
    assert!(world.sentences().is_empty(), "{:?}", world.sentences());
    record.status = AccountStatus::Active;
    world.put(&record);
    assert_eq!(world.sentences(), wrong);
}

#[test]
fn an_account_that_is_taken_down_is_whole_and_has_the_job_that_does_it() {
    let mut record = person(2, "minho");
    (record.status, record.closes_at, record.closing_job_id) = (AccountStatus::Closing, Some(now()), Some(job()));
    let mut world = World::new();
    world.put(&record);
    assert_eq!(world.sentences(), ["Account a2 lacks its job that takes it down."]);
    world.remove(&keys::credential(&account(2)));
    assert_eq!(world.sentences(), ["Account a2 lacks its credential.", "Account a2 lacks its job that takes it down."]);
}

#[test]
fn an_account_that_is_named_is_there() {
    let mut world = World::new();
    world.remove(&keys::account(&account(2)));
    assert_eq!(world.sentences().len(), 4, "{:?}", world.sentences());
    assert!(world.sentences().contains(&"Account a2 is not there, but item STORAGE#a2 names it.".to_owned()));
    assert!(world.sentences().contains(&"Username minho belongs to account a2, which is not there or has another one.".to_owned()));
}

#[test]
fn a_container_is_the_one_that_its_account_names() {
    let mut world = World::new();
    world.set_text(&keys::account(&account(2)), "root_id", entry(ROOT + 1).as_str());
    let sentences = world.sentences();
    assert_eq!(sentences.len(), 2, "{sentences:?}");
    assert_eq!(sentences[0], "Account a2 lacks its root.");
}

#[test]
fn a_confirmed_address_and_its_account_name_each_other() {
    let mut world = World::new();
    world.remove(&keys::email("minho@example.com"));
    assert_eq!(world.sentences(), ["Account a2 lacks its address item."]);
    let mut world = World::new();
    world.item(&keys::account(&account(2))).insert("email_verified".to_owned(), AttributeValue::Bool(false));
    let sentence = "Address minho@example.com belongs to account a2, which is not there or has another one.";
    assert_eq!(world.sentences(), [sentence]);
}

#[test]
fn a_share_is_listed_until_it_is_revoked() {
    let mut world = World::new();
    world.set(&keys::share(&share()), "revoked_at", 5);
    world.set(&keys::share(&share()), "ttl", 9);
    world.set(&keys::storage(&account(1)), "share_count", 0);
    assert_eq!(world.sentences(), ["Share 50 of account a1 is in its account's list of shares, but is revoked or not there."]);
    world.remove(&keys::share_of(&account(1), &share()));
    assert!(world.sentences().is_empty());
    let mut world = World::new();
    world.remove(&keys::share_of(&account(1), &share()));
    assert_eq!(world.sentences(), ["Share 50 of account a1 is not in its account's list of shares."]);
}
