//! What somebody has, as they see it: without ids and times, so that what came of a run with faults compares to one without.

use super::client::Client;
use crate::harness::files::text;
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl Client {
    /// Everything that this person sees, or that there is no such account.
    pub(super) async fn state(&self) -> Value {
        if !self.is_let_in().await {
            return json!({ "account": null, "letters": self.subjects() });
        }
        let account = self.get("/api/account").await;
        let own = ["email", "pending_email", "email_verified", "display_name", "locale", "role"].map(|name| &account[name]);
        let mut state = json!({ "account": own, "storage": account["storage"], "letters": self.subjects() });
        if account["email_verified"] == true {
            state["root"] = self.folder_state("root").await;
            state["trash"] = self.sorted("/api/trash?limit=1000", &["name", "kind", "size_bytes", "total_bytes", "file_count"]).await;
            state["uploads"] = self.sorted("/api/uploads", &["name", "size_bytes", "state"]).await;
            // There is no key to make a link by: who asks twice gets two that are alike.
            let shares = self.sorted("/api/shares", &["allow", "note", "max_downloads", "paused"]).await;
            let shares: BTreeSet<&str> = shares.as_array().unwrap().iter().filter_map(Value::as_str).collect();
            state["shares"] = json!(shares);
        }
        // Everybody has another name.
        serde_json::from_str(&state.to_string().replace(&self.name, "who")).unwrap()
    }

    fn subjects(&self) -> BTreeSet<String> {
        let to = [self.email(), self.new_email()];
        to.iter()
            .flat_map(|to| self.letters(to))
            .map(|letter| format!("{}: {}", letter.to, letter.subject).replace(&self.name, "who"))
            .collect()
    }

    pub(super) fn new_email(&self) -> String {
        format!("{}.new@example.com", self.name)
    }

    async fn sorted(&self, path: &str, names: &[&str]) -> Value {
        let listed = self.get(path).await;
        assert!(listed["next_cursor"].is_null(), "{path}: more than a page");
        let items = listed["items"].as_array().unwrap().iter();
        let mut items: Vec<String> =
            items.map(|item| json!(names.iter().map(|name| &item[name]).collect::<Vec<_>>()).to_string()).collect();
        items.sort();
        json!(items)
    }

    /// A folder with its totals and all that is in it.
    async fn folder_state(&self, id: &str) -> Value {
        let folder = self.get(&format!("/api/entries/{id}")).await;
        let listed = self.get(&format!("/api/folders/{id}/entries?limit=1000")).await;
        let mut items = Vec::new();
        for entry in listed["items"].as_array().unwrap() {
            let id = text(entry, "id");
            let inner = if entry["kind"] == "folder" { Box::pin(self.folder_state(id)).await } else { self.version_sizes(id).await };
            items.push(json!([entry["name"], entry["size_bytes"], entry["starred"], inner]));
        }
        json!([folder["total_bytes"], folder["file_count"], folder["limit_bytes"], items])
    }

    /// Each content's size, the current one marked. Those of one moment have no order.
    async fn version_sizes(&self, id: &str) -> Value {
        let listed = self.get(&format!("/api/entries/{id}/versions")).await;
        let versions = listed["items"].as_array().unwrap().iter();
        let mut sizes: Vec<String> = versions.map(|version| format!("{} {}", version["size_bytes"], version["current"])).collect();
        sizes.sort();
        json!(sizes)
    }
}
