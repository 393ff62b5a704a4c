//! What a presigned URL allows, and what it does not.

use std::time::{Duration, SystemTime};

use aws_sdk_s3::presigning::PresigningConfig;

use super::target::{Target, Ticket, bytes, code, minutes, now, sha256};

#[tokio::test]
async fn a_ticket_stores_exactly_what_was_signed_and_only_once() {
    let target = Target::fresh().await;
    let (key, body) = (target.key("ticket"), bytes(300_000, 1));
    let ticket = target.ticket(&key, &body).await;
    assert_eq!(target.send(&ticket, &body, &[]).await.status(), 200);
    let again = target.send(&ticket, &body, &[]).await;
    assert_eq!(again.status(), 412);
    assert_eq!(code(&again.text().await.unwrap()), "PreconditionFailed");
    assert_eq!(target.get(&key).await, Some(body));
}

#[tokio::test]
async fn another_length_is_refused() {
    let target = Target::fresh().await;
    for length in [1000, 300_000] {
        let (key, body) = (target.key(&format!("length {length}")), bytes(length, 1));
        let ticket = target.ticket(&key, &body).await;
        for other in [&body[..length - 1], &[&body[..], b"x"].concat()[..], b""] {
            let answer = target.send(&ticket, other, &[]).await;
            assert_eq!(answer.status(), 403);
            assert_eq!(code(&answer.text().await.unwrap()), "SignatureDoesNotMatch");
        }
        assert_eq!(target.get(&key).await, None);
    }
}

#[tokio::test]
async fn other_bytes_of_the_same_length_are_refused() {
    let target = Target::fresh().await;
    for length in [1000, 300_000, 3_000_000] {
        let key = target.key(&format!("bytes {length}"));
        let ticket = target.ticket(&key, &bytes(length, 1)).await;
        assert_eq!(target.send(&ticket, &bytes(length, 2), &[]).await.status(), 400);
        assert_eq!(target.get(&key).await, None);
        assert_eq!(target.send(&ticket, &bytes(length, 1), &[]).await.status(), 200);
    }
}

#[tokio::test]
async fn signed_headers_can_be_neither_changed_nor_left_out() {
    let target = Target::fresh().await;
    let key = target.key("headers");
    let put = target.client.put_object().bucket(&target.bucket).key(&key).if_none_match("*").content_type("image/png");
    let put = put.content_length(5).checksum_sha256(sha256(b"hello"));
    let ticket = Ticket::of(&put.presigned(minutes(15)).await.unwrap());
    for name in ["if-none-match", "content-type", "x-amz-checksum-sha256"] {
        assert!(ticket.headers.contains_key(name), "{name} is signed");
        let mut without = ticket.clone();
        without.headers.remove(name);
        assert_eq!(target.send(&without, b"hello", &[]).await.status(), 403, "without {name}");
        let other = if name == "content-type" { "text/html" } else { "\"other\"" };
        assert_eq!(target.send(&ticket, b"hello", &[(name, other)]).await.status(), 403, "another {name}");
    }
    assert_eq!(target.get(&key).await, None);
    assert_eq!(target.send(&ticket, b"hello", &[]).await.status(), 200);
}

#[tokio::test]
async fn headers_that_were_not_signed_do_nothing() {
    let target = Target::fresh().await;
    let (secret, key) = (target.key("secret"), target.key("mine"));
    target.put(&secret, b"not yours").await;
    let open = target.client.put_object().bucket(&target.bucket).key(&key).presigned(minutes(15)).await.unwrap();
    for ticket in [target.ticket(&key, b"").await, Ticket::of(&open)] {
        for (name, value) in [
            ("x-amz-copy-source", format!("{}/{secret}", target.bucket)),
            ("x-amz-meta-role", "admin".into()),
            ("x-amz-acl", "public-read".into()),
            ("x-amz-tagging", "a=b".into()),
        ] {
            let answer = target.send(&ticket, b"", &[(name, &value)]).await;
            assert!(matches!(answer.status().as_u16(), 400 | 403 | 501), "{name}: {}", answer.status());
            assert_eq!(target.get(&key).await, None);
        }
    }
}

#[tokio::test]
async fn a_ticket_is_good_for_its_method_and_key_only() {
    let target = Target::fresh().await;
    let (one, other) = (target.key("one"), target.key("other"));
    target.put(&one, b"one").await;
    target.put(&other, b"other").await;
    let get = target.get_ticket(&one).await;
    let moved = Ticket { url: get.url.replace("/one?", "/other?"), headers: get.headers.clone() };
    assert_eq!(target.fetch(&moved, &[]).await.status(), 403);
    assert_eq!(target.http.delete(&get.url).send().await.unwrap().status(), 403);
    assert_eq!(target.http.put(&get.url).body("x").send().await.unwrap().status(), 403);
    assert_eq!(target.http.head(&get.url).send().await.unwrap().status(), 403);
    assert_eq!(target.get(&one).await.as_deref(), Some(&b"one"[..]));
    let put = target.ticket(&target.key("new"), b"x").await;
    assert_eq!(target.http.get(&put.url).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn a_query_that_was_not_signed_is_refused() {
    let target = Target::fresh().await;
    let key = target.key("queried");
    target.put(&key, b"<script>").await;
    let ticket = target.get_ticket(&key).await;
    for extra in ["&response-content-type=text/html", "&versionId=1", "&uploads=", "&tagging="] {
        let answer = target.http.get(format!("{}{extra}", ticket.url)).send().await.unwrap();
        assert_eq!(answer.status(), 403, "{extra}");
    }
    let longer = ticket.url.replace("X-Amz-Expires=60", "X-Amz-Expires=6000");
    assert_ne!(longer, ticket.url);
    assert_eq!(target.http.get(longer).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn an_expired_ticket_is_refused() {
    let target = Target::fresh().await;
    let key = target.key("expired");
    target.put(&key, b"x").await;
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(now().as_second() - 600).unwrap());
    let signed = |life| PresigningConfig::builder().start_time(start).expires_in(Duration::from_secs(life)).build().unwrap();
    let get = || target.client.get_object().bucket(&target.bucket).key(&key);
    let expired = target.fetch(&Ticket::of(&get().presigned(signed(590)).await.unwrap()), &[]).await;
    assert_eq!(expired.status(), 403);
    assert_eq!(code(&expired.text().await.unwrap()), "AccessDenied");
    let living = target.fetch(&Ticket::of(&get().presigned(signed(700)).await.unwrap()), &[]).await;
    assert_eq!(living.status(), 200);
}

#[tokio::test]
async fn nobody_gets_in_without_a_signature() {
    let target = Target::fresh().await;
    let key = target.key("private");
    target.put(&key, b"x").await;
    let url = format!("{}/{}/{key}", target.endpoint, target.bucket);
    assert_eq!(target.http.get(&url).send().await.unwrap().status(), 403);
    assert_eq!(target.http.put(&url).body("y").send().await.unwrap().status(), 403);
    assert_eq!(target.http.delete(&url).send().await.unwrap().status(), 403);
    assert_eq!(target.http.get(format!("{}/{}", target.endpoint, target.bucket)).send().await.unwrap().status(), 403);
    assert_eq!(target.get(&key).await.as_deref(), Some(&b"x"[..]));
}

#[tokio::test]
async fn a_payload_hash_that_is_given_is_held_against_the_body() {
    let target = Target::fresh().await;
    let key = target.key("hashed");
    let put = target.client.put_object().bucket(&target.bucket).key(&key).content_length(5).presigned(minutes(1)).await.unwrap();
    let other = "0".repeat(64);
    let answer = target.send(&Ticket::of(&put), b"hello", &[("x-amz-content-sha256", &other)]).await;
    assert!(matches!(answer.status().as_u16(), 400 | 403), "{}", answer.status());
    assert_eq!(target.get(&key).await, None);
}

#[tokio::test]
async fn a_refused_put_is_answered_though_its_body_is_large() {
    let target = Target::fresh().await;
    let (key, body) = (target.key("large"), bytes(16 * 1024 * 1024, 1));
    let ticket = target.ticket(&key, &body).await;
    assert_eq!(target.send(&ticket, &body, &[]).await.status(), 200);
    for _ in 0..3 {
        assert_eq!(target.send(&ticket, &body, &[]).await.status(), 412);
        assert_eq!(target.send(&ticket, &body[1..], &[]).await.status(), 403);
    }
}
