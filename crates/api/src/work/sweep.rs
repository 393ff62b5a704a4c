//! The function `sweep`: looks once in a while for everything that is due and was not done yet.

use super::{Done, run_due};
use crate::app::App;
use crate::route::{BucketAction, Grant, TableAction};
use crate::worker::{Trigger, Worker};
use BucketAction::{
    AbortMultipartUpload, DeleteObject, GetObject, ListBucket, ListBucketMultipartUploads, ListMultipartUploadParts, PutObject,
};
use TableAction::{BatchGetItem, ConditionCheckItem, DeleteItem, GetItem, PutItem, Query, UpdateItem};
use share_cloud_aws::db::search::RECENT_INDEX;
use share_cloud_aws::db::{DUE_INDEX, Kind};
use share_cloud_aws::failure::Failure;
use std::time::Duration;

/// Once in five minutes: only what failed or has no hurry waits for it, and while nobody uses the home it is all that runs.
pub static WORKER: Worker = Worker {
    name: "sweep",
    trigger: Trigger::Schedule { every_minutes: 5 },
    table: &[
        Grant(Kind::Mail, &[GetItem, PutItem, UpdateItem, DeleteItem]),
        Grant(Kind::Limit, &[UpdateItem]),
        Grant(Kind::Undeliverable, &[GetItem]),
        Grant(Kind::Email, &[GetItem, DeleteItem, ConditionCheckItem]),
        Grant(Kind::Token, &[PutItem]),
        Grant(Kind::Invitation, &[GetItem, Query, DeleteItem]),
        Grant(Kind::Member, &[GetItem, BatchGetItem, Query, PutItem, DeleteItem]),
        Grant(Kind::MemberOf, &[Query, PutItem, DeleteItem]),
        Grant(Kind::Join, &[GetItem, Query, DeleteItem]),
        Grant(Kind::Account, &[GetItem, BatchGetItem, UpdateItem, DeleteItem, ConditionCheckItem]),
        Grant(Kind::Username, &[DeleteItem]),
        Grant(Kind::Credential, &[DeleteItem]),
        Grant(Kind::Storage, &[GetItem, UpdateItem, DeleteItem]),
        Grant(Kind::Search, &[GetItem, PutItem, DeleteItem]),
        Grant(Kind::Entry, &[GetItem, BatchGetItem, PutItem, UpdateItem, DeleteItem, ConditionCheckItem]),
        Grant(Kind::Name, &[BatchGetItem, Query, PutItem, DeleteItem]),
        Grant(Kind::Version, &[GetItem, Query, PutItem, DeleteItem]),
        Grant(Kind::Job, &[GetItem, PutItem, UpdateItem, DeleteItem]),
        Grant(Kind::Upload, &[GetItem, Query, PutItem, UpdateItem, DeleteItem]),
        Grant(Kind::ShareOf, &[Query, DeleteItem]),
        Grant(Kind::Share, &[GetItem, UpdateItem, DeleteItem]),
        Grant(Kind::Download, &[Query, DeleteItem]),
        Grant(Kind::Session, &[Query, DeleteItem]),
        Grant(Kind::Device, &[Query, DeleteItem]),
        Grant(Kind::Activity, &[Query, DeleteItem]),
        Grant(Kind::Notice, &[GetItem, Query, PutItem, UpdateItem, DeleteItem]),
        Grant(Kind::Garbage, &[GetItem, PutItem, UpdateItem, DeleteItem]),
    ],
    indexes: &[DUE_INDEX, RECENT_INDEX],
    bucket: &[GetObject, PutObject, DeleteObject, ListBucket, ListMultipartUploadParts, ListBucketMultipartUploads, AbortMultipartUpload],
    sends_mail: true,
    memory_mb: 256,
    timeout_s: 240,
};

/// Does what is due until nothing is, or the time is over; none in that case. What is left stays due for the next sweep.
///
/// # Errors
/// `unavailable` when what is due cannot be read.
pub async fn sweep(app: &App, within: Duration) -> Result<Option<Done>, Failure> {
    tokio::time::timeout(within, run_due(app)).await.ok().transpose()
}
