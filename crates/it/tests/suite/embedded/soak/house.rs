//! A home without a port: the routes and the work on stores of their own, which outlive whoever is killed.

use super::fuse::{Fuse, Wire};
use crate::harness::{Answer, Call, Clock};
use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};
use aws_smithy_runtime_api::shared::IntoShared as _;
use axum::body::{Body, to_bytes};
use jiff::SignedDuration;
use reqwest::header::HeaderMap;
use share_cloud_api::app::{App, Parts};
use share_cloud_api::config::{Config, ContentOrigin, Limits};
use share_cloud_api::http::client::Client as Caller;
use share_cloud_api::{routes, work};
use share_cloud_aws::clients::Connection;
use share_cloud_aws::db::{Db, Due, audit};
use share_cloud_aws::objects::Objects;
use share_cloud_domain::secrets::{KeyRing, MasterKey};
use share_cloud_local::outbox::Outbox;
use share_cloud_local::store::{Audience, Keys, ObjectStore, Options, S3Endpoint};
use share_cloud_local::table::EmbeddedTable;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tower::ServiceExt as _;

const BUCKET: &str = "share-cloud-content";
const HOST: &str = "s3.share-cloud.internal";
const ORIGIN: &str = "http://localhost:8080";
const QUOTA_BYTES: i64 = 1_024 * 1_024 * 1_024;
const DAY_S: i64 = 24 * 3_600;

/// Stores and what works on them.
pub(super) struct House {
    pub(super) fuse: Fuse,
    pub(super) outbox: Outbox,
    clock: Clock,
    store: ObjectStore,
    table: EmbeddedTable,
    tickets: S3Endpoint,
    app: Mutex<App>,
    _folder: TempDir,
}

impl House {
    pub(super) async fn fresh() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (fuse, clock) = (Fuse::default(), Clock::ahead());
        let table = EmbeddedTable::open(&folder.path().join("table.sqlite")).unwrap();
        let store = ObjectStore::open(&folder.path().join("objects"), Options::new(BUCKET, clock.reader())).unwrap();
        let outbox = Outbox::open(&folder.path().join("outbox"), clock.reader()).unwrap();
        let keys = Keys { access_key: "access".to_owned(), secret_key: "secret".to_owned(), region: "local".to_owned() };
        let endpoint = |audience| S3Endpoint::new(&store, keys.clone(), HOST, audience).unwrap();
        let (bucket, tickets) = (endpoint(Audience::Home), endpoint(Audience::Public));
        let db = Db::new(connection(Wire { inner: table.clone(), fuse: fuse.clone() }).dynamodb(), "share-cloud");
        let objects = Objects::new(connection(Wire { inner: bucket, fuse: fuse.clone() }).s3(), BUCKET);
        db.create_table().await.unwrap();
        let app = Mutex::new(app(db, objects, &outbox, &clock));
        Self { fuse, outbox, clock, store, table, tickets, app, _folder: folder }
    }

    fn app(&self) -> App {
        self.app.lock().unwrap().clone()
    }

    /// Whoever was killed is followed by one that knows nothing but the stores.
    fn begin_anew(&self) {
        let mut app_of_now = self.app.lock().unwrap();
        *app_of_now = app(app_of_now.db().clone(), app_of_now.objects().clone(), &self.outbox, &self.clock);
    }

    pub(super) fn advance_s(&self, seconds: i64) {
        self.clock.advance_ms(seconds * 1_000);
    }

    pub(super) fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// Sends a request; no answer when the home is killed before it gives one.
    pub(super) async fn send(&self, call: &Call) -> Option<Answer> {
        let asked = format!("{} {}", call.method, call.path);
        let mut request = http::Request::builder().method(call.method.clone()).uri(&call.path);
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let bytes = call.body.clone().unwrap_or_default();
        let mut request = request.header("content-length", bytes.len()).body(Body::from(bytes)).unwrap();
        if call.path.starts_with("http") {
            let response = self.tickets.call(request).await;
            return Some(answer(asked, response.map(Body::new)).await);
        }
        request.extensions_mut().insert(Caller { address: Ipv4Addr::LOCALHOST.into(), origin: ORIGIN.to_owned() });
        let router = routes::router().with_state(self.app());
        let response = self.fuse.guard(router.oneshot(request)).await;
        match response {
            Some(response) => Some(answer(asked, response.unwrap()).await),
            None => {
                self.begin_anew();
                None
            }
        }
    }

    /// Does what is due to the end. Whoever is killed in it is followed by a home that takes over, or by a function that waits for the end of
    /// the lease.
    pub(super) async fn work(&self) {
        for _ in 0..6 {
            match self.fuse.guard(Box::pin(work::run_due(&self.app()))).await {
                Some(Ok(done)) if done.failed == 0 && self.is_quiet().await => return,
                Some(_) => self.advance_s(61),
                None => {
                    self.begin_anew();
                    if self.fuse.is_odd() {
                        self.take_over().await;
                    } else {
                        self.advance_s(61);
                    }
                }
            }
        }
        let app = self.app();
        panic!("not done after six tries: {:?}", self.fuse.uncounted(app.db().due(app.now(), 100)).await);
    }

    /// Ends the leases of whoever was killed, as a home does at its start. One that cannot waits for their end.
    async fn take_over(&self) {
        let taken = self.fuse.guard(Box::pin(work::take_over(&self.app()))).await;
        if !matches!(taken, Some(Ok(()))) {
            self.begin_anew();
            self.advance_s(61);
        }
    }

    /// Whether nobody is at a letter or a job. Not counted: it is the test that looks.
    async fn is_quiet(&self) -> bool {
        let app = self.app();
        let soon = app.now() + SignedDuration::from_secs(60);
        let due = self.fuse.uncounted(app.db().due(soon, 100)).await;
        due.is_ok_and(|due| !due.iter().any(|due| matches!(due, Due::Mail(_) | Due::Job(_))))
    }

    /// Lets all leases, uploads, receipts, unconfirmed accounts and the trash come to their end.
    pub(super) async fn settle(&self) {
        for wait_s in [61, 39 * DAY_S, 2 * DAY_S] {
            self.advance_s(wait_s);
            let done = Box::pin(work::run_due(&self.app())).await.unwrap();
            assert_eq!(done.failed, 0, "work failed");
        }
        self.table.drop_expired().unwrap();
        self.store.abort_stale_uploads().await.unwrap();
    }

    /// Panics if the audit finds anything.
    pub(super) async fn audit(&self) {
        let app = self.app();
        let report = Box::pin(audit::audit(app.db(), app.objects(), app.now())).await.unwrap();
        assert!(report.breaches.is_empty() && report.unsettled.is_empty(), "{report:#?}");
        assert_eq!(report.counts.purging, 0, "work leaves nothing that waits to be taken apart");
    }
}

async fn answer(asked: String, response: http::Response<Body>) -> Answer {
    let status = response.status().as_u16();
    let headers: HeaderMap = response.headers().clone();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Answer { asked, status, headers, body }
}

fn connection(http: impl HttpClient + 'static) -> Connection {
    let http: SharedHttpClient = http.into_shared();
    let credentials = Credentials::from_keys("access", "secret", None);
    Connection { region: "local".to_owned(), endpoint: Some(format!("http://{HOST}")), credentials, http }
}

fn app(db: Db, objects: Objects, outbox: &Outbox, clock: &Clock) -> App {
    App::new(Parts {
        config: Config {
            base_url: ORIGIN.to_owned(),
            content_origin: ContentOrigin::Request,
            default_quota_bytes: QUOTA_BYTES,
            mail_configured: true,
            first_account_is_admin: true,
            sign_up: "open".parse().unwrap(),
            limits: generous(),
        },
        db,
        objects,
        mailer: Arc::new(outbox.clone()),
        keys: KeyRing::new(("k1".to_owned(), MasterKey::new([7; 32])), Vec::new()),
        clock: clock.reader(),
        chance: Arc::new(|bytes: &mut [u8]| getrandom::fill(bytes).unwrap()),
    })
}

/// Everybody comes from one address, so that its limits must not count.
fn generous() -> Limits {
    let mut limits = Limits::default();
    for limit in [&mut limits.sign_up_address, &mut limits.mail_source, &mut limits.mail_account, &mut limits.invitation_account] {
        limit.max = 1_000_000;
    }
    limits
}
