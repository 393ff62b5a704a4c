//! The table behind a world's back: for what no route does yet, and for harm that the audit must see.

use super::World;
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
            "TableName": "share-cloud",
            "Key": { "pk": { "S": pk }, "sk": { "S": sk } },
            "UpdateExpression": format!("{verb} {assignment}"),
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeNames": { "#a": attribute },
            "ExpressionAttributeValues": { ":v": value },
        });
        let mut request = HttpRequest::new(update.to_string().into());
        request.headers_mut().insert("x-amz-target", "DynamoDB_20120810.UpdateItem");
        let table = EmbeddedTable::open(&self.path().join("table.sqlite")).unwrap();
        let answer = table.call(request).await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{update}: {:?}", answer.body());
    }

    /// Sets an account's standing.
    pub(crate) async fn set_status(&self, account_id: &str, status: &str) {
        self.edit_item(&format!("ACCOUNT#{account_id}"), "ACCOUNT", "SET", "status", json!(status)).await;
    }
}
