use super::*;
use axum::body::Body;
use http_body_util::BodyExt;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicI64, Ordering};
use tower::ServiceExt;

/// A clock that stands still until it is moved.
fn clock(second: &Arc<AtomicI64>) -> Clock {
    let second = Arc::clone(second);
    Arc::new(move || Timestamp::from_second(second.load(Ordering::SeqCst)).unwrap())
}

fn still() -> Clock {
    clock(&Arc::new(AtomicI64::new(1_767_225_600)))
}

fn letter(subject: &str) -> Letter {
    Letter { to: "hana@example.net".into(), subject: subject.into(), text: format!("text of {subject}"), html: "<p>h</p>".into() }
}

fn subjects(outbox: &Outbox) -> Vec<String> {
    outbox.list(usize::MAX).iter().map(|letter| letter.subject.clone()).collect()
}

async fn fill(outbox: &Outbox, names: &[&str]) {
    for name in names {
        outbox.send(&letter(name)).await.unwrap();
    }
}

fn files(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[tokio::test]
async fn letters_are_listed_newest_first_and_outlive_the_program() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("outbox");
    let outbox = Outbox::open(&folder, still()).unwrap();
    fill(&outbox, &["one", "two", "three"]).await;
    assert_eq!(subjects(&outbox), ["three", "two", "one"], "even within one tick of the clock");
    assert_eq!(outbox.list(1).len(), 1);
    let before = outbox.list(3);
    drop(outbox);
    let again = Outbox::open(&folder, still()).unwrap();
    assert_eq!(again.list(3), before);
    fill(&again, &["four"]).await;
    assert_eq!(subjects(&again), ["four", "three", "two", "one"]);
}

#[tokio::test]
async fn a_clock_that_goes_back_does_not_reorder_letters() {
    let data = tempfile::tempdir().unwrap();
    let second = Arc::new(AtomicI64::new(1_767_225_600));
    let outbox = Outbox::open(data.path(), clock(&second)).unwrap();
    fill(&outbox, &["one"]).await;
    second.store(-5, Ordering::SeqCst);
    fill(&outbox, &["two"]).await;
    assert_eq!(subjects(&outbox), ["two", "one"]);
    assert_eq!(outbox.list(1)[0].sent_at, Timestamp::from_second(-5).unwrap());
}

#[tokio::test]
async fn letters_sent_at_once_are_all_kept() {
    let data = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(data.path(), still()).unwrap();
    let letters: Vec<_> = (0..20).map(|number| letter(&number.to_string())).collect();
    let sent = futures::future::join_all(letters.iter().map(|letter| outbox.send(letter))).await;
    assert!(sent.iter().all(Result::is_ok));
    assert_eq!((outbox.kept(), files(data.path())), (20, 20));
}

#[tokio::test]
async fn only_the_newest_thousand_stay() {
    let data = tempfile::tempdir().unwrap();
    for number in 0..MAX_LETTERS + 5 {
        let id = format!("{number:020}");
        let sent_at = Timestamp::UNIX_EPOCH;
        let Letter { to, subject, text, html } = letter(&number.to_string());
        let message = OutboxMessage { id: id.clone(), to, subject, text, html, sent_at };
        fs::write(data.path().join(file_name(&id)), serde_json::to_vec(&message).unwrap()).unwrap();
    }
    let outbox = Outbox::open(data.path(), still()).unwrap();
    assert_eq!((outbox.kept(), files(data.path())), (MAX_LETTERS, MAX_LETTERS));
    fill(&outbox, &["new"]).await;
    let subjects = subjects(&outbox);
    assert_eq!((subjects.len(), files(data.path())), (MAX_LETTERS, MAX_LETTERS));
    assert_eq!((subjects[0].as_str(), subjects[MAX_LETTERS - 1].as_str()), ("new", "6"));
}

#[tokio::test]
async fn what_a_crash_left_is_removed_and_a_damaged_file_breaks_nothing() {
    let data = tempfile::tempdir().unwrap();
    fill(&Outbox::open(data.path(), still()).unwrap(), &["one"]).await;
    fs::write(data.path().join("00000000000000000009.json.new"), "{\"id\":").unwrap();
    fs::write(data.path().join("00000000000000000008.json"), "{").unwrap();
    let outbox = Outbox::open(data.path(), still()).unwrap();
    assert_eq!(subjects(&outbox), ["one"]);
    assert_eq!(files(data.path()), 2, "the damaged file stays for a person to look at");
}

#[tokio::test]
async fn letters_are_private_files() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("outbox");
    let outbox = Outbox::open(&folder, still()).unwrap();
    fill(&outbox, &["one"]).await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let file = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
}

#[tokio::test]
async fn a_letter_that_cannot_be_written_is_tried_again_later() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("outbox");
    let outbox = Outbox::open(&folder, still()).unwrap();
    fs::remove_dir(&folder).unwrap();
    assert!(matches!(outbox.send(&letter("one")).await, Err(MailError::Later(_))));
    assert_eq!(outbox.kept(), 0);
}

fn request(method: &str, target: &str) -> http::request::Builder {
    let peer: SocketAddr = "127.0.0.1:50000".parse().unwrap();
    Request::builder().method(method).uri(target).header("host", "localhost:8080").extension(ConnectInfo(peer))
}

async fn answer(outbox: &Outbox, request: http::request::Builder) -> (StatusCode, HeaderMap, String) {
    let surroundings = Surroundings { listener: "127.0.0.1:8080".parse().unwrap(), base_url: None };
    let response = router(outbox.clone(), surroundings).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn messages_have_the_documented_shape() {
    let data = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(data.path(), still()).unwrap();
    let (status, _, body) = answer(&outbox, request("GET", "/outbox/messages")).await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, r#"{"items":[]}"#));
    fill(&outbox, &["one", "two"]).await;
    let (_, headers, body) = answer(&outbox, request("GET", "/outbox/messages")).await;
    assert_eq!((headers["content-type"].as_bytes(), headers["cache-control"].as_bytes()), (&b"application/json"[..], &b"no-store"[..]));
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["items"].as_array().unwrap().len(), 2);
    let newest = body["items"][0].as_object().unwrap();
    assert_eq!(newest.keys().collect::<Vec<_>>().len(), 6);
    for (field, value) in
        [("to", "hana@example.net"), ("subject", "two"), ("text", "text of two"), ("html", "<p>h</p>"), ("sent_at", "2026-01-01T00:00:00Z")]
    {
        assert_eq!(newest[field], value, "{field}");
    }
    assert!(newest["id"].is_string());
}

#[tokio::test]
async fn the_page_shows_letters_under_a_policy_of_its_own() {
    let data = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(data.path(), still()).unwrap();
    fill(&outbox, &["one <b>"]).await;
    let (status, headers, body) = answer(&outbox, request("GET", "/outbox").header("accept-language", "ko")).await;
    assert_eq!(status, StatusCode::OK);
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert!(body.contains("one &lt;b&gt;") && body.contains("lang=\"ko\"") && body.contains("<a href=\"/outbox\">새로고침</a>"), "{body}");
}

#[tokio::test]
async fn others_find_nothing_here() {
    let data = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(data.path(), still()).unwrap();
    fill(&outbox, &["one"]).await;
    for target in ["/outbox", "/outbox/messages", "/outbox/previews", "/outbox/previews/verify.ko"] {
        for (name, value) in [("via", "1.1 proxy"), ("x-forwarded-for", "127.0.0.1"), ("host", "evil.example")] {
            let (status, _, body) = answer(&outbox, request("GET", target).header(name, value)).await;
            assert_eq!((status, body.as_str()), (StatusCode::NOT_FOUND, ""), "{target} {name}");
        }
        let without_peer = Request::builder().uri(target).header("host", "localhost:8080");
        assert_eq!(answer(&outbox, without_peer).await.0, StatusCode::NOT_FOUND);
        let from_elsewhere = request_from(target, "192.168.0.9:50000");
        assert_eq!(answer(&outbox, from_elsewhere).await.0, StatusCode::NOT_FOUND);
        let (status, ..) = answer(&outbox, request("GET", &format!("http://evil.example{target}"))).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "an absolute target counts");
        assert_eq!(answer(&outbox, request("POST", target).header("via", "1.1 proxy")).await.0, StatusCode::NOT_FOUND);
        assert_eq!(answer(&outbox, request("POST", target)).await.0, StatusCode::METHOD_NOT_ALLOWED);
    }
}

fn request_from(target: &str, peer: &str) -> http::request::Builder {
    let peer: SocketAddr = peer.parse().unwrap();
    Request::builder().uri(target).header("host", "localhost:8080").extension(ConnectInfo(peer))
}

#[tokio::test]
async fn every_letter_is_shown_in_both_languages_as_text_and_as_html() {
    let data = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(data.path(), still()).unwrap();
    let (status, headers, page) = answer(&outbox, request("GET", "/outbox/previews").header("accept-language", "ko")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!headers["content-security-policy"].to_str().unwrap().contains("unsafe"));
    assert!(page.contains("lang=\"ko\"") && !page.contains("<script"));
    for (name, _) in share_cloud_api::letters::samples("hana", "token") {
        for (locale, footer) in [("ko", "답장은 아무도 읽지 못해요"), ("en", "nobody reads replies")] {
            let path = format!("/outbox/previews/{name}.{locale}");
            assert!(page.contains(&format!("href=\"{path}\"")), "{path}");
            let (status, headers, html) = answer(&outbox, request("GET", &path)).await;
            assert_eq!((status, headers["content-type"].to_str().unwrap()), (StatusCode::OK, "text/html; charset=utf-8"));
            assert!(html.contains(footer) && html.contains(&format!("<html lang=\"{locale}\">")), "{html}");
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none';") && policy.ends_with("sandbox") && !policy.contains("script-src"), "{policy}");
        }
    }
    for name in ["verify", "verify.fr", "", "..%2Foutbox"] {
        assert_eq!(answer(&outbox, request("GET", &format!("/outbox/previews/{name}"))).await.0, StatusCode::NOT_FOUND, "{name}");
    }
}
