//! The log: one line of JSON for each event. A line that holds a figure is a metric, too, in CloudWatch's embedded format
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>): no call, no
//! agent. Metrics have no dimensions, for each combination is paid for; Lambda itself counts what each function does.

use serde_json::{Map, Value, json};
use std::fmt;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// The fields that are metrics, and their units.
const METRICS: [(&str, &str); 3] = [("duration_ms", "Milliseconds"), ("items", "Count"), ("failed_items", "Count")];
/// Where CloudWatch shows them.
const NAMESPACE: &str = "share-cloud";

/// Writes the log to the standard output, which Lambda keeps.
pub(crate) fn open() {
    tracing_subscriber::fmt().event_format(Lines).with_max_level(tracing::Level::INFO).init();
}

struct Lines;

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut fields = Fields(Map::new());
        event.record(&mut fields);
        let metadata = event.metadata();
        let line = line(fields.0, metadata.level().as_str(), metadata.target(), crate::start::now().as_millisecond());
        writeln!(writer, "{line}")
    }
}

/// One line: the event's fields, its level and source, and `_aws` where there is a metric.
fn line(mut fields: Map<String, Value>, level: &str, target: &str, at_ms: i64) -> Value {
    let metrics = METRICS.iter().filter(|(name, _)| fields.get(*name).is_some_and(Value::is_number));
    let metrics: Vec<Value> = metrics.map(|(name, unit)| json!({ "Name": name, "Unit": unit })).collect();
    if !metrics.is_empty() {
        let directive = json!({ "Namespace": NAMESPACE, "Dimensions": [[]], "Metrics": metrics });
        fields.insert("_aws".to_owned(), json!({ "Timestamp": at_ms, "CloudWatchMetrics": [directive] }));
    }
    fields.insert("level".to_owned(), level.into());
    fields.insert("target".to_owned(), target.into());
    Value::Object(fields)
}

struct Fields(Map<String, Value>);

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").into());
    }
}

#[cfg(test)]
mod tests;
