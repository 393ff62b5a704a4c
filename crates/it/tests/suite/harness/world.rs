//! A world: a home of its own in a folder of its own, behind a port of its own. Where `place` says so, its stores are others, or it is
//! deployed and shared; there a test has what HTTP gives, and a world is whoever it makes.

use super::clock::Clock;
use super::{Calls, Deployed, Letter, Person, Place, Stranger, eventually};
use jiff::SignedDuration;
use serde_json::json;
use share_cloud_api::app::App;
use share_cloud_api::config::{Config, ContentOrigin, Limits};
use share_cloud_aws::db::Due;
use share_cloud_aws::db::audit::{self, Report};
use share_cloud_local::backup::{self, BackupError, Manifest};
use share_cloud_local::data_folder::DataFolder;
use share_cloud_local::flags::TrustedProxies;
use share_cloud_local::gateway::Network;
use share_cloud_local::home::{Home, Opening};
use share_cloud_local::progress::Progress;
use share_cloud_local::server;
use share_cloud_local::store::Faults;
use std::fs::File;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// What a greeting is called, in both languages.
const GREETINGS: [&str; 2] = ["Welcome to share-cloud", "가입을 환영해요"];
/// How often work is looked for where no stream tells of it.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What a home of the tests may have otherwise.
#[derive(Clone)]
pub(crate) struct Settings {
    /// The room of a new account.
    pub(crate) quota_bytes: i64,
    /// The rate limits.
    pub(crate) limits: Limits,
    /// Whose X-Forwarded headers count, as the flag takes it.
    pub(crate) trusted_proxies: &'static str,
    /// Where people reach it, as the flag takes it.
    pub(crate) base_url: Option<&'static str>,
    /// Whether letters can leave.
    pub(crate) mail_configured: bool,
    /// Whether the first account becomes the admin.
    pub(crate) first_account_is_admin: bool,
    /// Who may sign up, as the flag takes it.
    pub(crate) sign_up: &'static str,
}

/// A home with everything around it.
pub(crate) struct World {
    pub(crate) base_url: String,
    pub(crate) faults: Faults,
    /// What the routes asked of the stores.
    pub(crate) calls: Calls,
    place: Place,
    clock: Clock,
    settings: Settings,
    folder: TempDir,
    /// Kept over restarts, so that nobody else gets the port.
    listener: std::net::TcpListener,
    client: reqwest::Client,
    running: Option<Running>,
}

struct Running {
    home: Home,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
    work: JoinHandle<()>,
}

impl World {
    /// A fresh home as anyone starts it.
    pub(crate) async fn fresh() -> Self {
        Self::with(|_| {}).await
    }

    /// A fresh home with other settings.
    pub(crate) async fn with(adjust: impl FnOnce(&mut Settings)) -> Self {
        Self::open(tempfile::tempdir().unwrap(), adjust).await
    }

    /// The home in a folder, whoever made it.
    pub(crate) async fn open(folder: TempDir, adjust: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings {
            quota_bytes: 10 * 1_024 * 1_024 * 1_024,
            limits: Limits::default(),
            trusted_proxies: "",
            base_url: None,
            mail_configured: true,
            first_account_is_admin: true,
            sign_up: "open",
        };
        adjust(&mut settings);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let place = Place::of_environment().await;
        let here = if let Place::Deployed(deployed) = &place { Some(deployed.address.into()) } else { None };
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).timeout(Duration::from_secs(120));
        let mut world = Self {
            base_url: match &place {
                Place::Deployed(deployed) => deployed.origin.clone(),
                Place::Embedded | Place::Stores(_) => format!("http://{}", listener.local_addr().unwrap()),
            },
            faults: Faults::default(),
            calls: Calls::default(),
            clock: if matches!(place, Place::Embedded) { Clock::ahead() } else { Clock::of_machine() },
            place,
            settings,
            folder,
            listener,
            client: client.local_address(here).build().unwrap(),
            running: None,
        };
        let calls = world.calls.clone();
        world.faults.watch(Box::new(move |asked| calls.note(asked)));
        if world.deployed().is_none() {
            world.start().await;
        }
        world
    }

    fn deployed(&self) -> Option<&Deployed> {
        if let Place::Deployed(deployed) = &self.place { Some(deployed) } else { None }
    }

    async fn start(&mut self) {
        let address = self.listener.local_addr().unwrap();
        let base_url = self.settings.base_url.map(|url| url.parse().unwrap());
        let config = Config {
            base_url: self.settings.base_url.map_or_else(|| self.base_url.clone(), str::to_owned),
            content_origin: if matches!(self.place, Place::Embedded) { ContentOrigin::Request } else { ContentOrigin::Bucket },
            default_quota_bytes: self.settings.quota_bytes,
            mail_configured: self.settings.mail_configured,
            first_account_is_admin: self.settings.first_account_is_admin,
            sign_up: self.settings.sign_up.parse().unwrap(),
            limits: self.settings.limits,
        };
        let trusted_proxies = TrustedProxies::parse(self.settings.trusted_proxies).unwrap();
        let chance = Arc::new(|bytes: &mut [u8]| getrandom::fill(bytes).unwrap());
        let stores = if let Place::Stores(stores) = &self.place { Some((stores.db(), stores.objects())) } else { None };
        let is_told = stores.is_none();
        let opening = Opening { config, mailer: None, clock: self.clock.reader(), chance, faults: self.faults.clone(), stores };
        let home = Home::open(DataFolder::open(self.path()).unwrap(), opening).await.unwrap();
        let network = Network { listener: address, base_url, trusted_proxies };
        let listener = TcpListener::from_std(self.listener.try_clone().unwrap()).unwrap();
        let (stop, stopped) = oneshot::channel();
        let serving = home.clone();
        let server = tokio::spawn(async move {
            let stopped = async { stopped.await.unwrap_or(()) };
            server::run(&serving, listener, network, stopped).await;
        });
        let working = home.clone();
        let work = tokio::spawn(async move { if is_told { working.work().await } else { look_for_work(&working).await } });
        self.running = Some(Running { home, stop, server, work });
    }

    /// Nobody does what is due any more, but who says so.
    pub(crate) fn stop_work(&self) {
        self.running.as_ref().unwrap().work.abort();
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    fn home(&self) -> &Home {
        let running = self.running.as_ref();
        &running.unwrap_or_else(|| panic!("a test that looks behind the routes of a deployed home stands in `embedded`")).home
    }

    /// The table's name and, where it is not the embedded one, its address.
    pub(super) fn table(&self) -> (String, Option<String>) {
        match &self.place {
            Place::Stores(stores) => (stores.name.clone(), stores.table.endpoint.clone()),
            Place::Embedded | Place::Deployed(_) => ("share-cloud".to_owned(), None),
        }
    }

    /// The product behind the gateway, for what no request can show or do.
    pub(crate) fn app(&self) -> &App {
        self.home().app()
    }

    /// Copies the home into a folder, as the command does.
    pub(crate) async fn back_up(&self, to: &Path) -> Result<Manifest, BackupError> {
        let (progress, _lines) = Progress::channel();
        self.back_up_with(to, progress).await
    }

    /// The same, for a test that has its own ear for the progress.
    pub(crate) async fn back_up_with(&self, to: &Path, progress: Progress) -> Result<Manifest, BackupError> {
        let (home, to) = (self.home().clone(), to.to_owned());
        tokio::task::spawn_blocking(move || backup::back_up(&home, &to, &progress)).await.unwrap()
    }

    /// What the program prints at its start where there is no admin.
    pub(crate) async fn admin_link(&self) -> Option<String> {
        self.home().admin_link().draw(self.app()).await.unwrap()
    }

    /// Stops the home as SIGTERM does and starts it again on the same folder and port.
    pub(crate) async fn restart(&mut self) {
        let Running { home, stop, server, work } = self.running.take().unwrap();
        work.abort();
        work.await.ok();
        stop.send(()).unwrap();
        server.await.unwrap();
        drop(home);
        self.reopen().await;
    }

    /// Drops the home in the middle of whatever it does, and starts it again on the same folder and port.
    pub(crate) async fn drop_and_restart(&mut self) {
        let Running { home, server, work, .. } = self.running.take().unwrap();
        for task in [work, server] {
            task.abort();
            task.await.ok();
        }
        drop(home);
        self.reopen().await;
    }

    async fn reopen(&mut self) {
        self.closed().await;
        self.start().await;
    }

    /// Stops the home as SIGTERM does and gives its folder to somebody else.
    pub(crate) async fn stop(mut self) -> TempDir {
        let Running { home, stop, server, work } = self.running.take().unwrap();
        work.abort();
        work.await.ok();
        stop.send(()).unwrap();
        server.await.unwrap();
        drop(home);
        self.closed().await;
        self.folder
    }

    /// The last connections may still be on their way out; both locks are free once everything is closed.
    async fn closed(&self) {
        for lock in ["lock", "objects/lock"] {
            let path = self.path().join(lock);
            eventually("the home closes", || async { File::open(&path).unwrap().try_lock().ok() }).await;
        }
    }

    /// Moves the time on and does what has become due. What was due before is done first: a letter on its way would outlive its lease,
    /// and be sent twice.
    pub(crate) async fn advance_s(&self, seconds: i64) {
        self.work().await;
        self.advance_ms(seconds * 1_000);
        self.work().await;
    }

    /// Moves the time on and does nothing.
    pub(crate) fn advance_ms(&self, milliseconds: i64) {
        self.clock.advance_ms(milliseconds);
    }

    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// Does what is due, until no letter is on its way, nobody is at a job and nothing that can be done is left.
    pub(crate) async fn work(&self) {
        if self.deployed().is_some() {
            return;
        }
        let app = self.app();
        eventually("what is due is done", || async {
            self.home().run_due().await.unwrap();
            let soon = app.now() + SignedDuration::from_secs(120);
            let due = app.db().due(soon, 100).await.unwrap();
            (!due.iter().any(|due| matches!(due, Due::Mail(_) | Due::Job(_)))).then_some(())
        })
        .await;
    }

    /// Ends a scenario: everything that is due is done, then every byte is accounted for, and no route asked for more than its row grants.
    /// A deployed home is audited once, when all tests have ended.
    pub(crate) async fn finish(self) {
        if self.deployed().is_some() {
            return;
        }
        self.faults.clear();
        self.work().await;
        self.home().tidy().await;
        let report = self.audited("at the end").await;
        assert_eq!(report.counts.purging, 0, "work leaves nothing that waits to be taken apart");
        self.calls.check();
    }

    /// What the audit says now, when nothing is wrong; it panics if something is.
    pub(crate) async fn audited(&self, when: &str) -> Report {
        let report = self.audit().await;
        assert!(report.breaches.is_empty() && report.unsettled.is_empty(), "{when}: {report:#?}");
        report
    }

    /// What the audit says now.
    pub(crate) async fn audit(&self) -> Report {
        let app = self.app();
        Box::pin(audit::audit(app.db(), app.objects(), app.now())).await.unwrap()
    }

    /// Somebody on the network.
    pub(crate) fn stranger(&self) -> Stranger {
        Stranger::new(self.client.clone(), &self.base_url).noting(&self.calls)
    }

    /// Where the people of this world are, as the home sees it.
    pub(crate) fn here(&self) -> Ipv4Addr {
        self.deployed().map_or(Ipv4Addr::LOCALHOST, |deployed| deployed.address)
    }

    /// A username that nobody else in the home has.
    pub(crate) fn name(&self, name: &str) -> String {
        let suffix = self.deployed().map_or("", |deployed| &deployed.suffix);
        format!("{name}{suffix}")
    }

    /// An address that nobody else in the home has.
    pub(crate) fn address(&self, name: &str) -> String {
        format!("{}@example.com", self.name(name))
    }

    /// Somebody who has just signed up and is signed in, with an address that is not confirmed.
    pub(crate) async fn newcomer(&self, name: &str) -> Person {
        let mut person = Person::sign_up(&self.stranger(), &self.name(name), &self.address(name)).await;
        person.sign_in().await;
        person
    }

    /// Somebody with a confirmed address who is signed in.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let mut person = Person::sign_up(&self.stranger(), &self.name(name), &self.address(name)).await;
        let token = self.letter(&person.email).await.token().to_owned();
        self.stranger().verify(&token).await.expect(200);
        person.sign_in().await;
        person
    }

    /// All letters to an address by now, newest first, but the greeting that everybody gets who confirmed an address.
    pub(crate) async fn letters(&self, to: &str) -> Vec<Letter> {
        let all = self.letters_with_greetings(to).await;
        all.into_iter().filter(|letter| !GREETINGS.contains(&letter.subject.as_str())).collect()
    }

    /// The greetings among the letters to an address.
    pub(crate) async fn greetings(&self, to: &str) -> Vec<Letter> {
        let all = self.letters_with_greetings(to).await;
        all.into_iter().filter(|letter| GREETINGS.contains(&letter.subject.as_str())).collect()
    }

    async fn letters_with_greetings(&self, to: &str) -> Vec<Letter> {
        #[derive(serde::Deserialize)]
        struct Messages {
            items: Vec<Letter>,
        }
        let messages = match self.settings.base_url {
            // A home that is reached by a name shows its outbox to nobody.
            Some(_) => {
                let letters = self.home().outbox().unwrap().list(1_000);
                json!({ "items": letters.iter().map(AsRef::as_ref).collect::<Vec<_>>() })
            }
            None => self.stranger().get("/outbox/messages").await.expect(200),
        };
        let messages: Messages = serde_json::from_value(messages).unwrap();
        messages.items.into_iter().filter(|letter| letter.to == to).collect()
    }

    /// The newest letter to an address, waiting for the first.
    pub(crate) async fn letter(&self, to: &str) -> Letter {
        self.nth_letter(to, 1).await
    }

    /// The newest letter to an address, waiting until there are that many.
    pub(crate) async fn nth_letter(&self, to: &str, count: usize) -> Letter {
        let look = || async { self.letters(to).await.into_iter().rev().nth(count - 1) };
        eventually(&format!("letter {count} to {to}"), look).await
    }
}

/// What a stream is elsewhere: looks for what is due, again and again.
async fn look_for_work(home: &Home) {
    loop {
        home.run_due().await.unwrap();
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
