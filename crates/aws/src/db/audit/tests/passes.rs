//! What repeated readings of an account come to.

use super::super::super::keys;
use super::super::breach::Breach;
use super::super::id::Id;
use super::super::passes::Readings;
use super::world::{World, account, version};
use crate::objects::ObjectKey;

/// A world whose account says that it has one entry more than there are.
fn off() -> World {
    let mut world = World::new();
    world.set(&keys::storage(&account(1)), "entry_count", 10);
    world
}

/// Judges one reading, in which the account's print is this.
fn judge(readings: &mut Readings, world: &World, print: u64) {
    let mut facts = world.facts();
    facts.add_print(Id::from(&account(1)), print);
    readings.judge(&facts);
}

fn suspects(world: &World) -> Vec<Breach> {
    let suspects = world.breaches();
    assert_eq!(suspects.len(), 1);
    suspects
}

#[test]
fn a_sum_that_is_off_while_the_account_stands_still_is_a_breach() {
    let world = off();
    let mut readings = Readings::new(suspects(&world));
    judge(&mut readings, &world, 1);
    judge(&mut readings, &world, 1);
    assert!(!readings.are_done() && readings.settled.breaches.is_empty());
    judge(&mut readings, &world, 1);
    assert!(readings.are_done());
    assert_eq!(readings.settled.breaches, world.breaches());
}

#[test]
fn a_sum_that_is_right_once_the_account_stands_still_is_none() {
    let mut readings = Readings::new(suspects(&off()));
    judge(&mut readings, &off(), 1);
    for _ in 0..3 {
        judge(&mut readings, &World::new(), 2);
    }
    assert!(readings.are_done() && readings.settled.breaches.is_empty());
}

#[test]
fn a_sum_of_an_account_that_never_stands_still_is_neither() {
    let mut readings = Readings::new(suspects(&off()));
    for print in 0..12 {
        let world = if print % 3 == 0 { World::new() } else { off() };
        judge(&mut readings, &world, print);
    }
    assert!(!readings.are_done() && readings.settled.breaches.is_empty());
}

#[test]
fn a_breach_is_found_whenever_the_account_comes_to_rest() {
    let mut readings = Readings::new(suspects(&off()));
    for print in [1, 2, 3, 3, 4, 5, 5, 5] {
        judge(&mut readings, &off(), print);
    }
    assert!(readings.are_done());
    assert_eq!(readings.settled.breaches.len(), 1);
}

#[test]
fn an_object_without_a_reason_is_a_breach_even_in_a_busy_account() {
    let mut world = World::new();
    world.objects.insert(ObjectKey::content(&account(1), &version(0x70)).as_str().to_owned(), 3);
    let mut readings = Readings::new(suspects(&world));
    for print in 0..5 {
        assert!(!readings.are_done());
        judge(&mut readings, &world, print);
    }
    assert_eq!(readings.settled.breaches, world.breaches());
    let mut readings = Readings::new(suspects(&world));
    judge(&mut readings, &world, 1);
    judge(&mut readings, &World::new(), 2);
    assert!(readings.are_done() && readings.settled.breaches.is_empty(), "it had a reason or is gone");
}
