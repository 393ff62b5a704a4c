//! Tickets: they take exactly the bytes they were signed for, once.

use crate::harness::files::{PartTicket, part_tickets, problem_code, sha256, sized, text, wanted};
use crate::harness::{Call, Person, World};
use reqwest::Method;
use serde_json::json;
use share_cloud_domain::problem::Code;

const BYTES: &[u8] = b"exactly these bytes";

async fn open(person: &Person) -> (String, PartTicket) {
    let started = person.start_one(&wanted("root", "a", BYTES)).await;
    (text(&started, "upload_id").to_owned(), part_tickets(&started["parts"]).remove(0))
}

async fn nothing_is_stored(person: &Person, id: &str) {
    let upload = person.get(&format!("/api/uploads/{id}")).await.expect(200);
    assert_eq!((&upload["stored_parts"], &upload["state"]), (&json!([]), &json!("open")));
    let refused = person.complete_one(id).await;
    assert_eq!((problem_code(&refused), &refused["problem"]["status"]), ("upload_incomplete", &json!(409)));
    assert_eq!(person.room().await.reserved, i64::try_from(BYTES.len()).unwrap(), "the room stays reserved");
}

#[tokio::test]
async fn a_ticket_leads_back_to_the_port_that_was_asked_and_names_what_is_signed() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (_, ticket) = open(&minji).await;
    assert!(ticket.url.starts_with(&format!("{}/", world.base_url)), "{}", ticket.url);
    assert_eq!(ticket.number, 1);
    assert!(!ticket.url.contains("a%20long") && !ticket.url.contains("minji"));
    for never in ["host", "content-length"] {
        assert!(!ticket.headers.keys().any(|name| name.eq_ignore_ascii_case(never)), "{never}");
    }
    let lower: Vec<String> = ticket.headers.keys().map(|name| name.to_lowercase()).collect();
    assert!(lower.contains(&"x-amz-checksum-sha256".to_owned()) && lower.contains(&"if-none-match".to_owned()), "{lower:?}");
    world.finish().await;
}

#[tokio::test]
async fn bytes_of_another_length_or_content_are_refused_and_leave_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (id, ticket) = open(&minji).await;
    let mut flipped = BYTES.to_vec();
    flipped[3] ^= 1;
    let longer = [BYTES, b"!"].concat();
    for wrong in [&BYTES[1..], &longer, &flipped, b"", &[0; 100_000]] {
        let sent = minji.http.put_part(&ticket, wrong).await;
        assert!((400..500).contains(&sent.status), "{} bytes: {sent}", wrong.len());
        nothing_is_stored(&minji, &id).await;
    }
    assert_eq!(minji.http.put_part(&ticket, BYTES).await.status, 200);
    let entry = minji.complete_one(&id).await["entry"].clone();
    assert_eq!((&entry["size_bytes"], &entry["sha256"]), (&json!(BYTES.len()), &json!(sha256(BYTES))));
    world.finish().await;
}

#[tokio::test]
async fn a_ticket_bent_in_any_way_opens_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (id, ticket) = open(&minji).await;
    let without = |name: &str| {
        let mut bent = ticket.clone();
        bent.headers.retain(|header, _| !header.eq_ignore_ascii_case(name));
        bent
    };
    let mut other_checksum = without("x-amz-checksum-sha256");
    other_checksum.headers.insert("x-amz-checksum-sha256".into(), sha256(b"other bytes, as many"));
    let (path, query) = ticket.url.split_once('?').unwrap();
    let url = |url: String| PartTicket { url, ..ticket.clone() };
    let bent = [
        ("no checksum", without("x-amz-checksum-sha256")),
        ("another checksum", other_checksum),
        ("no condition", without("if-none-match")),
        ("another key", url(format!("{}x?{query}", path))),
        ("a longer life", url(ticket.url.replace("X-Amz-Expires=900", "X-Amz-Expires=90000"))),
        ("another signature", url(ticket.url.replace("X-Amz-Signature=", "X-Amz-Signature=0"))),
        ("no signature", url(path.to_owned())),
        (
            "a copy's source",
            PartTicket {
                headers: [ticket.headers.clone(), [("x-amz-copy-source".to_owned(), "x".to_owned())].into()]
                    .into_iter()
                    .flatten()
                    .collect(),
                ..ticket.clone()
            },
        ),
    ];
    for (what, ticket) in bent {
        let sent = minji.http.put_part(&ticket, BYTES).await;
        assert!((400..500).contains(&sent.status), "{what}: {sent}");
        nothing_is_stored(&minji, &id).await;
    }
    for method in [Method::GET, Method::HEAD, Method::DELETE, Method::POST] {
        let call =
            ticket.headers.iter().fold(Call::new(method.clone(), &ticket.url), |call, (name, value)| call.header(name, value.as_str()));
        assert!((400..500).contains(&minji.http.send(call).await.status), "{method}");
    }
    minji.http.put_part(&ticket, BYTES).await;
    minji.complete_one(&id).await;
    world.finish().await;
}

#[tokio::test]
async fn a_ticket_is_used_once() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (id, ticket) = open(&minji).await;
    assert_eq!(minji.http.put_part(&ticket, BYTES).await.status, 200);
    assert_eq!(minji.http.put_part(&ticket, BYTES).await.status, 412, "already stored");
    let entry = minji.complete_one(&id).await["entry"].clone();
    assert_eq!(minji.http.put_part(&ticket, BYTES).await.status, 412);
    assert_eq!(minji.download(text(&entry, "id")).await, BYTES);
    world.finish().await;
}

#[tokio::test]
async fn a_part_is_signed_only_as_planned() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let id = text(&minji.start_one(&wanted("root", "a", BYTES)).await, "upload_id").to_owned();
    let path = format!("/api/uploads/{id}/parts");
    let part = |number: i64, bytes: &[u8]| json!({ "number": number, "sha256": sha256(bytes) });
    for (parts, field) in [
        (json!([]), "parts"),
        (json!([part(0, BYTES)]), "parts.0.number"),
        (json!([part(2, BYTES)]), "parts.0.number"),
        (json!([part(-1, BYTES)]), "parts.0.number"),
        (json!([part(4_294_967_297, BYTES)]), "parts.0.number"),
        (json!([part(1, BYTES), part(1, BYTES)]), "parts.1.number"),
        (json!([part(1, b"other bytes")]), "parts.0.sha256"),
        (json!([{ "number": 1 }]), "parts.0.sha256"),
        (json!([{ "number": 1, "sha256": "x" }]), "parts.0.sha256"),
        (json!([{ "number": 1, "sha256": sha256(BYTES), "size_bytes": 1 }]), "parts.0.size_bytes"),
        (json!(vec![part(1, BYTES); 21]), "parts"),
    ] {
        let fields = minji.post(&path, &json!({ "parts": parts })).await.invalid();
        assert_eq!((fields.len(), fields[0].0.as_str()), (1, field), "{parts}: {fields:?}");
    }
    let signed = minji.sign(&id, &[(1, BYTES)]).await;
    assert_eq!(minji.http.put_part(&signed[0], BYTES).await.status, 200);
    minji.complete_one(&id).await;
    minji.post(&path, &json!({ "parts": [part(1, BYTES)] })).await.refused(Code::UploadClosed);
    world.finish().await;
}

#[tokio::test]
async fn an_empty_file_is_a_file() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let entry = minji.upload("root", "empty", b"").await;
    assert_eq!((&entry["size_bytes"], &entry["sha256"]), (&json!(0), &json!(sha256(b""))));
    assert_eq!(minji.download(text(&entry, "id")).await, b"");
    let unsigned = minji.start_one(&sized("empty too", 0)).await;
    let id = text(&unsigned, "upload_id");
    assert_eq!(problem_code(&minji.complete_one(id).await), "upload_incomplete", "also nothing has to be sent");
    let ticket = minji.sign(id, &[(1, b"")]).await.remove(0);
    assert_eq!(minji.http.put_part(&ticket, b"").await.status, 200);
    assert!(minji.complete_one(id).await["problem"].is_null());
    world.finish().await;
}

#[tokio::test]
async fn the_bucket_shows_a_stranger_nothing() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let (id, ticket) = open(&minji).await;
    minji.http.put_part(&ticket, BYTES).await;
    minji.complete_one(&id).await;
    let object = ticket.url.split_once('?').unwrap().0;
    let bucket = object.split("/accounts/").next().unwrap();
    for url in [object.to_owned(), bucket.to_owned(), format!("{bucket}/"), format!("{bucket}/?list-type=2"), format!("{bucket}/accounts/")]
    {
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::POST] {
            let answer = minji.http.send(Call::new(method.clone(), &url)).await;
            assert!(!answer.text().contains("exactly") && !answer.text().contains("<Key>"), "{method} {url}: {answer}");
            assert!(answer.status >= 400 || url == bucket || url == format!("{bucket}/") || url.contains('?'), "{method} {url}: {answer}");
        }
    }
    world.finish().await;
}
