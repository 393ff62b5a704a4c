//! Single PUTs.

use aws_sdk_s3::error::ProvideErrorMetadata as _;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::ChecksumMode;

use super::target::{Target, bytes, sha256};

#[tokio::test]
async fn what_was_put_is_what_is_got() {
    let target = Target::fresh().await;
    for length in [0, 1, 1000, 64 * 1024, 64 * 1024 + 1, 600_000, 3_000_001] {
        let (key, body) = (target.key(&format!("{length}")), bytes(length, 1));
        target.put(&key, &body).await;
        assert_eq!(target.get(&key).await, Some(body), "{length} bytes");
    }
}

#[tokio::test]
async fn head_tells_size_type_metadata_and_checksum() {
    let target = Target::fresh().await;
    let key = target.key("described");
    let put = target.client.put_object().bucket(&target.bucket).key(&key).body(ByteStream::from_static(b"hello"));
    let put = put.content_type("text/plain; charset=utf-8").metadata("colour", "blue").cache_control("no-store");
    put.checksum_sha256(sha256(b"hello")).send().await.unwrap();
    let head = target.client.head_object().bucket(&target.bucket).key(&key).checksum_mode(ChecksumMode::Enabled).send().await.unwrap();
    assert_eq!(head.content_length, Some(5));
    assert_eq!(head.content_type.as_deref(), Some("text/plain; charset=utf-8"));
    assert_eq!(head.cache_control.as_deref(), Some("no-store"));
    assert_eq!(head.metadata.unwrap()["colour"], "blue");
    assert_eq!(head.checksum_sha256, Some(sha256(b"hello")));
    assert!(head.last_modified.is_some() && head.e_tag.is_some_and(|etag| etag.starts_with('"') && etag.ends_with('"')));
}

#[tokio::test]
async fn the_checksum_is_told_only_to_who_asks() {
    let target = Target::fresh().await;
    let key = target.key("quiet");
    target.put(&key, b"hello").await;
    let ticket = target.get_ticket(&key).await;
    let without = target.http.get(&ticket.url).send().await.unwrap();
    assert_eq!(without.status(), 200);
    assert!(!without.headers().contains_key("x-amz-checksum-sha256"));
}

#[tokio::test]
async fn a_put_without_type_is_a_stream_of_bytes() {
    let target = Target::fresh().await;
    let key = target.key("untyped");
    let ticket = target.ticket(&key, b"hello").await;
    assert_eq!(target.send(&ticket, b"hello", &[]).await.status(), 200);
    let head = target.client.head_object().bucket(&target.bucket).key(&key).send().await.unwrap();
    assert!(matches!(head.content_type.as_deref(), Some("binary/octet-stream" | "application/octet-stream")), "{:?}", head.content_type);
}

#[tokio::test]
async fn a_put_replaces_the_object_and_its_etag() {
    let target = Target::fresh().await;
    let key = target.key("replaced");
    target.put(&key, &bytes(100_000, 1)).await;
    let first = target.client.head_object().bucket(&target.bucket).key(&key).send().await.unwrap().e_tag;
    target.put(&key, &bytes(200_000, 2)).await;
    let second = target.client.head_object().bucket(&target.bucket).key(&key).send().await.unwrap().e_tag;
    assert_eq!(target.get(&key).await, Some(bytes(200_000, 2)));
    assert_ne!(first, second);
}

#[tokio::test]
async fn a_wrong_checksum_stores_nothing_and_harms_nothing() {
    let target = Target::fresh().await;
    for length in [10, 200_000] {
        let (key, old, new) = (target.key(&format!("kept {length}")), bytes(length, 1), bytes(length, 2));
        let wrong = || target.client.put_object().bucket(&target.bucket).key(&key).checksum_sha256(sha256(b"another"));
        wrong().body(new.clone().into()).send().await.unwrap_err();
        assert_eq!(target.get(&key).await, None);
        target.put(&key, &old).await;
        wrong().body(new.into()).send().await.unwrap_err();
        assert_eq!(target.get(&key).await, Some(old));
    }
}

#[tokio::test]
async fn the_sdks_own_checksums_are_accepted_and_verified() {
    let target = Target::fresh().await;
    let key = target.key("crc");
    // Without any checksum given the SDK adds a CRC32, of a stream as a trailer.
    let put = target.client.put_object().bucket(&target.bucket).key(&key).body(bytes(300_000, 3).into());
    put.send().await.unwrap();
    assert_eq!(target.get(&key).await, Some(bytes(300_000, 3)));
    let wrong = target.client.put_object().bucket(&target.bucket).key(&key).body(bytes(300_000, 4).into()).checksum_crc32("AAAAAA==");
    wrong.send().await.unwrap_err();
    assert_eq!(target.get(&key).await, Some(bytes(300_000, 3)));
}

#[tokio::test]
async fn a_stream_with_a_trailing_checksum_is_stored() {
    let target = Target::fresh().await;
    let key = target.key("streamed");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes(700_000, 5)).unwrap();
    let body = ByteStream::from_path(file.path()).await.unwrap();
    target.client.put_object().bucket(&target.bucket).key(&key).body(body).send().await.unwrap();
    assert_eq!(target.get(&key).await, Some(bytes(700_000, 5)));
    let head = target.client.head_object().bucket(&target.bucket).key(&key).send().await.unwrap();
    assert_eq!(head.content_encoding, None);
}

#[tokio::test]
async fn if_none_match_lets_exactly_one_of_many_parallel_puts_through() {
    let target = Target::fresh().await;
    for length in [20, 300_000] {
        let key = target.key(&format!("contested {length}"));
        let puts = (0..12_u8).map(|seed| {
            let body = bytes(length, seed);
            let put = target.client.put_object().bucket(&target.bucket).key(&key).if_none_match("*").checksum_sha256(sha256(&body));
            async move { (seed, put.body(body.into()).send().await) }
        });
        let results = futures::future::join_all(puts).await;
        let winners: Vec<u8> = results.iter().filter(|(_, result)| result.is_ok()).map(|(seed, _)| *seed).collect();
        let [winner] = winners[..] else { panic!("{winners:?} won") };
        assert_eq!(target.get(&key).await, Some(bytes(length, winner)));
        for (_, lost) in results.into_iter().filter(|(seed, _)| *seed != winner) {
            // S3 answers 409 to some of those that run at the same time.
            let code = lost.unwrap_err().code().map(str::to_owned);
            assert!(matches!(code.as_deref(), Some("PreconditionFailed" | "ConditionalRequestConflict")), "{code:?}");
        }
    }
}

#[tokio::test]
async fn strange_keys_are_only_names() {
    let target = Target::fresh().await;
    let long = "k".repeat(900);
    let names = ["../../etc/passwd", "a//b", "./x", "한글 파일.txt", "100%", "a+b c", "q?x=1&y#z", "e\u{301}", "é", "\\", "~", &long];
    for (index, name) in names.iter().enumerate() {
        target.put(&target.key(name), &bytes(index + 1, 0)).await;
    }
    for (index, name) in names.iter().enumerate() {
        assert_eq!(target.get(&target.key(name)).await, Some(bytes(index + 1, 0)), "{name}");
    }
}

#[tokio::test]
async fn a_deleted_object_is_gone_and_deleting_it_again_is_no_error() {
    let target = Target::fresh().await;
    let key = target.key("gone");
    target.put(&key, &bytes(100_000, 1)).await;
    for _ in 0..2 {
        target.client.delete_object().bucket(&target.bucket).key(&key).send().await.unwrap();
        assert_eq!(target.get(&key).await, None);
        let head = target.client.head_object().bucket(&target.bucket).key(&key).send().await.unwrap_err();
        assert!(head.as_service_error().unwrap().is_not_found());
    }
}

#[tokio::test]
async fn many_objects_are_deleted_at_once() {
    use aws_sdk_s3::types::{Delete, ObjectIdentifier};
    let target = Target::fresh().await;
    let keys: Vec<String> = (0..5).map(|number| target.key(&format!("many {number}"))).collect();
    for key in &keys[..4] {
        target.put(key, b"x").await;
    }
    let objects = keys[1..].iter().map(|key| ObjectIdentifier::builder().key(key).build().unwrap());
    let delete = Delete::builder().set_objects(Some(objects.collect())).build().unwrap();
    let deleted = target.client.delete_objects().bucket(&target.bucket).delete(delete).send().await.unwrap();
    assert_eq!(deleted.deleted().len(), 4);
    assert!(deleted.errors().is_empty());
    assert_eq!(target.get(&keys[0]).await.as_deref(), Some(&b"x"[..]));
    assert_eq!(target.get(&keys[1]).await, None);
}

#[tokio::test]
async fn the_bucket_is_there() {
    let target = Target::fresh().await;
    target.client.head_bucket().bucket(&target.bucket).send().await.unwrap();
    target.client.head_bucket().bucket("there-is-no-such-bucket").send().await.unwrap_err();
}
