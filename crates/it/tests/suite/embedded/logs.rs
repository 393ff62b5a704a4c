//! What the log is told: enough to find a request again, and no secret.

use crate::harness::files::text;
use crate::harness::{Visitor, World};
use serde_json::json;
use std::io;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything runs on the test's one thread, whose subscriber sees it, but for what blocks.
#[tokio::test(flavor = "current_thread")]
async fn no_line_holds_a_password_a_token_an_address_or_a_path() {
    // While there is one dispatcher only, tracing asks the thread that meets an event first, which may be another test's.
    let _another = tracing::Dispatch::new(tracing_subscriber::registry());
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(log.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let world = World::fresh().await;
    let mut minji = world.person("minji").await;
    let mail_token = world.letter(&minji.email).await.token().to_owned();
    world.stranger().sign_in("minji", "a wrong password").await;
    minji.refresh().await;
    let file = minji.upload("root", "a secret name.txt", b"hello").await;
    let body = json!({ "entry_ids": [text(&file, "id")], "allow": "download", "password": "open sesame", "note": "a secret note" });
    let share = minji.post("/api/shares", &body).await.expect(201);
    let mut visitor = Visitor::new(&minji.http, text(&share, "token"));
    visitor.try_password("a wrong guess").await;
    visitor.unlock("open sesame").await;
    let tickets = visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
    let url = text(&tickets["tickets"][0], "url").to_owned();
    let signature = url.split_once("X-Amz-Signature=").unwrap().1.split('&').next().unwrap().to_owned();
    world.stranger().fetch(&url).await;
    let unknown = world.stranger().get("/api/nothing/at-this-path").await;
    drop(guard);

    let lines = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<&str> = lines.lines().filter(|line| line.contains("share_cloud")).collect();
    assert!(ours.iter().any(|line| line.contains("sign-in") && line.contains("invalid_credentials")), "{lines}");
    assert!(ours.iter().any(|line| line.contains("create-share-downloads")), "{lines}");
    let (refresh, cookie) = minji.cookie.split_once('=').unwrap();
    let secrets = [
        minji.password.as_str(),
        "a wrong password",
        "a wrong guess",
        "open sesame",
        &mail_token,
        &minji.access_token,
        cookie,
        refresh,
        &visitor.token,
        &visitor.access_token,
        &signature,
        &minji.email,
        "a secret name",
        "a secret note",
        "127.0.0.1",
        "at-this-path",
    ];
    for secret in secrets {
        assert!(!ours.iter().any(|line| line.contains(secret)), "{secret} in {:?}", ours.iter().find(|line| line.contains(secret)));
    }
    assert_eq!(unknown.status, 404);
    world.finish().await;
}
