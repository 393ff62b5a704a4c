//! How long a function takes from the start of its process to its first answer, beside the same route in Python and in Node.

use crate::product::Person;
use crate::runtime_api::Surroundings;
use crate::server::Server;
use crate::{Result, machine};
use bytes::Bytes;
use serde_json::{Value, json};
use share_cloud_local::data_folder::DataFolder;
use share_cloud_local::table::EmbeddedTable;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Files in the folder that is listed.
const FILES: usize = 25;

/// How long a function may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the functions and their peers were built.
#[derive(Debug)]
pub struct Built {
    /// cargo-lambda's folder.
    pub functions: PathBuf,
    /// The peers' folder: `venv` and `node`.
    pub peers: PathBuf,
    /// The sources of those in Python.
    pub python: PathBuf,
}

/// A route, and what an API Gateway says of a request to it.
struct Asked {
    route: &'static str,
    what: &'static str,
    event: Value,
}

/// Who answers.
#[derive(Clone, Copy)]
enum Language {
    Rust,
    Node,
    Python,
}

impl Language {
    const ALL: [Self; 3] = [Self::Rust, Self::Node, Self::Python];

    const fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Node => "Node",
            Self::Python => "Python",
        }
    }

    fn command(self, built: &Built, route: &str) -> Command {
        match self {
            Self::Rust => Command::new(built.functions.join(route).join("bootstrap")),
            Self::Node => {
                let mut node = Command::new("node");
                node.arg(built.peers.join("node").join(route).with_extension("mjs"));
                node
            }
            Self::Python => {
                let mut python = Command::new(built.peers.join("venv/bin/python"));
                python.arg(built.python.join(route.replace('-', "_")).with_extension("py"));
                python
            }
        }
    }
}

/// The first answers of one route in one language.
#[derive(Debug)]
pub struct Row {
    /// What is asked.
    pub what: &'static str,
    /// In which language it is written.
    pub language: &'static str,
    /// Milliseconds from the start of the process to the answer, a run each.
    pub first_answer_ms: Vec<f64>,
    /// The most memory of each process, in MiB.
    pub peak_mib: Vec<f64>,
}

/// Starts every function so often, in turn.
///
/// # Errors
/// When the program or a function does not start or refuses something, and when answers to the same request differ.
pub async fn measure(program: &Path, built: &Built, folder: &Path, runs: usize) -> Result<Vec<Row>> {
    let home = folder.join("home");
    let asked = furnish(program, &home).await?;
    let keys = DataFolder::open_existing(&home)?;
    let table = EmbeddedTable::open(&keys.table())?;
    let surroundings = Surroundings::start(table, serde_json::to_string(&keys.keys().master_keys)?).await?;
    let mut rows = Vec::new();
    for asked in asked {
        let mut of_route = Language::ALL.map(|language| Row {
            what: asked.what,
            language: language.name(),
            first_answer_ms: Vec::with_capacity(runs),
            peak_mib: Vec::with_capacity(runs),
        });
        let mut expected = None;
        // One more than is counted: the first fills the machine's cache of files.
        for run in 0..=runs {
            for (language, row) in Language::ALL.into_iter().zip(&mut of_route) {
                let mut command = language.command(built, asked.route);
                surround(&mut command, &surroundings);
                let (ms, mib, answer) = first_answer(command, &surroundings, &asked.event).await?;
                let answer = essence(&answer)?;
                if *expected.get_or_insert_with(|| answer.clone()) != answer {
                    return Err(format!("{} in {} answers otherwise: {answer}", asked.route, language.name()).into());
                }
                if run > 0 {
                    row.first_answer_ms.push(ms);
                    row.peak_mib.push(mib);
                }
            }
        }
        rows.extend(of_route);
    }
    Ok(rows)
}

/// Makes a home with somebody and their files, and answers what is asked of it.
async fn furnish(program: &Path, home: &Path) -> Result<[Asked; 2]> {
    let server = Server::product(program, home)?;
    let person = Person::sign_up(&server.url).await?;
    let files: Vec<Bytes> = (0..FILES).map(|number| Bytes::from(format!("file {number}"))).collect();
    person.upload_all(&files).await?;
    let listing = person.get("/api/folders/root/entries").await?;
    let id = listing["items"][0]["id"].as_str().ok_or("an empty folder")?.to_owned();
    let event = |path: &str, resource: &str, id: &str| {
        json!({
            "resource": resource, "path": path, "httpMethod": "GET", "body": null, "isBase64Encoded": false,
            "headers": { "authorization": format!("Bearer {}", person.access_token()), "host": "bench.example.org" },
            "multiValueHeaders": { "authorization": [format!("Bearer {}", person.access_token())], "host": ["bench.example.org"] },
            "queryStringParameters": null, "multiValueQueryStringParameters": null, "stageVariables": null,
            "pathParameters": { "id": id },
            "requestContext": { "stage": "live", "httpMethod": "GET", "path": path, "resourcePath": resource, "identity": { "sourceIp": "127.0.0.1" } },
        })
    };
    Ok([
        Asked {
            route: "open-content",
            what: "a presigned URL (open-content)",
            event: event(&format!("/api/entries/{id}/content"), "/api/entries/{id}/content", &id),
        },
        Asked {
            route: "list-folder",
            what: "25 entries from the table (list-folder)",
            event: event("/api/folders/root/entries", "/api/folders/{id}/entries", "root"),
        },
    ])
}

/// The environment that Lambda and the stack give a function.
fn surround(command: &mut Command, surroundings: &Surroundings) {
    let address = surroundings.address.to_string();
    let endpoint = format!("http://{address}");
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path).stdin(Stdio::null()).stdout(Stdio::null());
    command.envs(BTreeMap::from([
        ("AWS_LAMBDA_RUNTIME_API", address.as_str()),
        ("AWS_LAMBDA_FUNCTION_NAME", "bench"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "true"),
        ("AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED", "true"),
        ("AWS_REGION", "ap-northeast-2"),
        ("AWS_DEFAULT_REGION", "ap-northeast-2"),
        ("AWS_ACCESS_KEY_ID", "bench"),
        ("AWS_SECRET_ACCESS_KEY", "bench"),
        ("AWS_ENDPOINT_URL", endpoint.as_str()),
        ("AWS_ENDPOINT_URL_S3", endpoint.as_str()),
        ("SHARE_CLOUD_TABLE", "share-cloud"),
        ("SHARE_CLOUD_BUCKET", "bench"),
        ("SHARE_CLOUD_BASE_URL", "https://bench.example.org"),
        ("SHARE_CLOUD_DEFAULT_QUOTA_BYTES", "1024"),
        ("SHARE_CLOUD_MAIL_FROM", "bench@example.org"),
        ("SHARE_CLOUD_KEYS_PARAMETER", "keys"),
    ]));
}

struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // One that is gone already needs no end.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Milliseconds to the first answer, the most memory in MiB, and the answer.
async fn first_answer(mut command: Command, surroundings: &Surroundings, event: &Value) -> Result<(f64, f64, Value)> {
    let answered = surroundings.ask(event.clone());
    let begun = machine::now();
    let process = Process(command.spawn().map_err(|cause| format!("{command:?} does not start ({cause})"))?);
    let answered = tokio::time::timeout(PATIENCE, answered).await.map_err(|_| format!("{command:?} does not answer"))?;
    let answered = answered.map_err(|_| format!("{command:?} fails"))?;
    let ms = answered.at.duration_since(begun).as_secs_f64() * 1_000.0;
    Ok((ms, machine::peak_mib(process.0.id())?, answered.answer))
}

/// What must be alike in every language: the status, what a URL leads to and how it is served, and the entries.
fn essence(answer: &Value) -> Result<Value> {
    let location = [&answer["headers"]["location"], &answer["multiValueHeaders"]["location"][0]].into_iter().find_map(Value::as_str);
    let location = location.map(reqwest::Url::parse).transpose()?;
    let leads_to = location.map(|url| {
        let served: BTreeMap<String, String> =
            url.query_pairs().into_owned().filter(|(name, _)| name.to_ascii_lowercase().starts_with("response-")).collect();
        json!({ "path": url.path(), "served": served })
    });
    let body: Value = answer["body"].as_str().filter(|body| !body.is_empty()).map(serde_json::from_str).transpose()?.unwrap_or_default();
    if !matches!(answer["statusCode"].as_u64(), Some(200 | 302)) {
        return Err(format!("refused: {answer}").into());
    }
    Ok(json!({ "status": answer["statusCode"], "leads_to": leads_to, "items": body["items"] }))
}
