//! What Lambda hands to the functions that no request calls, and what they do with it.

use lambda_http::lambda_runtime::{Context, LambdaEvent};
use serde::Deserialize;
use share_cloud_api::app::App;
use share_cloud_api::work::{Done, feedback, stream, sweep};
use std::time::Duration;

/// New items of the table, by their keys
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html>).
#[derive(Debug, Deserialize)]
pub(crate) struct StreamEvent {
    #[serde(rename = "Records")]
    records: Vec<StreamRecord>,
}

#[derive(Debug, Deserialize)]
struct StreamRecord {
    dynamodb: Change,
}

#[derive(Debug, Deserialize)]
struct Change {
    #[serde(rename = "Keys")]
    keys: Keys,
}

#[derive(Debug, Deserialize)]
struct Keys {
    pk: Text,
    sk: Text,
}

#[derive(Debug, Deserialize)]
struct Text {
    #[serde(rename = "S")]
    text: String,
}

/// Notifications of a topic (<https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html>).
#[derive(Debug, Deserialize)]
pub(crate) struct TopicEvent {
    #[serde(rename = "Records")]
    records: Vec<TopicRecord>,
}

#[derive(Debug, Deserialize)]
struct TopicRecord {
    #[serde(rename = "Sns")]
    sns: Published,
}

#[derive(Debug, Deserialize)]
struct Published {
    #[serde(rename = "Message")]
    message: String,
}

type Ended = Result<(), lambda_http::Error>;

pub(crate) async fn on_stream(app: &App, event: LambdaEvent<StreamEvent>) -> Ended {
    let records = event.payload.records;
    let items = records.len();
    let keys = records.into_iter().map(|record| (record.dynamodb.keys.pk.text, record.dynamodb.keys.sk.text));
    let failed_items = stream::work_on(app, keys).await;
    tracing::info!(items, failed_items, "worked");
    // What failed stays due: the sweep tries it again, and the stream must not stop for it.
    Ok(())
}

pub(crate) async fn on_schedule(app: &App, context: Context) -> Ended {
    match sweep::sweep(app, time_left(&context)).await? {
        // A figure is a metric, and a metric is paid for: a sweep that found nothing tells none.
        Some(Done { items: 0, .. }) => tracing::info!("nothing was due"),
        Some(done) => tracing::info!(items = done.items, failed_items = done.failed, "swept"),
        None => tracing::warn!("the time was over before everything due was done"),
    }
    Ok(())
}

pub(crate) async fn on_feedback(app: &App, event: TopicEvent) -> Ended {
    let items = event.records.len();
    for record in event.records {
        match serde_json::from_str(&record.sns.message) {
            Ok(notification) => feedback::note(app, notification).await?,
            // SES greets a new topic in plain text.
            Err(error) => tracing::warn!(%error, "a notification that is none"),
        }
    }
    tracing::info!(items, "noted");
    Ok(())
}

/// What is kept back of a function's time for its answer and its log, in milliseconds.
const MARGIN_MS: u64 = 500;

/// How long the function may go on, less what it needs to answer before Lambda stops it.
pub(crate) fn time_left(context: &Context) -> Duration {
    let deadline_ms = i64::try_from(context.deadline.saturating_sub(MARGIN_MS)).unwrap_or(i64::MAX);
    Duration::from_millis(u64::try_from(deadline_ms - crate::start::now().as_millisecond()).unwrap_or(0))
}

#[cfg(test)]
mod tests;
