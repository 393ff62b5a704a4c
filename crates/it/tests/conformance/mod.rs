//! What the product needs of S3, as facts that hold for every store it runs on.
//!
//! By default the facts are held against the embedded store. `SHARE_CLOUD_TEST_S3_ENDPOINT`, `…_ACCESS_KEY`, `…_SECRET_KEY`,
//! `…_REGION` and `…_BUCKET` choose another one; the bucket has to exist. `embedded` is about the embedded store alone.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod copy;
mod embedded;
mod get;
mod list;
mod multipart;
mod presigned;
mod put;
mod target;
mod wire;

pub(crate) use target::random_word;
