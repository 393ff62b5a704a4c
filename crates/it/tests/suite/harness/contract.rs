//! Every answer of every test against openapi.json: its status, its type, and each field, of which none may be missing, unknown or
//! secret.

use super::calls::route_of;
use super::{Answer, secrets};
use serde_json::Value;
use std::sync::LazyLock;

static OPENAPI: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(include_str!("../../../../api/openapi.json")).unwrap());

/// Panics unless the answer is one that openapi.json describes. A path that no route takes has to answer a problem.
#[track_caller]
pub(super) fn check(method: &str, path: &str, answer: &Answer) {
    let path = path.split('?').next().unwrap_or_default();
    if !path.starts_with("/api/") || method == "HEAD" {
        return;
    }
    secrets::check(route_of(method, path).map_or("none", |route| route.name), answer);
    // What the client knows already is not sent again.
    if answer.status == 304 {
        assert!(answer.body.is_empty(), "{answer}");
        return;
    }
    let described = operation(method, path).map(|operation| &operation["responses"][answer.status.to_string()]);
    match described.filter(|response| !response.is_null()) {
        Some(response) => check_success(response, answer),
        None => {
            assert!(answer.status >= 400, "{answer}: openapi.json knows no such answer");
            assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{answer}");
            hold(&OPENAPI["components"]["schemas"]["Problem"], &answer.json(), "problem")
                .unwrap_or_else(|wrong| panic!("{answer}: {wrong}"));
        }
    }
}

#[track_caller]
fn check_success(response: &Value, answer: &Answer) {
    let Some(schema) = response.pointer("/content/application~1json/schema") else {
        assert!(answer.body.is_empty(), "{answer}: openapi.json knows no body");
        return;
    };
    assert_eq!(answer.header("content-type"), Some("application/json"), "{answer}");
    hold(schema, &answer.json(), "answer").unwrap_or_else(|wrong| panic!("{answer}: {wrong}"));
}

/// What openapi.json says of the route that answers a path.
fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let route = route_of(method, path)?;
    Some(&OPENAPI["paths"][route.path][method.to_lowercase()])
}

/// Whether a value is as a schema says. Only what our schemas use is understood; another word would be a reason to add it here.
fn hold(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        return hold(OPENAPI.pointer(&name[1..]).unwrap(), value, at);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let tried: Vec<String> = choices.iter().filter_map(|choice| hold(choice, value, at).err()).collect();
        return if tried.len() < choices.len() { Ok(()) } else { Err(tried.join(" and ")) };
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return Err(format!("{at} is {value}, which is none of {}", schema["enum"]));
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => kind.as_str().into_iter().collect(),
    };
    if !kinds.is_empty() && !kinds.contains(&kind_of(value)) {
        return Err(format!("{at} is {value}, which is no {kinds:?}"));
    }
    if schema["minimum"].as_i64().is_some_and(|minimum| value.as_i64().is_some_and(|number| number < minimum)) {
        return Err(format!("{at} is {value}, which is too small"));
    }
    let is_time = |text: &str| text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok();
    if schema["format"] == "date-time" && value.as_str().is_some_and(|text| !is_time(text)) {
        return Err(format!("{at} is {value}, which is no time in UTC"));
    }
    match value {
        Value::Array(items) => items.iter().enumerate().try_for_each(|(n, item)| hold(&schema["items"], item, &format!("{at}.{n}"))),
        Value::Object(fields) => hold_fields(schema, fields, at),
        _ => Ok(()),
    }
}

fn hold_fields(schema: &Value, fields: &serde_json::Map<String, Value>, at: &str) -> Result<(), String> {
    // Of a problem, `fields` is there for invalid input only; a test of its own holds openapi.json to that.
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).filter(|name| *name != "fields");
    if let Some(missing) = required.into_iter().find(|name| !fields.contains_key(*name)) {
        return Err(format!("{at} has no {missing}"));
    }
    let Some(known) = schema["properties"].as_object() else {
        // A map of anything, as a ticket's headers, or an object that says nothing of itself, as openapi.json itself.
        let each = &schema["additionalProperties"];
        return fields.iter().filter(|_| each.is_object()).try_for_each(|(name, value)| hold(each, value, &format!("{at}.{name}")));
    };
    fields.iter().try_for_each(|(name, value)| match known.get(name) {
        Some(schema) => hold(schema, value, &format!("{at}.{name}")),
        None => Err(format!("{at} has a {name}, which openapi.json does not know")),
    })
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
