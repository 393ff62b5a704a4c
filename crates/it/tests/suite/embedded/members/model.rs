//! Random grants, moves, removals and deletions by several people, beside a model that is a few lines long: what each of them sees is the
//! model's after every step.

use crate::harness::files::text;
use crate::harness::{Answer, Person, World};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

const STEPS: usize = 60;
const MOST_ENTRIES: usize = 14;
const PEOPLE: usize = 3;

/// A small generator, so that a seed is all that a run depends on.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

#[derive(Clone, Debug)]
struct Entry {
    owner: usize,
    is_folder: bool,
    /// The index of the folder that it is in; none for the owner's root.
    parent: Option<usize>,
    is_trashed: bool,
    is_gone: bool,
    /// Editor or not, by person.
    given: BTreeMap<usize, bool>,
}

/// What is seen: the indexes of the way, and the role.
type Seen = Option<(Vec<usize>, &'static str)>;

#[derive(Default)]
struct Model {
    entries: Vec<Entry>,
    ids: Vec<String>,
}

impl Model {
    /// The entry and all above it.
    fn way(&self, entry: usize) -> Vec<usize> {
        std::iter::successors(Some(entry), |at| self.entries[*at].parent).collect()
    }

    fn is_live(&self, entry: usize) -> bool {
        self.way(entry).iter().all(|at| !self.entries[*at].is_trashed && !self.entries[*at].is_gone)
    }

    /// What is below goes too, but for what was trashed on its own before.
    fn purge(&mut self, entry: usize) {
        for below in 0..self.entries.len() {
            let way = self.way(below);
            let until = way.iter().position(|at| *at == entry);
            let is_below = until.is_some_and(|until| way[..until].iter().all(|at| !self.entries[*at].is_trashed));
            if is_below {
                self.entries[below].is_gone = true;
                self.entries[below].given.clear();
            }
        }
    }

    /// What a person may do with the last of a way: 3 all, 2 change, 1 see, 0 nothing.
    fn level(&self, person: usize, way: &[usize]) -> u8 {
        let given = |at: &usize| self.entries[*at].given.get(&person).map_or(0, |editor| if *editor { 2 } else { 1 });
        match way.first() {
            Some(first) if self.entries[*first].owner == person => 3,
            _ => way.iter().map(given).max().unwrap_or(0),
        }
    }

    fn sees(&self, person: usize, entry: usize) -> Seen {
        let mut way = self.way(entry);
        let level = if self.is_live(entry) { self.level(person, &way) } else { 0 };
        if level == 0 {
            return None;
        }
        if level < 3 {
            let top = way.iter().rposition(|at| self.entries[*at].given.contains_key(&person)).unwrap();
            way.truncate(top + 1);
        }
        way.reverse();
        Some((way, ["viewer", "editor", "owner"][usize::from(level) - 1]))
    }

    /// What a person may do with an entry, and with the folder it is in.
    fn levels(&self, person: usize, entry: usize) -> (u8, u8) {
        let way = self.way(entry);
        if !self.is_live(entry) {
            return (0, 0);
        }
        let above = if self.entries[entry].owner == person { 3 } else { self.level(person, &way[1..]) };
        (self.level(person, &way), above)
    }
}

struct Run {
    world: World,
    people: Vec<Person>,
    model: Model,
    random: Random,
    log: Vec<String>,
}

impl Run {
    fn pick(&mut self) -> Option<(usize, usize)> {
        let count = self.model.entries.len();
        (count > 0).then(|| (self.random.below(PEOPLE), self.random.below(count)))
    }

    fn hold(&self, answer: &Answer, is_allowed: bool) -> bool {
        assert!(answer.status < 500, "{answer}\n{}", self.log.join("\n"));
        assert_eq!(answer.status < 300, is_allowed, "{answer}\n{}", self.log.join("\n"));
        is_allowed
    }

    async fn step(&mut self, n: usize) {
        match self.random.below(10) {
            0..=2 => self.add(n).await,
            3 | 4 => self.give().await,
            5 => self.take().await,
            6 | 7 => self.relocate().await,
            8 => self.trash().await,
            _ => self.restore_or_purge().await,
        }
    }

    async fn add(&mut self, n: usize) {
        if self.model.entries.len() >= MOST_ENTRIES {
            return;
        }
        let (person, is_folder) = (self.random.below(PEOPLE), self.random.below(4) > 0);
        let folders: Vec<usize> = (0..self.model.entries.len()).filter(|at| self.model.entries[*at].is_folder).collect();
        let parent = folders.get(self.random.below(folders.len() + 1)).copied();
        let owner = parent.map_or(person, |parent| self.model.entries[parent].owner);
        let is_allowed = parent.is_none_or(|parent| self.model.levels(person, parent).0 >= 2);
        let id = parent.map_or("root", |parent| &self.model.ids[parent]).to_owned();
        self.log.push(format!("{person} adds {n} (folder: {is_folder}) to {parent:?}"));
        let actor = self.people[person].clone();
        let made = if is_folder || !is_allowed {
            let answer = actor.post("/api/folders", &json!({ "parent_id": id, "name": format!("{n}") })).await;
            self.hold(&answer, is_allowed).then(|| answer.json())
        } else {
            Some(actor.upload(&id, &format!("{n}"), b"bytes").await)
        };
        if let Some(made) = made {
            self.model.ids.push(text(&made, "id").to_owned());
            let entry = Entry { owner, is_folder, parent, is_trashed: false, is_gone: false, given: BTreeMap::new() };
            self.model.entries.push(entry);
        }
    }

    async fn give(&mut self) {
        let Some((person, entry)) = self.pick() else { return };
        let (to, editor) = (self.random.below(PEOPLE), self.random.below(2) == 0);
        let is_allowed = self.model.levels(person, entry).0 == 3 && to != person;
        self.log.push(format!("{person} gives {entry} to {to} (editor: {editor})"));
        let role = if editor { "editor" } else { "viewer" };
        let answer = self.people[person].put_member(&self.model.ids[entry], &self.people[to].username, role).await;
        if self.hold(&answer, is_allowed) {
            self.model.entries[entry].given.insert(to, editor);
        }
    }

    async fn take(&mut self) {
        let Some((person, entry)) = self.pick() else { return };
        let leaves = self.random.below(3) == 0;
        let from = if leaves { person } else { self.random.below(PEOPLE) };
        let is_member = self.model.entries[entry].given.contains_key(&from);
        let is_allowed = is_member && (leaves || self.model.levels(person, entry).0 == 3);
        self.log.push(format!("{person} takes {entry} from {from} (leaves: {leaves})"));
        let member = if leaves { "me".to_owned() } else { self.people[from].id.clone() };
        let answer = self.people[person].delete(&format!("/api/entries/{}/members/{member}", self.model.ids[entry])).await;
        if self.hold(&answer, is_allowed) {
            self.model.entries[entry].given.remove(&from);
        }
    }

    async fn relocate(&mut self) {
        let Some((person, entry)) = self.pick() else { return };
        let to = self.random.below(self.model.entries.len() + 1);
        let to = (to < self.model.entries.len()).then_some(to);
        let owner = self.model.entries[entry].owner;
        let is_right = match to {
            Some(to) => {
                let folder = &self.model.entries[to];
                folder.is_folder && folder.owner == owner && self.model.levels(person, to).0 >= 2 && !self.model.way(to).contains(&entry)
            }
            None => person == owner,
        };
        let is_allowed = self.model.levels(person, entry).1 >= 2 && is_right;
        self.log.push(format!("{person} moves {entry} to {to:?}"));
        let parent = to.map_or("root", |to| &self.model.ids[to]);
        let answer = self.people[person].patch(&format!("/api/entries/{}", self.model.ids[entry]), &json!({ "parent_id": parent })).await;
        if self.hold(&answer, is_allowed) {
            self.model.entries[entry].parent = to;
        }
    }

    async fn trash(&mut self) {
        let Some((person, entry)) = self.pick() else { return };
        let is_allowed = self.model.levels(person, entry).1 >= 2;
        self.log.push(format!("{person} trashes {entry}"));
        let answer = self.people[person].delete(&format!("/api/entries/{}", self.model.ids[entry])).await;
        if self.hold(&answer, is_allowed) {
            self.model.entries[entry].is_trashed = true;
        }
    }

    async fn restore_or_purge(&mut self) {
        let Some((person, entry)) = self.pick() else { return };
        let trashed = self.model.entries[entry].clone();
        let is_allowed = trashed.owner == person && trashed.is_trashed && !trashed.is_gone;
        let purges = self.random.below(4) == 0;
        self.log.push(format!("{person} brings back {entry} (purges: {purges})"));
        let id = self.model.ids[entry].clone();
        if purges {
            let answer = self.people[person].delete(&format!("/api/trash/{id}")).await;
            if self.hold(&answer, is_allowed) {
                self.world.work().await;
                self.model.purge(entry);
            }
            return;
        }
        let answer = self.people[person].restore(&id, &json!({})).await;
        if self.hold(&answer, is_allowed) {
            // Where its folder is in the trash itself, it comes back to the top.
            let parent = trashed.parent.filter(|parent| self.model.is_live(*parent));
            self.model.entries[entry].parent = parent;
            self.model.entries[entry].is_trashed = false;
        }
    }

    async fn compare(&self) {
        for (n, person) in self.people.iter().enumerate() {
            for (entry, id) in self.model.ids.iter().enumerate() {
                let seen = person.sees(id).await.map(|(mut path, role)| {
                    // The owner's way begins at the root, which the model has not.
                    if role == "owner" {
                        assert_eq!(path.remove(0), person.root_id);
                    }
                    (path, role)
                });
                let expected = self.model.sees(n, entry);
                let expected = expected.map(|(way, role)| (way.iter().map(|at| self.model.ids[*at].clone()).collect(), role.to_owned()));
                assert_eq!(seen, expected, "what {n} sees of {entry}:\n{}", self.log.join("\n"));
            }
            let shared: BTreeSet<String> = person.shared_with_me().await.iter().map(|shared| text(shared, "id").to_owned()).collect();
            let is_shared = |entry: &usize| self.model.entries[*entry].given.contains_key(&n) && self.model.is_live(*entry);
            let expected = (0..self.model.ids.len()).filter(is_shared).map(|entry| self.model.ids[entry].clone()).collect();
            assert_eq!(shared, expected, "what is shared with {n}:\n{}", self.log.join("\n"));
        }
    }
}

async fn run(seed: u64) {
    println!("seed {seed}");
    let world = World::fresh().await;
    let mut people = Vec::new();
    for n in 0..PEOPLE {
        people.push(world.person(&format!("person{n}")).await);
    }
    let mut run = Run { world, people, model: Model::default(), random: Random(seed), log: vec![format!("seed {seed}")] };
    for n in 0..STEPS {
        run.step(n).await;
        run.compare().await;
        run.world.advance_ms(1);
    }
    run.world.finish().await;
}

#[tokio::test]
async fn what_each_person_sees_is_the_models_after_every_step_of_one_schedule() {
    run(20_261_128).await;
}

#[tokio::test]
async fn what_each_person_sees_is_the_models_after_every_step_of_another_schedule() {
    run(7).await;
}
