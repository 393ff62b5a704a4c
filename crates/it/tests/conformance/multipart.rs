//! Multipart uploads.

use aws_sdk_s3::error::ProvideErrorMetadata as _;
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumMode, CompletedMultipartUpload, CompletedPart};

use super::target::{Target, bytes, composite, sha256};

const FIVE_MIB: usize = 5 * 1024 * 1024;

/// A part as a completion names it: its number, its ETag, and the bytes whose checksum it gives.
type Named<'a> = (i32, &'a str, &'a [u8]);

/// An upload of the tests.
pub(crate) struct Upload<'a> {
    pub(crate) target: &'a Target,
    pub(crate) key: String,
    pub(crate) id: String,
}

impl<'a> Upload<'a> {
    pub(crate) async fn begin(target: &'a Target, name: &str) -> Self {
        let key = target.key(name);
        let create = target.client.create_multipart_upload().bucket(&target.bucket).key(&key).content_type("video/mp4");
        let created = create.checksum_algorithm(ChecksumAlgorithm::Sha256).send().await.unwrap();
        Self { target, key, id: created.upload_id.unwrap() }
    }

    /// Sends a part by ticket, as browsers do, and answers its ETag.
    pub(crate) async fn part(&self, number: i32, bytes: &[u8]) -> String {
        let ticket = self.target.part_ticket(&self.key, &self.id, number, bytes).await;
        let answer = self.target.send(&ticket, bytes, &[]).await;
        assert_eq!(answer.status(), 200);
        answer.headers()["etag"].to_str().unwrap().to_owned()
    }

    pub(crate) async fn listed(&self) -> Vec<(i32, i64, String, String)> {
        let list = self.target.client.list_parts().bucket(&self.target.bucket).key(&self.key).upload_id(&self.id);
        let parts = list.send().await.unwrap().parts.unwrap_or_default();
        let row = |part: aws_sdk_s3::types::Part| {
            (part.part_number.unwrap(), part.size.unwrap(), part.e_tag.unwrap(), part.checksum_sha256.unwrap())
        };
        parts.into_iter().map(row).collect()
    }

    pub(crate) fn complete(
        &self,
        parts: &[Named<'_>],
    ) -> aws_sdk_s3::operation::complete_multipart_upload::builders::CompleteMultipartUploadFluentBuilder {
        let part = |(number, etag, bytes): &Named<'_>| {
            CompletedPart::builder().part_number(*number).e_tag(*etag).checksum_sha256(sha256(bytes)).build()
        };
        let list = CompletedMultipartUpload::builder().set_parts(Some(parts.iter().map(part).collect())).build();
        let complete = self.target.client.complete_multipart_upload().bucket(&self.target.bucket).key(&self.key);
        complete.upload_id(&self.id).multipart_upload(list)
    }
}

#[tokio::test]
async fn parts_in_any_order_become_one_object() {
    let target = Target::fresh().await;
    let upload = Upload::begin(&target, "joined").await;
    let parts = [bytes(FIVE_MIB, 1), bytes(FIVE_MIB + 7, 2), bytes(11, 3)];
    let mut etags = vec![String::new(); 3];
    for index in [2, 0, 1] {
        etags[index] = upload.part([1, 5, 10_000][index], &parts[index]).await;
    }
    let listed = upload.listed().await;
    assert_eq!(listed.iter().map(|part| (part.0, part.1)).collect::<Vec<_>>(), [(1, 5_242_880), (5, 5_242_887), (10_000, 11)]);
    assert_eq!(listed.iter().map(|part| part.2.clone()).collect::<Vec<_>>(), etags);
    assert_eq!(listed.iter().map(|part| part.3.clone()).collect::<Vec<_>>(), parts.each_ref().map(|part| sha256(part)));

    let order = [(1, &*etags[0], &*parts[0]), (5, &*etags[1], &*parts[1]), (10_000, &*etags[2], &*parts[2])];
    let whole = parts.concat();
    let done = upload.complete(&order).mpu_object_size(i64::try_from(whole.len()).unwrap()).if_none_match("*").send().await.unwrap();
    let expected = composite(&parts.each_ref().map(Vec::as_slice));
    assert_eq!(done.checksum_sha256(), Some(expected.as_str()));
    assert!(done.e_tag().unwrap().ends_with("-3\""));

    let head = target.client.head_object().bucket(&target.bucket).key(&upload.key).checksum_mode(ChecksumMode::Enabled).send().await;
    let head = head.unwrap();
    assert_eq!(head.content_length(), Some(i64::try_from(whole.len()).unwrap()));
    assert_eq!(head.checksum_sha256(), Some(expected.as_str()));
    assert_eq!(head.content_type(), Some("video/mp4"));
    assert_eq!(head.e_tag(), done.e_tag());
    assert!(target.get(&upload.key).await.unwrap() == whole);
    let ticket = target.get_ticket(&upload.key).await;
    for (first, last) in
        [(0, 0), (FIVE_MIB - 1, FIVE_MIB), (FIVE_MIB, 2 * FIVE_MIB + 8), (10, whole.len() - 1), (whole.len() - 12, whole.len() - 2)]
    {
        let answer = target.fetch(&ticket, &[("range", &format!("bytes={first}-{last}"))]).await;
        assert_eq!(answer.status(), 206);
        assert!(answer.bytes().await.unwrap() == whole[first..=last], "{first}-{last}");
    }
}

#[tokio::test]
async fn a_part_sent_again_replaces_the_first() {
    let target = Target::fresh().await;
    let upload = Upload::begin(&target, "replaced").await;
    let first = upload.part(1, &bytes(100_000, 1)).await;
    let second = upload.part(1, &bytes(200_000, 2)).await;
    assert_eq!(upload.listed().await, [(1, 200_000, second.clone(), sha256(&bytes(200_000, 2)))]);
    let stale = upload.complete(&[(1, &first, &bytes(100_000, 1))]).send().await.unwrap_err();
    assert_eq!(stale.code(), Some("InvalidPart"));
    upload.complete(&[(1, &second, &bytes(200_000, 2))]).send().await.unwrap();
    assert_eq!(target.get(&upload.key).await, Some(bytes(200_000, 2)));
}

#[tokio::test]
async fn a_part_with_a_wrong_checksum_is_refused_and_keeps_the_one_before() {
    let target = Target::fresh().await;
    let upload = Upload::begin(&target, "checked").await;
    upload.part(1, &bytes(100_000, 1)).await;
    let ticket = target.part_ticket(&upload.key, &upload.id, 1, &bytes(100_000, 2)).await;
    assert_eq!(target.send(&ticket, &bytes(100_000, 3), &[]).await.status(), 400);
    assert_eq!(upload.listed().await.iter().map(|part| part.3.clone()).collect::<Vec<_>>(), [sha256(&bytes(100_000, 1))]);
}

#[tokio::test]
async fn a_completion_that_does_not_fit_the_parts_is_refused_and_changes_nothing() {
    let target = Target::fresh().await;
    let upload = Upload::begin(&target, "unfit").await;
    let (one, two, three) = (bytes(FIVE_MIB, 1), bytes(1000, 2), bytes(1000, 3));
    let etags = [upload.part(1, &one).await, upload.part(2, &two).await, upload.part(3, &three).await];
    let [e1, e2, e3] = etags.each_ref().map(String::as_str);
    let cases: [(&[Named<'_>], &str); 6] = [
        (&[(2, e2, &two), (1, e1, &one)], "InvalidPartOrder"),
        (&[(1, e1, &one), (1, e1, &one)], "InvalidPartOrder"),
        (&[(1, e1, &one), (4, e3, &three)], "InvalidPart"),
        (&[(1, e2, &one)], "InvalidPart"),
        (&[(1, e1, &two)], "InvalidPart"),
        (&[(1, e1, &one), (2, e2, &two), (3, e3, &three)], "EntityTooSmall"),
    ];
    for (parts, code) in cases {
        let error = upload.complete(parts).send().await.unwrap_err();
        assert_eq!(error.code(), Some(code), "{:?}", parts.iter().map(|part| part.0).collect::<Vec<_>>());
    }
    let wrong_size = upload.complete(&[(1, e1, &one), (2, e2, &two)]).mpu_object_size(5).send().await;
    assert!(wrong_size.is_err());
    let wrong_sum = upload.complete(&[(1, e1, &one), (2, e2, &two)]).checksum_sha256(composite(&[&two, &one])).send().await;
    assert!(wrong_sum.is_err());
    assert_eq!(target.get(&upload.key).await, None);
    assert_eq!(upload.listed().await.len(), 3);
    upload.complete(&[(1, e1, &one), (2, e2, &two)]).checksum_sha256(composite(&[&one, &two])).send().await.unwrap();
    assert!(target.get(&upload.key).await == Some([one, two].concat()));
}

#[tokio::test]
async fn a_completion_may_leave_parts_out() {
    let target = Target::fresh().await;
    let upload = Upload::begin(&target, "left out").await;
    upload.part(1, &bytes(100_000, 1)).await;
    let etag = upload.part(2, &bytes(100_000, 2)).await;
    upload.complete(&[(2, &etag, &bytes(100_000, 2))]).send().await.unwrap();
    assert_eq!(target.get(&upload.key).await, Some(bytes(100_000, 2)));
}

#[tokio::test]
async fn a_completion_repeated_never_loses_the_object() {
    let target = Target::fresh().await;
    let upload = Upload::begin(&target, "repeated").await;
    let etag = upload.part(1, &bytes(100_000, 1)).await;
    let order = [(1, etag.as_str(), &*bytes(100_000, 1))];
    let results = futures::future::join_all((0..4).map(|_| upload.complete(&order).send())).await;
    assert!(results.iter().any(Result::is_ok));
    for error in results.into_iter().filter_map(Result::err) {
        assert_eq!(error.code(), Some("NoSuchUpload"));
    }
    assert_eq!(target.get(&upload.key).await, Some(bytes(100_000, 1)));
}

#[tokio::test]
async fn a_completion_with_if_none_match_does_not_replace_an_object() {
    let target = Target::fresh().await;
    let upload = Upload::begin(&target, "occupied").await;
    let etag = upload.part(1, &bytes(100_000, 1)).await;
    target.put(&upload.key, b"was here first").await;
    let error = upload.complete(&[(1, &etag, &bytes(100_000, 1))]).if_none_match("*").send().await.unwrap_err();
    assert_eq!(error.code(), Some("PreconditionFailed"));
    assert_eq!(target.get(&upload.key).await.as_deref(), Some(&b"was here first"[..]));
    upload.complete(&[(1, &etag, &bytes(100_000, 1))]).send().await.unwrap();
    assert_eq!(target.get(&upload.key).await, Some(bytes(100_000, 1)));
}

#[tokio::test]
async fn an_aborted_upload_takes_no_parts_and_completes_to_nothing() {
    let target = Target::fresh().await;
    let upload = Upload::begin(&target, "aborted").await;
    let etag = upload.part(1, &bytes(100_000, 1)).await;
    let late = target.part_ticket(&upload.key, &upload.id, 2, b"late").await;
    let abort = || target.client.abort_multipart_upload().bucket(&target.bucket).key(&upload.key).upload_id(&upload.id).send();
    abort().await.unwrap();
    assert_eq!(target.send(&late, b"late", &[]).await.status(), 404);
    let error = upload.complete(&[(1, &etag, &bytes(100_000, 1))]).send().await.unwrap_err();
    assert_eq!(error.code(), Some("NoSuchUpload"));
    let list = target.client.list_parts().bucket(&target.bucket).key(&upload.key).upload_id(&upload.id);
    assert_eq!(list.send().await.unwrap_err().code(), Some("NoSuchUpload"));
    assert_eq!(target.get(&upload.key).await, None);
}

#[tokio::test]
async fn parts_are_listed_page_by_page() {
    let target = Target::fresh().await;
    let upload = Upload::begin(&target, "paged").await;
    for number in [3, 12, 7, 1, 100] {
        upload.part(number, &[0; 10]).await;
    }
    let (mut seen, mut marker) = (Vec::new(), None);
    loop {
        let list = target.client.list_parts().bucket(&target.bucket).key(&upload.key).upload_id(&upload.id).max_parts(2);
        let page = list.set_part_number_marker(marker).send().await.unwrap();
        seen.extend(page.parts().iter().map(|part| part.part_number().unwrap()));
        marker = page.next_part_number_marker().map(str::to_owned);
        if page.is_truncated() != Some(true) {
            break;
        }
    }
    assert_eq!(seen, [1, 3, 7, 12, 100]);
}

#[tokio::test]
async fn open_uploads_are_listed_by_prefix_page_by_page() {
    let target = Target::fresh().await;
    let mut expected = Vec::new();
    for name in ["m/b", "m/a", "m/b", "n/z"] {
        let upload = Upload::begin(&target, name).await;
        expected.push((upload.key, upload.id));
    }
    expected.retain(|(key, _)| key.starts_with(&target.key("m/")));
    let (mut seen, mut markers) = (Vec::new(), (None, None));
    loop {
        let list = target.client.list_multipart_uploads().bucket(&target.bucket).prefix(target.key("m/")).max_uploads(2);
        let page = list.set_key_marker(markers.0).set_upload_id_marker(markers.1).send().await.unwrap();
        seen.extend(page.uploads().iter().map(|upload| (upload.key().unwrap().to_owned(), upload.upload_id().unwrap().to_owned())));
        markers = (page.next_key_marker().map(str::to_owned), page.next_upload_id_marker().map(str::to_owned));
        if page.is_truncated() != Some(true) {
            break;
        }
    }
    assert!(seen.is_sorted_by(|one, other| one.0 <= other.0));
    seen.sort();
    expected.sort();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_part_may_be_copied_from_a_range_of_an_object() {
    let target = Target::fresh().await;
    let (source, body) = (target.key("source"), bytes(FIVE_MIB + 300_000, 1));
    target.put(&source, &body).await;
    let upload = Upload::begin(&target, "assembled").await;
    let copy = |number: i32, range: &str| {
        let copy = target.client.upload_part_copy().bucket(&target.bucket).key(&upload.key).upload_id(&upload.id).part_number(number);
        copy.copy_source(format!("{}/{source}", target.bucket)).copy_source_range(range).send()
    };
    let first = copy(1, "bytes=100-5242979").await.unwrap().copy_part_result.unwrap();
    let second = copy(2, "bytes=0-99").await.unwrap().copy_part_result.unwrap();
    assert_eq!(first.checksum_sha256(), Some(sha256(&body[100..5_242_980]).as_str()));
    copy(3, "bytes=0-99999999").await.unwrap_err();
    let order = [(1, first.e_tag().unwrap(), &body[100..5_242_980]), (2, second.e_tag().unwrap(), &body[..100])];
    upload.complete(&order).send().await.unwrap();
    assert!(target.get(&upload.key).await == Some([&body[100..5_242_980], &body[..100]].concat()));
}

#[tokio::test]
async fn an_upload_that_wants_checksums_takes_no_part_without_one() {
    let target = Target::fresh().await;
    let upload = Upload::begin(&target, "strict").await;
    let put = target.client.upload_part().bucket(&target.bucket).key(&upload.key).upload_id(&upload.id).part_number(1).content_length(5);
    let ticket = super::target::Ticket::of(&put.presigned(super::target::minutes(1)).await.unwrap());
    assert_eq!(target.send(&ticket, b"hello", &[]).await.status(), 400);
    assert!(upload.listed().await.is_empty());
}
