//! Random changes of a tree, held against the model: after every step of one client; after every round of several, each in a folder of its own;
//! and after every round of several who change the same entries.

use super::acts::{ACTS, Turn};
use super::model::Model;
use super::{number, seen};
use crate::harness::dice::Dice;
use crate::harness::{Person, World};
use futures::future::join_all;

/// How many runs there are, each of another seed; more by SHARE_CLOUD_SOAK_TREES.
const TREES: u64 = 1;
const SEED: u64 = 20_261_128;
/// How many acts one client does, and how many each of several does in a round.
const ACTS_OF_ONE: usize = 60;
const ACTS_OF_A_ROUND: usize = 8;
const ROUNDS: usize = 4;
/// How many clients an account has.
const CLIENTS: usize = 3;

/// The seeds of this run, each said before it begins.
fn seeds() -> impl Iterator<Item = u64> {
    let first = number("SHARE_CLOUD_SOAK_SEED", SEED);
    let seeds = first..first + number("SHARE_CLOUD_SOAK_TREES", TREES);
    seeds.inspect(|seed| println!("seed {seed}: SHARE_CLOUD_SOAK_SEED={seed} SHARE_CLOUD_SOAK_TREES=1"))
}

async fn one_act(person: &Person, model: &mut Model, dice: &mut Dice, is_sure: bool) {
    let (name, act) = ACTS[dice.roll(ACTS.len())];
    println!("{}: {name}", person.username);
    act(&mut Turn { person, model, dice, is_sure }).await;
}

#[tokio::test]
async fn after_every_step_of_one_client_the_tree_is_the_models() {
    for seed in seeds() {
        let world = World::fresh().await;
        let minji = world.person("minji").await;
        let (mut model, mut dice) = (Model::new(&minji.root_id), Dice::new(seed));
        for _ in 0..ACTS_OF_ONE {
            one_act(&minji, &mut model, &mut dice, true).await;
            seen::same_tree(&minji, &model).await;
            seen::same_room(&minji, &[&model]).await;
        }
        for (id, node) in model.entries.iter().filter(|(id, _)| model.is_live(id)) {
            let Some(contents) = &node.contents else { continue };
            let (mut has, mut expected) = (seen::contents(&minji, id).await, contents.clone());
            assert_eq!(has.last(), expected.last(), "the current content of {}", node.name);
            has.sort();
            expected.sort();
            assert_eq!(has, expected, "the contents of {}", node.name);
        }
        assert!(!model.entries.is_empty());
        minji.delete("/api/trash").await;
        world.work().await;
        model.trashed().keys().for_each(|id| model.remove(id));
        seen::same_room(&minji, &[&model]).await;
        world.finish().await;
    }
}

/// A client's own part of a tree.
struct Part<'a> {
    person: &'a Person,
    model: Model,
    dice: Dice,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_every_round_of_several_clients_each_ones_folder_is_its_models() {
    for seed in seeds() {
        let world = World::fresh().await;
        let people = [world.person("minji").await, world.person("jiho").await];
        let mut parts = Vec::new();
        for person in &people {
            for n in 0..CLIENTS {
                let top = person.folder("root", &format!("part {n}")).await;
                let dice = Dice::new(seed.wrapping_mul(1_000).wrapping_add(u64::try_from(parts.len()).unwrap()));
                parts.push(Part { person, model: Model::new(&top), dice });
            }
        }
        for _ in 0..ROUNDS {
            join_all(parts.iter_mut().map(|part| async {
                for _ in 0..ACTS_OF_A_ROUND {
                    one_act(part.person, &mut part.model, &mut part.dice, true).await;
                }
            }))
            .await;
            world.work().await;
            for parts in parts.chunks(CLIENTS) {
                let models: Vec<&Model> = parts.iter().map(|part| &part.model).collect();
                for part in parts {
                    seen::same_tree(part.person, &part.model).await;
                }
                seen::same_room(parts[0].person, &models).await;
                let root = parts[0].person.entry("root").await;
                let bytes: i64 = models.iter().map(|model| model.totals(&model.top).0).sum();
                assert_eq!(root["total_bytes"], bytes, "{root}");
            }
        }
        world.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_every_round_of_several_clients_on_the_same_entries_each_entry_is_in_one_place_and_counted_once() {
    for seed in seeds() {
        let world = World::fresh().await;
        let minji = world.person("minji").await;
        let mut model = Model::new(&minji.root_id);
        for round in 0..ROUNDS {
            let clients = (0..CLIENTS + 1).map(|client| {
                let (mut model, minji) = (model.clone(), &minji);
                let mut dice = Dice::new(seed.wrapping_mul(1_000).wrapping_add(u64::try_from(round * 10 + client).unwrap()));
                async move {
                    for _ in 0..ACTS_OF_A_ROUND {
                        one_act(minji, &mut model, &mut dice, false).await;
                    }
                }
            });
            join_all(clients).await;
            world.work().await;
            model = seen::read(&minji).await;
            seen::same_tree(&minji, &model).await;
            let storage = minji.storage().await;
            assert_eq!(storage["reserved_bytes"], 0, "{storage}");
            let report = world.audit().await;
            assert!(report.breaches.is_empty(), "{report:#?}");
        }
        minji.delete("/api/trash").await;
        world.work().await;
        let model = seen::read(&minji).await;
        seen::same_room(&minji, &[&model]).await;
        world.finish().await;
    }
}
