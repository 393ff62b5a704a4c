//! What admins see and do.

mod accounts;
mod invitations;
mod reported;
mod standing;
mod stats;

use crate::harness::files::text;
use crate::harness::{Answer, Person};
use serde_json::Value;

/// What an admin changes of an account.
async fn change(admin: &Person, id: &str, body: &Value) -> Answer {
    admin.patch(&format!("/api/admin/accounts/{id}"), body).await
}

/// Every account that is found, page after page.
async fn found(admin: &Person, query: &str, limit: usize) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&format!("/api/admin/accounts?{query}&limit={limit}{cursor}")).await.expect(200);
        let listed = page["items"].as_array().unwrap();
        assert!(listed.len() <= limit, "{page}");
        items.extend(listed.iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

async fn names(admin: &Person, query: &str, limit: usize) -> Vec<String> {
    found(admin, query, limit).await.iter().map(|account| text(account, "username").to_owned()).collect()
}
