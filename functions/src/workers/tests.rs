use super::{Context, StreamEvent, TopicEvent, time_left};
use std::time::Duration;

#[test]
fn the_streams_keys_are_read_and_the_rest_is_left_alone() {
    let event = r#"{"Records":[{"eventID":"1","eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{
        "ApproximateCreationDateTime":1.0,"Keys":{"pk":{"S":"MAIL#1"},"sk":{"S":"MAIL"}},"SequenceNumber":"1","SizeBytes":9,
        "StreamViewType":"KEYS_ONLY"},"eventSourceARN":"arn:aws:dynamodb:eu:1:table/t/stream/s"}]}"#;
    let event: StreamEvent = serde_json::from_str(event).unwrap();
    assert_eq!(event.records[0].dynamodb.keys.pk.text, "MAIL#1");
    assert_eq!(event.records[0].dynamodb.keys.sk.text, "MAIL");
}

#[test]
fn a_topics_message_is_read() {
    let event = r#"{"Records":[{"EventSource":"aws:sns","Sns":{"Message":"{\"notificationType\":\"Bounce\"}","Type":"Notification"}}]}"#;
    let event: TopicEvent = serde_json::from_str(event).unwrap();
    assert_eq!(event.records[0].sns.message, r#"{"notificationType":"Bounce"}"#);
}

#[test]
fn the_time_left_ends_before_lambda_stops_the_function() {
    let mut context = Context::default();
    assert_eq!(time_left(&context), Duration::ZERO);
    context.deadline = u64::try_from(crate::start::now().as_millisecond()).unwrap() + 10_000;
    let left = time_left(&context);
    assert!(left > Duration::from_secs(8) && left <= Duration::from_millis(9_500), "{left:?}");
}
