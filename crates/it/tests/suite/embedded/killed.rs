//! kill -9 in the middle of everything: what was answered is there, what was not can be done again, and every byte is accounted for.

use crate::harness::files::{content, part_tickets, sha256, text, wanted};
use crate::harness::{Call, Letter, Person, Stranger, World, eventually};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use share_cloud_local::flags::Invocation;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Tells the child that it is one, and in which folder.
const FOLDER: &str = "SHARE_CLOUD_TEST_KILLED_HOME";

/// The program itself in a process of its own.
struct Process {
    child: Child,
    /// Kept open: who prints into a pipe that nobody holds is ended.
    _prints: Lines<BufReader<ChildStdout>>,
    base_url: String,
}

impl Process {
    /// Starts this very test program again, to run only [`the_home_that_is_killed`].
    fn start(folder: &Path) -> Self {
        let module = module_path!().split_once("::").unwrap().1;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &format!("{module}::the_home_that_is_killed"), "--nocapture", "--test-threads=1"])
            .env(FOLDER, folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut prints = BufReader::new(child.stdout.take().unwrap()).lines();
        let base_url = prints.find_map(|line| Some(line.unwrap().split_once("is ready: ")?.1.to_owned()));
        Self { child, _prints: prints, base_url: base_url.unwrap() }
    }

    fn stranger(&self) -> Stranger {
        Stranger::new(reqwest::Client::builder().no_proxy().build().unwrap(), &self.base_url)
    }

    fn kill(self) {
        drop(self);
    }
}

/// kill -9, also when a test fails.
impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "the environment says whether this is the child")]
async fn the_home_that_is_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let words = ["share-cloud", "--listen", "127.0.0.1:0", "--data", &folder, "--default-quota", "64MiB"];
    Box::pin(share_cloud_local::server::serve(Invocation::read(words).unwrap().settings)).await.unwrap();
}

/// What one of the clients knows to be there, because it was answered.
#[derive(Default)]
struct Known {
    files: BTreeMap<String, String>,
    folders: Vec<String>,
}

/// Counts answers, and says when it is time.
struct Fuse {
    left: AtomicUsize,
    burnt: tokio::sync::Notify,
}

impl Fuse {
    fn burn(&self) {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.burnt.notify_one();
        }
    }
}

/// A client that makes folders, uploads, renames and cancels until nobody answers any more.
struct Client {
    person: Person,
    fuse: Arc<Fuse>,
    known: Arc<Mutex<Known>>,
}

impl Client {
    async fn ask(&self, method: Method, path: &str, body: Value) -> Option<Value> {
        let call = Call::new(method, path).bearer(&self.person.access_token);
        let call = if body.is_null() { call } else { call.json(&body) };
        let answer = self.person.http.try_send(call).await?;
        assert!(answer.status < 300, "{answer}");
        self.fuse.burn();
        Some(answer.json())
    }

    async fn run(&self, who: usize, round: usize) {
        for turn in 0.. {
            if self.turn(&format!("{who}-{round}-{turn}")).await.is_none() {
                return;
            }
        }
    }

    /// One of everything; none when the home is gone.
    async fn turn(&self, name: &str) -> Option<()> {
        let folder = self.ask(Method::POST, "/api/folders", json!({ "parent_id": "root", "name": name })).await?;
        self.known.lock().unwrap().folders.push(name.to_owned());
        let bytes = content(name.len() * 1_000, 3);
        let mut upload = wanted(text(&folder, "id"), &format!("{name}.bin"), &bytes);
        upload["client_key"] = json!(name);
        let dropped = json!({ "parent_id": "root", "name": name, "size_bytes": 100_000, "content_type": "" });
        let started = self.ask(Method::POST, "/api/uploads", json!({ "uploads": [upload, dropped] })).await?;
        let ticket = part_tickets(&started["uploads"][0]["parts"]).remove(0);
        let put = Call::new(Method::PUT, &ticket.url).body(bytes.clone());
        let put = ticket.headers.iter().fold(put, |call, (name, value)| call.header(name, value.as_str()));
        assert!([200, 412].contains(&self.person.http.try_send(put).await?.status));
        self.fuse.burn();
        let ids = [&started["uploads"][0]["upload_id"], &started["uploads"][1]["upload_id"]].map(|id| id.as_str().unwrap().to_owned());
        let completed = self.ask(Method::POST, "/api/uploads/complete", json!({ "uploads": [{ "upload_id": ids[0] }] })).await?;
        let entry = text(&completed["uploads"][0]["entry"], "id").to_owned();
        self.known.lock().unwrap().files.insert(entry.clone(), sha256(&bytes));
        self.ask(Method::DELETE, &format!("/api/uploads/{}", ids[1]), Value::Null).await?;
        self.ask(Method::PATCH, &format!("/api/entries/{entry}"), json!({ "parent_id": "root", "name": format!("{name} moved") })).await?;
        let copied = json!({ "parent_id": "root", "name": format!("{name} copied") });
        self.ask(Method::POST, &format!("/api/entries/{entry}/copy"), copied).await?;
        self.ask(
            Method::POST,
            &format!("/api/entries/{}/copy", text(&folder, "id")),
            json!({ "parent_id": "root", "on_conflict": "rename" }),
        )
        .await?;
        let gone = self.ask(Method::POST, "/api/folders", json!({ "parent_id": folder["id"], "name": "gone" })).await?;
        self.ask(Method::DELETE, &format!("/api/entries/{}", text(&gone, "id")), Value::Null).await?;
        self.ask(Method::DELETE, &format!("/api/trash/{}", text(&gone, "id")), Value::Null).await?;
        Some(())
    }
}

async fn confirmed_person(process: &Process) -> Person {
    let stranger = process.stranger();
    let mut person = Person::sign_up(&stranger, "minji", "minji@example.com").await;
    let letter = eventually("the letter", || async {
        let mut messages = stranger.get("/outbox/messages").await.expect(200);
        serde_json::from_value::<Vec<Letter>>(messages["items"].take()).unwrap().pop()
    });
    let letter = letter.await;
    stranger.verify(letter.token()).await.expect(200);
    person.sign_in().await;
    person
}

/// Four clients at work until so many answers were given, and then the home is gone.
async fn work_until_killed(process: Process, person: &Person, known: &Arc<Mutex<Known>>, round: usize, answers: usize) {
    let fuse = Arc::new(Fuse { left: AtomicUsize::new(answers), burnt: tokio::sync::Notify::new() });
    let person = person.via(&process.stranger());
    let clients = join_all((0..4).map(|who| {
        let client = Client { person: person.clone(), fuse: Arc::clone(&fuse), known: Arc::clone(known) };
        async move { client.run(who, round).await }
    }));
    let mut clients = std::pin::pin!(clients);
    tokio::select! {
        () = fuse.burnt.notified() => process.kill(),
        _ = &mut clients => panic!("the home ended by itself"),
    }
    clients.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_home_that_is_killed_again_and_again_keeps_everything_that_it_answered() {
    let folder = tempfile::tempdir().unwrap();
    let known = Arc::default();
    let process = Process::start(folder.path());
    let person = confirmed_person(&process).await;
    work_until_killed(process, &person, &known, 0, 17).await;
    for (round, answers) in [(1, 40), (2, 61)] {
        work_until_killed(Process::start(folder.path()), &person, &known, round, answers).await;
    }

    let world = World::open(folder, |_| {}).await;
    let mut person = person.via(&world.stranger());
    person.sign_in().await;
    let known = std::mem::take(&mut *known.lock().unwrap());
    assert!(known.files.len() >= 3 && known.folders.len() >= known.files.len());
    for (entry, digest) in &known.files {
        assert_eq!(sha256(&person.download(entry).await), *digest);
    }
    let names = person.names("root").await;
    assert!(known.folders.iter().all(|folder| names.contains(folder)), "{names:?}");
    for upload in person.get("/api/uploads").await.expect(200)["items"].as_array().unwrap() {
        person.delete(&format!("/api/uploads/{}", text(upload, "upload_id"))).await.expect(204);
    }
    world.work().await;
    assert_eq!(person.room().await.reserved, 0);
    world.finish().await;
}
