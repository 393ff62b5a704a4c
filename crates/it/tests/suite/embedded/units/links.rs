//! Links, what they open, and drops.

use super::files::PART;
use super::folders::hundred;
use super::sheet::Sheet;
use crate::harness::files::{part_tickets, text};
use crate::harness::{Person, Visitor};
use serde_json::{Value, json};

const PASSWORD: &str = "knock three times";

pub(super) async fn measure(sheet: &mut Sheet) {
    let bora = sheet.house.person("bora").await;
    let file = text(&bora.upload("root", "a file.txt", b"small").await, "id").to_owned();
    let folder = hundred(&bora).await;
    sheet.chapter("Links");
    let made = sheet.row("make a link to a file", share(&bora, &file, json!({}))).await;
    let of_folder = share(&bora, &folder, json!({})).await;
    let locked = json!({ "password": PASSWORD, "max_downloads": 5 });
    let locked = sheet.row("make one with a password and a number of downloads", share(&bora, &file, locked)).await;
    sheet.row("list one's links, of 3", bora.get("/api/shares")).await.expect(200);
    let path = format!("/api/shares/{}", text(&made, "id"));
    sheet.row("change one", bora.patch(&path, &json!({ "note": "from the trip" }))).await.expect(200);
    let visitor = |share: &Value| Visitor::new(&bora.http, text(share, "token"));
    sheet.row("open a link to a file", visitor(&made).open()).await.expect(200);
    sheet.row("download through it", take(&visitor(&made))).await;
    let mut guest = visitor(&locked);
    sheet.row("open a link that has a password", guest.open()).await.expect(200);
    sheet.row("say the password", guest.unlock(PASSWORD)).await;
    sheet.row("open it then", guest.open()).await.expect(200);
    sheet.row("download through it", take(&guest)).await;
    sheet.row("open a link to a folder", visitor(&of_folder).open()).await.expect(200);
    sheet.row("list its folder, of 100", visitor(&of_folder).list(&folder)).await.expect(200);
    let asked = json!({ "entry_ids": ["root"] });
    let zip = sheet.row("the tickets for a zip of 100 through it", visitor(&of_folder).downloads(&asked)).await.expect(200);
    assert_eq!(zip["tickets"].as_array().unwrap().len(), 100);
    sheet.row("end a link", bora.delete(&path)).await.expect(204);
    drops(sheet, &bora).await;
}

async fn share(owner: &Person, entry: &str, more: Value) -> Value {
    let mut body = json!({ "entry_ids": [entry], "allow": "download" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    owner.post("/api/shares", &body).await.expect(201)
}

/// Takes a download and fetches its one file.
async fn take(visitor: &Visitor) {
    let taken = visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
    assert_eq!(visitor.http.fetch(text(&taken["tickets"][0], "url")).await, b"small");
}

async fn drops(sheet: &mut Sheet, bora: &Person) {
    sheet.chapter("Drops");
    let folder = bora.folder("root", "for everybody").await;
    let made = sheet.row("make a drop", share(bora, &folder, json!({ "allow": "drop" }))).await;
    let sender = Visitor::new(&bora.http, text(&made, "token"));
    sheet.row("open it", sender.open()).await.expect(200);
    sheet.row("send a small file", sender.drop_file("homework.pdf", b"small")).await;
    let in_parts = async {
        let bytes = vec![7; 2 * PART + 10];
        let upload = json!({ "name": "a film.mp4", "size_bytes": bytes.len(), "content_type": "video/mp4" });
        let started = sender.start_one_drop(&upload).await;
        let id = text(&started, "upload_id");
        let parts: Vec<(u32, &[u8])> = (1..).zip(bytes.chunks(PART)).collect();
        let signed = sender.sign_drop(id, &parts).await.expect(200);
        for (ticket, (_, part)) in part_tickets(&signed["parts"]).iter().zip(&parts) {
            assert_eq!(sender.http.put_part(ticket, part).await.status, 200);
        }
        sender.complete_drop(&[id]).await.expect(200)
    };
    let completed = sheet.row("send a file of 3 parts", in_parts).await;
    assert!(completed["uploads"][0]["problem"].is_null(), "{completed}");
}
