use super::{Map, Value, json, line};

fn fields(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn a_figure_is_a_metric_without_dimensions() {
    let line = line(fields(&json!({ "route": "sign-in", "duration_ms": 12 })), "INFO", "here", 1_700_000_000_000);
    assert_eq!(line["duration_ms"], 12);
    assert_eq!(line["_aws"]["Timestamp"], 1_700_000_000_000_i64);
    let directive = &line["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(
        *directive,
        json!({ "Namespace": "share-cloud", "Dimensions": [[]], "Metrics": [{ "Name": "duration_ms", "Unit": "Milliseconds" }] })
    );
}

#[test]
fn a_line_without_a_figure_is_no_metric() {
    let line = line(fields(&json!({ "message": "hello", "items": "many" })), "WARN", "here", 0);
    assert_eq!(line, json!({ "message": "hello", "items": "many", "level": "WARN", "target": "here" }));
}
