//! The function `work`: does at once what a request owes, told by the table's stream. What fails or is missed stays due, and the
//! sweep comes back to it.

use super::{attempt, jobs};
use crate::app::App;
use crate::route::{BucketAction, Grant, TableAction};
use crate::worker::{Trigger, Worker};
use BucketAction::{AbortMultipartUpload, GetObject, ListBucket, ListMultipartUploadParts, PutObject};
use TableAction::{BatchGetItem, ConditionCheckItem, DeleteItem, GetItem, PutItem, Query, UpdateItem};
use jiff::SignedDuration;
use share_cloud_aws::db::search::RECENT_INDEX;
use share_cloud_aws::db::{Due, Kind};

/// Letters are what people wait for, they watch the trash being emptied, who was invited looks for what they were given, and a first search of much is
/// quick once it is packed. Everything else that is due has time until the sweep.
pub static WORKER: Worker = Worker {
    name: "work",
    trigger: Trigger::Stream(&[Kind::Mail, Kind::Job, Kind::Join, Kind::Search]),
    table: &[
        Grant(Kind::Mail, &[GetItem, UpdateItem, DeleteItem]),
        Grant(Kind::Undeliverable, &[GetItem]),
        Grant(Kind::Account, &[GetItem, BatchGetItem, ConditionCheckItem]),
        Grant(Kind::Email, &[GetItem, ConditionCheckItem]),
        Grant(Kind::Token, &[PutItem]),
        Grant(Kind::Job, &[GetItem, UpdateItem]),
        Grant(Kind::Entry, &[GetItem, BatchGetItem, PutItem, UpdateItem, DeleteItem, ConditionCheckItem]),
        Grant(Kind::Name, &[BatchGetItem, Query, PutItem, DeleteItem]),
        Grant(Kind::Version, &[Query, PutItem, DeleteItem]),
        Grant(Kind::Upload, &[GetItem, PutItem, UpdateItem]),
        Grant(Kind::Storage, &[GetItem, UpdateItem]),
        Grant(Kind::Garbage, &[PutItem, DeleteItem]),
        Grant(Kind::Search, &[GetItem, PutItem, DeleteItem]),
        Grant(Kind::Invitation, &[GetItem]),
        Grant(Kind::Member, &[GetItem, BatchGetItem, Query, PutItem, DeleteItem]),
        Grant(Kind::MemberOf, &[Query, PutItem, DeleteItem]),
        Grant(Kind::Join, &[GetItem, DeleteItem]),
        Grant(Kind::Notice, &[GetItem, PutItem, DeleteItem]),
    ],
    indexes: &[RECENT_INDEX],
    bucket: &[GetObject, PutObject, ListBucket, ListMultipartUploadParts, AbortMultipartUpload],
    sends_mail: true,
    memory_mb: 256,
    timeout_s: 60,
};

/// How often one call goes on with a job before it leaves the rest to the sweep: a third of the function's time.
const TURNS: u32 = 20;
/// After how long it does so anyhow, as copying takes longer.
const ENOUGH: SignedDuration = SignedDuration::from_secs(30);

/// Works on new items by their keys, as the stream tells them. Answers how many of them failed; those stay due.
pub async fn work_on(app: &App, keys: impl IntoIterator<Item = (String, String)>) -> usize {
    let (mut failed, begun) = (0, app.now());
    for due in keys.into_iter().filter_map(|(partition, sort)| Due::of_key(&partition, &sort)) {
        // Nobody waits for an account to be taken down, and only the sweep has the rights to.
        if let Due::Job(id) = &due
            && jobs::is_closing(app, id).await
        {
            continue;
        }
        failed += usize::from(!attempt(app, &due).await);
        for _ in 1..TURNS {
            let Due::Job(id) = &due else { break };
            if app.now().duration_since(begun) > ENOUGH || !jobs::is_running(app, id).await {
                break;
            }
            attempt(app, &due).await;
        }
    }
    failed
}
