//! A home whose stores have meters, at a fixed time and with chance from a seed, so that each run counts the same.

use super::meter::{Cost, Meter};
use super::table::MeteredTable;
use crate::harness::calls::route_of;
use crate::harness::dice::Dice;
use crate::harness::{Clock, Letter, Person, Stranger};
use aws_credential_types::Credentials;
use aws_sdk_s3::config::SharedHttpClient;
use aws_smithy_runtime_api::shared::IntoShared as _;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::any;
use axum::{Extension, Router};
use share_cloud_api::app::{App, Parts};
use share_cloud_api::config::{Config, ContentOrigin, Limits};
use share_cloud_api::http::client::Client;
use share_cloud_api::worker::Trigger;
use share_cloud_api::{routes, work};
use share_cloud_aws::clients::Connection;
use share_cloud_aws::db::{Db, audit};
use share_cloud_aws::objects::Objects;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::secrets::{KeyRing, MasterKey};
use share_cloud_local::outbox::Outbox;
use share_cloud_local::store::{Asked, Audience, Faults, Keys, ObjectStore, Options, S3Endpoint};
use share_cloud_local::table::EmbeddedTable;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::net::TcpListener;

const BUCKET: &str = "share-cloud-content";
const HOST: &str = "s3.share-cloud.internal";
/// A moment far ahead, so that nothing is over by the machine's clock, and with as many digits as moments have.
const BEGINS_AT_MS: i64 = 4_102_449_123_457;
const SEED: u64 = 6;

/// The home.
pub(super) struct House {
    pub(super) clock: Clock,
    meter: Meter,
    app: App,
    outbox: Outbox,
    stranger: Stranger,
    _folder: TempDir,
}

impl House {
    pub(super) async fn fresh() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (meter, clock, faults) = (Meter::default(), Clock::at_ms(BEGINS_AT_MS), Faults::default());
        let table = EmbeddedTable::open(&folder.path().join("table.sqlite")).unwrap();
        let options = Options { faults: faults.clone(), ..Options::new(BUCKET, clock.reader()) };
        let store = ObjectStore::open(&folder.path().join("objects"), options).unwrap();
        let outbox = Outbox::open(&folder.path().join("outbox"), clock.reader()).unwrap();
        let keys = Keys { access_key: "access".to_owned(), secret_key: "secret".to_owned(), region: "local".to_owned() };
        let endpoint = |audience| S3Endpoint::new(&store, keys.clone(), HOST, audience).unwrap();
        let db = Db::new(connection(MeteredTable::new(table, meter.clone()).into_shared()).dynamodb(), "share-cloud");
        let objects = Objects::new(connection(endpoint(Audience::Home).into_shared()).s3(), BUCKET);
        db.create_table().await.unwrap();
        let noting = meter.clone();
        faults.watch(Box::new(move |asked| {
            if let Asked::Bucket(operation) = asked {
                noting.note_bucket(operation);
            }
        }));
        let app = app(db, objects, &outbox, &clock);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let router = router(&app, &meter, endpoint(Audience::Public), &origin);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let stranger = Stranger::new(client, &origin);
        Self { clock, meter, app, outbox, stranger, _folder: folder }
    }

    /// Somebody on the network.
    pub(super) fn stranger(&self) -> Stranger {
        self.stranger.clone()
    }

    /// Somebody with a confirmed address who is signed in, for whom everything that was owed is done.
    pub(super) async fn person(&self, name: &str) -> Person {
        let mut person = Person::sign_up(&self.stranger, name, &format!("{name}@example.com")).await;
        self.work().await;
        self.stranger.verify(self.letter(&person.email).token()).await.expect(200);
        person.sign_in().await;
        self.work().await;
        person
    }

    /// The newest letter to an address.
    pub(super) fn letter(&self, to: &str) -> Letter {
        let letter = self.outbox.list(1_000).into_iter().find(|letter| letter.to == to).unwrap();
        serde_json::from_value(serde_json::to_value(&*letter).unwrap()).unwrap()
    }

    /// Makes somebody the first admin, as the home's keeper does.
    pub(super) async fn make_admin(&self, account: &AccountId) {
        self.app.db().make_first_admin(account).await.unwrap();
    }

    /// What was asked since somebody looked last.
    pub(super) fn cost(&self) -> Cost {
        self.meter.take()
    }

    /// Does what the stream tells the function `work` of, until it tells of nothing more; whether there was something.
    pub(super) async fn stream(&self) -> bool {
        let Trigger::Stream(kinds) = work::stream::WORKER.trigger else { panic!("work is fed by the stream") };
        let is_told = |(partition, _): &(String, String)| kinds.iter().any(|kind| partition.split('#').next() == Some(kind.prefix()));
        let mut was_told = false;
        loop {
            let keys: Vec<_> = self.meter.take_new().into_iter().filter(is_told).collect();
            if keys.is_empty() {
                return was_told;
            }
            assert_eq!(Box::pin(work::stream::work_on(&self.app, keys)).await, 0, "work failed");
            was_told = true;
        }
    }

    /// One round of the function `sweep`.
    pub(super) async fn sweep(&self) {
        let done = Box::pin(work::run_due(&self.app)).await.unwrap();
        assert_eq!(done.failed, 0, "the sweep failed");
    }

    /// Does everything that is owed, and counts nothing of it.
    pub(super) async fn work(&self) {
        self.stream().await;
        self.sweep().await;
        self.meter.take_new();
        self.cost();
    }

    /// Every byte is accounted for.
    pub(super) async fn finish(self) {
        self.work().await;
        let report = Box::pin(audit::audit(self.app.db(), self.app.objects(), self.app.now())).await.unwrap();
        assert!(report.breaches.is_empty() && report.unsettled.is_empty(), "{report:#?}");
    }
}

fn router(app: &App, meter: &Meter, tickets: S3Endpoint, origin: &str) -> Router {
    let client = Client { address: Ipv4Addr::LOCALHOST.into(), origin: origin.to_owned() };
    let ticket = any(move |request: Request| async move { tickets.call(request).await.map(Body::new) });
    let routes = routes::router().with_state(app.clone()).layer(Extension(client));
    routes.route(&format!("/{BUCKET}/{{*key}}"), ticket).layer(from_fn_with_state(meter.clone(), note))
}

async fn note(State(meter): State<Meter>, request: Request, next: Next) -> Response {
    let method = request.method().as_str();
    meter.note_request(route_of(method, request.uri().path()).map_or(method, |route| route.name));
    next.run(request).await
}

fn connection(http: SharedHttpClient) -> Connection {
    let credentials = Credentials::from_keys("access", "secret", None);
    Connection { region: "local".to_owned(), endpoint: Some(format!("http://{HOST}")), credentials, http }
}

fn app(db: Db, objects: Objects, outbox: &Outbox, clock: &Clock) -> App {
    let dice = Mutex::new(Dice::new(SEED));
    let mut limits = Limits::default();
    // Everybody comes from one address, and everything happens in one moment.
    (limits.mail_wait_s, limits.mail_hourly.max) = (0, 1_000_000);
    App::new(Parts {
        config: Config {
            base_url: "http://localhost:8080".to_owned(),
            content_origin: ContentOrigin::Request,
            default_quota_bytes: 10 * 1_024 * 1_024 * 1_024,
            mail_configured: true,
            first_account_is_admin: false,
            sign_up: "open".parse().unwrap(),
            limits,
        },
        db,
        objects,
        mailer: Arc::new(outbox.clone()),
        keys: KeyRing::new(("k1".to_owned(), MasterKey::new([7; 32])), Vec::new()),
        clock: clock.reader(),
        chance: Arc::new(move |bytes: &mut [u8]| {
            let mut dice = dice.lock().unwrap();
            bytes.fill_with(|| u8::try_from(dice.roll(256)).unwrap());
        }),
    })
}
