//! How content is served: it never runs, and its name survives.

use crate::harness::files::{content, text, wanted};
use crate::harness::{Answer, Call, Person, World};
use serde_json::json;

async fn serve(person: &Person, name: &str, content_type: &str, bytes: &[u8], purpose: &str) -> Answer {
    let mut upload = wanted("root", name, bytes);
    upload["content_type"] = json!(content_type);
    upload["on_conflict"] = json!("rename");
    let entry = person.upload_as(&upload, bytes).await;
    let body = json!({ "entry_ids": [text(&entry, "id")], "purpose": purpose });
    let tickets = person.post("/api/downloads", &body).await.expect(200);
    let answer = person.http.get(text(&tickets["tickets"][0], "url")).await;
    assert_eq!(answer.status, 200, "{answer}");
    assert_eq!(answer.body, bytes);
    answer
}

fn is_attachment(answer: &Answer) -> bool {
    answer.header("content-disposition").unwrap().starts_with("attachment")
}

#[tokio::test]
async fn whatever_could_run_is_an_attachment_of_no_type_in_a_sandbox() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let script = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/><script>alert(1)</script>";
    let hostile = [
        ("x.html", "text/html"),
        ("x.svg", "image/svg+xml"),
        ("x.xml", "text/xml"),
        ("x.xhtml", "application/xhtml+xml"),
        ("x.pdf", "application/pdf"),
        ("x.md", "text/markdown"),
        ("x.js", "text/javascript"),
        ("x.css", "text/css"),
        ("x.txt", "text/plain\r\nset-cookie: a=b"),
        ("x.png", "image/png, text/html"),
        ("x.png", "image/png\ttext/html"),
        ("x.swf", "application/x-shockwave-flash"),
        ("x", "nonsense"),
        ("x", ""),
        ("x.html", "TEXT/HTML; charset=utf-7"),
    ];
    for (name, content_type) in hostile {
        for purpose in ["attachment", "inline"] {
            let answer = serve(&minji, name, content_type, script, purpose).await;
            assert!(is_attachment(&answer), "{content_type}: {:?}", answer.headers);
            assert_eq!(answer.header("content-type"), Some("application/octet-stream"), "{content_type}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
            let policy = answer.header("content-security-policy").unwrap();
            assert!(policy.contains("sandbox") && policy.contains("default-src 'none'") && !policy.contains("allow"), "{policy}");
            assert_eq!(answer.header("set-cookie"), None);
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn what_is_only_looked_at_or_heard_is_inline_when_asked() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let harmless = [
        ("image/png", "image/png"),
        ("IMAGE/JPEG", "image/jpeg"),
        ("image/gif", "image/gif"),
        ("image/webp", "image/webp"),
        ("image/avif", "image/avif"),
        ("video/mp4", "video/mp4"),
        ("video/webm", "video/webm"),
        ("audio/mpeg", "audio/mpeg"),
        ("audio/ogg", "audio/ogg"),
        ("audio/flac", "audio/flac"),
        ("audio/wav", "audio/wav"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/plain; charset=euc-kr", "text/plain; charset=euc-kr"),
        ("text/plain; charset=utf-7", "text/plain; charset=utf-8"),
    ];
    for (content_type, served) in harmless {
        let inline = serve(&minji, "x", content_type, b"<script>alert(1)</script>", "inline").await;
        assert!(inline.header("content-disposition").unwrap().starts_with("inline"), "{content_type}");
        assert_eq!(inline.header("content-type"), Some(served), "{content_type}");
        assert_eq!(inline.header("x-content-type-options"), Some("nosniff"));
        assert!(inline.header("content-security-policy").unwrap().contains("sandbox"));
        let attachment = serve(&minji, "x", content_type, b"x", "attachment").await;
        assert!(is_attachment(&attachment), "{content_type}");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_name_survives_the_header_that_carries_it() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let names = [
        ("plain.txt", "plain.txt", "plain.txt"),
        ("a \"quoted\" name.txt", "a _quoted_ name.txt", "a%20%22quoted%22%20name.txt"),
        ("한글.txt", "__.txt", "%ED%95%9C%EA%B8%80.txt"),
        ("50% off; x=y.txt", "50_ off; x=y.txt", "50%25%20off%3B%20x%3Dy.txt"),
        ("😀.png", "_.png", "%F0%9F%98%80.png"),
        ("it's (1) *.txt", "it's (1) *.txt", "it%27s%20%281%29%20%2A.txt"),
    ];
    for (name, plain, encoded) in names {
        let answer = serve(&minji, name, "text/html", b"x", "attachment").await;
        let expected = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
        assert_eq!(answer.header("content-disposition"), Some(expected.as_str()), "{name}");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_renamed_file_is_served_under_its_new_name() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let entry = minji.upload("root", "old.txt", b"x").await;
    let id = text(&entry, "id");
    minji.patch(&format!("/api/entries/{id}"), &json!({ "name": "새 이름.txt" })).await.expect(200);
    let url = text(&minji.tickets(&[id]).await[0], "url").to_owned();
    assert!(minji.http.get(&url).await.header("content-disposition").unwrap().contains("%EC%83%88%20%EC%9D%B4%EB%A6%84.txt"));
    world.finish().await;
}

#[tokio::test]
async fn a_part_of_a_file_is_served_alone() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let bytes = content(100_000, 3);
    let entry = minji.upload("root", "a.bin", &bytes).await;
    let url = text(&minji.tickets(&[text(&entry, "id")]).await[0], "url").to_owned();
    let range = |range: &'static str| minji.http.send(Call::get(&url).header("range", range));
    for (asked, begin, end) in [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=99990-", 99_990, 99_999),
        ("bytes=-5", 99_995, 99_999),
        ("bytes=50-999999", 50, 99_999),
    ] {
        let answer = range(asked).await;
        assert_eq!(answer.status, 206, "{asked}: {answer}");
        assert_eq!(answer.header("content-range"), Some(format!("bytes {begin}-{end}/100000").as_str()), "{asked}");
        assert!(answer.body == bytes[begin..=end], "{asked}");
        assert!(answer.header("content-security-policy").unwrap().contains("sandbox"));
    }
    assert_eq!(range("bytes=100000-").await.status, 416);
    let whole = range("bytes=0-1,5-6").await;
    assert_eq!((whole.status, whole.body.len()), (200, 100_000), "several ranges are answered with the whole");
    assert_eq!(minji.http.get(&url).await.header("accept-ranges"), Some("bytes"));
    world.finish().await;
}

#[tokio::test]
async fn a_ticket_shows_no_other_name_type_or_file() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let entry = minji.upload("root", "a.txt", b"hello").await;
    let other = minji.upload("root", "b.txt", b"other").await;
    let tickets = minji.tickets(&[text(&entry, "id"), text(&other, "id")]).await;
    let (own, other) = (text(&tickets[0], "url"), text(&tickets[1], "url"));
    let (other_path, own_query) = (other.split_once('?').unwrap().0, own.split_once('?').unwrap().1);
    let bent = [
        own.replace("attachment", "inline"),
        own.replace("application%2Foctet-stream", "text%2Fhtml"),
        format!("{own}&response-content-type=text%2Fhtml"),
        format!("{other_path}?{own_query}"),
        own.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
    ];
    for url in bent {
        assert_ne!(url, own);
        let answer = minji.http.get(&url).await;
        assert_eq!(answer.status, 403, "{url}: {answer}");
        assert!(answer.header("content-security-policy").unwrap().contains("sandbox"), "errors too");
    }
    world.finish().await;
}
