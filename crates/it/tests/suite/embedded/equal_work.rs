//! Who is unknown costs as much as who is known: the same calls of the table, so that neither time nor load tells them apart.

use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::shared::IntoShared as _;
use axum::body::Body;
use axum::{Extension, Router};
use futures::future::BoxFuture;
use http::{Method, Request};
use jiff::SignedDuration;
use serde_json::{Value, json};
use share_cloud_api::app::{App, Parts};
use share_cloud_api::config::{Config, ContentOrigin, Limits};
use share_cloud_api::http::client::Client;
use share_cloud_api::routes;
use share_cloud_api::work::tokens::hash_of;
use share_cloud_aws::clients::Connection;
use share_cloud_aws::db::Db;
use share_cloud_aws::db::mails::{MailPurpose, TokenRecord};
use share_cloud_aws::mailer::{Letter, MailError, Mailer};
use share_cloud_aws::objects::Objects;
use share_cloud_domain::secrets::{KeyRing, MasterKey};
use share_cloud_domain::sign_up::SignUpPolicy;
use share_cloud_local::store::{Audience, Keys, ObjectStore, Options, S3Endpoint};
use share_cloud_local::table::EmbeddedTable;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use tower::ServiceExt as _;

/// The table, with a note of each operation.
#[derive(Clone, Debug)]
struct Noted {
    table: EmbeddedTable,
    operations: Arc<Mutex<Vec<String>>>,
}

impl HttpConnector for Noted {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let operation = request.headers().get("x-amz-target").unwrap().to_owned();
        self.operations.lock().unwrap().push(operation);
        self.table.call(request)
    }
}

impl HttpClient for Noted {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// Drops every letter.
struct Nowhere;

impl Mailer for Nowhere {
    fn send<'a>(&'a self, _: &'a Letter) -> BoxFuture<'a, Result<(), MailError>> {
        Box::pin(async { Ok(()) })
    }
}

/// The routes without a home around them.
struct Bare {
    router: Router,
    app: App,
    operations: Arc<Mutex<Vec<String>>>,
    _folder: tempfile::TempDir,
}

impl Bare {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let operations = Arc::default();
        let table = Noted { table: EmbeddedTable::open(&folder.path().join("table.sqlite")).unwrap(), operations: Arc::clone(&operations) };
        let clock = crate::harness::Clock::ahead().reader();
        let store = ObjectStore::open(&folder.path().join("objects"), Options::new("bucket", Arc::clone(&clock))).unwrap();
        let (access_key, secret_key) = ("AKIAEXAMPLE", "a secret of the tests");
        let keys = Keys { access_key: access_key.into(), secret_key: secret_key.into(), region: "local".into() };
        let endpoint = S3Endpoint::new(&store, keys, "s3.example", Audience::Home).unwrap();
        let connection = |http| Connection {
            region: "local".into(),
            endpoint: Some("http://s3.example".into()),
            credentials: Credentials::from_keys(access_key, secret_key, None),
            http,
        };
        let db = Db::new(connection(table.into_shared()).dynamodb(), "table");
        db.create_table().await.unwrap();
        let config = Config {
            base_url: "http://localhost".into(),
            content_origin: ContentOrigin::Request,
            default_quota_bytes: 1_000,
            mail_configured: true,
            first_account_is_admin: false,
            sign_up: SignUpPolicy::Open,
            limits: Limits::default(),
        };
        let objects = Objects::new(connection(endpoint.into_shared()).s3(), "bucket");
        let keys = KeyRing::new(("k1".into(), MasterKey::new([7; 32])), Vec::new());
        let chance = Arc::new(|bytes: &mut [u8]| getrandom::fill(bytes).unwrap());
        let app = App::new(Parts { config, db, objects, mailer: Arc::new(Nowhere), keys, clock, chance });
        let client = Client { address: IpAddr::V4(Ipv4Addr::LOCALHOST), origin: "http://localhost".into() };
        let router = routes::router().with_state(app.clone()).layer(Extension(client));
        Self { router, app, operations, _folder: folder }
    }

    /// The status of a POST, and what it asked of the table.
    async fn cost(&self, path: &str, body: &Value) -> (u16, Vec<String>) {
        let (status, _, operations) = self.ask(Method::POST, path, body, "").await;
        (status, operations)
    }

    /// Somebody with a confirmed address; their access token.
    async fn confirmed(&self, username: &str) -> String {
        let body = json!({ "username": username, "email": format!("{username}@example.com"), "password": "a long enough password" });
        assert_eq!(self.cost("/api/accounts", &body).await.0, 201);
        let account = self.app.db().account_of_login(username).await.unwrap().unwrap();
        let token = TokenRecord {
            token_hash: hash_of(username),
            purpose: MailPurpose::VerifyEmail,
            account_id: account.account_id.clone(),
            email: account.email.clone(),
            session_epoch: 0,
            expires_at: self.app.now() + SignedDuration::from_hours(1),
        };
        self.app.db().add_token(&token).await.unwrap();
        assert_eq!(self.cost("/api/accounts/verify-email", &json!({ "token": username })).await.0, 200);
        let body = json!({ "login": username, "password": "a long enough password" });
        let signed_in = self.ask(Method::POST, "/api/sessions", &body, "").await.1;
        signed_in["access_token"].as_str().unwrap().to_owned()
    }

    /// What somebody is answered, and what it asked of the table.
    async fn ask(&self, method: Method, path: &str, body: &Value, token: &str) -> (u16, Value, Vec<String>) {
        self.operations.lock().unwrap().clear();
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {token}")).body(Body::from(body.to_string())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let operations = std::mem::take(&mut *self.operations.lock().unwrap());
        (status, serde_json::from_slice(&body).unwrap_or_default(), operations)
    }
}

#[tokio::test]
async fn a_wrong_sign_in_asks_the_same_of_the_table_whether_somebody_has_the_name_or_not() {
    let bare = Bare::new().await;
    let minji = json!({ "username": "minji", "email": "minji@example.com", "password": "a long enough password" });
    assert_eq!(bare.cost("/api/accounts", &minji).await.0, 201);
    let wrong = |login: &str| json!({ "login": login, "password": "not the password" });
    bare.cost("/api/sessions", &wrong("warm-up")).await;
    let known = bare.cost("/api/sessions", &wrong("minji")).await;
    assert_eq!(known.0, 401);
    for login in ["nobody", "minji@example.com", "nobody@example.com"] {
        assert_eq!(bare.cost("/api/sessions", &wrong(login)).await, known, "{login}");
    }
    share_cloud_api::work::run_due(&bare.app).await.unwrap();
}

#[tokio::test]
async fn asking_for_a_letter_asks_the_same_of_the_table_whether_somebody_has_the_address_or_not() {
    let bare = Bare::new().await;
    let minji = json!({ "username": "minji", "email": "minji@example.com", "password": "a long enough password" });
    assert_eq!(bare.cost("/api/accounts", &minji).await.0, 201);
    for path in ["/api/accounts/find-username", "/api/accounts/forgot-password"] {
        let known = bare.cost(path, &json!({ "email": "minji@example.com" })).await;
        assert_eq!(known.0, 202);
        assert_eq!(bare.cost(path, &json!({ "email": "nobody@example.com" })).await, known, "{path}");
    }
}

#[tokio::test]
async fn giving_somebody_a_folder_asks_the_same_of_the_table_whether_somebody_has_the_address_or_not() {
    let bare = Bare::new().await;
    let owner = bare.confirmed("minji").await;
    bare.confirmed("haneul").await;
    let folder = bare.ask(Method::POST, "/api/folders", &json!({ "parent_id": "root", "name": "given" }), &owner).await.1;
    let path = format!("/api/entries/{}/members", folder["id"].as_str().unwrap());
    let put = async |email: &str, role: &str| {
        let (status, _, asked) = bare.ask(Method::PUT, &path, &json!({ "login": email, "role": role }), &owner).await;
        assert_eq!(status, 200);
        asked
    };
    for role in ["viewer", "editor", "editor"] {
        let known = put("haneul@example.com", role).await;
        assert_eq!(put("nobody@example.com", role).await, known, "{role}");
    }
}
