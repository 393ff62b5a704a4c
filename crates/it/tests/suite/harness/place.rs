//! Where the homes of the tests are. Nothing said: in the process, with the embedded stores. `SHARE_CLOUD_TEST_DYNAMODB` and
//! `SHARE_CLOUD_TEST_S3_…`: in the process, on those stores. `SHARE_CLOUD_TEST_HOME`: deployed, one home for all tests.

use crate::conformance::random_word;
use aws_credential_types::Credentials;
use aws_sdk_s3::config::SharedHttpClient;
use share_cloud_aws::clients::Connection;
use share_cloud_aws::db::Db;
use share_cloud_aws::objects::Objects;
use std::net::Ipv4Addr;

/// Where a world's home is.
#[derive(Clone)]
pub(crate) enum Place {
    /// In the process, with the embedded table and store.
    Embedded,
    /// In the process, with a table and a bucket of its own elsewhere.
    Stores(Box<Stores>),
    /// Somewhere else, with everybody's table and bucket.
    Deployed(Deployed),
}

/// A table and a bucket that nobody else has.
#[derive(Clone)]
pub(crate) struct Stores {
    pub(super) table: Connection,
    bucket: Connection,
    /// Of both.
    pub(super) name: String,
}

/// A home that is somewhere else.
#[derive(Clone)]
pub(crate) struct Deployed {
    /// Its origin.
    pub(crate) origin: String,
    /// Where this world's people are: an address of this machine's loopback that no other world has, so that no limit meets two.
    pub(crate) address: Ipv4Addr,
    /// What makes this world's names its own.
    pub(crate) suffix: String,
}

#[expect(clippy::disallowed_methods, reason = "the environment chooses the home under test")]
fn environment(name: &str) -> Option<String> {
    std::env::var(format!("SHARE_CLOUD_TEST_{name}")).ok()
}

fn required(name: &str) -> String {
    environment(name).unwrap_or_else(|| panic!("SHARE_CLOUD_TEST_{name} is not set"))
}

impl Place {
    /// The place that the environment names, for one world.
    pub(crate) async fn of_environment() -> Self {
        if let Some(origin) = environment("HOME") {
            return Self::Deployed(Deployed::at(origin));
        }
        if environment("DYNAMODB").is_some() {
            return Self::Stores(Box::new(Stores::make().await));
        }
        Self::Embedded
    }
}

impl Stores {
    async fn make() -> Self {
        let (key, secret, region) = (required("S3_ACCESS_KEY"), required("S3_SECRET_KEY"), required("S3_REGION"));
        let http: SharedHttpClient = aws_smithy_http_client::Builder::new().build_http();
        let connection = |endpoint, key, secret| Connection {
            region: region.clone(),
            endpoint: Some(required(endpoint)),
            credentials: Credentials::from_keys(key, secret, None),
            http: http.clone(),
        };
        // DynamoDB Local takes any key of letters and digits.
        let (table, bucket) = (connection("DYNAMODB", "test", "test"), connection("S3_ENDPOINT", &key, &secret));
        let stores = Self { table, bucket, name: format!("suite-{}", random_word()) };
        stores.bucket.s3().create_bucket().bucket(&stores.name).send().await.unwrap();
        stores
    }

    pub(crate) fn db(&self) -> Db {
        Db::new(self.table.dynamodb(), self.name.clone())
    }

    pub(crate) fn objects(&self) -> Objects {
        Objects::new(self.bucket.s3(), self.name.clone())
    }
}

impl Deployed {
    fn at(origin: String) -> Self {
        let word = random_word();
        let [.., a, b, c] = word.parse::<u64>().unwrap().to_be_bytes();
        Self { origin, address: Ipv4Addr::new(127, a.max(1), b, c.max(1)), suffix: format!("-{}", &word[..word.len().min(10)]) }
    }
}
