//! Files on their way in and out, and their versions.

use super::folders::{hundred, way_down};
use super::sheet::Sheet;
use crate::harness::Person;
use crate::harness::files::{sha256, sized, text, wanted};
use serde_json::{Value, json};

/// The size of each part but the last.
pub(super) const PART: usize = 16 * 1_024 * 1_024;

pub(super) async fn measure(sheet: &mut Sheet) {
    let dasom = sheet.house.person("dasom").await;
    let [one, two] = way_down(&dasom).await;
    sheet.chapter("Files");
    let file = sheet.row("upload a small file into the root", dasom.upload("root", "a file.txt", b"small")).await;
    sheet.row("upload one, at depth 3", dasom.upload(&two, "a file.txt", b"small")).await;
    let hinted = async {
        let id = dasom.send_only(&wanted(&two, "b file.txt", b"small"), b"small").await;
        dasom.complete(&[json!({ "upload_id": id, "hint": [dasom.root_id, one, two] })]).await
    };
    sheet.row("the same with the way as a hint", hinted).await;
    let many: Vec<Value> = (0..25).map(|n| wanted("root", &format!("many {n:02}.txt"), b"small")).collect();
    sheet.row("upload 25 small files", dasom.upload_many(&many, b"small")).await;
    sheet.row("upload a file of 3 parts", in_parts(&dasom)).await;
    let mut again = wanted("root", "a file.txt", b"other");
    again["on_conflict"] = json!("rename");
    sheet.row("upload one whose name is taken, to be numbered", dasom.upload_as(&again, b"other")).await;
    unfinished(sheet, &dasom).await;
    down(sheet, &dasom, text(&file, "id")).await;
    versions(sheet, &dasom, text(&file, "id")).await;
}

/// A file of three parts, as the web app sends it.
async fn in_parts(person: &Person) -> Value {
    let bytes = vec![7; 2 * PART + 10];
    let started = person.start_one(&sized("a film.mp4", bytes.len())).await;
    let id = text(&started, "upload_id");
    let parts: Vec<(u32, &[u8])> = (1..).zip(bytes.chunks(PART)).collect();
    for (ticket, (_, part)) in person.sign(id, &parts).await.iter().zip(&parts) {
        assert_eq!(person.http.put_part(ticket, part).await.status, 200);
    }
    let completed = person.complete_one(id).await;
    assert_eq!(completed["entry"]["size_bytes"], bytes.len(), "{completed}");
    completed
}

async fn unfinished(sheet: &mut Sheet, dasom: &Person) {
    let id = dasom.send_only(&wanted("root", "half.txt", b"small"), b"small").await;
    sheet.row("list open uploads, of 1", dasom.get("/api/uploads")).await.expect(200);
    sheet.row("see what is stored of one", dasom.get(&format!("/api/uploads/{id}"))).await.expect(200);
    sheet.row("give one up", dasom.delete(&format!("/api/uploads/{id}"))).await.expect(204);
    let started = dasom.start_one(&sized("a film.mp4", 2 * PART)).await;
    let id = text(&started, "upload_id");
    dasom.sign(id, &[(1, b"x")]).await;
    sheet.row("sign another part", dasom.sign(id, &[(2, b"y")])).await;
    let stored = sheet.row("see what is stored of a file in parts", dasom.get(&format!("/api/uploads/{id}"))).await.expect(200);
    assert_eq!(stored["stored_parts"], json!([]));
    sheet.row("give up a file in parts", dasom.delete(&format!("/api/uploads/{id}"))).await.expect(204);
}

async fn down(sheet: &mut Sheet, dasom: &Person, file: &str) {
    let hundred = hundred(dasom).await;
    let bytes = sheet.row("download a file", dasom.download(file)).await;
    assert_eq!(sha256(&bytes), sha256(b"small"));
    sheet.row("the same for programs", dasom.get(&format!("/api/entries/{file}/content"))).await.expect(302);
    let tickets = sheet.row("the tickets for a zip of 100", dasom.tickets(&[&hundred])).await;
    assert_eq!(tickets.len(), 100);
}

async fn versions(sheet: &mut Sheet, dasom: &Person, file: &str) {
    let mut again = wanted("root", "a file.txt", b"newer bytes");
    again["on_conflict"] = json!("replace");
    sheet.row("upload a new version", dasom.upload_as(&again, b"newer bytes")).await;
    let versions = format!("/api/entries/{file}/versions");
    let listed = sheet.row("list the versions, of 2", dasom.get(&versions)).await.expect(200);
    let earlier = text(&listed["items"][1], "id");
    sheet.row("bring the earlier one back", dasom.post(&format!("{versions}/{earlier}/restore"), &json!({}))).await.expect(200);
    let listed = dasom.get(&versions).await.expect(200);
    let earlier = text(&listed["items"][1], "id");
    sheet.row("delete an earlier one", dasom.delete(&format!("{versions}/{earlier}"))).await.expect(204);
}
