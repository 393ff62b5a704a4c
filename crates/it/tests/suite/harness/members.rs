//! Giving files and folders to people, as a person's client does it.

use super::files::text;
use super::{Answer, Person, eventually};
use serde_json::{Value, json};

impl Person {
    /// Asks to give somebody an entry.
    pub(crate) async fn put_member(&self, entry: &str, login: &str, role: &str) -> Answer {
        self.put(&format!("/api/entries/{entry}/members"), &json!({ "login": login, "role": role })).await
    }

    /// Gives somebody an entry; the member.
    pub(crate) async fn give(&self, entry: &str, login: &str, role: &str) -> Value {
        self.put_member(entry, login, role).await.expect(200)
    }

    /// Takes an entry away from a member.
    pub(crate) async fn take_from(&self, entry: &str, member: &str) {
        self.delete(&format!("/api/entries/{entry}/members/{member}")).await.expect(204);
    }

    /// Gives back what was given.
    pub(crate) async fn leave(&self, entry: &str) -> Answer {
        self.delete(&format!("/api/entries/{entry}/members/me")).await
    }

    /// The members of an entry.
    pub(crate) async fn members(&self, entry: &str) -> Vec<Value> {
        let listed = self.get(&format!("/api/entries/{entry}/members")).await.expect(200);
        assert!(listed["next_cursor"].is_null());
        listed["items"].as_array().unwrap().clone()
    }

    /// Everything that was given, a page of two at a time, the last first.
    pub(crate) async fn shared_with_me(&self) -> Vec<Value> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("/api/shared-with-me?limit=2{cursor}")).await.expect(200);
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }

    /// Waits until an entry that waited for an address is theirs.
    pub(crate) async fn joined(&self, entry: &str) -> Value {
        let look = || async { self.shared_with_me().await.into_iter().find(|shared| text(shared, "id") == entry) };
        eventually("what waited for the address is there", look).await
    }

    /// The ids of the way to an entry, and what may be done with it.
    pub(crate) async fn sees(&self, entry: &str) -> Option<(Vec<String>, String)> {
        let answer = self.get(&format!("/api/entries/{entry}")).await;
        if answer.status == 404 {
            return None;
        }
        let entry = answer.expect(200);
        let path = entry["path"].as_array().unwrap().iter().map(|step| text(step, "id").to_owned()).collect();
        Some((path, text(&entry, "role").to_owned()))
    }
}
