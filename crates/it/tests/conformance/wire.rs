//! Requests that no well-behaved client makes, written by hand.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::embedded::disk::files;
use super::multipart::Upload;
use super::target::{Target, Ticket, bytes, code, wait_until};

/// A PUT to the ticket's address with these headers, its body not sent.
async fn begin(target: &Target, ticket: &Ticket, headers: &[(&str, String)]) -> TcpStream {
    let authority = target.endpoint.strip_prefix("http://").expect("these tests speak plain HTTP");
    let path = ticket.url.strip_prefix(&target.endpoint).unwrap();
    let mut request = format!("PUT {path} HTTP/1.1\r\nhost: {authority}\r\n");
    for (name, value) in ticket.headers.iter().filter(|(name, _)| *name != "content-length") {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    let mut stream = TcpStream::connect(authority).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// Status and body of the answer.
async fn answer(mut stream: TcpStream) -> (u16, String) {
    let mut text = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(20), async {
        while !String::from_utf8_lossy(&text).contains("</Error>") && stream.read_buf(&mut text).await.unwrap_or(0) > 0 {}
    });
    read.await.expect("an answer came");
    let text = String::from_utf8_lossy(&text).into_owned();
    (text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0), text)
}

#[tokio::test]
async fn a_body_cut_short_leaves_nothing() {
    let target = Target::fresh().await;
    for (length, sent) in [(1000, 999), (1000, 0), (3_000_000, 2_999_999), (3_000_000, 700_000)] {
        let (key, body) = (target.key(&format!("cut {length} {sent}")), bytes(length, 1));
        let ticket = target.ticket(&key, &body).await;
        let mut stream = begin(&target, &ticket, &[("content-length", length.to_string())]).await;
        stream.write_all(&body[..sent]).await.unwrap();
        stream.shutdown().await.unwrap();
        drop(stream);
        // The same ticket works afterwards, so nothing is there.
        assert_eq!(target.send(&ticket, &body, &[]).await.status(), 200);
        assert!(target.get(&key).await == Some(body));
    }
}

#[tokio::test]
async fn a_part_cut_short_leaves_the_one_before() {
    let target = Target::fresh().await;
    let upload = Upload::begin(&target, "cut").await;
    let etag = upload.part(1, &bytes(100_000, 1)).await;
    let body = bytes(1_000_000, 2);
    let ticket = target.part_ticket(&upload.key, &upload.id, 1, &body).await;
    let mut stream = begin(&target, &ticket, &[("content-length", "1000000".into())]).await;
    stream.write_all(&body[..999_999]).await.unwrap();
    drop(stream);
    upload.complete(&[(1, &etag, &bytes(100_000, 1))]).send().await.unwrap();
    assert_eq!(target.get(&upload.key).await, Some(bytes(100_000, 1)));
}

#[tokio::test]
async fn a_part_on_its_way_when_its_upload_is_aborted_is_refused() {
    let target = Target::fresh().await;
    let upload = Upload::begin(&target, "overtaken").await;
    let body = bytes(1_000_000, 1);
    let ticket = target.part_ticket(&upload.key, &upload.id, 1, &body).await;
    let mut stream = begin(&target, &ticket, &[("content-length", "1000000".into())]).await;
    stream.write_all(&body[..600_000]).await.unwrap();
    if let Some(embedded) = &target.embedded {
        // The store has looked the upload up and takes the bytes in.
        wait_until(|| !files(embedded.folder.path()).is_empty()).await;
    }
    target.client.abort_multipart_upload().bucket(&target.bucket).key(&upload.key).upload_id(&upload.id).send().await.unwrap();
    stream.write_all(&body[600_000..]).await.unwrap();
    let (status, text) = answer(stream).await;
    assert_eq!((status, code(&text)), (404, "NoSuchUpload"));
    if let Some(embedded) = &target.embedded {
        wait_until(|| files(embedded.folder.path()).is_empty()).await;
    }
}

#[tokio::test]
async fn a_refusal_reaches_a_client_that_sends_its_whole_body_first() {
    let target = Target::fresh().await;
    let (key, body) = (target.key("patient"), bytes(16 * 1024 * 1024, 1));
    let ticket = target.ticket(&key, &body).await;
    assert_eq!(target.send(&ticket, &body, &[]).await.status(), 200);
    for (length, expected) in [(body.len(), 412), (body.len() - 1, 403)] {
        for _ in 0..5 {
            let mut stream = begin(&target, &ticket, &[("content-length", length.to_string())]).await;
            for chunk in body[..length].chunks(1 << 20) {
                stream.write_all(chunk).await.unwrap();
            }
            assert_eq!(answer(stream).await.0, expected);
        }
    }
}

#[tokio::test]
async fn a_chunked_body_without_a_length_is_refused() {
    let target = Target::fresh().await;
    let key = target.key("chunked");
    // With the length signed it is missing from what was signed; without, it is missing all the same.
    let signed = target.ticket(&key, b"hello").await;
    let open = target.client.put_object().bucket(&target.bucket).key(&key).presigned(super::target::minutes(1)).await.unwrap();
    for (ticket, expected) in [(signed, [403, 403]), (Ticket::of(&open), [411, 501])] {
        let mut stream = begin(&target, &ticket, &[("transfer-encoding", "chunked".into())]).await;
        stream.write_all(b"5\r\nhello\r\n0\r\n\r\n").await.unwrap();
        let (status, text) = answer(stream).await;
        assert!(expected.contains(&status), "{text}");
        assert_eq!(target.get(&key).await, None);
    }
}

#[tokio::test]
async fn a_body_longer_than_its_length_is_cut_at_it() {
    let target = Target::fresh().await;
    let key = target.key("overlong");
    let ticket = target.ticket(&key, b"hello").await;
    let mut stream = begin(&target, &ticket, &[("content-length", "5".into()), ("connection", "close".into())]).await;
    stream.write_all(b"hello and what is no request").await.unwrap();
    let mut text = Vec::new();
    stream.read_to_end(&mut text).await.ok();
    assert!(matches!(target.get(&key).await.as_deref(), None | Some(b"hello")));
}

#[tokio::test]
async fn a_signed_header_given_twice_is_refused() {
    let target = Target::fresh().await;
    let key = target.key("twice");
    let ticket = target.ticket(&key, b"hello").await;
    for (name, value) in [("x-amz-checksum-sha256", "AAAA"), ("if-none-match", "\"x\""), ("x-amz-checksum-sha256", "\u{e9}")] {
        let headers = [("content-length", "5".to_owned()), (name, value.to_owned()), ("connection", "close".into())];
        let mut stream = begin(&target, &ticket, &headers).await;
        stream.write_all(b"hello").await.unwrap();
        let (status, text) = answer(stream).await;
        assert!((400..=403).contains(&status), "{name}: {text}");
        assert_ne!(code(&text), "");
        assert_eq!(target.get(&key).await, None);
    }
}
