//! What is done to a tree at random: one row each. A row draws what it is done to, asks, and does the same to the model; a new way to change
//! the tree gets a row.

use super::model::Model;
use crate::harness::dice::Dice;
use crate::harness::files::{part_tickets, text, wanted};
use crate::harness::{Answer, Person};
use futures::future::BoxFuture;
use serde_json::{Value, json};

/// So many entries are enough.
const MAX_ENTRIES: usize = 40;
const NAMES: [&str; 8] = ["a", "b", "b.txt", "B.TXT", "사진", "note 9", "note 10", "report.tar.gz"];
/// What may be refused because of what others did a moment ago.
const FAIR: [&str; 9] =
    ["name_taken", "folder_cycle", "too_deep", "not_found", "conflict", "unavailable", "upload_closed", "upload_incomplete", "forbidden"];

/// Somebody who has the turn.
pub(super) struct Turn<'a> {
    pub(super) person: &'a Person,
    pub(super) model: &'a mut Model,
    pub(super) dice: &'a mut Dice,
    /// Whether nobody else changes the same entries, so that every answer is known before.
    pub(super) is_sure: bool,
}

/// A row.
pub(super) type Act = for<'a, 'b> fn(&'a mut Turn<'b>) -> BoxFuture<'a, ()>;

pub(super) const ACTS: [(&str, Act); 13] = [
    ("create a folder", |turn| Box::pin(create_folder(turn))),
    ("upload", |turn| Box::pin(upload(turn, "fail"))),
    ("upload under a free name", |turn| Box::pin(upload(turn, "rename"))),
    ("replace", |turn| Box::pin(upload(turn, "replace"))),
    ("rename", |turn| Box::pin(rename(turn))),
    ("move", |turn| Box::pin(relocate(turn))),
    ("move again", |turn| Box::pin(relocate(turn))),
    ("star", |turn| Box::pin(star(turn))),
    ("trash", |turn| Box::pin(trash(turn))),
    ("restore", |turn| Box::pin(restore(turn))),
    ("purge", |turn| Box::pin(purge(turn))),
    ("restore a version", |turn| Box::pin(restore_version(turn))),
    ("delete a version", |turn| Box::pin(delete_version(turn))),
];

impl Turn<'_> {
    /// Whether it was done. It must have been, or refused with one of these codes, as expected.
    fn came(&self, code: &str, asked: &str, expected: &[&str]) -> bool {
        if self.is_sure {
            let fits = if expected.is_empty() { code.is_empty() } else { expected.contains(&code) };
            assert!(fits, "{asked}: {code:?}, not {expected:?}\n{:#?}", self.model);
        } else {
            assert!(code.is_empty() || FAIR.contains(&code), "{asked}: {code}");
        }
        code.is_empty()
    }

    fn was_done(&self, answer: &Answer, expected: &[&str]) -> bool {
        let code = if answer.status < 300 { String::new() } else { answer.code().unwrap_or_else(|| panic!("{answer}")) };
        self.came(&code, &answer.to_string(), expected)
    }

    fn pick(&mut self, among: &[String]) -> Option<String> {
        if among.is_empty() { None } else { Some(self.dice.pick(among).clone()) }
    }

    fn folder(&mut self) -> String {
        let folders = self.model.folders();
        self.dice.pick(&folders).clone()
    }

    fn is_full(&self) -> bool {
        self.model.entries.len() >= MAX_ENTRIES
    }
}

async fn create_folder(turn: &mut Turn<'_>) {
    if turn.is_full() {
        return trash(turn).await;
    }
    let (parent, name) = (turn.folder(), *turn.dice.pick(&NAMES));
    let expected: &[&str] = if turn.model.named(&parent, name).is_some() { &["name_taken"] } else { &[] };
    let answer = turn.person.post("/api/folders", &json!({ "parent_id": parent, "name": name })).await;
    if turn.was_done(&answer, expected) {
        turn.model.add(text(&answer.json(), "id"), &parent, name, None);
    }
}

async fn upload(turn: &mut Turn<'_>, on_conflict: &str) {
    let (parent, name) = (turn.folder(), *turn.dice.pick(&NAMES));
    let taken = turn.model.named(&parent, name).cloned();
    if taken.is_none() && turn.is_full() {
        return purge(turn).await;
    }
    let is_file = taken.as_ref().is_some_and(|id| !turn.model.entries[id].is_folder());
    let bytes = vec![b'x'; turn.dice.roll(300)];
    let mut upload = wanted(&parent, name, &bytes);
    upload["on_conflict"] = json!(on_conflict);
    let started = turn.person.start(&[upload]).await.remove(0);
    if !turn.came(started["problem"]["code"].as_str().unwrap_or_default(), &started.to_string(), &[]) {
        return;
    }
    let ticket = part_tickets(&started["parts"]).remove(0);
    assert_eq!(turn.person.http.put_part(&ticket, &bytes).await.status, 200);
    let id = text(&started, "upload_id");
    let done = turn.person.complete_one(id).await;
    let fails = taken.is_some() && (on_conflict == "fail" || on_conflict == "replace" && !is_file);
    let expected: &[&str] = if fails { &["name_taken"] } else { &[] };
    if !turn.came(done["problem"]["code"].as_str().unwrap_or_default(), &done.to_string(), expected) {
        turn.person.delete(&format!("/api/uploads/{id}")).await.expect(204);
        return;
    }
    uploaded(turn, &parent, &done["entry"], taken.filter(|_| on_conflict == "replace").as_ref());
}

fn uploaded(turn: &mut Turn<'_>, parent: &str, entry: &Value, replaces: Option<&String>) {
    let content = (text(entry, "version_id").to_owned(), entry["size_bytes"].as_i64().unwrap());
    let (id, name) = (text(entry, "id"), text(entry, "name"));
    match turn.model.entries.get_mut(id).and_then(|node| node.contents.as_mut()) {
        Some(contents) => {
            contents.push(content);
            // A file keeps twenty earlier contents.
            let superfluous = contents.len().saturating_sub(21);
            contents.drain(..superfluous);
        }
        None => {
            assert!(!turn.is_sure || replaces.is_none() && turn.model.named(parent, name).is_none(), "{entry}");
            turn.model.add(id, parent, name, Some(vec![content]));
        }
    }
}

async fn update(turn: &mut Turn<'_>, id: &str, parent: Option<String>, name: Option<&str>) {
    let node = turn.model.entries[id].clone();
    let to = parent.clone().or(node.parent).unwrap();
    let new_name = name.unwrap_or(&node.name);
    let mut expected = Vec::new();
    if turn.model.below(id).contains(&to) {
        expected.push("folder_cycle");
    }
    if turn.model.named(&to, new_name).is_some_and(|taken| taken != id) {
        expected.push("name_taken");
    }
    let mut body = json!({});
    if let Some(parent) = &parent {
        body["parent_id"] = json!(parent);
    }
    if let Some(name) = name {
        body["name"] = json!(name);
    }
    let answer = turn.person.patch(&format!("/api/entries/{id}"), &body).await;
    if turn.was_done(&answer, &expected) {
        let node = turn.model.entries.get_mut(id).unwrap();
        (node.parent, node.name) = (Some(to), new_name.to_owned());
    }
}

async fn rename(turn: &mut Turn<'_>) {
    let Some(id) = turn.pick(&turn.model.live(|_| true)) else { return };
    let name = *turn.dice.pick(&NAMES);
    update(turn, &id, None, Some(name)).await;
}

async fn relocate(turn: &mut Turn<'_>) {
    let Some(id) = turn.pick(&turn.model.live(|_| true)) else { return };
    let (to, name) = (turn.folder(), *turn.dice.pick(&NAMES));
    let name = if turn.dice.roll(2) == 0 { None } else { Some(name) };
    update(turn, &id, Some(to), name).await;
}

async fn star(turn: &mut Turn<'_>) {
    let Some(id) = turn.pick(&turn.model.live(|_| true)) else { return };
    let starred = turn.dice.roll(3) > 0;
    let answer = turn.person.patch(&format!("/api/entries/{id}"), &json!({ "starred": starred })).await;
    if turn.was_done(&answer, &[]) {
        turn.model.entries.get_mut(&id).unwrap().starred = starred;
    }
}

async fn trash(turn: &mut Turn<'_>) {
    let Some(id) = turn.pick(&turn.model.live(|_| true)) else { return };
    let answer = turn.person.delete(&format!("/api/entries/{id}")).await;
    if turn.was_done(&answer, &[]) {
        let node = turn.model.entries.get_mut(&id).unwrap();
        node.old_parent = node.parent.take();
    }
}

async fn restore(turn: &mut Turn<'_>) {
    let trashed: Vec<String> = turn.model.trashed().into_keys().collect();
    let Some(id) = turn.pick(&trashed) else { return };
    let node = turn.model.entries[&id].clone();
    // It comes back to the root if the folder that it was in is gone; who has a part of the tree says where, since the root is not theirs.
    let old = node.old_parent.filter(|old| turn.model.is_live(old)).unwrap_or_else(|| turn.model.top.clone());
    let says_where = turn.dice.roll(2) == 0;
    let to = if says_where { turn.folder() } else { old };
    let expected: &[&str] = if turn.model.named(&to, &node.name).is_some() { &["name_taken"] } else { &[] };
    let is_known = !says_where && turn.model.top == turn.person.root_id;
    let body = if is_known { json!({}) } else { json!({ "parent_id": to, "hint": [to] }) };
    let answer = turn.person.restore(&id, &body).await;
    if turn.was_done(&answer, expected) {
        turn.model.entries.get_mut(&id).unwrap().parent = Some(to);
    }
}

async fn purge(turn: &mut Turn<'_>) {
    let trashed: Vec<String> = turn.model.trashed().into_keys().collect();
    let Some(id) = turn.pick(&trashed) else { return };
    let answer = turn.person.delete(&format!("/api/trash/{id}")).await;
    if turn.was_done(&answer, &[]) {
        turn.person.done(text(&answer.json(), "job_id")).await;
        turn.model.remove(&id);
    }
}

/// A live file with earlier contents, and the place of one of them.
fn earlier(turn: &mut Turn<'_>) -> Option<(String, usize)> {
    let files = turn.model.live(|node| node.contents.as_ref().is_some_and(|contents| contents.len() > 1));
    let id = turn.pick(&files)?;
    let count = turn.model.entries[&id].contents.as_ref()?.len();
    Some((id, turn.dice.roll(count - 1)))
}

async fn restore_version(turn: &mut Turn<'_>) {
    let Some((id, at)) = earlier(turn) else { return };
    let version = turn.model.entries[&id].contents.as_ref().unwrap()[at].0.clone();
    let answer = turn.person.post(&format!("/api/entries/{id}/versions/{version}/restore"), &json!({})).await;
    if turn.was_done(&answer, &[]) {
        let contents = turn.model.entries.get_mut(&id).unwrap().contents.as_mut().unwrap();
        let restored = contents.remove(at);
        contents.push(restored);
    }
}

async fn delete_version(turn: &mut Turn<'_>) {
    let Some((id, at)) = earlier(turn) else { return };
    let version = turn.model.entries[&id].contents.as_ref().unwrap()[at].0.clone();
    let answer = turn.person.delete(&format!("/api/entries/{id}/versions/{version}")).await;
    if turn.was_done(&answer, &[]) {
        turn.model.entries.get_mut(&id).unwrap().contents.as_mut().unwrap().remove(at);
    }
}
