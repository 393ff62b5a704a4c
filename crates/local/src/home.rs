//! The embedded home put together: its parts, the product on top of them, and the work that goes on beside requests.

use crate::admin_link::AdminLink;
use crate::data_folder::{DataFolder, DataFolderError};
use crate::frozen::Frozen;
use crate::outbox::Outbox;
use crate::store::{Audience, Faults, Keys, ObjectStore, Options, S3Endpoint, Snapshot, StoreError};
use crate::table::EmbeddedTable;
use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::shared::IntoShared as _;
use share_cloud_api::app::{App, Chance, Clock, Parts};
use share_cloud_api::config::Config;
use share_cloud_api::work::{self, Done};
use share_cloud_aws::clients::Connection;
use share_cloud_aws::db::Db;
use share_cloud_aws::failure::Failure;
use share_cloud_aws::mailer::Mailer;
use share_cloud_aws::objects::Objects;
use share_cloud_domain::secrets::{KeyRing, MasterKey};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify};
use tokio::time::MissedTickBehavior;

/// The table's name.
const TABLE: &str = "share-cloud";
/// The bucket's name, and the first part of a ticket's path.
pub const BUCKET: &str = "share-cloud-content";
/// The region that signatures name.
const REGION: &str = "local";
/// The host that tickets are signed for, whatever host the home is reached by.
pub const CANONICAL_HOST: &str = "s3.share-cloud.internal";

/// How often the home looks for what the notifications missed.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// How long it waits after something due has failed.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Why a home cannot be opened: one sentence each.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// The data folder cannot be used.
    #[error(transparent)]
    Folder(#[from] DataFolderError),
    /// A part of it cannot be used.
    #[error("The {part} in {folder} cannot be opened ({cause}): check the disk, or put the folder back from a backup.")]
    Part {
        /// Which part.
        part: &'static str,
        /// The data folder.
        folder: String,
        /// What the part says.
        cause: Box<dyn Error + Send + Sync>,
    },
}

/// What a home is opened with.
pub struct Opening {
    /// What the product is told.
    pub config: Config,
    /// How letters leave; none for the outbox.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub chance: Chance,
    /// Faults of the stores to come; none outside of tests.
    pub faults: Faults,
    /// Table and bucket in place of those in the folder, to hold the embedded ones against; none outside of tests.
    pub stores: Option<(Db, Objects)>,
}

/// An open home.
#[derive(Clone)]
pub struct Home {
    app: App,
    table: EmbeddedTable,
    store: ObjectStore,
    tickets: S3Endpoint,
    outbox: Option<Outbox>,
    admin_link: AdminLink,
    due: Arc<Notify>,
    /// Whoever does what is due has it, so that nobody finds nothing due while somebody is in the middle of it.
    working: Arc<Mutex<()>>,
    folder: Arc<DataFolder>,
}

impl Home {
    /// Opens the home in a data folder.
    ///
    /// # Errors
    /// [`HomeError`], one sentence.
    pub async fn open(folder: DataFolder, opening: Opening) -> Result<Self, HomeError> {
        let Opening { config, mailer, clock, chance, faults, stores } = opening;
        let failed = |part| {
            let folder = folder.path().display().to_string();
            move |cause: Box<dyn Error + Send + Sync>| HomeError::Part { part, folder, cause }
        };
        let table = EmbeddedTable::open(&folder.table()).map_err(|error| failed("table")(error.into()))?.with_faults(faults.clone());
        let options = Options { faults, ..Options::new(BUCKET, Arc::clone(&clock)) };
        let store = ObjectStore::open(&folder.objects(), options).map_err(|error| failed("object store")(error.into()))?;
        let outbox = match &mailer {
            Some(_) => None,
            None => Some(Outbox::open(&folder.outbox(), Arc::clone(&clock)).map_err(|error| failed("outbox")(error.into()))?),
        };
        let keys = folder.keys();
        let endpoint = |audience| {
            let keys = Keys { access_key: keys.s3_access_key.clone(), secret_key: keys.s3_secret_key.clone(), region: REGION.to_owned() };
            S3Endpoint::new(&store, keys, CANONICAL_HOST, audience).map_err(|error| failed("object store")(error.into()))
        };
        let credentials = Credentials::from_keys(&keys.s3_access_key, &keys.s3_secret_key, None);
        let connection = |http: SharedHttpClient| Connection {
            region: REGION.to_owned(),
            endpoint: Some(format!("http://{CANONICAL_HOST}")),
            credentials: credentials.clone(),
            http,
        };
        let embedded = (
            Db::new(connection(table.clone().into_shared()).dynamodb(), TABLE),
            Objects::new(connection(endpoint(Audience::Home)?.into_shared()).s3(), BUCKET),
        );
        let (db, objects) = stores.unwrap_or(embedded);
        db.create_table().await.map_err(|error| failed("table")(error.into()))?;
        let tickets = endpoint(Audience::Public)?;
        let mailer = mailer.or_else(|| outbox.clone().map(|outbox| Arc::new(outbox) as Arc<dyn Mailer>));
        let mailer = mailer.ok_or_else(|| failed("outbox")("there is none".into()))?;
        let app = App::new(Parts { config, db, objects, mailer, keys: key_ring(&folder), clock, chance });
        let due = table.due();
        let working = Arc::default();
        Ok(Self { app, table, store, tickets, outbox, admin_link: AdminLink::default(), due, working, folder: Arc::new(folder) })
    }

    /// The product.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Where tickets are honoured.
    #[must_use]
    pub fn tickets(&self) -> &S3Endpoint {
        &self.tickets
    }

    /// Where letters land, unless they leave.
    #[must_use]
    pub fn outbox(&self) -> Option<&Outbox> {
        self.outbox.as_ref()
    }

    /// How the home gets its first admin, where its first account is not.
    #[must_use]
    pub fn admin_link(&self) -> &AdminLink {
        &self.admin_link
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &DataFolder {
        &self.folder
    }

    /// Table and objects as they are at one moment. Blocks for a moment.
    ///
    /// # Errors
    /// Those of SQLite.
    pub(crate) fn freeze(&self) -> Result<(Frozen, Snapshot), StoreError> {
        self.table.freeze_with(|| self.store.snapshot())
    }

    /// The names of objects whose bytes are missing from the disk or have another length.
    ///
    /// # Errors
    /// Those of the store's index and of the disk.
    pub async fn damaged_objects(&self) -> Result<Vec<String>, StoreError> {
        self.store.damaged_objects().await
    }

    /// Does what is due whenever there is something, for ever. Dropping it between two steps loses nothing.
    pub async fn work(&self) {
        self.take_over().await;
        let mut sweep = tokio::time::interval(SWEEP_EVERY);
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut is_done = true;
        loop {
            tokio::select! {
                () = self.due.notified() => {}
                () = tokio::time::sleep(RETRY_AFTER), if !is_done => {}
                _ = sweep.tick() => self.tidy().await,
            }
            is_done = self.is_done().await;
        }
    }

    /// Ends the leases of before. The folder's lock says that this home is the only one: a letter that is leased while nobody works is sent
    /// by nobody, and a job done by nobody.
    async fn take_over(&self) {
        let _turn = self.working.lock().await;
        if let Err(failure) = work::take_over(&self.app).await {
            tracing::error!(%failure, cause = ?failure.cause, "letters and jobs of before wait for their lease");
        }
    }

    /// Does what is due now, after whoever does it already.
    ///
    /// # Errors
    /// As [`work::run_due`].
    pub async fn run_due(&self) -> Result<Done, Failure> {
        let _turn = self.working.lock().await;
        work::run_due(&self.app).await
    }

    /// Does what is due now; false when some of it failed and is to be tried again.
    async fn is_done(&self) -> bool {
        match self.run_due().await {
            Ok(done) => done.failed == 0,
            Err(failure) => {
                tracing::error!(%failure, cause = ?failure.cause, "what is due cannot be read");
                false
            }
        }
    }

    /// What DynamoDB and S3 do by themselves elsewhere: TTL, and dropping stale multipart uploads.
    pub async fn tidy(&self) {
        let table = self.table.clone();
        match tokio::task::spawn_blocking(move || table.drop_expired()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(%error, "expired items stay"),
            Err(error) => tracing::error!(%error, "expired items stay"),
        }
        if let Err(error) = self.store.abort_stale_uploads().await {
            tracing::error!(?error, "stale multipart uploads stay");
        }
    }
}

fn key_ring(folder: &DataFolder) -> KeyRing {
    let mut keys = folder.keys().master_keys.iter().map(|key| (key.id.clone(), MasterKey::new(*key.secret.as_bytes())));
    // keys.json is refused when it holds none.
    let current = keys.next().unwrap_or_else(|| (String::new(), MasterKey::new([0; 32])));
    KeyRing::new(current, keys.collect())
}
