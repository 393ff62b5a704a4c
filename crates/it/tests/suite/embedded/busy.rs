//! Many who commit, move, make and replace at once: every total is exact afterwards.
//!
//! Some hundred acts, each of up to six files, at every run; a soak of thousands is
//! `SHARE_CLOUD_BUSY_ACTS=5000 cargo test --workspace --exclude share-cloud-functions --exclude share-cloud-bench -- at_once_keep_every_total`.

use super::soak::number;
use crate::harness::dice::Dice;
use crate::harness::files::{part_tickets, problem_code, text, wanted};
use crate::harness::{Person, World, eventually};
use futures::future::join_all;
use serde_json::{Value, json};
use std::sync::Mutex;

/// How many do so at once.
const CLIENTS: u64 = 6;
/// How many acts there are, all clients together; more by SHARE_CLOUD_BUSY_ACTS.
const ACTS: u64 = 240;
/// What they are drawn from; another by SHARE_CLOUD_BUSY_SEED.
const SEED: u64 = 20_261_127;

fn pick(dice: &mut Dice, among: &Mutex<Vec<String>>) -> String {
    dice.pick(among.lock().unwrap().as_slice()).clone()
}

/// What all of them work on.
struct Shared {
    folders: Mutex<Vec<String>>,
    files: Mutex<Vec<String>>,
}

/// The refusals that others' acts may be the reason of.
fn assert_fair(answer: &Value, what: &str) {
    let code = answer["code"].as_str().unwrap_or_default();
    assert!(["name_taken", "folder_cycle", "too_deep", "conflict", "unavailable"].contains(&code), "{what}: {answer}");
}

/// A file as it is wanted, with its bytes: every other one has a name that others want too.
fn file(shared: &Shared, dice: &mut Dice, label: &str) -> (Value, Vec<u8>) {
    let name = if dice.roll(2) == 0 { format!("shared {}", dice.roll(4)) } else { label.to_owned() };
    let bytes = vec![b'x'; dice.roll(400)];
    let mut upload = wanted(&pick(dice, &shared.folders), &name, &bytes);
    upload["on_conflict"] = json!(["rename", "replace", "replace"][dice.roll(3)]);
    (upload, bytes)
}

/// Uploads some files in one call; now and then one is given up before it is complete.
async fn upload(person: &Person, shared: &Shared, dice: &mut Dice, label: String) {
    let files: Vec<(Value, Vec<u8>)> = (0..=dice.roll(6)).map(|n| file(shared, dice, &format!("{label}-{n}"))).collect();
    let started = person.start(&files.iter().map(|(upload, _)| upload.clone()).collect::<Vec<_>>()).await;
    let mut ids = Vec::new();
    for (one, (_, bytes)) in started.iter().zip(&files) {
        assert_eq!(person.http.put_part(&part_tickets(&one["parts"]).remove(0), bytes).await.status, 200);
        ids.push(text(one, "upload_id").to_owned());
    }
    if dice.roll(12) == 0 {
        give_up(person, &ids.remove(0)).await;
    }
    let body = json!({ "uploads": ids.iter().map(|id| json!({ "upload_id": id })).collect::<Vec<_>>() });
    if ids.is_empty() {
        return;
    }
    // 503: the others kept changing the same folders.
    let settled = async || Some(person.post("/api/uploads/complete", &body).await).filter(|answer| answer.status != 503);
    let answer = eventually("the uploads are completed", settled).await;
    for (id, done) in ids.iter().zip(answer.expect(200)["uploads"].as_array().unwrap()) {
        if done["problem"].is_null() {
            shared.files.lock().unwrap().push(text(&done["entry"], "id").to_owned());
        } else {
            assert_eq!(problem_code(done), "name_taken", "a folder may have the name, and nothing else is wrong");
            give_up(person, id).await;
        }
    }
}

async fn give_up(person: &Person, id: &str) {
    person.delete(&format!("/api/uploads/{id}")).await.expect(204);
}

async fn act(person: &Person, shared: &Shared, dice: &mut Dice, label: String) {
    let answer = match dice.roll(10) {
        0 => {
            let body = json!({ "parent_id": pick(dice, &shared.folders), "name": label });
            let made = person.post("/api/folders", &body).await;
            if made.status == 201 {
                shared.folders.lock().unwrap().push(text(&made.json(), "id").to_owned());
            }
            made
        }
        kind @ 1..=4 => {
            let moved = if kind < 3 { &shared.folders } else { &shared.files };
            let mut body = json!({ "parent_id": pick(dice, &shared.folders) });
            if dice.roll(3) == 0 {
                body["name"] = json!(label);
            }
            let id = pick(dice, moved);
            if id == "root" {
                return;
            }
            person.patch(&format!("/api/entries/{id}"), &body).await
        }
        _ => return upload(person, shared, dice, label).await,
    };
    if answer.status >= 400 {
        assert_fair(&answer.json(), &answer.asked);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commits_moves_and_replacements_at_once_keep_every_total() {
    let seed = number("SHARE_CLOUD_BUSY_SEED", SEED);
    println!("seed {seed}: SHARE_CLOUD_BUSY_SEED={seed}");
    let acts = number("SHARE_CLOUD_BUSY_ACTS", ACTS);
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let mut folders = vec!["root".to_owned()];
    for n in 0..6 {
        let parent = folders[n / 2].clone();
        folders.push(minji.folder(&parent, &format!("start {n}")).await);
    }
    let first = minji.upload(&folders[6], "first", b"first").await;
    let shared = Shared { folders: Mutex::new(folders), files: Mutex::new(vec![text(&first, "id").to_owned()]) };
    let clients = (0..CLIENTS).map(|client| {
        let (minji, shared) = (&minji, &shared);
        async move {
            let mut dice = Dice::new(seed.wrapping_add(client));
            for n in 0..acts / CLIENTS {
                act(minji, shared, &mut dice, format!("{client}-{n}")).await;
            }
        }
    });
    join_all(clients).await;
    let storage = minji.storage().await;
    let (used, versions) = (storage["used_bytes"].as_i64().unwrap(), storage["versions_bytes"].as_i64().unwrap());
    assert_eq!(storage["reserved_bytes"], 0, "{storage}");
    assert_eq!(minji.entry("root").await["total_bytes"], json!(used - versions));
    world.finish().await;
}
