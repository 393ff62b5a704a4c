//! Who may come in, and how.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use aws_sdk_s3::error::ProvideErrorMetadata as _;
use share_cloud_local::store::{Audience, Keys};

use super::super::multipart::Upload;
use super::super::target::{Folder, Target, Ticket, bytes, client, code, keys, minutes, now};

fn temporary() -> Folder {
    Folder::Temporary(tempfile::tempdir().unwrap())
}

#[tokio::test]
async fn the_public_comes_in_by_presigned_objects_and_parts_only() {
    let target = Target::serve(temporary(), Audience::Public, |_| {}).await;
    let ticket = target.ticket("put", b"hello").await;
    assert_eq!(target.send(&ticket, b"hello", &[]).await.status(), 200);
    let ticket = target.get_ticket("put").await;
    assert_eq!(target.fetch(&ticket, &[]).await.text().await.unwrap(), "hello");
    let head = target.client.head_object().bucket(&target.bucket).key("put").presigned(minutes(1)).await.unwrap();
    assert_eq!(target.http.head(head.uri()).send().await.unwrap().status(), 200);

    // The owner's own signature in the headers opens nothing here, nor does a presigned URL for anything else.
    let get = target.client.get_object().bucket(&target.bucket).key("put").send().await.unwrap_err();
    assert_eq!(get.code(), Some("AccessDenied"));
    let delete = target.client.delete_object().bucket(&target.bucket).key("put").presigned(minutes(1)).await.unwrap();
    assert_eq!(target.http.delete(delete.uri()).send().await.unwrap().status(), 403);
    let list = target.client.list_objects_v2().bucket(&target.bucket).send().await.unwrap_err();
    assert_eq!(list.code(), Some("AccessDenied"));
    let begin = target.client.create_multipart_upload().bucket(&target.bucket).key("x").send().await.unwrap_err();
    assert_eq!(begin.code(), Some("AccessDenied"));
}

#[tokio::test]
async fn parts_of_an_upload_come_in_from_the_public() {
    let home = Target::embedded().await;
    let upload = Upload::begin(&home, "joined").await;
    let (key, id) = (upload.key.clone(), upload.id.clone());
    let target = Target::serve(home.close().await, Audience::Public, |_| {}).await;
    let ticket = target.part_ticket(&key, &id, 1, &bytes(100_000, 1)).await;
    assert_eq!(target.send(&ticket, &bytes(100_000, 1), &[]).await.status(), 200);
}

#[tokio::test]
async fn a_ticket_expires_by_the_stores_clock() {
    let seconds = Arc::new(AtomicI64::new(0));
    let clock = {
        let seconds = Arc::clone(&seconds);
        move || now() + jiff::SignedDuration::from_secs(seconds.load(Ordering::Relaxed))
    };
    let target = Target::embedded_in(temporary(), |options| options.clock = Arc::new(clock)).await;
    target.put("timed", b"x").await;
    let ticket = target.get_ticket("timed").await;
    for (later, status) in [(0, 200), (50, 200), (70, 403), (-600, 200), (-1000, 403)] {
        seconds.store(later, Ordering::Relaxed);
        assert_eq!(target.fetch(&ticket, &[]).await.status(), status, "{later} s later");
    }
}

#[tokio::test]
async fn a_signature_for_another_region_or_by_another_secret_is_refused() {
    let target = Target::embedded().await;
    target.put("there", b"x").await;
    let region = Keys { region: "us-east-1".into(), ..keys() };
    let secret = Keys { secret_key: "another secret".into(), ..keys() };
    for keys in [region, secret] {
        let stranger = client(&target.endpoint, &keys);
        stranger.get_object().bucket(&target.bucket).key("there").send().await.unwrap_err();
        let url = stranger.get_object().bucket(&target.bucket).key("there").presigned(minutes(1)).await.unwrap();
        assert!((400..=403).contains(&target.fetch(&Ticket::of(&url), &[]).await.status().as_u16()));
    }
}

#[tokio::test]
async fn another_name_of_the_home_changes_nothing() {
    let target = Target::embedded().await;
    target.put("named", b"x").await;
    let ticket = target.get_ticket("named").await;
    for host in ["cloud.example", "localhost:1234", "[::1]:80", "things.s3.amazonaws.com"] {
        assert_eq!(target.fetch(&ticket, &[("host", host)]).await.status(), 200, "{host}");
    }
}

#[tokio::test]
async fn operations_that_the_product_does_not_use_are_not_implemented() {
    let target = Target::embedded().await;
    target.put("there", b"x").await;
    let acl = target.client.get_object_acl().bucket(&target.bucket).key("there").send().await.unwrap_err();
    assert_eq!(acl.code(), Some("NotImplemented"));
    let old = target.client.list_objects().bucket(&target.bucket).send().await.unwrap_err();
    assert_eq!(old.code(), Some("NotImplemented"));
    let tagged = target.client.put_object().bucket(&target.bucket).key("tagged").tagging("a=b").body(b"x".to_vec().into());
    assert_eq!(tagged.send().await.unwrap_err().code(), Some("NotImplemented"));
    assert_eq!(target.get("tagged").await, None);
}

#[tokio::test]
async fn a_browser_form_is_refused_before_it_is_read() {
    let target = Target::embedded().await;
    let url = format!("{}/{}", target.endpoint, target.bucket);
    let form = "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nform\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; \
                filename=\"x\"\r\n\r\nbytes\r\n--b--\r\n";
    let post = target.http.post(url).header("content-type", "multipart/form-data; boundary=b").body(form);
    assert!(post.send().await.unwrap().status().is_client_error());
    assert_eq!(target.get("form").await, None);
}

#[tokio::test]
async fn several_ranges_are_answered_with_the_whole() {
    let target = Target::embedded().await;
    target.put("ranges", b"hello").await;
    let answer = target.fetch(&target.get_ticket("ranges").await, &[("range", "bytes=0-1,3-4")]).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.text().await.unwrap(), "hello");
}

#[tokio::test]
async fn a_key_that_no_listing_could_show_is_refused() {
    let target = Target::embedded().await;
    for key in ["bell\u{7}", "line\nbreak", "\u{1}"] {
        let put = target.client.put_object().bucket(&target.bucket).key(key).body(b"x".to_vec().into());
        assert_eq!(put.send().await.unwrap_err().code(), Some("InvalidArgument"), "{key:?}");
    }
    let long = target.client.put_object().bucket(&target.bucket).key("k".repeat(1025)).body(b"x".to_vec().into());
    assert_eq!(long.send().await.unwrap_err().code(), Some("KeyTooLongError"));
}

#[tokio::test]
async fn an_error_names_no_file_and_no_cause() {
    let target = Target::embedded().await;
    target.own().faults.always(None, share_cloud_local::store::Point::Request, share_cloud_local::store::Fault::BrokenDisk);
    let text = target.fetch(&target.get_ticket("x").await, &[]).await.text().await.unwrap();
    assert_eq!(code(&text), "InternalError");
    assert!(!text.contains("injected"), "{text}");
}
