//! Reading objects.

use reqwest::StatusCode;

use super::target::{Target, Ticket, bytes, code, minutes};

async fn fetched(response: reqwest::Response) -> (StatusCode, Option<String>, Vec<u8>) {
    let range = response.headers().get("content-range").map(|range| range.to_str().unwrap().to_owned());
    (response.status(), range, response.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn a_range_is_answered_with_exactly_those_bytes() {
    let target = Target::fresh().await;
    let (key, body) = (target.key("ranged"), bytes(1_500_000, 1));
    target.put(&key, &body).await;
    let ticket = target.get_ticket(&key).await;
    let cases = [
        ("bytes=0-0", 0..1),
        ("bytes=5-1000004", 5..1_000_005),
        ("bytes=1499999-", 1_499_999..1_500_000),
        ("bytes=700000-", 700_000..1_500_000),
        ("bytes=-1", 1_499_999..1_500_000),
        ("bytes=-9000000", 0..1_500_000),
        ("bytes=10-99999999", 10..1_500_000),
    ];
    for (range, expected) in cases {
        let (status, answered, bytes) = fetched(target.fetch(&ticket, &[("range", range)]).await).await;
        assert_eq!(status, 206, "{range}");
        assert_eq!(answered, Some(format!("bytes {}-{}/1500000", expected.start, expected.end - 1)));
        assert!(bytes == body[expected], "{range}");
    }
}

#[tokio::test]
async fn a_range_outside_the_object_is_answered_416() {
    let target = Target::fresh().await;
    let (full, empty) = (target.key("full"), target.key("empty"));
    target.put(&full, b"hello").await;
    target.put(&empty, b"").await;
    for (key, range) in [(&full, "bytes=5-"), (&full, "bytes=5-9"), (&full, "bytes=-0"), (&empty, "bytes=0-"), (&empty, "bytes=-5")] {
        let ticket = target.get_ticket(key).await;
        let answer = target.fetch(&ticket, &[("range", range)]).await;
        assert_eq!(answer.status(), 416, "{range}");
        assert_eq!(code(&answer.text().await.unwrap()), "InvalidRange");
    }
}

#[tokio::test]
async fn a_range_that_makes_no_sense_is_ignored() {
    let target = Target::fresh().await;
    let key = target.key("whole");
    target.put(&key, b"hello").await;
    let ticket = target.get_ticket(&key).await;
    for range in ["bytes=3-2", "lines=0-1", "bytes=a-b"] {
        let (status, _, bytes) = fetched(target.fetch(&ticket, &[("range", range)]).await).await;
        assert_eq!((status.as_u16(), &bytes[..]), (200, &b"hello"[..]), "{range}");
    }
}

#[tokio::test]
async fn conditions_are_honoured() {
    let target = Target::fresh().await;
    let key = target.key("conditional");
    target.put(&key, b"hello").await;
    let head = target.client.head_object().bucket(&target.bucket).key(&key).send().await.unwrap();
    let (etag, ticket) = (head.e_tag.unwrap(), target.get_ticket(&key).await);
    let (past, future) = ("Tue, 01 Jan 2019 00:00:00 GMT", "Sun, 01 Jan 2090 00:00:00 GMT");
    let cases = [
        ("if-match", etag.as_str(), 200),
        ("if-match", "\"another\"", 412),
        ("if-none-match", etag.as_str(), 304),
        ("if-none-match", "\"another\"", 200),
        ("if-modified-since", past, 200),
        ("if-unmodified-since", past, 412),
        ("if-unmodified-since", future, 200),
    ];
    for (name, value, status) in cases {
        let answer = target.fetch(&ticket, &[(name, value)]).await;
        assert_eq!(answer.status(), status, "{name}: {value}");
    }
    let modified = target.fetch(&ticket, &[]).await.headers()["last-modified"].to_str().unwrap().to_owned();
    assert_eq!(target.fetch(&ticket, &[("if-modified-since", &modified)]).await.status(), 304);
}

#[tokio::test]
async fn a_ticket_sets_type_disposition_and_caching_of_the_answer() {
    let target = Target::fresh().await;
    let key = target.key("disguised");
    let put = target.client.put_object().bucket(&target.bucket).key(&key).content_type("image/svg+xml");
    put.body(b"<svg/>".to_vec().into()).send().await.unwrap();
    let disposition = "attachment; filename=\"x.txt\"; filename*=UTF-8''%ED%95%9C%EA%B8%80.txt";
    let get = target.client.get_object().bucket(&target.bucket).key(&key).response_content_type("application/octet-stream");
    let get = get.response_content_disposition(disposition).response_cache_control("private, no-store");
    let ticket = Ticket::of(&get.presigned(minutes(1)).await.unwrap());
    for range in [None, Some(("range", "bytes=0-1"))] {
        let answer = target.fetch(&ticket, range.as_slice()).await;
        assert_eq!(answer.headers().get_all("content-type").iter().collect::<Vec<_>>(), ["application/octet-stream"]);
        assert_eq!(answer.headers()["content-disposition"], disposition);
        assert_eq!(answer.headers()["cache-control"], "private, no-store");
    }
}

#[tokio::test]
async fn an_answer_tells_its_length_and_that_ranges_work() {
    let target = Target::fresh().await;
    let key = target.key("lengthy");
    target.put(&key, &bytes(2_000_000, 1)).await;
    let answer = target.fetch(&target.get_ticket(&key).await, &[]).await;
    assert_eq!(answer.headers()["content-length"], "2000000");
    assert_eq!(answer.headers()["accept-ranges"], "bytes");
    assert!(!answer.headers().contains_key("transfer-encoding"));
}

#[tokio::test]
async fn a_missing_object_is_answered_404() {
    let target = Target::fresh().await;
    let answer = target.fetch(&target.get_ticket(&target.key("missing")).await, &[]).await;
    assert_eq!(answer.status(), 404);
    assert_eq!(code(&answer.text().await.unwrap()), "NoSuchKey");
}

#[tokio::test]
async fn a_download_that_runs_outlives_the_object() {
    let target = Target::fresh().await;
    let (key, body) = (target.key("outlived"), bytes(20_000_000, 1));
    target.put(&key, &body).await;
    for replace in [true, false] {
        let mut running = target.client.get_object().bucket(&target.bucket).key(&key).send().await.unwrap();
        let mut read = running.body.next().await.unwrap().unwrap().to_vec();
        if replace {
            target.put(&key, &body).await;
        } else {
            target.client.delete_object().bucket(&target.bucket).key(&key).send().await.unwrap();
        }
        while let Some(chunk) = running.body.next().await {
            read.extend_from_slice(&chunk.unwrap());
        }
        assert!(read == body);
    }
}
