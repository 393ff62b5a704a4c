//! Copying, as a person's client does it.

use super::files::text;
use super::{Answer, Person, eventually};
use serde_json::{Value, json};

impl Person {
    /// Asks for a copy of an entry.
    pub(crate) async fn copy(&self, id: &str, how: &Value) -> Answer {
        self.post(&format!("/api/entries/{id}/copy"), how).await
    }

    /// Asks for a copy of a folder into another; the job that makes it.
    pub(crate) async fn copy_folder(&self, id: &str, parent: &str) -> String {
        let queued = self.copy(id, &json!({ "parent_id": parent, "on_conflict": "rename" })).await.expect(202);
        text(&queued, "job_id").to_owned()
    }

    /// The job once it is over, whatever could not be done.
    pub(crate) async fn over(&self, job_id: &str) -> Value {
        let look = || async {
            let job = self.get(&format!("/api/jobs/{job_id}")).await.expect(200);
            (job["state"] == "done").then_some(job)
        };
        let job = eventually("the job is over", look).await;
        assert_eq!(job["done"], job["total"], "{job}");
        job
    }

    /// A folder with all that is in it: each path with a file's content, or nothing for a folder.
    pub(crate) async fn tree(&self, folder: &str) -> Vec<(String, Option<Vec<u8>>)> {
        let (mut tree, mut open) = (Vec::new(), vec![(folder.to_owned(), String::new())]);
        while let Some((folder, above)) = open.pop() {
            for entry in self.list(&folder, "limit=1000").await {
                let path = format!("{above}/{}", text(&entry, "name"));
                if entry["kind"] == "folder" {
                    open.push((text(&entry, "id").to_owned(), path.clone()));
                    tree.push((path, None));
                } else {
                    tree.push((path, Some(self.download(text(&entry, "id")).await)));
                }
            }
        }
        tree.sort();
        tree
    }
}

/// What could not be copied: names and codes.
pub(crate) fn problems(job: &Value) -> Vec<(&str, &str)> {
    let problems = job["problems"].as_array().unwrap().iter();
    problems.map(|problem| (text(problem, "name"), text(&problem["problem"], "code"))).collect()
}
