//! The function `work`: does at once what a request owes, told by the table's stream. What fails or is missed stays due, and the
//! sweep comes back to it.

use super::attempt;
use crate::app::App;
use crate::route::{Grant, TableAction};
use crate::worker::{Trigger, Worker};
use TableAction::{DeleteItem, GetItem, PutItem, UpdateItem};
use share_cloud_aws::db::{Due, Kind};

/// Letters are what people wait for. Everything else that is due has time until the sweep.
pub static WORKER: Worker = Worker {
    name: "work",
    trigger: Trigger::Stream(&[Kind::Mail]),
    table: &[
        Grant(Kind::Mail, &[GetItem, UpdateItem, DeleteItem]),
        Grant(Kind::Undeliverable, &[GetItem]),
        Grant(Kind::Account, &[GetItem]),
        Grant(Kind::Email, &[GetItem]),
        Grant(Kind::Token, &[PutItem]),
        Grant(Kind::Invitation, &[GetItem]),
    ],
    indexes: &[],
    bucket: &[],
    sends_mail: true,
    memory_mb: 256,
    timeout_s: 60,
};

/// Works on new items by their keys, as the stream tells them. Answers how many of them failed; those stay due.
pub async fn work_on(app: &App, keys: impl IntoIterator<Item = (String, String)>) -> usize {
    let mut failed = 0;
    for due in keys.into_iter().filter_map(|(partition, sort)| Due::of_key(&partition, &sort)) {
        failed += usize::from(!attempt(app, &due).await);
    }
    failed
}
