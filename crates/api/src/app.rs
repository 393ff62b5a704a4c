//! What every handler is given: the stores, the keys, the clock and chance.

use crate::config::{Config, ContentOrigin};
use crate::http::client::Client;
use crate::identity::passwords::Passwords;
use jiff::Timestamp;
use share_cloud_aws::db::Db;
use share_cloud_aws::mailer::Mailer;
use share_cloud_aws::objects::Objects;
use share_cloud_domain::instant::whole_ms;
use share_cloud_domain::secrets::{KeyRing, Purpose};
use std::fmt;
use std::sync::Arc;

/// Tells the time; tests set it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Fills a buffer with random bytes; tests may make it repeat.
pub type Chance = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// What an app is made of.
pub struct Parts {
    /// What the home decided.
    pub config: Config,
    /// The table.
    pub db: Db,
    /// The bucket.
    pub objects: Objects,
    /// How letters leave.
    pub mailer: Arc<dyn Mailer>,
    /// The keys of this instance.
    pub keys: KeyRing,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub chance: Chance,
}

/// The product behind its routes. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    parts: Parts,
    passwords: Passwords,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let passwords = Passwords::new(parts.chance.clone());
        Self(Arc::new(Inner { parts, passwords }))
    }

    /// What the home decided.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.parts.config
    }

    /// The table.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.parts.db
    }

    /// The bucket.
    #[must_use]
    pub fn objects(&self) -> &Objects {
        &self.0.parts.objects
    }

    /// How letters leave.
    #[must_use]
    pub fn mailer(&self) -> &dyn Mailer {
        self.0.parts.mailer.as_ref()
    }

    /// The keys of this instance.
    #[must_use]
    pub fn keys(&self) -> &KeyRing {
        &self.0.parts.keys
    }

    /// Hashing of passwords, off the async threads.
    #[must_use]
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// Now, in whole milliseconds.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        whole_ms((self.0.parts.clock)())
    }

    /// Random bytes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0.parts.chance)(&mut bytes);
        bytes
    }

    /// The address of a ticket to fetch, as the browser reaches it: signed for the bucket's host, placed on the host that this home
    /// serves bytes from.
    #[must_use]
    pub fn place_ticket(&self, client: &Client, signed: &str) -> String {
        match &self.config().content_origin {
            ContentOrigin::Bucket => signed.to_owned(),
            ContentOrigin::Request => at_origin(&client.origin, signed),
            ContentOrigin::Fixed(origin) => at_origin(origin, signed),
        }
    }

    /// The address of a ticket to send: a content host only reads, so parts go to the bucket's own.
    #[must_use]
    pub fn place_part_ticket(&self, client: &Client, signed: &str) -> String {
        match &self.config().content_origin {
            ContentOrigin::Bucket | ContentOrigin::Fixed(_) => signed.to_owned(),
            ContentOrigin::Request => at_origin(&client.origin, signed),
        }
    }

    /// A subject of a rate limit, so that the table holds no address in the clear.
    #[must_use]
    pub fn limit_subject(&self, parts: &[&str]) -> String {
        let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
        let mac = self.keys().derive_current(Purpose::LimitKey).mac16(&parts);
        share_cloud_domain::ids::RequestId::from_random(mac).to_string()
    }
}

/// The same path and query at another origin.
fn at_origin(origin: &str, signed: &str) -> String {
    let path = signed.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    format!("{origin}{}", path.unwrap_or_default())
}

impl fmt::Debug for App {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("App").field("config", self.config()).finish_non_exhaustive()
    }
}
