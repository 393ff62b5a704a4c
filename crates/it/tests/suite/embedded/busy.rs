//! Many who commit, move, make and replace at once, thousands of times: every total is exact afterwards.

use crate::harness::files::{problem_code, text, wanted};
use crate::harness::{Person, World};
use futures::future::join_all;
use serde_json::{Value, json};
use std::env;
use std::sync::Mutex;

/// How many do so at once.
const CLIENTS: u64 = 6;
/// How many acts there are, all clients together; more by SHARE_CLOUD_BUSY_ACTS.
const ACTS: u64 = 2_000;

/// Numbers from a seed (xorshift64*).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let sides = u64::try_from(sides).unwrap();
        usize::try_from((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides).unwrap()
    }

    fn pick(&mut self, among: &Mutex<Vec<String>>) -> String {
        let among = among.lock().unwrap();
        among[self.roll(among.len())].clone()
    }
}

/// What all of them work on.
struct Shared {
    folders: Mutex<Vec<String>>,
    files: Mutex<Vec<String>>,
}

fn number(name: &str, otherwise: u64) -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a soak is told how long and which seed")]
    let set = env::var(name).ok();
    set.map_or(otherwise, |text| text.parse().unwrap())
}

/// The refusals that others' acts may be the reason of.
fn assert_fair(answer: &Value, what: &str) {
    let code = answer["code"].as_str().unwrap_or_default();
    assert!(["name_taken", "folder_cycle", "too_deep", "conflict", "unavailable"].contains(&code), "{what}: {answer}");
}

async fn upload(person: &Person, shared: &Shared, dice: &mut Dice, label: String) {
    let on_conflict = ["rename", "replace", "replace"][dice.roll(3)];
    let name = if dice.roll(2) == 0 { format!("shared {}", dice.roll(4)) } else { label };
    let bytes = vec![b'x'; dice.roll(400)];
    let mut upload = wanted(&dice.pick(&shared.folders), &name, &bytes);
    upload["on_conflict"] = json!(on_conflict);
    let id = person.send_only(&upload, &bytes).await;
    if dice.roll(12) == 0 {
        person.delete(&format!("/api/uploads/{id}")).await.expect(204);
        return;
    }
    let body = json!({ "uploads": [{ "upload_id": id }] });
    loop {
        let answer = person.post("/api/uploads/complete", &body).await;
        if answer.status == 503 {
            // The others kept changing the same folders.
            continue;
        }
        let done = &answer.expect(200)["uploads"][0];
        if done["problem"].is_null() {
            return shared.files.lock().unwrap().push(text(&done["entry"], "id").to_owned());
        }
        // A folder has this name.
        assert_eq!(problem_code(done), "name_taken");
        person.delete(&format!("/api/uploads/{id}")).await.expect(204);
        return;
    }
}

async fn act(person: &Person, shared: &Shared, dice: &mut Dice, label: String) {
    let answer = match dice.roll(10) {
        0 => {
            let body = json!({ "parent_id": dice.pick(&shared.folders), "name": label });
            let made = person.post("/api/folders", &body).await;
            if made.status == 201 {
                shared.folders.lock().unwrap().push(text(&made.json(), "id").to_owned());
            }
            made
        }
        kind @ 1..=4 => {
            let moved = if kind < 3 { &shared.folders } else { &shared.files };
            let mut body = json!({ "parent_id": dice.pick(&shared.folders) });
            if dice.roll(3) == 0 {
                body["name"] = json!(label);
            }
            let id = dice.pick(moved);
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
async fn thousands_of_commits_moves_and_replacements_at_once_keep_every_total() {
    let seed = number("SHARE_CLOUD_BUSY_SEED", getrandom::u64().unwrap());
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
            let mut dice = Dice(seed.wrapping_add(client).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
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
