//! Commands on a home on AWS: here on a table and a bucket that are reached over HTTP as AWS's are, by the variables of the functions.

use crate::harness::World;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use share_cloud_local::cloud;
use share_cloud_local::control::{Answer, Command};
use share_cloud_local::data_folder::DataFolder;
use share_cloud_local::store::{Audience, Keys, ObjectStore, Options, S3Endpoint};
use std::collections::HashMap;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// The stores of a home that nobody serves any more, each at a port of its own.
struct Cloud {
    variables: HashMap<String, String>,
    _folder: TempDir,
}

#[expect(clippy::disallowed_methods, reason = "requests are signed by the real clock")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

impl Cloud {
    async fn of(world: World) -> Self {
        let folder = world.stop().await;
        let data = DataFolder::open(folder.path()).unwrap();
        let (access_key, secret_key) = (data.keys().s3_access_key.clone(), data.keys().s3_secret_key.clone());
        let (table, bucket) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let (table_address, bucket_address) = (table.local_addr().unwrap(), bucket.local_addr().unwrap());
        let database = dynoxide::Database::new(data.table().to_str().unwrap()).unwrap();
        tokio::spawn(dynoxide::server::serve_on(table, database));
        let store = ObjectStore::open(&data.objects(), Options::new("share-cloud-content", Arc::new(now))).unwrap();
        let keys = Keys { access_key: access_key.clone(), secret_key: secret_key.clone(), region: "local".to_owned() };
        let endpoint = S3Endpoint::new(&store, keys, &bucket_address.to_string(), Audience::Home).unwrap();
        tokio::spawn(serve(bucket, endpoint));
        let variables = [
            ("AWS_REGION", "local".to_owned()),
            ("AWS_ACCESS_KEY_ID", access_key),
            ("AWS_SECRET_ACCESS_KEY", secret_key),
            ("AWS_ENDPOINT_URL", format!("http://{table_address}")),
            ("AWS_ENDPOINT_URL_S3", format!("http://{bucket_address}")),
            ("SHARE_CLOUD_TABLE", "share-cloud".to_owned()),
            ("SHARE_CLOUD_BUCKET", "share-cloud-content".to_owned()),
        ];
        Self { variables: variables.map(|(name, value)| (name.to_owned(), value)).into(), _folder: folder }
    }

    async fn perform(&self, command: Command) -> Answer {
        Box::pin(cloud::perform(self.variables.clone(), command)).await.unwrap()
    }
}

async fn serve(listener: TcpListener, endpoint: S3Endpoint) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let endpoint = endpoint.clone();
        let service = service_fn(move |request| {
            let endpoint = endpoint.clone();
            async move { Ok::<_, std::convert::Infallible>(endpoint.call(request).await) }
        });
        tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_work_on_the_stores_that_the_environment_names() {
    let world = World::with(|settings| settings.first_account_is_admin = false).await;
    let minji = world.person("minji").await;
    minji.upload("root", "a file", &[7; 100_000]).await;
    world.work().await;
    let mut cloud = Cloud::of(world).await;

    let audited = cloud.perform(Command::Audit).await;
    assert_eq!((audited.exit_code, audited.output.starts_with("Clean: 1 accounts")), (0, true), "{audited:?}");
    let granted = cloud.perform(Command::AdminGrant { login: "minji".to_owned() }).await;
    assert_eq!(granted, Answer { exit_code: 0, output: "minji is an admin now.\n".to_owned() });
    let set = cloud.perform(Command::AdminSetQuota { login: "minji@example.com".to_owned(), quota_bytes: 1 << 30 }).await;
    assert_eq!(set, Answer { exit_code: 0, output: "minji may hold 1GiB now.\n".to_owned() });
    let refused = cloud.perform(Command::Backup { to: "/nowhere".into() }).await;
    assert_eq!(refused.exit_code, 1);

    // What sends letters has to know more, and says what.
    let missing = Box::pin(cloud::perform(cloud.variables.clone(), Command::Sweep)).await.unwrap_err();
    assert_eq!(missing.0, ["SHARE_CLOUD_MAIL_FROM", "SHARE_CLOUD_BASE_URL"]);
    for (name, value) in [("SHARE_CLOUD_MAIL_FROM", "cloud@example.org"), ("SHARE_CLOUD_BASE_URL", "https://files.example.org")] {
        cloud.variables.insert(name.to_owned(), value.to_owned());
    }
    let swept = cloud.perform(Command::Sweep).await;
    assert_eq!(swept.exit_code, 0, "{swept:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_of_a_home_on_aws_names_what_is_wrong() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a file", &[7; 100]).await;
    world.work().await;
    let folder = world.path().to_owned();
    let cloud = Cloud::of(world).await;
    let index = rusqlite::Connection::open(folder.join("objects/index.sqlite")).unwrap();
    assert_eq!(index.execute("DELETE FROM objects WHERE size_bytes = 100", []).unwrap(), 1);
    let audited = cloud.perform(Command::Audit).await;
    let sentence = format!("of file {} of account {} has no object.", file["id"].as_str().unwrap(), minji.id);
    assert!(audited.exit_code == 1 && audited.output.contains(&sentence), "{audited:?}");
}
