//! The table with a meter: an HTTP client of the SDK that sees each call, its answer, and the items before and after.

use super::meter::Meter;
use crate::harness::units::{Item, Schema, item_bytes, read_halves};
use aws_smithy_runtime_api::client::http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use serde_json::{Value, json};
use share_cloud_local::table::EmbeddedTable;
use std::sync::{Arc, OnceLock};
use tokio::sync::Mutex;

const TARGET: &str = "x-amz-target";
const TARGET_PREFIX: &str = "DynamoDB_20120810.";

/// The table, every call of which is counted. Clones are the same.
#[derive(Clone, Debug)]
pub(super) struct MeteredTable {
    table: EmbeddedTable,
    meter: Meter,
    schema: Arc<OnceLock<Schema>>,
    /// One call after the other, so that what changes between two looks is what the call changed.
    turn: Arc<Mutex<()>>,
}

/// An action of a transaction, and its item before.
struct Action {
    key: Value,
    before: Option<Item>,
}

impl MeteredTable {
    pub(super) fn new(table: EmbeddedTable, meter: Meter) -> Self {
        Self { table, meter, schema: Arc::default(), turn: Arc::default() }
    }

    async fn ask(&self, operation: &str, body: &Value) -> Result<HttpResponse, ConnectorError> {
        let mut request = HttpRequest::new(body.to_string().into());
        request.headers_mut().insert(TARGET, format!("{TARGET_PREFIX}{operation}"));
        self.table.call(request).await
    }

    async fn item(&self, table: &Value, key: &Value) -> Option<Item> {
        let asked = json!({ "TableName": table, "Key": key, "ConsistentRead": true });
        let answer = self.ask("GetItem", &asked).await.unwrap();
        json_of(&answer)["Item"].as_object().cloned()
    }

    /// The actions of a transaction with their items as they are now.
    async fn actions(&self, body: &Value) -> Vec<Action> {
        let mut actions = Vec::new();
        for action in body["TransactItems"].as_array().unwrap() {
            let action = action.as_object().unwrap().values().next().unwrap();
            let whole = if action["Item"].is_object() { &action["Item"] } else { &action["Key"] };
            let key = json!({ "pk": whole["pk"], "sk": whole["sk"] });
            let before = self.item(&action["TableName"], &key).await;
            actions.push(Action { key, before });
        }
        actions
    }

    async fn transact(&self, mut body: Value) -> Result<HttpResponse, ConnectorError> {
        let table = body["TransactItems"][0].as_object().unwrap().values().next().unwrap()["TableName"].clone();
        let actions = self.actions(&body).await;
        body["ReturnConsumedCapacity"] = json!("TOTAL");
        let answer = self.ask("TransactWriteItems", &body).await?;
        // One that is refused leaves every item as it was, and counts like a check of each. The engine says nothing of it.
        let is_refused = answer.status().as_u16() != 200;
        assert!(!is_refused || json_of(&answer)["CancellationReasons"].is_array(), "{body}: {:?}", answer.body());
        let mut units = 0;
        for Action { key, before } in actions {
            let after = self.item(&table, &key).await;
            units += self.schema.get().unwrap().write_units(before.as_ref(), after.as_ref());
            if before.is_none() && after.is_some() {
                self.meter.note_new(&key);
            }
        }
        assert!(is_refused || engines_halves(&answer) == 2 * units, "the engine counts otherwise than {units}: {body}");
        self.meter.note_writes(units, is_refused);
        Ok(answer)
    }

    async fn read(&self, operation: &str, mut body: Value) -> Result<HttpResponse, ConnectorError> {
        body["ReturnConsumedCapacity"] = json!("TOTAL");
        let answer = self.ask(operation, &body).await?;
        assert_eq!(answer.status().as_u16(), 200, "{body}: {:?}", answer.body());
        let halves = halves_of_read(operation, &body, &json_of(&answer));
        assert_eq!(engines_halves(&answer), halves, "the engine counts otherwise: {operation} {body}");
        self.meter.note_reads(halves);
        Ok(answer)
    }
}

fn json_of(answer: &HttpResponse) -> Value {
    serde_json::from_slice(answer.body().bytes().unwrap()).unwrap()
}

/// Half units of a read: each item of a batch by itself, all items of a query together.
fn halves_of_read(operation: &str, body: &Value, answer: &Value) -> usize {
    let is_consistent = |body: &Value| body["ConsistentRead"].as_bool().unwrap_or_default();
    let bytes = |item: &Value| item_bytes(item.as_object().unwrap());
    match operation {
        "GetItem" => read_halves(answer.get("Item").map_or(0, bytes), is_consistent(body)),
        "Query" => read_halves(answer["Items"].as_array().unwrap().iter().map(bytes).sum(), is_consistent(body)),
        "BatchGetItem" => {
            let (table, asked) = body["RequestItems"].as_object().unwrap().iter().next().unwrap();
            assert_eq!(answer["UnprocessedKeys"], json!({}), "{body}");
            let found = answer["Responses"][table].as_array().unwrap();
            let missing = asked["Keys"].as_array().unwrap().len() - found.len();
            let halves = |bytes| read_halves(bytes, is_consistent(asked));
            found.iter().map(|item| halves(bytes(item))).sum::<usize>() + missing * halves(0)
        }
        other => panic!("{other} is no read of a route"),
    }
}

/// What the engine says that DynamoDB would count, in half units.
fn engines_halves(answer: &HttpResponse) -> usize {
    let capacity = json_of(answer)["ConsumedCapacity"].clone();
    let capacity = if capacity.is_array() { capacity[0].clone() } else { capacity };
    let halves = format!("{:.0}", capacity["CapacityUnits"].as_f64().unwrap() * 2.0);
    halves.parse().unwrap()
}

impl HttpConnector for MeteredTable {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let this = self.clone();
        HttpConnectorFuture::new(async move {
            let _turn = this.turn.lock().await;
            let operation = request.headers().get(TARGET).and_then(|target| target.strip_prefix(TARGET_PREFIX)).unwrap().to_owned();
            let body: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
            match operation.as_str() {
                "TransactWriteItems" => this.transact(body).await,
                "GetItem" | "BatchGetItem" | "Query" => this.read(&operation, body).await,
                _ => {
                    if operation == "CreateTable" {
                        this.schema.set(Schema::of(&body)).unwrap();
                    }
                    this.table.call(request).await
                }
            }
        })
    }
}

impl HttpClient for MeteredTable {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
