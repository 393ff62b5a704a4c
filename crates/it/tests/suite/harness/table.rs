//! The table behind a world's back: for what no route does yet, and for harm that the audit must see.

use super::{Call, World};
use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use serde_json::{Value, json};
use share_cloud_local::table::EmbeddedTable;

impl World {
    /// Changes one attribute of an item that is there: `SET` or `ADD` it. Numbers are numbers, texts are texts.
    pub(crate) async fn edit_item(&self, pk: &str, sk: &str, verb: &str, attribute: &str, value: Value) {
        let value = match value {
            Value::Number(number) => json!({ "N": number.to_string() }),
            other => json!({ "S": other.as_str().unwrap() }),
        };
        let assignment = if verb == "SET" { "#a = :v" } else { "#a :v" };
        let update = json!({
            "TableName": self.table().0,
            "Key": { "pk": { "S": pk }, "sk": { "S": sk } },
            "UpdateExpression": format!("{verb} {assignment}"),
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeNames": { "#a": attribute },
            "ExpressionAttributeValues": { ":v": value },
        });
        self.ask_table("UpdateItem", &update).await;
    }

    /// Every item of the table as the wire has it.
    pub(crate) async fn items(&self) -> Vec<Value> {
        let (mut items, mut scan) = (Vec::new(), json!({ "TableName": self.table().0 }));
        loop {
            let page = self.ask_table("Scan", &scan).await;
            items.extend(page["Items"].as_array().unwrap().iter().cloned());
            if page["LastEvaluatedKey"].is_null() {
                return items;
            }
            scan["ExclusiveStartKey"] = page["LastEvaluatedKey"].clone();
        }
    }

    async fn ask_table(&self, operation: &str, body: &Value) -> Value {
        let target = format!("DynamoDB_20120810.{operation}");
        if let (_, Some(endpoint)) = self.table() {
            // DynamoDB Local wants a signature and does not check it.
            let signature = "AWS4-HMAC-SHA256 Credential=test/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=00";
            let asked = Call::post(&endpoint).header("x-amz-target", &target).header("authorization", signature);
            let asked = asked.header("content-type", "application/x-amz-json-1.0").body(body.to_string());
            return self.stranger().send(asked).await.expect(200);
        }
        let mut request = HttpRequest::new(body.to_string().into());
        request.headers_mut().insert("x-amz-target", target);
        let table = EmbeddedTable::open(&self.path().join("table.sqlite")).unwrap();
        let answer = table.call(request).await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{body}: {:?}", answer.body());
        serde_json::from_slice(answer.body().bytes().unwrap()).unwrap()
    }

    /// Sets an account's standing.
    pub(crate) async fn set_status(&self, account_id: &str, status: &str) {
        self.edit_item(&format!("ACCOUNT#{account_id}"), "ACCOUNT", "SET", "status", json!(status)).await;
    }
}
