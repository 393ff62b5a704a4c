//! Deleting, as a person's client does it.

use super::files::text;
use super::{Answer, Person, eventually};
use serde_json::{Value, json};

impl Person {
    /// Moves an entry into the trash.
    pub(crate) async fn trash(&self, id: &str) {
        self.delete(&format!("/api/entries/{id}")).await.expect(204);
    }

    /// Everything in the trash, the last one first.
    pub(crate) async fn trashed(&self) -> Vec<Value> {
        let listed = self.get("/api/trash?limit=1000").await.expect(200);
        assert!(listed["next_cursor"].is_null());
        listed["items"].as_array().unwrap().clone()
    }

    /// Asks for an entry back.
    pub(crate) async fn restore(&self, id: &str, how: &Value) -> Answer {
        self.post(&format!("/api/trash/{id}/restore"), how).await
    }

    /// Brings an entry back to where it was.
    pub(crate) async fn put_back(&self, id: &str) -> Value {
        self.restore(id, &json!({})).await.expect(200)
    }

    /// Deletes a trashed entry for good; the job that does it.
    pub(crate) async fn purge(&self, id: &str) -> String {
        text(&self.delete(&format!("/api/trash/{id}")).await.expect(202), "job_id").to_owned()
    }

    /// The job once it is done, and everything that it had was.
    pub(crate) async fn done(&self, job_id: &str) -> Value {
        let look = || async {
            let job = self.get(&format!("/api/jobs/{job_id}")).await.expect(200);
            (job["state"] == "done").then_some(job)
        };
        let job = eventually("the job is done", look).await;
        assert_eq!((&job["done"], &job["problems"]), (&job["total"], &json!([])), "{job}");
        job
    }

    /// Bytes that the trash holds.
    pub(crate) async fn trash_bytes(&self) -> i64 {
        self.storage().await["trash_bytes"].as_i64().unwrap()
    }
}
