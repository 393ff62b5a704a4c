//! How long a search takes in the embedded home, by how many entries the account has: `make search-at-scale`.
//!
//! Entries are written into the table behind the home; from then on everything goes through the home's port. For each size: the first
//! search, while nothing is packed; how long packing takes; then every kind of search many times.

use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use jiff::Timestamp;
use reqwest::Client;
use serde_json::{Value, json};
use share_cloud_api::config::{Config, Limits};
use share_cloud_local::data_folder::DataFolder;
use share_cloud_local::flags::TrustedProxies;
use share_cloud_local::gateway::Network;
use share_cloud_local::home::{Home, Opening};
use share_cloud_local::server;
use share_cloud_local::store::Faults;
use share_cloud_local::table::EmbeddedTable;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

const WORDS: [&str; 16] = [
    "보고서",
    "회의록",
    "사진",
    "여행",
    "계약",
    "최종",
    "초안",
    "가족",
    "report",
    "Invoice",
    "IMG",
    "photo",
    "draft",
    "Final",
    "budget",
    "scan",
];
const ENDINGS: [&str; 6] = ["pdf", "jpg", "hwp", "mp4", "txt", "zip"];
/// How often each search is made.
const TIMES: usize = 20;
const PASSWORD: &str = "a long enough password";

#[expect(clippy::disallowed_methods, reason = "a measurement runs on the machine's time")]
fn begun() -> Instant {
    Instant::now()
}

struct Session {
    client: Client,
    origin: String,
    token: String,
    account_id: String,
    root_id: String,
}

impl Session {
    /// A page of a search, and how long it took.
    async fn search(&self, query: &str) -> Result<(Value, Duration)> {
        let begun = begun();
        let request = self.client.get(format!("{}/api/search?{query}", self.origin)).bearer_auth(&self.token);
        let page: Value = request.send().await?.error_for_status()?.json().await?;
        Ok((page, begun.elapsed()))
    }
}

async fn open(folder: &Path) -> Result<(Home, String)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let origin = format!("http://{address}");
    let config = Config {
        base_url: origin.clone(),
        content_origin: share_cloud_api::config::ContentOrigin::Request,
        default_quota_bytes: 1 << 40,
        mail_configured: true,
        first_account_is_admin: true,
        sign_up: "open".parse()?,
        limits: Limits::default(),
    };
    #[expect(clippy::disallowed_methods, reason = "a measurement runs on the machine's time")]
    let clock = Arc::new(Timestamp::now);
    let chance = Arc::new(|bytes: &mut [u8]| getrandom::fill(bytes).unwrap_or_default());
    let opening = Opening { config, mailer: None, clock, chance, faults: Faults::default(), stores: None };
    let home = Home::open(DataFolder::open(folder)?, opening).await?;
    let network = Network { listener: address, base_url: None, trusted_proxies: TrustedProxies::parse("")? };
    let (serving, working) = (home.clone(), home.clone());
    tokio::spawn(async move { server::run(&serving, listener, network, std::future::pending()).await });
    tokio::spawn(async move { working.work().await });
    Ok((home, origin))
}

fn text(value: &Value, name: &str) -> Result<String> {
    Ok(value[name].as_str().ok_or_else(|| format!("no {name} in {value}"))?.to_owned())
}

async fn sign_up(origin: String) -> Result<Session> {
    let client = Client::builder().no_proxy().build()?;
    let post = async |path: &str, body: Value| -> Result<Value> {
        let request = client.post(format!("{origin}{path}")).json(&body);
        Ok(request.send().await?.error_for_status()?.json().await?)
    };
    let account = post("/api/accounts", json!({ "username": "minji", "email": "m@example.com", "password": PASSWORD })).await?;
    let token = loop {
        let mails: Value = client.get(format!("{origin}/outbox/messages")).send().await?.json().await?;
        let letter = mails["items"][0]["text"].as_str().and_then(|text| text.split_once("verify-email?token="));
        if let Some((_, token)) = letter {
            break token.split_whitespace().next().unwrap_or_default().to_owned();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    post("/api/accounts/verify-email", json!({ "token": token })).await?;
    let session = post("/api/sessions", json!({ "login": "minji", "password": PASSWORD })).await?;
    let token = text(&session, "access_token")?;
    Ok(Session { client, origin, token, account_id: text(&account, "id")?, root_id: text(&account, "root_id")? })
}

/// An entry's item by id, as the table's wire has it.
fn entry(session: &Session, n: usize, begin_ms: i64) -> Result<Value> {
    let (word, other, ending) = (WORDS[n % WORDS.len()], WORDS[n * 7 / 16 % WORDS.len()], ENDINGS[n / 3 % ENDINGS.len()]);
    let name = format!("{word} {other} {n}.{ending}");
    let (id, at) = (format!("{:032x}", n * 2_654_435_761 + 1), begin_ms + i64::try_from(n)?);
    let (text, number) = (|text: &str| json!({ "S": text }), |number: i64| json!({ "N": number.to_string() }));
    Ok(json!({
        "pk": text(&format!("ENTRY#{id}")), "sk": text("ENTRY"), "entry_id": text(&id), "account_id": text(&session.account_id),
        "kind": text("file"), "parent_id": text(&session.root_id), "name": text(&name), "name_key": text(&name),
        "created_at": number(at), "modified_at": number(at), "stored_at": number(at), "starred": { "BOOL": false },
        "version_id": text(&id), "size_bytes": number(i64::try_from(n % 5_000)?), "content_type": text("application/octet-stream"),
        "sha256": text("x"), "total_bytes": number(0), "file_count": number(0), "child_count": number(0), "height_bound": number(0),
        "recent_of": text(&session.account_id),
    }))
}

async fn ask(table: &EmbeddedTable, operation: &str, body: &Value) -> Result<()> {
    let mut request = HttpRequest::new(body.to_string().into());
    request.headers_mut().insert("x-amz-target", format!("DynamoDB_20120810.{operation}"));
    let answer = table.call(request).await.map_err(|error| format!("{error:?}"))?;
    if answer.status().as_u16() == 200 { Ok(()) } else { Err(format!("{operation}: {:?}", answer.body().bytes()).into()) }
}

/// Writes entries that changed long ago, and the account's count of them.
async fn seed(folder: &Path, session: &Session, count: usize) -> Result<()> {
    let table = EmbeddedTable::open(&folder.join("table.sqlite"))?;
    #[expect(clippy::disallowed_methods, reason = "a measurement runs on the machine's time")]
    let begin_ms = Timestamp::now().as_millisecond() - 10_000_000_000;
    let numbers: Vec<usize> = (0..count).collect();
    for chunk in numbers.chunks(25) {
        let puts = chunk.iter().map(|n| Ok(json!({ "PutRequest": { "Item": entry(session, *n, begin_ms)? } })));
        let puts = puts.collect::<Result<Vec<Value>>>()?;
        ask(&table, "BatchWriteItem", &json!({ "RequestItems": { "share-cloud": puts } })).await?;
    }
    let storage = json!({
        "TableName": "share-cloud",
        "Key": { "pk": { "S": format!("STORAGE#{}", session.account_id) }, "sk": { "S": "STORAGE" } },
        "UpdateExpression": "SET entry_count = :count",
        "ExpressionAttributeValues": { ":count": { "N": count.to_string() } },
    });
    ask(&table, "UpdateItem", &storage).await
}

/// Searches for something that one entry has, page by page until it is found.
async fn first(session: &Session, query: &str) -> Result<(usize, Duration)> {
    let (mut requests, mut longest, mut cursor) = (0, Duration::ZERO, String::new());
    loop {
        let (page, took) = session.search(&format!("{query}{cursor}")).await?;
        (requests, longest) = (requests + 1, longest.max(took));
        match page["next_cursor"].as_str().filter(|_| page["items"].as_array().is_none_or(Vec::is_empty)) {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok((requests, longest)),
        }
    }
}

async fn packed(session: &Session, home: &Home) -> Result<Duration> {
    let begun = begun();
    let account = share_cloud_domain::ids::AccountId::parse(&session.account_id).map_err(|error| error.to_string())?;
    loop {
        let record = home.app().db().search_record(&account).await.map_err(|failure| format!("{failure:?}"))?;
        if record.is_none_or(|record| record.build_at.is_none()) {
            return Ok(begun.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn measure(count: usize) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (home, origin) = open(folder.path()).await?;
    let session = sign_up(origin).await?;
    seed(folder.path(), &session, count).await?;
    println!("\n{count} entries");
    let (requests, longest) = first(&session, "q=%200.").await?;
    println!("  the oldest one, nothing packed: {requests} requests, the longest {longest:.1?}");
    println!("  packing: {:.1?}", packed(&session, &home).await?);
    for (what, query) in [
        ("many (보)", "q=%EB%B3%B4"),
        ("many (re)", "q=re"),
        ("one (the oldest)", "q=%200."),
        ("none", "q=nothing%20of%20this"),
        ("by kind and size", "kind=image&min_bytes=4990"),
        ("a word and a kind", "q=Invoice&kind=video"),
    ] {
        let mut took = Vec::with_capacity(TIMES);
        let mut items = 0;
        for _ in 0..TIMES {
            let (page, time) = session.search(query).await?;
            items = page["items"].as_array().map_or(0, Vec::len);
            took.push(time);
        }
        took.sort();
        println!("  {what}: {items} on the first page, median {:.1?}, longest {:.1?}", took[TIMES / 2], took[TIMES - 1]);
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    for count in std::env::args().skip(1) {
        measure(count.parse()?).await?;
    }
    Ok(())
}
