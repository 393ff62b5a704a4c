//! The generated files: openapi.json, routes.json and workers.json, made of the rows and of the types that handlers read and answer.

use crate::http::answer::ProblemBody;
use crate::route::{BucketAction, Caller, Grant, Route};
use crate::routes::{self, Listed};
use crate::views::job::Queued;
use crate::worker::{self, Trigger, Worker};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

type SchemaOf = fn(&mut SchemaGenerator) -> schemars::Schema;

/// What openapi.json says of a route beside its row.
pub struct Docs {
    summary: &'static str,
    body: Option<SchemaOf>,
    query: Option<SchemaOf>,
    status: u16,
    answer: Option<SchemaOf>,
    /// What else it may answer, without a body: 204, and when.
    or_nothing: Option<&'static str>,
    /// Whether it may answer 202 with a job instead.
    or_queued: bool,
}

impl Docs {
    /// A route that answers 204 until it says otherwise.
    #[must_use]
    pub fn new(summary: &'static str) -> Self {
        Self { summary, body: None, query: None, status: 204, answer: None, or_nothing: None, or_queued: false }
    }

    /// The type of its JSON body.
    #[must_use]
    pub fn body<T: JsonSchema>(self) -> Self {
        Self { body: Some(SchemaGenerator::subschema_for::<T>), ..self }
    }

    /// The type of its query, one property a parameter.
    #[must_use]
    pub fn query<T: JsonSchema>(self) -> Self {
        Self { query: Some(SchemaGenerator::root_schema_for::<T>), ..self }
    }

    /// The status and type of its answer.
    #[must_use]
    pub fn answers<T: JsonSchema>(self, status: u16) -> Self {
        Self { status, answer: Some(SchemaGenerator::subschema_for::<T>), ..self }
    }

    /// That it answers 204.
    #[must_use]
    pub fn answers_nothing(self) -> Self {
        self
    }

    /// That it may also answer 204, and when.
    #[must_use]
    pub fn or_nothing(self, when: &'static str) -> Self {
        Self { or_nothing: Some(when), ..self }
    }

    /// That it may also answer 202 with the job that goes on.
    #[must_use]
    pub fn or_queued(self) -> Self {
        Self { or_queued: true, ..self }
    }

    /// That it answers 302 to where the content is.
    #[must_use]
    pub fn redirects(self) -> Self {
        Self { status: 302, ..self }
    }
}

fn json_content(schema: &schemars::Schema) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|piece| piece.strip_prefix('{')?.strip_suffix('}'));
    names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })).collect()
}

fn query_parameters(schema: &schemars::Schema) -> Vec<Value> {
    let required: Vec<&str> = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    properties
        .map(|(name, schema)| json!({ "name": name, "in": "query", "required": required.contains(&name.as_str()), "schema": schema }))
        .collect()
}

fn security(caller: Caller) -> Value {
    match caller {
        Caller::Anyone => json!([]),
        Caller::Cookie => json!([{ "refresh_cookie": [] }]),
        Caller::Unverified | Caller::Account | Caller::Admin => json!([{ "access_token": [] }]),
        Caller::Link => json!([{}, { "link_token": [] }]),
    }
}

fn operation(listed: &Listed, generator: &mut SchemaGenerator) -> Value {
    let (route, docs) = (listed.route, (listed.docs)());
    let mut parameters = path_parameters(route.path);
    if let Some(query) = docs.query {
        parameters.extend(query_parameters(&query(generator)));
    }
    let mut answer = json!({ "description": docs.summary });
    if let Some(schema) = docs.answer {
        answer["content"] = json_content(&schema(generator));
    }
    let problem = json!({ "$ref": "#/components/responses/Problem" });
    let mut operation = json!({
        "operationId": route.name,
        "summary": docs.summary,
        "security": security(route.caller),
        "responses": { docs.status.to_string(): answer, "default": problem },
    });
    if let Some(when) = docs.or_nothing {
        operation["responses"]["204"] = json!({ "description": when });
    }
    if docs.or_queued {
        let queued = generator.subschema_for::<Queued>();
        operation["responses"]["202"] = json!({ "description": "A job goes on with it", "content": json_content(&queued) });
    }
    if !parameters.is_empty() {
        operation["parameters"] = Value::Array(parameters);
    }
    if let Some(body) = docs.body {
        operation["requestBody"] = json!({ "content": json_content(&body(generator)) });
    }
    operation
}

/// openapi.json as it must be.
#[must_use]
pub fn openapi_json() -> String {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    let problem = generator.subschema_for::<ProblemBody<'_>>();
    let mut paths = Map::new();
    for listed in routes::all() {
        let path = paths.entry(listed.route.path).or_insert_with(|| json!({}));
        path[listed.route.method.as_str().to_lowercase()] = operation(&listed, &mut generator);
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "share-cloud", "version": env!("CARGO_PKG_VERSION") },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "responses": { "Problem": {
                "description": "What went wrong (RFC 9457)",
                "content": { "application/problem+json": { "schema": problem } },
            } },
            "securitySchemes": {
                "access_token": { "type": "http", "scheme": "bearer" },
                "link_token": { "type": "http", "scheme": "bearer", "description": "From unlock-share, for links with a password" },
                "refresh_cookie": { "type": "apiKey", "in": "cookie", "name": "__Host-share_cloud_refresh" },
            },
        },
    });
    pretty(&document)
}

fn table(grants: &[Grant]) -> Vec<Value> {
    let actions = |grant: &Grant| grant.1.iter().map(|action| action.as_str()).collect::<Vec<_>>();
    grants.iter().map(|grant| json!({ "kind": grant.0.prefix(), "actions": actions(grant) })).collect()
}

fn bucket(actions: &[BucketAction]) -> Vec<&'static str> {
    actions.iter().map(|action| action.as_str()).collect()
}

fn row(route: &Route) -> Value {
    let mut row = json!({
        "name": route.name,
        "method": route.method.as_str(),
        "path": route.path,
        "caller": route.caller.as_str(),
        "table": table(route.table),
        "bucket": bucket(route.bucket),
        "memory_mb": route.memory_mb,
        "timeout_s": route.timeout_s,
        "body_limit_bytes": route.body_limit_bytes,
    });
    if !route.indexes.is_empty() {
        row["indexes"] = route.indexes.iter().copied().collect();
    }
    row
}

/// routes.json as it must be.
#[must_use]
pub fn routes_json() -> String {
    let rows: Vec<Value> = routes::all().iter().map(|listed| row(listed.route)).collect();
    pretty(&Value::Array(rows))
}

fn worker_row(worker: &Worker) -> Value {
    let mut row = json!({
        "name": worker.name,
        "trigger": worker.trigger.as_str(),
        "table": table(worker.table),
        "indexes": worker.indexes,
        "bucket": bucket(worker.bucket),
        "sends_mail": worker.sends_mail,
        "memory_mb": worker.memory_mb,
        "timeout_s": worker.timeout_s,
    });
    match worker.trigger {
        Trigger::Stream(kinds) => row["stream_kinds"] = kinds.iter().map(|kind| kind.prefix()).collect(),
        Trigger::Schedule { every_minutes } => row["every_minutes"] = every_minutes.into(),
        Trigger::MailFeedback => {}
    }
    row
}

/// workers.json as it must be.
#[must_use]
pub fn workers_json() -> String {
    pretty(&worker::all().into_iter().map(worker_row).collect())
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
