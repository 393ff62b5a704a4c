//! Copies within the bucket.

use aws_sdk_s3::error::ProvideErrorMetadata as _;
use aws_sdk_s3::types::MetadataDirective;

use super::target::{Target, bytes};

#[tokio::test]
async fn a_copy_has_the_bytes_and_the_metadata_and_outlives_its_source() {
    let target = Target::fresh().await;
    for length in [0, 100, 500_000] {
        let (from, to, body) = (target.key(&format!("from {length}")), target.key(&format!("to {length}")), bytes(length, 1));
        let put = target.client.put_object().bucket(&target.bucket).key(&from).content_type("image/png").metadata("a", "b");
        put.body(body.clone().into()).send().await.unwrap();
        let source = format!("{}/{}", target.bucket, from.replace(' ', "%20"));
        target.client.copy_object().bucket(&target.bucket).key(&to).copy_source(&source).send().await.unwrap();
        target.client.delete_object().bucket(&target.bucket).key(&from).send().await.unwrap();
        let head = target.client.head_object().bucket(&target.bucket).key(&to).send().await.unwrap();
        assert_eq!(head.content_type(), Some("image/png"));
        assert_eq!(head.metadata().unwrap()["a"], "b");
        assert_eq!(target.get(&to).await, Some(body.clone()));
        target.client.delete_object().bucket(&target.bucket).key(&to).send().await.unwrap();
        assert_eq!(target.get(&to).await, None);
    }
}

#[tokio::test]
async fn a_copy_may_replace_the_metadata_even_of_the_object_itself() {
    let target = Target::fresh().await;
    let (key, body) = (target.key("self"), bytes(300_000, 1));
    target.put(&key, &body).await;
    let copy = || target.client.copy_object().bucket(&target.bucket).key(&key).copy_source(format!("{}/{key}", target.bucket));
    copy().content_type("text/css").metadata_directive(MetadataDirective::Replace).send().await.unwrap();
    let head = target.client.head_object().bucket(&target.bucket).key(&key).send().await.unwrap();
    assert_eq!(head.content_type(), Some("text/css"));
    assert_eq!(target.get(&key).await, Some(body));
    assert_eq!(copy().send().await.unwrap_err().code(), Some("InvalidRequest"));
}

#[tokio::test]
async fn a_copy_onto_another_object_replaces_it() {
    let target = Target::fresh().await;
    let (from, to) = (target.key("from"), target.key("to"));
    target.put(&from, &bytes(300_000, 1)).await;
    target.put(&to, &bytes(300_000, 2)).await;
    target.client.copy_object().bucket(&target.bucket).key(&to).copy_source(format!("{}/{from}", target.bucket)).send().await.unwrap();
    assert_eq!(target.get(&to).await, Some(bytes(300_000, 1)));
    target.put(&from, b"changed").await;
    assert_eq!(target.get(&to).await, Some(bytes(300_000, 1)));
}

#[tokio::test]
async fn a_copy_of_nothing_is_refused() {
    let target = Target::fresh().await;
    let source = format!("{}/{}", target.bucket, target.key("missing"));
    let copy = target.client.copy_object().bucket(&target.bucket).key(target.key("to")).copy_source(source);
    assert_eq!(copy.send().await.unwrap_err().code(), Some("NoSuchKey"));
}
